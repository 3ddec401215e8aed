"""Tables: what is written reads back, and no cell of them does anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.document import Audit
from linkaudit.model import Probe, Reach, Soft
from linkaudit.reports import FORMATS, format_of
from linkaudit.reports.csv import FINDINGS, LINKS, cell
from linkaudit.reports.csv import _table as table
from linkaudit.reports.words import clean

LINK = '<a rel="sponsored nofollow" href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book, "the" book</a>'


def read(document: Audit, name: str) -> list[dict[str, str]]:
    """The table as a spreadsheet reads it."""
    text = "".join(FORMATS[name](document)).encode().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_a_link(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": f"<main>\n<p>{LINK}</p></main>", "b.html": "<p>x</p>"}, **{"programs.amazon.ids": ["blog-20"]})
    assert read(document, "links") == [
        {
            "page": "https://blog.example/a.html",
            "file": "a.html",
            "line": "2",
            "column": "4",
            "program": "amazon",
            "publisher_id": "blog-20",
            "owner": "yours",
            "url": "https://www.amazon.com/dp/B000000001?tag=blog-20",
            "resolved": "https://www.amazon.com/dp/B000000001?tag=blog-20",
            "destination": "",
            "strength": "strong",
            "carrier": "a",
            "region": "main",
            "rel": "sponsored nofollow",
            "text": 'A book, "the" book',
            "label": "",
            "slot": "",
            "via": "",
            "outcome": "",
            "soft": "",
            "reason": "",
            "source_file": "",
            "source_line": "",
        }
    ]


def test_a_link_that_was_asked_has_its_outcome(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": f"<p>{LINK}</p>"})
    url = "https://www.amazon.com/dp/B000000001?tag=blog-20"
    probe = msgspec.json.encode(Probe(url, Reach.OK, "it says so itself", soft=Soft.UNAVAILABLE))
    (row,) = read(msgspec.structs.replace(document, probes=lambda: iter([probe])), "links")
    assert (row["outcome"], row["soft"], row["reason"]) == ("ok", "unavailable", "it says so itself")


@pytest.mark.parametrize(
    ("ids", "link", "owner"),
    [
        (["blog-20"], "blog-20", "yours"),
        (["blog-20"], "other-20", "foreign"),
        ([], "blog-20", "unknown"),
        ([], "YOURTAG-20", "placeholder"),
    ],
)
def test_whose_id_it_is(audited: Callable[..., Audit], ids: list[str], link: str, owner: str) -> None:
    document = audited({"a.html": f"<p>{LINK.replace('blog-20', link)}</p>"}, **{"programs.amazon.ids": ids})
    assert [row["owner"] for row in read(document, "links")] == [owner]


def test_a_row_a_finding(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": f"<main><p>{LINK}</p></main>"}, **{"disclosure.regimes": ["ftc", "uk"]})
    row = next(one for one in read(document, "findings") if one["rule"] == "disclosure-missing")
    cause = next(one for one in document.causes if one.rule == "disclosure-missing")
    assert row["cause"] == cause.id
    assert row["regimes"] == "ftc=error uk=error"
    assert (row["outcome"], row["severity"], row["impact"], row["page"], row["file"], row["suppressed_by"]) == (
        "failed", "error", "law", "https://blog.example/a.html", "a.html", "",
    )  # fmt: skip
    assert row["message"] and row["fix"] and len(row["fingerprint"]) == 16


def test_a_suppressed_finding_stays_and_belongs_to_no_cause(audited: Callable[..., Audit]) -> None:
    ignore: list[dict[str, Any]] = [{"rule": "disclosure-missing", "reason": "closed archive"}]
    rows = read(audited({"a.html": f"<p>{LINK}</p>"}, ignore=ignore), "findings")
    (row,) = (one for one in rows if one["rule"] == "disclosure-missing")
    assert "closed archive" in row["suppressed_by"]
    assert row["cause"] == ""


@pytest.mark.parametrize(("name", "columns"), [("links", LINKS), ("findings", FINDINGS)])
def test_nothing_found_is_a_table_with_a_head(audited: Callable[..., Audit], name: str, columns: tuple[str, ...]) -> None:
    assert "".join(FORMATS[name](audited({"a.html": "<p>x</p>"}))) == "\ufeff" + ",".join(columns) + "\r\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("@import", "'@import"),
        ("\t=1", "' =1"),
        ("  =1", "'  =1"),
        ('"=1', "'\"=1"),
        ("＝1", "'＝1"),
        ("a;=1;b", "a;'=1;b"),
        ("-12", "-12"),
        ("+1.5", "+1.5"),
        ("a=b", "a=b"),
        ("https://x.example/?a=1&b=-2", "https://x.example/?a=1&b=-2"),
        ("\x1b[31mred\x00", "\ufffd[31mred\ufffd"),
        ("a\r\nb", "a\ufffd b"),
    ],
)
def test_no_cell_is_a_formula(text: str, wanted: str) -> None:
    assert cell(text) == wanted


def test_a_cell_holds_no_more_than_a_spreadsheet_can() -> None:
    assert len(cell("x" * 2_000_000)) <= 32_767


@given(st.lists(st.tuples(st.text(), st.text(alphabet=";,\"'=-+@\r\n\t ab1", max_size=12), st.none() | st.integers()), max_size=5))
def test_what_is_written_reads_back(rows: list[tuple[str, str, int | None]]) -> None:
    text = "".join(table(("a", "b", "c"), rows))
    assert text.startswith("\ufeff")
    back = list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))
    assert back == [["a", "b", "c"], *([cell(a), cell(b), "" if c is None else str(c)] for a, b, c in rows)]


@given(st.text(max_size=200))
def test_a_guard_takes_nothing_away(text: str) -> None:
    assert cell(text).replace("'", "") == clean(text).replace("'", "")


@given(st.text(alphabet=";=-+@\r\n\t\"' ab1", max_size=12))
def test_no_cell_begins_as_a_formula_wherever_it_is_parted(text: str) -> None:
    written = cell(text)
    if not written[1:].replace(".", "").replace(",", "").isdigit():
        assert not any(part.lstrip(' "').startswith(("=", "+", "-", "@")) for part in written.split(";"))


@pytest.mark.parametrize(
    ("output", "wanted"),
    [
        ("links.csv", ("links", "links.csv")),
        ("out/links.csv", ("links", "out/links.csv")),
        ("findings.csv", ("findings", "findings.csv")),
        ("night.csv", ("findings", "night.csv")),
        ("links:night.csv", ("links", "night.csv")),
        ("findings:links.csv", ("findings", "links.csv")),
    ],
)
def test_which_table(output: str, wanted: tuple[str, str]) -> None:
    assert format_of(output) == wanted
