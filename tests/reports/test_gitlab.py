"""GitLab Code Quality: of the documented form, entry by entry, for GitLab stops reading at the first that isn't."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.reports.made import a_small_site, audit_of, drained, finding

from linkaudit.document import Audit, Checkout
from linkaudit.model import Outcome, Severity
from linkaudit.reports import FORMATS, format_of
from linkaudit.reports.gitlab import render

GOLDEN = Path(__file__).parent / "golden" / "small.gitlab.json"
# docs.gitlab.com/ci/testing/code_quality, "Code Quality report format".
SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    # Relative, without a scheme and without "./".
                    "path": {"type": "string", "pattern": r"^(?!/|\.\.?/|[a-z]+://)."},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def read(document: Audit) -> list[dict[str, Any]]:
    text = "".join(FORMATS["gitlab"](document))
    assert not text.startswith("\ufeff"), "GitLab reads no byte order mark"
    found = json.loads(text)
    jsonschema.validate(found, SCHEMA)
    prints = [one["fingerprint"] for one in found]
    assert len(prints) == len(set(prints))
    return list(found)


def test_the_report_of_a_small_site() -> None:
    assert "".join(FORMATS["gitlab"](a_small_site())) == GOLDEN.read_text(encoding="utf-8")
    assert len(read(a_small_site())) == 3


def test_an_audit_is_valid(audited: Callable[..., Audit]) -> None:
    link = '<a href="https://www.amazon.com/dp/B000000001?tag=YOURTAG-20">A book</a>'
    assert len(read(audited({"a.html": f"<main><p>{link * 3}</p></main>"}))) > 3
    assert read(audited({"a.html": "<p>x</p>"})) == read(audit_of()) == []


def test_the_check_stands_in_the_description_too() -> None:
    (one,) = read(audit_of([finding()]))
    assert one["description"].startswith("disclosure-missing: 3 affiliate links, and no notice on the page.")


@pytest.mark.parametrize(("severity", "wanted"), [(Severity.ERROR, "critical"), (Severity.WARNING, "minor"), (Severity.INFO, "info")])
def test_severities(severity: Severity, wanted: str) -> None:
    assert read(audit_of([finding(severity=severity)]))[0]["severity"] == wanted


def test_a_live_page_has_a_relative_path_and_a_line() -> None:
    (one,) = read(audit_of([finding(file=None, line=None, column=None)], checkout=Checkout()))
    assert one["location"] == {"path": "blog.example/post/index.html", "lines": {"begin": 1}}
    assert "https://blog.example/post/" in one["description"]


def test_twins_are_told_apart_and_questions_left_out() -> None:
    found = read(audit_of([finding(), finding(), finding(outcome=Outcome.REVIEW), finding(suppressed_by="closed")]))
    assert len(found) == 2


def test_what_gitlab_would_not_read_is_left_out_and_said() -> None:
    found = [finding(severity=Severity.WARNING, fingerprint=f"{n:016x}") for n in range(50)] + [finding()]
    text, remark = drained(render(audit_of(found), room=2_000))
    kept = json.loads(text)
    assert len(text.encode()) <= 2_000 and kept[0]["severity"] == "critical"
    assert remark is not None and remark.startswith(f"{51 - len(kept)} findings are not in it")


def test_the_name_goes_before_the_file() -> None:
    assert format_of("gitlab:gl-code-quality.json") == ("gitlab", "gl-code-quality.json")
