# For a Makefile: `make audit` builds and audits. Offline: the same commit gives the same answer whatever a shop's server does
# tonight, no merchant is asked, and it takes seconds.
BUILD ?= npm run build
FOLDER ?= dist

.PHONY: build audit baseline

build:
	$(BUILD)

audit: build
	linkaudit audit $(FOLDER) --offline --no-state --baseline linkaudit.baseline.json -o linkaudit.html

# Once, on an old site: what it finds today is put on record, and only what is new fails from then on.
baseline: build
	linkaudit baseline write $(FOLDER) --offline
