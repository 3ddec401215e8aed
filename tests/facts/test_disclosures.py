"""What counts as a notice, where it stands, and whether a reader sees it."""

from __future__ import annotations

import pytest
from tests.conftest import facts_of

from linkaudit.model import Grade, Region

LINK = '<a href="https://amzn.to/3abcdef">Buy</a>'
NOTICE = "We earn a commission when you buy through our links."


def test_a_notice_before_the_link() -> None:
    page = facts_of(f"<main>\n<p class=note>{NOTICE}</p>\n<p>{LINK}</p></main>")
    (told,) = page.disclosures
    assert (told.grade, told.language, told.region) == (Grade.CLEAR, "en", Region.MAIN)
    assert (told.before_first_link, told.visible, told.line, told.selector) == (True, True, 2, "main > p.note")


def test_a_notice_in_the_links_own_paragraph_is_placed_by_its_words() -> None:
    assert facts_of(f"<p>{NOTICE} {LINK}</p>").disclosures[0].before_first_link
    assert not facts_of(f"<p>{LINK} {NOTICE}</p>").disclosures[0].before_first_link


def test_a_notice_over_several_elements_is_one_passage() -> None:
    page = facts_of(f"<p><strong>Note:</strong> we <em>earn</em> a <a href=/d/>commission</a> if you buy.</p><p>{LINK}</p>")
    assert [one.grade for one in page.disclosures] == [Grade.CLEAR]


def test_a_line_break_is_a_blank() -> None:
    assert facts_of(f"<p>We earn a<br>commission when you<br>buy.</p>{LINK}").disclosures[0].text == "We earn a commission when you buy."


def test_text_beside_blocks_is_read_by_itself() -> None:
    page = facts_of(f"<div>{NOTICE}<p>Long article.</p></div><p>{LINK}</p>")
    assert page.disclosures[0].text == NOTICE


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ('<p style="display:none">{}</p>', "display:none"),
        ('<div style="visibility: hidden"><p>{}</p></div>', "visibility:hidden"),
        ("<p hidden>{}</p>", "hidden attribute"),
        ('<p style="opacity:.2">{}</p>', "opacity"),
        ('<p style="position:absolute;left:-9999px">{}</p>', "off screen"),
        ('<p style="font-size:0">{}</p>', "font-size:0"),
        ("<style>.x{display:none}</style><p class=x>{}</p>", "display:none"),
        ("<style>@media screen{.x{display:none}}</style><p class=x>{}</p>", "display:none"),
        ("<details><summary>More</summary><p>{}</p></details>", "closed <details>"),
        ("<dialog><p>{}</p></dialog>", "closed <dialog>"),
    ],
)
def test_hidden(html: str, reason: str) -> None:
    (told,) = facts_of(html.replace("{}", NOTICE) + LINK).disclosures
    assert told.visible is False
    assert reason in (told.hidden_reason or "")


@pytest.mark.parametrize(
    "html",
    [
        "<style>.x{display:none} p.x{display:block}</style><p class=x>{}</p>",
        "<style>@media print{.x{display:none}}</style><p class=x>{}</p>",
        "<style>.x:hover{display:none}</style><p class=x>{}</p>",
        "<details open><p>{}</p></details>",
        "<dialog open><p>{}</p></dialog>",
        '<p style="opacity:1">{}</p>',
        "<style>.hidden{color:red}</style><p class=hidden>{}</p>",
    ],
)
def test_seen(html: str) -> None:
    assert facts_of(html.replace("{}", NOTICE) + LINK).disclosures[0].visible is True


def test_aria_hidden_is_a_doubt() -> None:
    assert facts_of(f'<div role=dialog aria-hidden="true"><p>{NOTICE}</p></div>{LINK}').disclosures[0].visible is None


def test_a_class_whose_sheet_was_not_read_is_unknown_not_hidden() -> None:
    (told,) = facts_of(f'<link rel=stylesheet href="/a.css"><p class="d-none">{NOTICE}</p>{LINK}').disclosures
    assert told.visible is None


@pytest.mark.parametrize(
    ("html", "where"),
    [
        (f"<!-- {NOTICE} -->", "comment"),
        (f'<img src=x alt="{NOTICE}">', "alt"),
        (f'<span title="{NOTICE}">i</span>', "title"),
        (f'<meta name=description content="{NOTICE}">', "description"),
    ],
)
def test_what_is_not_in_the_text_is_a_candidate(html: str, where: str) -> None:
    page = facts_of(f"{html}<p>{LINK}</p>")
    assert page.disclosures == ()
    assert where in (page.candidates[0].hidden_reason or "")


