"""The report as a reviewer uses it: filter, deep links, keys, copying, paper, phones, and without its script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect
from tests.conftest import rows

from linkaudit.document import Audit

Opened = Callable[..., Page]


def visible(page: Page, query: str) -> int:
    return page.locator(f"{query}:visible").count()


def first_on_a_page(document: Audit) -> dict[str, str]:
    return next(one for one in rows(document, "findings") if one["page"])


def test_it_opens_with_the_causes(demo: Audit, opened: Opened) -> None:
    page = opened(demo)
    assert page.locator("[aria-current]").inner_text().startswith("Causes")
    assert visible(page, "article.cause") == len(demo.causes)
    assert visible(page, "#pages") == 0


def test_a_tab_shows_its_section(demo: Audit, opened: Opened) -> None:
    page = opened(demo)
    page.get_by_role("link", name="Notices").click()
    assert visible(page, "main > section") == 1
    expect(page.get_by_role("heading", name="Notices in use")).to_be_visible()


def test_the_filter_is_counted_told_and_kept_in_the_address(demo: Audit, opened: Opened) -> None:
    page = opened(demo, "#pages")
    page.locator("#q").fill("turmeric")
    assert 0 < visible(page, "#pages > .row") < page.locator("#pages > .row").count()
    assert page.locator("#said").inner_text() == f"{visible(page, '#pages > .row')} of {page.locator('#pages > .row').count()} pages shown"
    assert page.locator("#said").get_attribute("aria-live") == "polite"
    assert page.url.endswith("#pages?q=turmeric")
    shown = visible(page, "#pages > .row")
    page.reload()
    assert page.locator("#q").input_value() == "turmeric"
    assert visible(page, "#pages > .row") == shown
    page.get_by_role("button", name="Show all").click()
    assert visible(page, "#pages > .row") == page.locator("#pages > .row").count()


def test_causes_are_chosen_by_severity_impact_and_law(demo: Audit, opened: Opened) -> None:
    page = opened(demo)
    page.locator("#severity").select_option("error")
    assert visible(page, "article.cause") == sum(one.severity == "error" and one.outcome == "failed" for one in demo.causes)
    page.locator("#severity").select_option("")
    page.locator("#impact").select_option("search")
    assert visible(page, "article.cause") == sum(one.impact == "search" for one in demo.causes)
    page.locator("#impact").select_option("")
    page.locator("#regime").select_option("ftc")
    assert 0 < visible(page, "article.cause") < len(demo.causes)


def test_a_cause_leads_to_its_pages(demo: Audit, opened: Opened) -> None:
    cause = max(demo.causes, key=lambda one: one.pages)
    page = opened(demo, f"#c-{cause.id}")
    page.get_by_role("link", name=f"Show its {cause.pages} pages").click()
    assert visible(page, "#pages > .row") == cause.pages
    assert f"cause={cause.id}" in page.url


def test_a_findings_link_opens_its_page(demo: Audit, opened: Opened) -> None:
    finding = first_on_a_page(demo)
    page = opened(demo, f"#f-{finding['fingerprint']}")
    target = page.locator(f"#f-{finding['fingerprint']}")
    expect(target).to_be_in_viewport()
    expect(target).to_be_focused()
    expect(target).to_contain_text(str(finding["message"]))


def test_a_causes_link_opens_its_evidence(demo: Audit, opened: Opened) -> None:
    page = opened(demo, f"#c-{demo.causes[-1].id}")
    expect(page.locator(f"#c-{demo.causes[-1].id} > details")).to_have_attribute("open", "")
    expect(page.locator(f"#c-{demo.causes[-1].id}")).to_be_in_viewport()


def test_links_are_the_same_in_the_next_run(audited: Callable[..., Audit]) -> None:
    link = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a></p>'
    files: dict[str, str | bytes] = {"a.html": link, "c.html": link}
    first = audited(files)
    again = audited({**files, "b.html": files["a.html"]})
    assert {one.id for one in first.causes} <= {one.id for one in again.causes}
    assert {one["fingerprint"] for one in rows(first, "findings") if one["page"]} <= {one["fingerprint"] for one in rows(again, "findings")}


def test_keys_move_open_filter_and_help(demo: Audit, opened: Opened) -> None:
    page = opened(demo)
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("article.cause").nth(1)
    expect(second.locator("> details > summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(second.locator("> details")).to_have_attribute("open", "")
    page.keyboard.press("ArrowUp")
    expect(page.locator("article.cause").nth(0).locator("> details > summary")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j?")
    assert page.locator("#q").input_value() == "j?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Single keys do this").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_tab_reaches_filter_sections_and_causes(demo: Audit, opened: Opened) -> None:
    page = opened(demo)
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.localName"))
        assert page.evaluate("document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert {"q", "regime", "severity", "impact", "summary", "a", "button"} <= reached


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_fix_is_copied(demo: Audit, opened: Opened, clipboard: bool) -> None:
    page = opened(demo, permissions=["clipboard-read", "clipboard-write"])
    if not clipboard:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); }")
    fix = next(one.fix.replace for one in demo.causes if one.fix.replace)
    page.get_by_role("button", name="Copy: Fix").first.click()
    expect(page.get_by_role("button", name="Copy: Fix").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == fix


def test_an_ignore_is_copied_as_a_decision_too(demo: Audit, opened: Opened) -> None:
    finding = first_on_a_page(demo)
    page = opened(demo, f"#f-{finding['fingerprint']}", permissions=["clipboard-read", "clipboard-write"])
    target = page.locator(f"#f-{finding['fingerprint']}")
    target.get_by_role("button", name="Copy ignore").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f'[[ignore]]\nrule = "{finding["rule"]}"')
    target.get_by_role("button", name="Copy as decision").click()
    assert 'verdict = "accept"' in page.evaluate("navigator.clipboard.readText()")


def test_pages_are_put_in_order(demo: Audit, opened: Opened) -> None:
    page = opened(demo, "#pages")
    as_read = page.locator("#pages > .row > summary").all_inner_texts()
    page.locator("#order").select_option("n")
    counts = [int(row.get_attribute("data-n") or 0) for row in page.locator("#pages > .row").all()]
    assert counts == sorted(counts, reverse=True)
    page.locator("#order").select_option("")
    assert page.locator("#pages > .row > summary").all_inner_texts() == as_read


def test_nothing_is_missing_without_the_script(demo: Audit, opened: Opened) -> None:
    page = opened(demo, java_script_enabled=False)
    assert visible(page, "main > section") == page.locator("main > section").count()
    assert visible(page, "article.cause") == len(demo.causes)
    assert visible(page, "#filter") == 0
    text = page.locator("body").text_content() or ""
    for finding in rows(demo, "findings"):
        assert not finding["page"] or page.locator(f"#f-{finding['fingerprint']}").count() == 1
        assert finding["message"] in text or not finding["page"]


def test_a_long_list_is_read_and_linked_all_the_same(audited: Callable[..., Audit], opened: Opened) -> None:
    """Beyond 600 pages the lists wait as text: deep links, the filter, the order and a reader without script still find all."""
    link = '<a href="https://www.amazon.com/dp/B00000{0:04}?tag=blog-20">Kettle &amp; pot {0}</a>'
    document = audited(
        {f"p{number}.html": f"<p>{link.format(number)}" + f"<p>{link.format(number)}" * (number == 400) for number in range(620)}
    )
    finding = next(one for one in rows(document, "findings") if one["file"] == "p333.html")
    page = opened(document, f"#f-{finding['fingerprint']}")
    expect(page.locator(f"#f-{finding['fingerprint']}")).to_be_focused()
    assert page.locator("#said").inner_text() == "1 of 620 pages shown"
    page.get_by_role("button", name="Show all").click()
    assert page.locator("#said").inner_text() == "620 of 620 pages shown"
    page.locator("#q").fill("p61 kettle &")
    assert visible(page, "#pages .row") == 11
    for markup in ("bdi", "summary", "nbsp"):
        page.locator("#q").fill(markup)
        assert page.locator("#said").inner_text() == "0 of 620 pages shown"
    page.locator("#q").fill('P61 KETTLE "rel-sponsored &')
    assert visible(page, "#pages .row") == 11
    page.locator("#pages .row").nth(1).locator("> summary").click()
    expect(page.locator("#pages .row[open] .finding").last).to_contain_text(
        '[[ignore]]\nrule = "rel-sponsored-missing"\npage = "/p610.html"'
    )
    page.locator("#q").fill("")
    page.locator("#order").select_option("l")
    expect(page.locator("#pages .row > summary").first).to_contain_text("p400.html")
    more = page.locator("#pages > .drawn + button")
    while more.is_visible():
        more.dispatch_event("click")
    assert visible(page, "#pages .row") == 620
    plain = opened(document, java_script_enabled=False)
    assert plain.locator(".finding").count() == sum(bool(one["page"]) for one in rows(document, "findings"))


@pytest.mark.parametrize("at", ["", "#pages", "#notices", "#ids", "#rules", "#links", "#unseen"])
@pytest.mark.parametrize("script", [True, False])
def test_a_phone_never_scrolls_sideways(demo: Audit, opened: Opened, at: str, script: bool) -> None:
    page = opened(demo, at, width=390, java_script_enabled=script)
    if script:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_the_section_that_is_shown_is_named_on_a_phone_too(demo: Audit, opened: Opened) -> None:
    page = opened(demo, "#unseen", width=390)
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)


def test_twice_the_size_never_scrolls_sideways(demo: Audit, opened: Opened) -> None:
    """A zoom of 200 % on a screen of 1280 px is a screen of 640."""
    page = opened(demo, width=640, device_scale_factor=2)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 640


def test_paper_begins_with_a_sheet_to_sign(demo: Audit, opened: Opened, tmp_path: Path) -> None:
    page = opened(demo)
    assert visible(page, ".signoff") == 0
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".signoff").inner_text()
    assert all(word in sheet for word in ("Scope", "Not looked at", "Decisions in force", "Name", "Date", "Signature", "rules not run"))
    assert visible(page, "main > section") == page.locator("main > section").count()
    assert visible(page, "#filter") == 0
    assert visible(page, ".finding") > 0
    page.emulate_media(media="screen")
    page.pdf(path=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").stat().st_size > 30_000


def test_a_printed_page_opens_its_details(demo: Audit, opened: Opened) -> None:
    page = opened(demo)
    page.emulate_media(media="print")
    assert visible(page, "article.cause > details ul.tight") > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("at", ["", "#pages", "#passed", "#rules", "#links", "#notices", "#ids", "#unseen"])
def test_axe_finds_nothing_serious(demo: Audit, opened: Opened, faults: Callable[[Page], list[str]], scheme: str, at: str) -> None:
    page = opened(demo, at, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(50)
    assert faults(page) == []


def test_dark_is_dark(demo: Audit, opened: Opened) -> None:
    page = opened(demo, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 23, 29)"


def test_decisions_and_what_they_leave_out_are_listed(audited: Callable[..., Audit], opened: Opened) -> None:
    document = audited({"a.html": '<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a></p>'})
    hidden = [msgspec.json.encode(one | {"suppressed_by": "agreed with Ann"}) for one in rows(document, "findings")]
    counts = document.counts | {"suppressed": len(hidden)}
    page = opened(msgspec.structs.replace(document, findings=lambda: iter(hidden), counts=counts), "#suppressed")
    assert visible(page, "#suppressed .row") == len(hidden)
    expect(page.locator("#suppressed")).to_contain_text("agreed with Ann")
