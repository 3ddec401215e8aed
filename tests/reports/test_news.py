"""What changed since the run before, and the trend, as each report says it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page

from linkaudit.document import Audit, Gone, Point, Since
from linkaudit.model import Impact
from linkaudit.reports import FORMATS
from linkaudit.reports.html.trend import series, sparkline
from linkaudit.reports.saved import load

LINK = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a></p>'
GONE = tuple(Gone(f"g{number}", "r", Impact.MONEY, f"Fixed thing {number}", number) for number in range(6))
TREND = tuple(
    Point(f"2026-11-{day:02}T02:00:00Z", 1000 + day, 30 - day, {"error": error, "warning": 0, "info": 0, "review": day}, {})
    for day, error in ((20, 5), (21, 1), (22, 9), (23, 4))
)


@pytest.fixture
def document(audited: Callable[..., Audit]) -> Audit:
    """The audit of a page with a new cause, one that is back, and others as before."""
    found = audited({"a.html": LINK})
    first, second, *rest = (cause.id for cause in found.causes)
    causes = {first: "new", second: "reopened"} | dict.fromkeys(rest, "still")
    since = Since("run 12", "2026-11-22T02:00:00Z", 2, 5, 1040, causes=causes, gone=GONE)
    return msgspec.structs.replace(found, since=(since,), trend=TREND)


def report(name: str, audit: Audit) -> str:
    return "".join(FORMATS[name](audit))


def test_one_line_says_what_changed(document: Audit) -> None:
    line = "Since 2026-11-22: 2 new findings, 5 fixed, 1,040 unchanged"
    assert f"\n{line}\n" in report("text", document)
    assert f"**{line}.** Fixed: Fixed thing 0; Fixed thing 1; " in report("md", document)
    assert f"<b>{line}.</b>" in report("html", document)


def test_new_causes_are_marked_and_old_ones_are_not(document: Audit) -> None:
    new, back, *rest = document.causes
    text = report("text", document)
    assert f"1 NEW {new.title}"[:40] in text and f"2 BACK {back.title}"[:40] in text
    assert text.count("NEW ") == text.count("BACK ") == 1
    md = report("md", document)
    assert md.count("**new since 2026-11-22**") == md.count("**back since 2026-11-22**") == 1
    page = report("html", document)
    cards = {cause.id: page.split(f'id="c-{cause.id}"')[1].split("</article>")[0] for cause in document.causes}
    assert '<span class="new">new since 2026-11-22</span>' in cards[new.id]
    assert '<span class="new">back since 2026-11-22</span>' in cards[back.id]
    assert all("<span>still there</span>" in cards[cause.id] and 'class="new"' not in cards[cause.id] for cause in rest)


def test_fixed_causes_are_listed(document: Audit) -> None:
    page = report("html", document)
    assert "6 causes fixed" in page
    assert "Fixed thing 5" in page
    assert "… and 2 causes more" in report("text", document)


def test_what_moved_is_said_and_a_baseline_goes_by_its_name(document: Audit) -> None:
    other = Since("the baseline", "", 1, 0, 3, moved=2)
    both = msgspec.structs.replace(document, since=(*document.since, other))
    assert "Since the baseline: 1 new finding, 0 fixed, 3 unchanged, 2 moved" in report("text", both)
    assert report("html", both).count("Since ") == 2


def test_a_first_run_says_nothing_of_it(audited: Callable[..., Audit]) -> None:
    found = audited({"a.html": LINK})
    for name in ("text", "md", "html"):
        assert "Since" not in report(name, found) and "unchanged" not in report(name, found)
    assert '<svg class="spark' not in report("html", found)


def test_the_trend_is_drawn_and_said_in_words_and_numbers(document: Audit) -> None:
    page = report("html", document)
    assert [one.name for one in series(document)] == ["Errors", "Questions", "Affiliate links", "Pages"], "what was always none is left out"
    assert "<title>Errors over 4 runs: from 5 to 4, between 1 and 9</title>" in page
    assert "<title>Pages over 4 runs: from 1,020 to 1,023</title>" in page
    rows = re.findall(r"<tr><th scope=\"row\">(2026[^<]*)</th>(.*?)</tr>", page)
    assert [row[0] for row in rows] == ["2026-11-23 02:00", "2026-11-22 02:00", "2026-11-21 02:00", "2026-11-20 02:00"]
    assert re.findall(r">([\d,]+)<", rows[0][1]) == ["4", "0", "0", "23", "7", "1,023"]


def test_a_line_begins_at_none_and_fits(document: Audit) -> None:
    flat = msgspec.structs.replace(next(series(document)), values=[5] * 60)
    points = re.search(r'points="([^"]*)"', sparkline(flat))
    assert points is not None
    places = [tuple(map(float, pair.split(","))) for pair in points[1].split()]
    assert {y for _, y in places} == {3.0}
    assert places[0][0] == 3.0 and places[-1][0] == 137.0
    empty = msgspec.structs.replace(flat, values=[0, 0])
    assert "27.0" in sparkline(empty)


def test_a_saved_document_keeps_it(document: Audit, tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    path.write_text(report("json", document))
    again = load(path)
    assert (again.since, again.trend) == (document.since, document.trend)
    assert report("html", again) == report("html", document)


def test_hostile_words_stay_words(document: Audit) -> None:
    evil = '"><script>alert(1)</script>\x1b[31m'
    since = Since(evil, evil, 1, 1, 1, causes=document.since[0].causes, gone=(Gone("x", "r", Impact.LAW, evil, 1),))
    bad = msgspec.structs.replace(document, since=(since,), trend=(msgspec.structs.replace(TREND[0], started=evil), *TREND))
    page = report("html", bad)
    assert "<script>alert" not in page
    for name in ("text", "md", "html"):
        assert "\x1b" not in report(name, bad)
    assert json.loads(report("json", bad))["since"][0]["earlier"] == evil


def test_the_link_shows_the_new_causes_and_no_other(document: Audit, opened: Callable[..., Page]) -> None:
    page: Any = opened(document)
    page.click(".news a >> nth=0")
    shown = [one.get_attribute("id") for one in page.query_selector_all("article.cause:not([hidden])")]
    assert shown == [f"c-{document.causes[0].id}"]
    assert page.input_value("#q") == "new since 2026-11-22"
    assert html.unescape(page.inner_text("#said")).startswith("1 of ")


def test_it_reads_on_a_phone(document: Audit, opened: Callable[..., Page]) -> None:
    page: Any = opened(document, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("summary:has-text('The last 4 runs')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_it(
    document: Audit, opened: Callable[..., Page], faults: Callable[[Page], list[str]], scheme: str
) -> None:
    page: Any = opened(document, color_scheme=scheme)
    page.click("summary:has-text('The last 4 runs')")
    assert faults(page) == []
