"""Annotations as GitHub's runner reads them: one a cause, where the pull request shows them, and no more than it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from tests.reports.made import a_small_site, audit_of, cause, finding
from tests.reports.runner import Command, commands

from linkaudit.document import Audit, Checkout
from linkaudit.model import Evidence, Finding, Fix, Outcome, Severity, Written
from linkaudit.reports import FORMATS
from linkaudit.reports.github import Changes, render, summary

GOLDEN = Path(__file__).parent / "golden"


def shown(document: Audit, changes: Changes | None = None) -> list[Any]:
    found = commands("".join(render(document, changes)))
    assert all(isinstance(one, Command) for one in found)
    return found


def many(count: int, **more: Any) -> list[Finding]:
    return [finding(fingerprint=f"{n:016x}", file=f"p{n}.html", page=f"https://blog.example/p{n}", **more) for n in range(count)]


def test_the_annotations_of_a_small_site() -> None:
    assert "".join(FORMATS["github"](a_small_site())) == (GOLDEN / "small.github.txt").read_text(encoding="utf-8")


def test_the_summary_of_a_small_site() -> None:
    assert "".join(summary(a_small_site())) == (GOLDEN / "small.summary.md").read_text(encoding="utf-8")


def test_an_annotation_stands_where_the_author_edits() -> None:
    (one,) = shown(audit_of([finding(written=Written("content/a,b:c.md", 4, 7, (60, 90)))]))
    assert one.name == "error"
    assert one.properties == {"file": "content/a,b:c.md", "line": "4", "col": "7", "endColumn": "37", "title": "No notice on the page"}
    assert one.data == (
        "3 affiliate links, and no notice on the page. Insert above line 4, before the first affiliate link: `{{< affiliate >}}`.\n"
        "linkaudit explain disclosure-missing"
    )


def test_what_can_be_copied_stands_on_a_line_of_its_own() -> None:
    (one,) = shown(audit_of([finding(fix=Fix("Move it.", "<p>We earn.</p>"))]))
    assert "Ready to copy: <p>We earn.</p>" in one.data.splitlines()


def test_a_log_has_no_affiliate_link_to_click() -> None:
    (one,) = shown(audit_of([finding(fix=Fix("Replace the id.", '<a href="https://x.example/?tag=me-20">x</a>'))]))
    assert "://" not in one.data


def test_a_live_page_has_no_file_and_its_address_in_the_text() -> None:
    (one,) = shown(audit_of([finding(file=None, line=None, column=None)], checkout=Checkout()))
    assert one.properties == {"title": "No notice on the page"}
    assert "https://blog.example/post/" in one.data


def test_one_a_cause() -> None:
    found = many(3)
    (one,) = shown(audit_of(found, causes=(cause(*found),)))
    assert one.properties["file"] == "public/p0.html"
    assert "The same on 2 more pages." in one.data.splitlines()


def test_the_finding_on_a_changed_line_speaks_for_its_cause() -> None:
    found = many(4)
    document = audit_of(found, causes=(cause(*found),))
    changes = {"public/p1.html": [range(50, 60)], "public/p2.html": [range(3, 4), range(9, 12)]}
    assert shown(document, changes)[0].properties["file"] == "public/p2.html"
    assert shown(document, {"public/p1.html": [range(50, 60)]})[0].properties["file"] == "public/p1.html"


def test_what_the_pull_request_touches_comes_first() -> None:
    found = many(30)
    document = audit_of(found)
    assert shown(document, {"public/p25.html": []})[0].properties["file"] == "public/p25.html"


def test_ten_at_most_and_then_how_many_more() -> None:
    *ten, last = shown(audit_of(many(25)))
    assert len(ten) == 10 and all(one.name == "error" for one in ten)
    assert (last.name, last.data) == ("notice", "… and 15 more, see the summary")
    assert len(shown(audit_of(many(10)))) == 10


def test_warnings_warn_and_what_stops_nobody_is_left_to_the_summary() -> None:
    assert [one.name for one in shown(audit_of([finding(severity=Severity.WARNING)]))] == ["warning"]
    quiet = [finding(severity=Severity.INFO), finding(outcome=Outcome.REVIEW, fingerprint="b" * 16), finding(suppressed_by="closed")]
    assert shown(audit_of(quiet)) == []


def test_success_is_quiet() -> None:
    assert "".join(FORMATS["github"](audit_of())) == ""


def test_the_summary_has_every_finding_while_there_is_room() -> None:
    document = audit_of([*many(3000), finding(severity=Severity.WARNING, file="a|b`.html")])
    whole = "".join(summary(document))
    assert whole.count("| ✗ |") == 3000 and "a❘b`.html" in whole
    short = "".join(summary(document, 40_000))
    assert len(short.encode()) <= 40_000
    assert f"… and {3001 - short.count('| ✗ |'):,} more." in short
    assert "".join(summary(document, 0)) == ""


def test_a_table_row_stays_a_row() -> None:
    evil = finding(message="a | b\n| c `d` <img src=x> [x](https://evil.example)", file="x`|`|y.html", evidence=Evidence("x"))
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render("".join(summary(audit_of([evil], causes=()))))
    table = page[page.index("Every finding") :]
    assert table.count("<td>") == 3
    assert "<img" not in table and "<a " not in table
