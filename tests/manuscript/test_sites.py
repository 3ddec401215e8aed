"""Five sites as their generators built them: the share of links and findings that are traced to the line their author wrote."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import rows

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit

HERE = Path(__file__).parent
SITES = ["hugo", "jekyll", "eleventy", "astro", "mkdocs"]


def checked_out(name: str, to: Path) -> Path:
    """A site in a repository of its own, its built pages beside its sources."""
    root = to / name
    shutil.copytree(HERE / name, root, ignore=shutil.ignore_patterns("expected.tsv"))
    (root / ".git").mkdir()
    return root


def audited(root: Path, **flags: Any) -> Audit:
    return audit(Plan(str(root / "built"), load(None, {}, {"disclosure.regimes": ["ftc"]} | flags), offline=True))


def traced(document: Audit) -> dict[tuple[str, str, int], str]:
    """Page, link or !rule, and the how manieth of its kind → file:line, "" where it is not known."""
    found, seen = {}, Counter()
    links = [(page["file"], link["url"], link["written"]) for page in rows(document, "pages") for link in page["affiliate_links"]]
    findings = [(one["file"], f"!{one['rule']}", one["written"]) for one in rows(document, "findings")]
    for page, what, written in (*links, *findings):
        seen[page, what] += 1
        found[page, what, seen[page, what]] = f"{written['file']}:{written['line']}" if written else ""
    return found


def expected(name: str) -> dict[tuple[str, str, int], str]:
    with (HERE / name / "expected.tsv").open(encoding="utf-8") as file:
        return {(row["page"], row["what"], int(row["nth"])): row["written"] for row in csv.DictReader(file, delimiter="\t")}


def test_at_least_nineteen_of_twenty_are_traced_and_fewer_are_wrong_than_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts: dict[str, Counter[str]] = {"links": Counter(), "findings": Counter()}
    wrong = []
    for name in SITES:
        found = traced(audited(checked_out(name, tmp_path)))
        for key, line in expected(name).items():
            kind = "findings" if key[1].startswith("!") else "links"
            got = found.get(key, "gone")
            counts[kind]["right" if got == line else "missing" if not got else "wrong"] += 1
            wrong += [(name, *key, line, got)] if got != line else []
    with capsys.disabled():
        print()
        for kind, count in counts.items():
            print(f"{kind}: {count['right']} of {count.total()} at the right line, {count['wrong']} wrong, {count['missing']} missing")
    for count in counts.values():
        assert count["right"] >= 0.95 * count.total(), wrong
        assert count["wrong"] <= count["missing"], wrong
