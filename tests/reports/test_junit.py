"""JUnit XML: valid by the schema that Jenkins' xUnit plugin reads it with, one answer a page and rule, counts that are true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.reports.made import a_small_site, audit_of, drained, finding, page

from linkaudit.document import Audit
from linkaudit.model import Fix, Outcome, Severity, Unread, UnreadReason
from linkaudit.reports import FORMATS, format_of
from linkaudit.reports.junit import render

HERE = Path(__file__).parent
SCHEMA = etree.XMLSchema(etree.parse(HERE / "vendor" / "junit-10.xsd"))
LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a>'


def suite_of(document: Audit) -> Any:
    return read("".join(FORMATS["junit"](document)))


def read(text: str) -> Any:
    """The test suite, after the schema has read it and its counts have been checked."""
    root = etree.fromstring(text.encode())
    SCHEMA.assertValid(root)
    (suite,) = root
    kinds = Counter(case[0].tag if len(case) else "passed" for case in suite.iter("testcase"))
    wanted = {"tests": kinds.total(), "failures": kinds["failure"], "errors": kinds["error"], "skipped": kinds["skipped"]}
    assert {name: int(suite.get(name)) for name in wanted} == wanted
    names = [(case.get("classname"), case.get("name")) for case in suite.iter("testcase")]
    assert len(names) == len(set(names)), "GitLab drops the second of two"
    assert all(len(case) <= 1 for case in suite.iter("testcase")), "Jenkins reads one answer"
    return suite


def cases_of(document: Audit) -> list[tuple[str, str, str]]:
    return [
        (case.get("classname"), case.get("name"), case[0].tag if len(case) else "passed") for case in suite_of(document).iter("testcase")
    ]


def test_the_report_of_a_small_site() -> None:
    assert "".join(FORMATS["junit"](a_small_site())) == (HERE / "golden" / "small.xml").read_text(encoding="utf-8")
    assert len(cases_of(a_small_site())) == 5


def test_an_audit_is_valid(audited: Callable[..., Audit]) -> None:
    pages: dict[str, str | bytes] = {"a.html": f"<main><p>{LINK * 3}</p></main>", "b.html": f"<main><p>{LINK}</p></main>"}
    assert len(cases_of(audited(pages))) > 3
    assert cases_of(audited({"a.html": "<p>x</p>"} | {"b.html": "<p>y</p>"})) is not None


def test_a_page_with_nothing_to_say_is_a_test_that_passed() -> None:
    assert cases_of(audit_of([], [page()])) == [("public/post/index.html", "checked conditions", "passed")]


def test_findings_of_one_rule_on_a_page_are_one_case() -> None:
    suite = suite_of(audit_of([finding(severity=Severity.INFO), finding(line=20), finding(line=30, outcome=Outcome.REVIEW)]))
    (case,) = suite.iter("testcase")
    (failure,) = case
    assert (failure.tag, failure.get("type")) == ("failure", "error")
    assert failure.get("message").startswith("3 affiliate links, and no notice on the page.")
    assert failure.get("message").endswith("(and 2 more findings)")
    assert [line.split(": ")[:2] for line in failure.text.splitlines()] == [
        ["public/post/index.html:20", "error"],
        ["public/post/index.html:9", "info"],
        ["public/post/index.html:30", "review"],
    ]


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({}, "failure", "3 affiliate"),
        ({"severity": Severity.WARNING}, "failure", "3 affiliate"),
        ({"severity": Severity.INFO}, "skipped", "Info: 3 affiliate"),
        ({"outcome": Outcome.REVIEW}, "skipped", "A person must look: 3 affiliate"),
        ({"suppressed_by": "[[ignore]] closed"}, "skipped", "Suppressed ([[ignore]] closed): 3 affiliate"),
    ],
)
def test_what_an_answer_is_to_a_test_runner(more: dict[str, Any], kind: str, said: str) -> None:
    (case,) = suite_of(audit_of([finding(**more)])).iter("testcase")
    assert case[0].tag == kind
    assert case[0].get("message").startswith(said)


def test_a_page_not_read_and_a_rule_that_crashed_are_errors() -> None:
    unread = (Unread("https://blog.example/x/", UnreadReason.STATUS, "HTTP 500"),)
    broken = ({"rule": "tag-placeholder", "error": "KeyError: 'x'", "pages": "3"},)
    assert cases_of(audit_of(unread=unread, broken_rules=broken)) == [
        ("blog.example/x/index.html", "read", "error"),
        ("linkaudit", "tag-placeholder", "error"),
    ]


def test_pages_in_any_order_make_no_case_twice() -> None:
    one, other = finding(), finding(page="https://blog.example/b/", file="b/index.html")
    assert len(cases_of(audit_of([one, other, one]))) == 3


def test_what_gitlab_would_not_read_is_left_out_and_said() -> None:
    found = [finding(page=f"https://blog.example/{n}/", file=f"{n}.html", fix=Fix("x" * 100)) for n in range(20)]
    text, remark = drained(render(audit_of(found), room=1_500))
    suite = read(text)
    kept = int(suite.get("tests"))
    assert 0 < kept < 20
    assert suite.findtext("system-out") == remark == f"{20 - kept} test cases are not in it: GitLab reads 30 MB at most."


def test_the_suffix_names_it() -> None:
    assert format_of("report.xml") == ("junit", "report.xml")