def test_a_link_to_a_policy_is_a_candidate() -> None:
    page = facts_of(f"<p>{LINK}</p><footer><a href=/d/>Affiliate Disclosure</a></footer>")
    assert (page.disclosures, [one.kind for one in page.candidates]) == ((), ["policy-link"])


def test_a_tag_cloud_is_not_a_policy() -> None:
    assert facts_of(f"<p>{LINK}</p><ul class=tags><li><a href=/t/affiliate/>affiliate</a></ul>").candidates == ()


def test_a_placeholder_that_a_script_fills() -> None:
    page = facts_of(f'<div id="awin-disclosure-plugin"></div><p>{LINK}</p>')
    assert [one.kind for one in page.candidates] == ["placeholder"]


@pytest.mark.parametrize(
    ("html", "label"),
    [
        (f"<p>{LINK} (paid link)</p>", "paid link"),
        (f"<p>{LINK} <small>ad</small></p>", "ad"),
        ('<p><a href="https://amzn.to/3abcdef">Buy #ad</a></p>', "#ad"),
        (f"<div class=box><h3>Anzeige</h3><p>{LINK}</p></div>", "Anzeige"),
        (f"<p>Werbung:</p><ul><li>{LINK}</ul>", "Werbung:"),
        (f"<table><tr><td>Ad</td><td>{LINK}</td></tr></table>", "Ad"),
    ],
)
def test_label(html: str, label: str) -> None:
    assert facts_of(html).links[0].label == label


@pytest.mark.parametrize(
    "html",
    [
        f"<nav><a href=/a/>Advertising</a></nav><p>{LINK}</p>",
        f"<p>Sponsored</p><div>{'long text ' * 200}</div><div><p>{LINK}</p></div>",
        f"<p>{LINK} (new edition)</p>",
    ],
)
def test_no_label(html: str) -> None:
    assert facts_of(html).links[0].label is None


def test_the_required_text_exact_and_near() -> None:
    exact = facts_of(f"<p>{NOTICE.upper()}</p>{LINK}", required=NOTICE).disclosures[0]
    near = facts_of(f"<p>{NOTICE.replace('a commission', 'a small commission')}</p>{LINK}", required=NOTICE).disclosures[0]
    other = facts_of(f"<p>This post contains affiliate links.</p>{LINK}", required=NOTICE).disclosures[0]
    assert exact.near_required == 100
    assert near.near_required is not None and 80 <= near.near_required < 100
    assert other.near_required is None


def test_an_article_about_affiliate_marketing_is_no_disclosure() -> None:
    page = facts_of("<article><p>Affiliates earn commission on every sale. Join a program and you earn 10 %.</p></article>")
    assert page.disclosures == ()


@pytest.mark.parametrize(
    "html",
    [
        "<p><span>We earn a </span><span>commission</span> <span>when you buy</span> through our links.</p>",
        "<p>We earn<br>a commission<br>when you buy.</p>",
        "<p>We earn a <a href=/policy/>commission</a> from <a href=/links/>affiliate links</a>.</p>",
        "<p>W<b>e</b> earn a com&shy;mis&shy;sion when you buy.</p>",
        f"<figure><img src=a.png><figcaption>{NOTICE}</figcaption></figure>",
        f"<h2>Affiliate disclosure</h2><p>{NOTICE}</p>",
        f"<table><tr><td>{NOTICE}</td><td>Tents</td></tr></table>",
        f"<p><small>{NOTICE}</small></p>",
        f"<dl><dt>Disclosure<dd>{NOTICE}</dl>",
        f"<p>{NOTICE} {'The tent stood in the rain for weeks. ' * 90}</p>",
        f"<blockquote><p>{NOTICE}</p></blockquote>",
        f"<p><code>{NOTICE}</code></p>",
        f"<button>{NOTICE}</button>",
    ],
)
def test_a_notice_in_any_dress(html: str) -> None:
    (told,) = facts_of(f"{html}<p>{LINK}</p>").disclosures
    assert (told.grade, told.before_first_link, told.visible) == (Grade.CLEAR, True, True)


