"""What a finding says to do, and where."""

from __future__ import annotations

import pytest
from tests.rules.test_examples import findings

from linkaudit.model import Finding
from linkaudit.rules import Example

LINK = '<a href="https://amzn.to/3abcdef">Buy</a>'
LONG = "<p>" + "word " * 100 + "</p>"


def told(html: str, rule: str) -> Finding:
    (found,) = (one for one in findings(Example(html)) if rule in (one.rule, *one.also))
    return found


@pytest.mark.parametrize(
    ("html", "fix"),
    [
        (f"<p>One.</p>\n<p>{LINK}</p>", "Insert above line 2, before the first affiliate link."),
        (
            f"<table>\n<tr><td>A</td></tr>\n<tr><td>{LINK}</td></tr></table>",
            "Insert above the table that holds line 3, the first affiliate link.",
        ),
        (f"{LONG}<p>The pan: {LINK}</p>", "Insert before the paragraph “The pan: Buy”, which holds the first affiliate link."),
        (
            f'{LONG}<p><a href="https://amzn.to/3abcdef"><img src=a></a></p>',
            "Insert before the link to “https://amzn.to/3abcdef”, the first affiliate link.",
        ),
    ],
    ids=["line", "table", "one long line", "image in one long line"],
)
def test_a_missing_notice_goes_where_it_can_stand(html: str, fix: str) -> None:
    assert told(html, "disclosure-missing").fix.text == fix


def test_a_policy_link_is_called_by_its_own_words() -> None:
    footer = '<footer><p><a href="/t/">Terms</a> <a href="/d/">Affiliate disclosure</a> <a href="/p/">Privacy</a></p></footer>'
    found = told(f"<main><p>{LINK}</p></main>{footer}", "disclosure-other-page-only")
    assert "only a link called “Affiliate disclosure” to a notice elsewhere" in found.message
    assert found.evidence.facts == ("the link to the notice stands in the footer, line 1",)


def test_a_program_that_makes_whole_links_is_asked_for_one() -> None:
    found = told('<p><a rel="sponsored" href="https://www.bol.com/nl/p/pan/1/">Bekijk</a></p>', "tag-missing")
    assert found.fix.text == "Replace the address with the link that your account at bol partner programme makes for this page."


@pytest.mark.parametrize(
    ("links", "message"), [(1, "1 affiliate link without a label: “Buy”"), (2, "2 affiliate links without a label, the first: “Buy”")]
)
def test_one_link_is_not_called_the_first(links: int, message: str) -> None:
    assert told(f"<p>{LINK * links}</p>", "link-label-missing").message == message


@pytest.mark.parametrize(
    ("notice", "moved"),
    [
        ("We get a commission when you order here.", "<p>We get a commission when you order here.</p>"),
        ("The links above pay us a commission when you order.", "<p>We earn a commission when you buy through links on this page."),
    ],
)
def test_a_notice_that_points_upwards_is_not_moved_as_it_is(notice: str, moved: str) -> None:
    found = told(f"<main><p>{LINK}</p><p>{notice}</p><p>{LINK}</p></main>", "disclosure-after-first-link")
    assert (found.fix.replace or "").startswith(moved)


def test_a_label_is_written_in_the_language_of_the_page() -> None:
    found = told(f"<html lang=nl><p>{LINK}</p><p>{LINK}</p>", "link-label-missing")
    assert found.fix.text == "Write “(advertentie)” after each link, or have the template print it."
    assert (found.fix.replace or "").endswith("(advertentie)")


def test_a_line_that_links_the_policy_and_says_that_links_pay_is_quoted_whole() -> None:
    line = '<p>We earn a commission on purchases. <a href="/d/">Affiliate disclosure</a></p>'
    found = told(f"<main><p>{LINK}</p></main><footer>{line}</footer>", "disclosure-footer-only")
    assert "We earn a commission on purchases. Affiliate disclosure" in found.message


def test_what_hides_the_notice_is_told_though_another_stands_below() -> None:
    hidden = '<p style="display:none">We earn a commission when you order here.</p>'
    found = told(f"<main>{hidden}<p>{LINK}</p></main><footer><p>Contains affiliate links.</p></footer>", "disclosure-footer-only")
    assert found.rule == "disclosure-hidden-css"
    assert found.evidence.facts == ("display:none on <p>",)
    assert found.fix.replace is None


def test_a_hidden_required_text_is_not_called_missing() -> None:
    page = f'<main><p style="display:none">We earn a commission when you order.</p>\n<p>{LINK}</p></main>'
    (found,) = (
        one for one in findings(Example(page, required="We earn a commission when you order.")) if one.rule == "required-text-missing"
    )
    assert (found.line, found.message) == (1, "1 affiliate link, and no reader sees the required text: display:none on <p>.")
    assert found.fix.text == "Remove what hides it."


def test_the_evidence_shows_the_link_though_its_paragraph_is_long() -> None:
    found = told(f"<p>{'I cooked for years. ' * 30}Then I met {LINK}.</p>", "link-label-missing")
    assert found.evidence.snippet.startswith("I cooked for years.")
    assert found.evidence.snippet.endswith(" … Buy")


@pytest.mark.parametrize(
    ("address", "fix"),
    [
        ("https://www.amazon.com/dp/B000000001?x=1&amp;amp;tag=b-20", "Escape each & once: &amp;, not &amp;amp;."),
        ("https://www.amazon.com/dp/B000000001&amp;tag=b-20", "Write ? for the first & in it."),
        ("https://https://www.amazon.com/dp/B000000001?tag=b-20", "Leave https:// in it once."),
        ("https://www.amazon.com/dp/B000000001?tag=b-20”", 'Write " for the typographic quotation mark.'),
    ],
)
def test_a_broken_address_is_told_what_breaks_it(address: str, fix: str) -> None:
    assert told(f'<p><a href="{address}">Buy</a></p>', "link-malformed").fix.text == fix


def test_an_author_is_told_the_id_to_write_when_the_owner_has_declared_it() -> None:
    bare = '<p><a rel="sponsored" href="https://www.amazon.com/dp/B000000001">Buy</a></p>'
    assert told(bare, "tag-missing").fix.text == "Add your id to the address."
    (found,) = findings(Example(bare, ids={"amazon": ("blog-20",)}))
    assert found.fix.text == "Add your id to the address: tag=blog-20."
    left = '<p><a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag=YOURTAG-20">Buy</a></p>'
    fixes = {one.rule: one.fix.text for one in findings(Example(left, ids={"amazon": ("blog-20",)}))}
    assert fixes["tag-placeholder"] == "Replace the placeholder with your id, blog-20."


def test_a_notice_that_comes_late_is_told_which_link_is_the_first() -> None:
    late = "<p>We earn a commission if you buy through our links.</p>"
    end = told(f"<main><p>{LINK}</p>{late}</main>", "disclosure-end-only")
    assert end.fix.text == "Move the notice above the first affiliate link, “Buy”."
    between = told(f"<main><p>{LINK}</p>{late}<p>{LINK}</p></main>", "disclosure-after-first-link")
    assert between.fix.text == "Move the notice above the first affiliate link, “Buy”."
