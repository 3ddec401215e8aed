"""The page of runs in Chromium: lines with gaps, links beside it, nothing asked of anybody, and no word of a site at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.reports.nights import STREAM, row

from linkaudit.chronicle import Chronicle, site_runs
from linkaudit.reports.html.runs import render
from linkaudit.reports.html.trend import Series, sparkline
from linkaudit.reports.imprint import is_runs_page

Shown = Callable[..., Page]
EVIL = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}\u202e\x1b[31m\"'"


def chronicle(**more: Any) -> Chronicle:
    """Thirty nights of a site: two of them blind, one stopped; one report is gone; another site has two nights."""
    nights = {12: {"read": 3, "found": 100}, 13: {"read": 0, "found": 1}, 19: {"interrupted": True, "partial": "interrupted", "read": 60}}
    reports = {night: f"2026-10-{night:02}.html" for night in range(25, 31) if night != 27}
    programs = {"amazon": 200, "awin": 40}
    rows = [
        row(night, kept=night > 20, report=reports.get(night), links=programs if night < 22 else {"amazon": 201}, **nights.get(night, {}))
        for night in range(1, 31)
    ]
    two = [row(1, stream=STREAM, news=None), row(2, tally={"review": 1})]
    return Chronicle((site_runs("blog.example", rows), site_runs("folder_public", two)), folder="reports/", **more)


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Shown]:
    """Open the page from disk; anything on the console or asked of anybody fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def show(told: Chronicle, **options: Any) -> Page:
        file = tmp_path / "index.html"
        file.write_text("".join(render(told)), encoding="utf-8")
        context = browser.new_context(viewport={"width": options.pop("width", 1280), "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        for kind in ("console", "pageerror", "dialog"):
            page.on(kind, lambda said: wrong.append(str(said)))
        page.on("request", lambda request: None if request.url.startswith(tmp_path.as_uri()) else wrong.append(f"asked {request.url}"))
        page.goto(file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert wrong == []


def test_a_line_does_not_cross_a_gap() -> None:
    drawn = str(sparkline(Series("Pages", "dim", [5, 5, None, 4, None, 3, 3])))
    assert drawn.count("<polyline") == 2, "and the lone night between two gaps is a dot"
    assert drawn.count("<circle") == 2
    assert "<title>Pages over 7 runs: from 5 to 3; 2 gaps</title>" in drawn


def test_the_last_runs_are_said_and_drawn(shown: Shown) -> None:
    page = shown(chronicle())
    first = page.locator("#site-1")
    expect(first.locator("p").first).to_have_text("Last run 2026-10-30 02:30 UTC: 2 to fix, 1 question; 100 of 100 pages read.")
    groups = first.locator("[role=group]")
    assert [group.get_attribute("aria-label") for group in groups.all()] == ["Causes", "Pages", "Affiliate links"]
    assert [text.split("\n")[-1] for text in groups.nth(2).locator("p").all_inner_texts()] == ["201 all programs", "201 amazon", "0 awin"]
    for line in first.locator("svg.spark").all():
        assert line.locator("polyline").count() == 3, "two blind nights are one gap, the stopped one another"
        box = line.bounding_box()
        assert box and box["width"] == 140
    titles = first.locator("svg title").all_text_contents()
    assert "amazon over 30 runs: from 200 to 201; 3 gaps" in titles
    assert "of those found over 30 runs: from 100 % to 100 %; 3 gaps" in titles
    expect(page.locator("#site-2 > p").first).to_contain_text("nothing to fix, 1 question")


def test_a_blind_last_night_is_said_with_the_good_one_before(shown: Shown) -> None:
    page = shown(Chronicle((site_runs("blog.example", [row(1), row(2), row(3, read=2)]),)))
    expect(page.locator("#site-1 > p").first).to_have_text(
        "Last run 2026-10-03 02:30 UTC: too little was read, 2 of 100 pages read."
        " Before it, on 2026-10-02 02:30 UTC: 2 to fix, 1 question; 100 of 100 pages read."
    )
    assert page.locator(".group b").first.inner_text() == "1"


def test_the_table_lists_runs_the_newest_first_and_links_the_reports_that_are_there(shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "2026-10-30.html").write_text("<title>the report</title>")
    page = shown(chronicle())
    rows = page.locator("#site-1 table").first.locator("tbody tr")
    assert rows.locator("th").all_inner_texts()[:4] == [f"2026-10-{night} 02:30" for night in (30, 29, 28, 27)]
    assert rows.locator("th a").count() == 5
    expect(rows.nth(3)).to_contain_text("kept")
    expect(page.locator("#site-1 pre")).to_have_text("linkaudit show 27 --site blog.example -o reports/blog.example-27.html")
    assert rows.filter(has_text="too little was read").count() == 2
    assert rows.filter(has_text="stopped early").locator("td").nth(1).inner_text() == "60 of 100"
    rows.nth(0).locator("a").click()
    expect(page).to_have_title("the report")


def test_what_the_lines_show_stands_in_tables(shown: Shown) -> None:
    page = shown(chronicle())
    page.get_by_text("Causes, and links by program, in numbers").first.click()
    table = page.locator("#site-1 table").last
    assert table.locator("thead th").all_inner_texts()[2:] == ["Errors", "Warnings", "Notes", "Questions", "amazon", "awin"]
    assert table.locator("tbody tr").nth(8).locator("td").all_inner_texts() == ["22", "1", "1", "0", "1", "201", "0"]
    assert table.locator("tbody tr").nth(9).locator("td").all_inner_texts()[-2:] == ["200", "40"]


def test_many_nights_are_folded_up_and_the_oldest_only_counted(shown: Shown) -> None:
    page = shown(Chronicle((site_runs("blog.example", [row(night) for night in range(1, 151)]),)))
    assert page.locator("table").first.locator("tbody tr").count() == 30
    page.get_by_text("90 earlier runs").click()
    assert page.locator("table").nth(1).locator("tbody tr").count() == 90
    expect(page.get_by_text("… and 30 before them")).to_be_visible()


def test_regimes_are_a_column_only_where_they_differ(shown: Shown) -> None:
    assert "Judged by" not in "".join(render(chronicle()))
    page = shown(Chronicle((site_runs("blog.example", [row(1), row(2, regimes=("ftc", "uk"), stream="x")]),)))
    assert page.get_by_role("cell", name="ftc, uk").count() == 1


def test_a_state_that_cannot_be_read_is_said(shown: Shown) -> None:
    expect(shown(chronicle(unread=("old.sqlite",))).locator("header")).to_contain_text("old.sqlite can't be read")


def test_every_string_stays_text(shown: Shown) -> None:
    night = {"site": EVIL, "target": EVIL, "started": EVIL, "regimes": (EVIL,), "links": {EVIL: 3, "a": 1}, "partial": EVIL, "kept": True}
    rows = [row(1, **night), row(2, **night | {"regimes": ()}), row(3, **night | {"report": f"javascript:alert(1)//{EVIL}"})]
    page = shown(Chronicle((site_runs(EVIL, rows),), f"linkaudit show -c {EVIL}", EVIL, (EVIL,)))
    assert page.locator("script, img, [onerror], [style]").count() == 0
    assert "{{ 7*7 }}" in page.locator("h1").inner_text()
    assert {link.get_attribute("href", timeout=1000)[:13] for link in page.locator("a").all()} == {"./javascript:"}  # type: ignore[index]


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    text = "".join(render(chronicle()))
    assert "<script" not in text and is_runs_page(text[:4096])
    assert "default-src 'none'; style-src 'sha256-" in text


@pytest.mark.parametrize("width", [390, 640])
def test_a_phone_never_scrolls_sideways(shown: Shown, width: int) -> None:
    page = shown(chronicle(), width=width, java_script_enabled=True)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(shown: Shown, faults: Callable[[Page], list[str]], scheme: str, width: int) -> None:
    page = shown(chronicle(unread=("old.sqlite",)), width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert faults(page) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(19, 23, 29)" if scheme == "dark" else "rgb(255, 255, 255)"
    )


def test_paper_shows_what_is_folded_up(shown: Shown) -> None:
    page = shown(chronicle())
    page.emulate_media(media="print")
    expect(page.locator("#site-1 table").last).to_be_visible()
