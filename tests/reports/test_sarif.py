"""SARIF: valid by the standard's schema, and made so that GitHub takes it and shows each finding once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from tests.reports.made import RULES, a_small_site, audit_of, cause, drained, finding

from linkaudit.document import Audit, Checkout, RuleInfo
from linkaudit.model import Evidence, Fix, Impact, Outcome, Severity, Source
from linkaudit.reports import FORMATS, format_of
from linkaudit.reports.sarif import render

HERE = Path(__file__).parent
SCHEMA = jsonschema.Draft4Validator(
    json.loads((HERE / "vendor" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
)
LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a>'


def run_of(document: Audit, name: str = "sarif") -> dict[str, Any]:
    """The run of a report, after the schema has read it."""
    log = json.loads("".join(FORMATS[name](document)))
    SCHEMA.validate(log)
    (run,) = log["runs"]
    return run


def results_of(document: Audit, name: str = "sarif") -> list[dict[str, Any]]:
    return run_of(document, name)["results"]


def place_of(result: dict[str, Any]) -> dict[str, Any]:
    return result["locations"][0]["physicalLocation"]


def test_the_report_of_a_small_site() -> None:
    assert "".join(FORMATS["sarif"](a_small_site())) == (HERE / "golden" / "small.sarif").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["sarif", "sarif-full"])
def test_an_audit_is_valid(audited: Callable[..., Audit], name: str) -> None:
    document = audited(
        {"a.html": f"<main><p>{LINK}</p></main>", "b c/é.html": f"<main><p>{LINK.replace('blog-20', 'YOURTAG-20')}</p></main>"}
    )
    assert len(results_of(document, name)) > 2


def test_a_site_without_findings_is_valid(audited: Callable[..., Audit]) -> None:
    assert results_of(audited({"a.html": "<p>x</p>"})) == []


def test_no_location_is_a_url_or_empty() -> None:
    pages = ["https://blog.example/", "https://blog.example/a b:c/", "", "https://127.0.0.1:8000/x"]
    found = [finding(page=url, file=None, line=None, column=None, fingerprint=f"{n:016x}") for n, url in enumerate(pages)]
    uris = [place_of(one)["artifactLocation"]["uri"] for one in results_of(audit_of(found, checkout=Checkout()))]
    assert uris == [
        "blog.example/index.html", "blog.example/a%2520b%3Ac/index.html", "blog.example/index.html", "127.0.0.1%3A8000/x",
    ]  # fmt: skip


def test_a_path_is_written_as_a_uri() -> None:
    (one,) = results_of(audit_of([finding(file="größe 1.html")]))
    assert place_of(one)["artifactLocation"]["uri"] == "public/gr%C3%B6%C3%9Fe%201.html"


def test_the_region_has_columns_where_they_are_known() -> None:
    link = '<a href="https://amzn.to/3abcdef">x</a>'
    marked, plain = results_of(audit_of([finding(evidence=Evidence(link)), finding(fingerprint="b" * 16, line=None, column=None)]))
    assert place_of(marked)["region"] == {"startLine": 9, "endLine": 9, "startColumn": 4, "endColumn": 4 + len(link)}
    assert place_of(plain)["region"] == {"startLine": 1, "endLine": 1}


def test_github_tells_alerts_apart_by_our_fingerprint() -> None:
    twins = results_of(audit_of([finding(), finding()]))
    prints = [one["partialFingerprints"] for one in twins]
    assert prints[0] == {"primaryLocationLineHash": "00000000000000aa", "linkaudit/v1": "00000000000000aa"}
    assert prints[1]["primaryLocationLineHash"] != prints[0]["primaryLocationLineHash"]
    moved = results_of(audit_of([finding(line=70)]))
    assert moved[0]["partialFingerprints"] == prints[0]


def test_only_what_failed_is_written_for_github() -> None:
    asked = finding(outcome=Outcome.REVIEW, fingerprint="b" * 16)
    hushed = finding(suppressed_by="[[ignore]] closed", fingerprint="c" * 16)
    assert len(results_of(audit_of([finding(), asked, hushed]))) == 1


def test_the_full_report_has_questions_and_suppressions() -> None:
    asked = finding(outcome=Outcome.REVIEW, fingerprint="b" * 16)
    hushed = finding(suppressed_by="[[ignore]] closed", fingerprint="c" * 16)
    plain, review, suppressed = results_of(audit_of([finding(), asked, hushed]), "sarif-full")
    assert (plain.get("kind"), plain["level"]) == (None, "error")
    assert (review["kind"], review["level"]) == ("review", "none")
    assert suppressed["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "[[ignore]] closed"}]
    assert place_of(plain)["region"]["snippet"] == {"text": "Read the book."}
    assert plain["properties"]["replace"] == "{{< affiliate >}}"


def test_a_rule_says_why_how_and_who_says_so() -> None:
    rule = run_of(audit_of([finding(regimes={"ftc": Severity.ERROR, "uk": Severity.WARNING})]))["tool"]["driver"]["rules"][0]
    assert rule["help"]["markdown"] == (
        "A reader must be told.\n\n**To fix.** Put a sentence above the first link.\n\n**At risk:** law.\n\n"
        "- 16 CFR 255 (Endorsement Guides, 2023): 255.5(a) (evidence V2) [read it](https://www.ecfr.gov/part-255)\n\n"
        "`linkaudit explain disclosure-missing` shows examples."
    )
    assert "https://www.ecfr.gov/part-255" in rule["help"]["text"]
    assert rule["properties"] == {"tags": ["law", "ftc", "uk"], "precision": "high", "problem.severity": "error"}
    assert "security-severity" not in json.dumps(rule)


def test_no_rule_is_too_long_or_has_too_many_tags() -> None:
    rules = (*RULES, RuleInfo("long", "t" * 5000, "w" * 5000, "h", Impact.LAW, (Source("x", "y", "javascript:alert(1)", "V1"),)))
    many = {f"regime{n}": Severity.ERROR for n in range(30)}
    rule = run_of(audit_of([finding(rule="long", regimes=many)], rules=rules))["tool"]["driver"]["rules"][2]
    assert len(rule["shortDescription"]["text"]) == len(rule["fullDescription"]["text"]) == 1024
    assert len(rule["properties"]["tags"]) == 10
    assert "helpUri" not in rule and "](javascript" not in rule["help"]["markdown"]


def test_the_real_rules_keep_the_limits(audited: Callable[..., Audit]) -> None:
    for rule in run_of(audited({"a.html": f"<p>{LINK}</p>"}))["tool"]["driver"]["rules"]:
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"] and rule["properties"]["precision"] in ("very-high", "high", "medium")


@pytest.mark.parametrize(
    ("site", "folder", "category"),
    [
        ("https://blog.example", "public", "linkaudit/blog.example/"),
        ("http://127.0.0.1:8000", None, "linkaudit/127.0.0.1:8000/"),
        ("https://site.invalid", "sites/one", "linkaudit/sites/one/"),
    ],
)
def test_each_site_is_a_category(site: str, folder: str | None, category: str) -> None:
    run = run_of(audit_of(site=site, checkout=Checkout(folder)))
    assert run["automationDetails"] == {"id": category}


def test_the_worst_come_first() -> None:
    order = [Severity.INFO, Severity.ERROR, Severity.WARNING, Severity.ERROR]
    found = [finding(severity=one, fingerprint=f"{n:016x}") for n, one in enumerate(order)]
    assert [one["level"] for one in results_of(audit_of(found))] == ["error", "error", "warning", "note"]


def test_what_github_would_refuse_is_left_out_and_said() -> None:
    order = [Severity.WARNING] * 200 + [Severity.ERROR]
    found = [finding(severity=one, fingerprint=f"{n:016x}", message=f"{n * n} links") for n, one in enumerate(order)]
    text, remark = drained(render(audit_of(found, causes=(cause(found[0]),)), most=3))
    (run,) = json.loads(text)["runs"]
    SCHEMA.validate(json.loads(text))
    assert [one["level"] for one in run["results"]] == ["error", "warning", "warning"]
    assert remark is not None and remark.startswith("198 of 201 findings are not in it")
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == remark


def test_the_size_is_that_of_the_packed_file() -> None:
    found = [finding(fingerprint=f"{n:016x}", message=sha256(bytes([n % 256, n // 256])).hexdigest() * 3) for n in range(3000)]
    text, remark = drained(render(audit_of(found, causes=(cause(found[0]),)), room=100_000))
    assert remark and 60_000 < len(gzip.compress(text.encode())) < 110_000


def test_what_the_audit_did_not_see_is_told() -> None:
    broken = ({"rule": "tag-placeholder", "error": "KeyError: 'x'", "pages": "3"},)
    document = msgspec.structs.replace(a_small_site(), broken_rules=broken, interrupted=True, notes=("A note.",))
    (told,) = run_of(document)["invocations"]
    assert told["executionSuccessful"] is False
    assert [one["message"]["text"] for one in told["toolExecutionNotifications"]] == [
        "Stopped before the end: these are the findings until then.",
        "Rule tag-placeholder crashed on 3 pages: KeyError: 'x'",
        "Not read, unreadable: broken/index.html not UTF-8",
        "A note.",
    ]


def test_a_strangers_words_make_no_link() -> None:
    (one,) = results_of(audit_of([finding(message="The link is called “[click](https://evil.example)”.", fix=Fix("[x](1)"))]))
    assert "](" not in one["message"]["text"]


def test_the_suffix_names_it() -> None:
    assert format_of("night.sarif") == ("sarif", "night.sarif")
    assert format_of("sarif-full:all.json") == ("sarif-full", "all.json")
