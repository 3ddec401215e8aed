#!/usr/bin/env bash
# Any CI that runs a shell: build, audit, keep the report. Exit: 0 nothing failed, 1 findings, 2 usage or configuration,
# 3 the site could not be read. BUILD and FOLDER are yours to set.
set -euo pipefail

BUILD=${BUILD:-"npm run build"}
FOLDER=${FOLDER:-dist}
REPORTS=${REPORTS:-linkaudit-reports}

$BUILD

# --offline: the same commit gives the same answer whatever a shop's server does tonight, no merchant is asked, and it takes
# seconds. Where the links lead is asked at night: config/nightly/.
linkaudit audit "$FOLDER" --offline --no-state \
  -o "$REPORTS/report.html" -o "$REPORTS/audit.json" -o "junit:$REPORTS/junit.xml" -o "md:$REPORTS/summary.md"
