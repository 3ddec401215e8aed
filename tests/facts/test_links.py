"""Every carrier of a link, and what is said of where it stands."""

from __future__ import annotations

import pytest
from tests.conftest import facts_of

from linkaudit.model import Carrier, Region, Strength
from linkaudit.rules.api import anchor

TAGGED = "https://www.amazon.com/dp/B000000001?tag=blog-20"


@pytest.mark.parametrize(
    ("html", "carrier"),
    [
        (f'<a href="{TAGGED}">Buy</a>', Carrier.ANCHOR),
        (f'<map><area href="{TAGGED}" alt="Buy"></map>', Carrier.AREA),
        (
            '<form action="https://www.amazon.com/gp/aws/cart/add.html"><input type=hidden name=AssociateTag value=blog-20>'
            "<input type=hidden name=ASIN.1 value=B000000001><button>Add</button></form>",
            Carrier.FORM,
        ),
        ('<iframe src="https://ws-na.amazon-adsystem.com/widgets/p?t=blog-20&asins=B000000001"></iframe>', Carrier.IFRAME),
        ('<script src="https://ws-na.amazon-adsystem.com/widgets/p.js?t=blog-20"></script>', Carrier.SCRIPT),
        (f"<button onclick=\"window.open('{TAGGED}')\">Buy</button>", Carrier.ONCLICK),
        (f'<div data-href="{TAGGED}">Buy</div>', Carrier.DATA),
        (
            f'<script type="application/ld+json">{{"@type": "Product", "offers": {{"@type": "Offer", "url": "{TAGGED}"}}}}</script>',
            Carrier.JSON_LD,
        ),
        (f'<meta http-equiv="refresh" content="0; url={TAGGED}">', Carrier.REFRESH),
        (f'<script>window.location.href = "{TAGGED}"</script>', Carrier.REFRESH),
    ],
)
def test_carrier(html: str, carrier: Carrier) -> None:
    (link,) = facts_of(html).links
    assert (link.carrier, link.program, link.publisher_id) == (carrier, "amazon", "blog-20")


@pytest.mark.parametrize(
    ("html", "markup"),
    [
        (
            f'<a class="btn big" target=_blank rel=noopener href="{TAGGED}"><i class=icon></i>Buy</a>',
            f'<a href="{TAGGED}" rel="noopener sponsored" class="btn big" target="_blank">…</a>',
        ),
        (f'<a href="{TAGGED}">Buy "it"</a>', f'<a href="{TAGGED}" rel="sponsored">Buy &quot;it&quot;</a>'),
        (
            f'<map><area href="{TAGGED}" shape=rect coords="0,0,9,9"></map>',
            f'<area href="{TAGGED}" rel="sponsored" shape="rect" coords="0,0,9,9">',
        ),
        (f'<a href="{TAGGED}" style="{"color:red;" * 40}">Buy</a>', f'<a href="{TAGGED}" rel="sponsored" …>Buy</a>'),
    ],
    ids=["button", "words", "area", "long attributes"],
)
def test_a_link_is_written_with_what_else_it_has(html: str, markup: str) -> None:
    (link,) = facts_of(html).links
    assert anchor(link, rel=(*link.rel, "sponsored")) == markup


def test_an_injector_makes_links_of_plain_shop_links_in_the_text() -> None:
    page = facts_of(
        '<script src="https://s.skimresources.com/js/1X2.skimlinks.js"></script><main><a href="https://www.amazon.com/dp/B000000001">x</a></main>'
    )
    assert [(link.carrier, link.program) for link in page.links] == [(Carrier.INJECTOR, "skimlinks")]
    assert (
        facts_of(
            '<script src="https://s.skimresources.com/js/1X2.skimlinks.js"></script><main><a href="https://x.example/">x</a></main>'
        ).links
        == ()
    )


def test_a_pixel_and_an_image_are_no_links() -> None:
    page = facts_of('<img src="https://ir-na.amazon-adsystem.com/e/ir?t=blog-20&l=am2&o=1&a=B000000001">')
    assert page.links == ()
    assert len(page.assets) == 1


def test_structured_data_repeats_the_pages_links() -> None:
    offer = f'<script type="application/ld+json">{{"@type":"Offer","url":"{TAGGED}"}}</script>'
    assert len(facts_of(offer + f'<a href="{TAGGED}">Buy</a>').links) == 1


def test_place() -> None:
    page = facts_of(
        f'<html>\n<body>\n<main>\n<p>See <a class="buy" rel="Sponsored nofollow" href=" {TAGGED.replace("&", "&amp;")} ">the\n book</a> now.</p></main>'
    )
    (link,) = page.links
    assert (link.line, link.column) == (4, 8)
    assert link.url == TAGGED
    assert (link.text, link.rel, link.region) == ("the book", ("sponsored", "nofollow"), Region.MAIN)
    assert link.selector == "main > p > a.buy"
    assert "See the book now." in link.context
    assert link.span is not None


@pytest.mark.parametrize(
    ("html", "region"),
    [
        ("<header>{}</header>", Region.HEADER),
        ("<nav>{}</nav>", Region.NAV),
        ("<aside>{}</aside>", Region.ASIDE),
        ("<footer>{}</footer>", Region.FOOTER),
        ("<article><footer>{}</footer></article>", Region.MAIN),
        ("<main><aside>{}</aside></main>", Region.MAIN),
        ("<div id=comments><ol>{}</ol></div>", Region.COMMENTS),
        ("<div class='site-footer'>{}</div>", Region.FOOTER),
        ("<div id=sidebar>{}</div>", Region.ASIDE),
        ("<div role=contentinfo>{}</div>", Region.FOOTER),
        ("<div class='footnotes'>{}</div>", Region.MAIN),
        ("<div>{}</div>", Region.MAIN),
    ],
)
def test_region(html: str, region: Region) -> None:
    (link,) = facts_of(html.format(f'<p><a href="{TAGGED}">x</a></p>')).links
    assert link.region is region