def test_two_paragraphs_in_one_box_are_two_passages_and_a_list_is_read_item_by_item() -> None:
    box = "<div><p>This post contains affiliate links.</p><p>If you buy, we get a commission.</p></div>"
    items = "<h3>Disclosure</h3><ul><li>Some links are affiliate links.<li>We earn a commission if you buy.<li>You pay the same.</ul>"
    for html in (box, items):
        assert [one.grade for one in facts_of(f"{html}{LINK}").disclosures] == [Grade.VAGUE, Grade.CLEAR]


@pytest.mark.parametrize(
    ("html", "before"),
    [
        ('<p>If you buy through <a href="https://amzn.to/3abcdef">this shop</a>, we earn a commission.</p>', True),
        ('<p><b>If</b> you buy from <a href="https://amzn.to/3abcdef">this shop</a>, then we <i>earn a</i> commission.</p>', True),
        ('<p><a href="https://amzn.to/3abcdef">The tent</a> is good. If you buy it, we <b>earn a commission</b>.</p>', False),
        ('<p>Shops<br><a href="https://amzn.to/3abcdef">The tent</a><br>We earn a commission if you buy.</p>', False),
        (f'<p><a href="https://amzn.to/3abcdef">The tent</a> {NOTICE}</p>', False),
    ],
)
def test_a_passage_stands_where_its_sentence_begins(html: str, before: bool) -> None:
    assert [one.before_first_link for one in facts_of(html).disclosures] == [before]


@pytest.mark.parametrize(
    ("html", "grade", "visible"),
    [
        ('<p>We earn a commission <span style="display:none">when you buy through our links.</span></p>', Grade.CLEAR, True),
        ("<p>This post has affiliate links. <span hidden>We earn a commission when you buy.</span></p>", Grade.VAGUE, True),
        (
            '<p>Supported by readers. <span style="display:none">We earn a commission when you buy.</span> <a>More</a></p>',
            Grade.CLEAR,
            False,
        ),
        ("<p>Transparency<span hidden>: we earn a commission when you buy.</span></p>", Grade.CLEAR, False),
    ],
)
def test_what_stands_behind_read_more_is_not_read(html: str, grade: Grade, visible: bool) -> None:
    (told,) = facts_of(f"{html}<p>{LINK}</p>").disclosures
    assert (told.grade, told.visible) == (grade, visible)
    assert visible or "on <span>" in (told.hidden_reason or "")


@pytest.mark.parametrize(
    "html",
    [
        f'<blockquote cite="https://other.example/"><p>{NOTICE}</p></blockquote>',
        f'<blockquote><p>{NOTICE}</p><cite><a href="https://other.example/">Other</a></cite></blockquote>',
        f'<blockquote class="twitter-tweet"><p>{NOTICE}</p></blockquote>',
        f"<p>You could write <q>{NOTICE}</q> at the top.</p>",
        f"<p>Put <code>{NOTICE}</code> there.</p>",
    ],
)
def test_the_words_of_others_are_quoted(html: str) -> None:
    page = facts_of(f"{html}<p>{LINK}</p>")
    assert (page.disclosures, [one.kind for one in page.candidates]) == ((), ["quoted"])


@pytest.mark.parametrize(
    "html",
    [
        f"<pre><code>&lt;p&gt;{NOTICE}&lt;/p&gt;</code></pre>",
        f"<select><option>{NOTICE}</select>",
        f"<textarea>{NOTICE}</textarea>",
        "<h1>Privacy policy</h1><p>We take part in the programs of Awin. Awin uses cookies to attribute sales.</p>",
        "<h1>Datenschutz</h1><p>Amazon setzt Cookies ein, um die Herkunft der Bestellungen nachvollziehen zu können.</p>",
        "<h2>Affiliate disclosure</h2><p>See below.</p>",
    ],
)
def test_what_only_looks_like_a_notice(html: str) -> None:
    assert facts_of(f"{html}<p>{LINK}</p>").disclosures == ()


def test_a_reader_comment_is_no_notice_of_the_page() -> None:
    (told,) = facts_of(f"<p>{LINK}</p><div id=comments><p>{NOTICE}</p></div>").disclosures
    assert told.region is Region.COMMENTS


def test_a_link_to_the_policy_is_told_by_its_own_words() -> None:
    page = facts_of(
        '<p><a href="https://amzn.to/3abcdef">Buy</a></p><footer><p>© 2026 · <a href="/p/">Privacy</a> · <a href="/d/">Affiliate disclosure</a></p></footer>'
    )
    assert [(one.kind, one.text) for one in page.candidates] == [("policy-link", "Affiliate disclosure")]
