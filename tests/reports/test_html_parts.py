"""The report of a site that is too large for one file: its pages stand in parts, and all that leads to them still does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import rows
from tests.reports.test_html_hostile import EVIL, poisoned

from linkaudit.cli.write import place
from linkaudit.document import Audit
from linkaudit.reports.files import SIGN
from linkaudit.reports.html import files
from linkaudit.reports.html.overview import look_over

Opened = Callable[..., Page]
NOTICE = "<p>We earn a commission when you buy through our links.</p>"
GOOD = '<a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a> (paid link)'
BAD = '<p><a href="https://www.amazon.com/dp/B00000{0:04}?tag=blog-20">Kettle &amp; pot {0}</a>'
STATEMENT = "<p>As an Amazon Associate I earn from qualifying purchases.</p>"
# Four of the pages below weigh no more, five do.
EACH = 60


@pytest.fixture
def large(audited: Callable[..., Audit]) -> Audit:
    """Thirty pages, every third without a fault, and one with no `rel` alone."""
    whole = {f"p{n:02}.html": f"<main>{NOTICE}{STATEMENT}<p>{GOOD}</main>" if n % 3 == 0 else BAD.format(n) for n in range(30)}
    bare = GOOD.replace(' rel="sponsored"', "")
    return audited({**whole, "q.html": f"<main>{NOTICE}{STATEMENT}<p>{bare}</main>"})


def written(document: Audit, each: int = EACH) -> dict[str, str]:
    return {file.name: "".join(file.pieces) for file in files(document, "site.html", 0, each)}


def one_of(document: Audit, file: str) -> str:
    return next(str(one["fingerprint"]) for one in rows(document, "findings") if one["file"] == file)


def test_a_small_site_is_one_file(large: Audit) -> None:
    assert [file.name for file in files(large, "site.html")] == ["site.html"]


def test_every_page_and_finding_stands_in_one_part(large: Audit) -> None:
    found = written(large)
    *parts, first = found
    assert first == "site.html" and parts == [f"site.parts/{number:03}.html" for number in range(1, len(found))]
    text = "".join(found[part] for part in parts)
    assert text.count('<details class="page row" data-k') == len(rows(large, "pages"))
    assert all(text.count(f'id="f-{one["fingerprint"]}"') == 1 for one in rows(large, "findings") if one["page"])
    assert '<details class="page row" data-k' not in found[first]
    assert all(found[part].startswith(SIGN) for part in parts)


def test_a_link_to_a_finding_leads_into_its_part(large: Audit, opened: Opened) -> None:
    name = one_of(large, "p20.html")
    page = opened(large, f"#f-{name}", each=EACH)
    page.wait_for_url("**/report.parts/*")
    expect(page.locator(f"#f-{name}")).to_be_focused()
    expect(page.locator(f"#f-{name}")).to_be_in_viewport()
    page.get_by_role("link", name="link to this finding").locator("visible=true").first.click()
    expect(page.locator(f"#f-{name}")).to_be_focused()


def test_a_link_to_no_finding_opens_the_causes(large: Audit, opened: Opened) -> None:
    page = opened(large, "#f-0123456789abcdef", each=EACH)
    expect(page.locator("#causes")).to_be_visible()


def test_a_cause_and_its_places_lead_to_each_other(large: Audit, opened: Opened) -> None:
    cause = max(large.causes, key=lambda one: one.pages)
    page = opened(large, f"#c-{cause.id}", each=EACH)
    place = page.locator(f"#c-{cause.id} .places a").last
    target = (place.get_attribute("href") or "").partition("#")[2]
    place.click()
    expect(page.locator(f"#{target}")).to_be_focused()
    page.locator(f"#{target}").get_by_role("link", name="cause", exact=True).click()
    expect(page.locator(f"#c-{cause.id}")).to_be_focused()
    page.locator(f"#c-{cause.id}").get_by_role("link", name="part 2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("part 2 of")
    expect(page.locator("#said")).to_contain_text("of one cause")


def test_parts_are_chosen_by_what_they_hold(large: Audit, opened: Opened) -> None:
    page = opened(large, "#pages", each=EACH)
    parts = page.locator("#pages .part")
    whole = parts.count()
    assert whole > 3
    page.locator("#severity").select_option("warning")
    warned = page.locator("#pages .part:visible").count()
    assert 0 < warned <= whole
    cause = next(one for one in large.causes if one.rule == "rel-sponsored-missing")
    page.goto(page.url.split("#")[0] + f"#pages?cause={cause.id}")
    assert (
        sum(int(text.split(" of ")[0]) for text in page.locator("#pages .part:visible .told").all_inner_texts()) == cause.clears["findings"]
    )
    page.locator("#pages .part:visible a").first.click()
    expect(page.locator("#said")).to_have_text(re.compile(r"pages shown, of one cause"))


def test_a_page_is_found_by_its_address(large: Audit, opened: Opened) -> None:
    page = opened(large, "#pages", each=EACH)
    page.locator("#q").fill("P2 html")
    said = page.locator("#said")
    expect(said).to_contain_text("pages by address")
    found = page.locator("#pages .by-name a")
    assert found.all_inner_texts() == [f"p{n}.html" for n in range(20, 30) if n % 3]
    found.filter(has_text="p25.html").click()
    expect(said).to_have_text(re.compile(r"1 of \d pages shown"))
    expect(page.locator("#pages > .row:visible")).to_contain_text("p25.html")
    page.go_back()
    page.locator("#q").fill("disclosure-missing")
    assert page.locator("#pages .part:visible").count() > 0
    page.locator("#q").fill("nowhere")
    assert page.locator("#pages .part:visible").count() == 0


def test_pages_that_passed_have_parts_of_their_own(large: Audit, opened: Opened) -> None:
    page = opened(large, "#passed", each=EACH)
    page.locator("#passed .part a").first.click()
    assert page.locator("#passed .row").count() > 1
    expect(page.locator("#passed .row").first).to_contain_text("p00.html")


def test_parts_follow_each_other_with_the_filter(large: Audit, opened: Opened) -> None:
    page = opened(large, "#pages", each=EACH)
    page.locator("#pages .part a").first.click()
    page.locator("#severity").select_option("error")
    page.get_by_role("link", name="part 2 ›").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("part 2 of")
    assert page.locator("#severity").input_value() == "error"
    page.get_by_role("link", name="The whole report").first.click()
    expect(page.locator("#causes")).to_be_visible()
    page.locator("#pages .part").first.wait_for(state="attached")


def test_all_is_reached_without_the_script(large: Audit, opened: Opened) -> None:
    page = opened(large, each=EACH, java_script_enabled=False)
    seen: set[str] = set()
    for number in range(1, page.locator(".part").count() + 1):
        page.get_by_role("link", name=f"Part {number}", exact=True).click()
        seen |= {str(one.get_attribute("id"))[2:] for one in page.locator(".finding").all()}
        page.get_by_role("link", name="The whole report").first.click()
    assert seen == {one["fingerprint"] for one in rows(large, "findings") if one["page"]}
    place = page.locator(".places a").first
    target = (place.get_attribute("href") or "").partition("#")[2]
    page.goto(page.url.rpartition("/")[0] + "/" + (place.get_attribute("href") or ""))
    assert page.locator(f"#{target}").count() == 1


def test_a_part_with_many_pages_is_read_like_a_long_report(audited: Callable[..., Audit], opened: Opened) -> None:
    document = audited({f"p{n}.html": BAD.format(n) for n in range(700)})
    page = opened(document, f"#f-{one_of(document, 'p333.html')}", each=100_000)
    expect(page.locator(f"#f-{one_of(document, 'p333.html')}")).to_be_focused()
    page.get_by_role("button", name="Show all").click()
    page.locator("#q").fill("p61 kettle &")
    assert page.locator("#said").inner_text() == "11 of 700 pages shown"


def test_a_hostile_site_stays_text_in_every_file(demo: Audit, opened: Opened) -> None:
    document = poisoned(demo, EVIL)
    for text in written(document, 30).values():
        assert text.count("<script") == 1 and not set(text) & set("\x00\x1b\u202e\u2066")
    page = opened(document, "#pages", each=30)
    page.locator("#q").fill("</script>")
    assert page.locator("#pages .by-name a").count() > 0
    page.locator("#pages .part a").first.click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.locator("img, iframe, object, [onerror], [style]").count() == 0
    assert page.locator("#pages > .row:visible").count() > 0


@pytest.mark.parametrize("name", ["a #1?%.html", "javascript:alert(1).html", "שלום “x”.htm", "report"])
def test_whatever_the_report_is_called_its_files_find_each_other(large: Audit, browser: Browser, tmp_path: Path, name: str) -> None:
    place(files(large, name, 0, EACH), tmp_path / name)
    page = browser.new_page()
    page.set_content((tmp_path / name).read_text(encoding="utf-8"))
    for link in page.locator(".part a").all():
        assert (tmp_path / unquote(link.get_attribute("href") or "")).is_file()
        assert not urlsplit(link.get_attribute("href") or "").scheme
    for part in tmp_path.glob("*.parts/*"):
        assert f'href="../{quote(name)}#causes"' in part.read_text(encoding="utf-8")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    large: Audit, opened: Opened, faults: Callable[[Page], list[str]], scheme: str, width: int
) -> None:
    page = opened(large, "#pages?q=p2", each=EACH, color_scheme=scheme, width=width)
    assert faults(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.locator("#pages .part:visible a").first.click()
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(50)
    assert faults(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_one_file_says_where_it_ends(large: Audit) -> None:
    assert look_over(large, bears=EACH).fits < len(rows(large, "pages"))