def test_base_href_counts() -> None:
    page = facts_of('<base href="https://www.amazon.com/"><a href="dp/B000000001?tag=blog-20">x</a>')
    assert page.links[0].resolved == TAGGED


def test_order_is_reading_order() -> None:
    page = facts_of("".join(f'<p><a href="https://amzn.to/3abcde{i}">{i}</a></p>' for i in range(5)))
    assert [link.text for link in page.links] == list("01234")


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ('<a rel="sponsored" href="https://www.amazon.com/dp/B000000001">Buy</a>', "sponsored"),
        ('<div><a class="btn" href="https://www.bol.com/nl/x">Kijk</a><p>Als partner verdienen wij aan aankopen</p></div>', "notice"),
        (f'<ul><li><a href="{TAGGED}">A</a><li><a href="https://www.amazon.com/dp/B000000002">B</a></ul>', "carry an id"),
    ],
)
def test_intended(html: str, why: str) -> None:
    meant = [link for link in facts_of(html).links if link.strength is Strength.INTENDED]
    assert len(meant) == 1
    assert why in meant[0].intent
    assert meant[0].publisher_id is None


@pytest.mark.parametrize(
    "html",
    [
        '<p>I bought it at <a href="https://www.amazon.com/dp/B000000001">Amazon</a>.</p>',
        f'<p><a href="{TAGGED}">A</a></p><footer><a href="https://www.amazon.com/author/me">my author page</a></footer>',
    ],
)
def test_a_plain_mention_is_silent(html: str) -> None:
    assert all(link.strength is not Strength.INTENDED for link in facts_of(html).links)


def test_a_known_cloak_is_identified_without_a_request() -> None:
    page = facts_of('<a href="/go/book">x</a>', cloaks={"/go/book": TAGGED})
    assert (page.links[0].program, page.links[0].publisher_id, page.links[0].via) == ("amazon", "blog-20", TAGGED)
    assert facts_of('<a href="/go/tube">x</a>', cloaks={"/go/tube": "https://video.example/me"}).links == ()


def test_a_cloak_path_is_one_only_if_no_page_answers_it() -> None:
    html = '<a href="/go/book/">x</a>'
    assert facts_of(html).links[0].needs_probe
    assert facts_of(html, paths=frozenset({"/go/book/"})).links == ()
    assert facts_of('<a href="/shop/">shop</a><a href="/links/">links</a><a href="/get/started">start</a>').links == ()
    assert (
        facts_of('<a href="/out-there/">x</a><a href="/deals/tv" rel="sponsored">x</a>', cloaked=("/out-*",)).links[0].url == "/out-there/"
    )


def test_a_cloak_that_only_its_name_suggests_is_a_guess() -> None:
    assert facts_of('<a href="/go/home">x</a>').links[0].form == "guessed cloak"
    assert facts_of('<a rel=nofollow href="/go/home">x</a>').links[0].form == "cloaked path"
    assert facts_of('<a href="/go/home">x</a>', cloaked=("/go/*",)).links[0].form == "cloaked path"


def test_a_wildcard_redirect_is_known() -> None:
    (link,) = facts_of('<a href="/go/book">x</a>', wild=(("/go/", "https://www.amazon.com/dp/:splat?tag=blog-20"),)).links
    assert (link.publisher_id, link.via) == ("blog-20", "https://www.amazon.com/dp/book?tag=blog-20")


def test_a_template_element_shows_nothing() -> None:
    assert facts_of(f'<template><a href="{TAGGED}">x</a></template>').links == ()


@pytest.mark.parametrize(
    "url",
    ["https://aws.amazon.com/s3", "https://www.amazon.com/gp/help/customer/display.html?nodeId=1", "https://www.amazon.com/author/me"],
)
def test_offices_of_a_shop_earn_for_nobody(url: str) -> None:
    page = facts_of(f'<p><a href="{TAGGED}">A</a> <a href="{url}">B</a></p>')
    assert [link.text for link in page.links] == ["A"]


def test_a_weak_sign_is_kept_apart() -> None:
    page = facts_of('<a href="https://shop.example/?ref=me">x</a>')
    assert (page.links, len(page.possible)) == ((), 1)


@pytest.mark.parametrize(
    ("classes", "post"),
    [("single postid-12 logged-in", "12"), ("page page-id-7", "7"), ("mypostid-12", None), ("postid-12x", None), ("", None)],
)
def test_wordpress_tells_where_a_page_is_edited(classes: str, post: str | None) -> None:
    edit = facts_of(f'<body class="{classes}"><p>x').edit_url
    assert edit == (f"https://blog.example/wp-admin/post.php?post={post}&action=edit" if post else None)


EDIT = "https://github.com/example/desk/edit/main/docs/guides/chairs.md"


@pytest.mark.parametrize(
    ("html", "edit"),
    [
        (f'<a href="{EDIT}">Edit this page</a>', EDIT),
        (f'<a href="{EDIT}">Edit</a><footer><a href="{EDIT}">Edit</a></footer>', EDIT),
        ('<a href="https://gitlab.example/a/b/-/edit/main/x.adoc">Edit</a>', "https://gitlab.example/a/b/-/edit/main/x.adoc"),
        (f'<a href="{EDIT}">Edit</a> <a href="{EDIT.replace("chairs", "desks")}">another</a>', None),
        ('<a href="/wiki/edit/help">how to edit</a>', None),
    ],
)
def test_a_theme_tells_where_its_page_is_edited(html: str, edit: str | None) -> None:
    assert facts_of(html).edit_url == edit
