"""HTML in, HTML out: what is changed, what is left and why."""

from __future__ import annotations

import pytest
from tests.fixes.bench import PAID, SHOP, WORDS, look, mended, rules_of

NOTICE = f"<p>{WORDS}</p>"
AWIN = "https://www.awin1.com/cread.php?awinmid=1&awinaffid=!!!id!!!&ued=https%3A%2F%2Fshop.example%2F"


def link(tag: str) -> str:
    """A page with its notice, so that only the link is to mend."""
    return f"<main>{NOTICE}<p>{tag}</p></main>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'<a href="{PAID}">A</a>', f'<a href="{PAID}" rel="sponsored">A</a>'),
        (f"<a href='{PAID}' class=b>A</a>", f"<a href='{PAID}' rel=\"sponsored\" class=b>A</a>"),
        (f"<a href={PAID}>A</a>", f'<a href={PAID} rel="sponsored">A</a>'),
        (f'<a href="{PAID}"target=_blank>A</a>', f'<a href="{PAID}" rel="sponsored"target=_blank>A</a>'),
        (f'<a rel="nofollow  noopener" href="{PAID}">A</a>', f'<a rel="nofollow  noopener sponsored" href="{PAID}">A</a>'),
        (f"<a rel='nofollow' href='{PAID}'>A</a>", f"<a rel='nofollow sponsored' href='{PAID}'>A</a>"),
        (f"<a rel=nofollow href='{PAID}'>A</a>", f"<a rel=\"nofollow sponsored\" href='{PAID}'>A</a>"),
        (f"<A REL HREF='{PAID}'>A</A>", f"<A rel=\"sponsored\" HREF='{PAID}'>A</A>"),
        (f"<a rel='' href='{PAID}'>A</a>", f"<a rel='sponsored' href='{PAID}'>A</a>"),
        (f'<a rel="a&#32;b " href="{PAID}">A</a>', f'<a rel="a&#32;b sponsored" href="{PAID}">A</a>'),
        (f'<a rel="next" href="{PAID}" rel="nofollow">A</a>', f'<a rel="next sponsored" href="{PAID}" rel="nofollow">A</a>'),
        (f'<map><area\n href="{PAID}"\n></map>', f'<map><area\n href="{PAID}" rel="sponsored"\n></map>'),
    ],
)
def test_rel_gets_the_word_and_keeps_the_others(before: str, after: str) -> None:
    assert mended(link(before)).body.decode() == link(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{SHOP}?tag=YOURTAG-20", PAID),
        (f"{SHOP}?a=1&amp;tag=%7BTAG%7D&amp;b=2#x", f"{SHOP}?a=1&amp;tag=b-20&amp;b=2#x"),
        (f"  {SHOP}?tag=YOURTAG-20\n", f"  {PAID}\n"),
        (SHOP, PAID),
        (f"{SHOP}?a=1&b=2", f"{SHOP}?a=1&b=2&tag=b-20"),
        (f"{SHOP}?a=1&amp;b=2#top", f"{SHOP}?a=1&amp;b=2&amp;tag=b-20#top"),
        (f"{SHOP}?a=1", f"{SHOP}?a=1&amp;tag=b-20"),
        (f"{SHOP}?tag=&a=1", f"{SHOP}?tag=b-20&a=1"),
        (f"{SHOP}?a=1&amp;amp;tag=b-20&amp;amp;c=2", f"{SHOP}?a=1&amp;tag=b-20&amp;c=2"),
        (PAID.replace("https", "http"), PAID),
        (PAID.replace("https", "HTTP"), PAID.replace("https", "HTTPs")),
        ("http://www.amazon.com/dp/B000000001?x=&quot;a&quot;&amp;tag=YOURTAG-20", f"{SHOP}?x=&quot;a&quot;&amp;tag=b-20"),
        ("//www.amazon.com/dp/B000000001", "//www.amazon.com/dp/B000000001?tag=b-20"),
    ],
)
def test_an_address_is_mended_and_stays_spelled_as_it_was(before: str, after: str) -> None:
    assert mended(link(f'<a rel="sponsored" href="{before}">A</a>')).body.decode() == link(f'<a rel="sponsored" href="{after}">A</a>')


def test_edits_of_one_tag_go_together() -> None:
    before = "<a rel=nofollow href='http://www.amazon.com/dp/B000000001?tag=YOURTAG-20'>A</a>"
    assert mended(link(before)).body.decode() == link(f"<a rel=\"nofollow sponsored\" href='{PAID}'>A</a>")


@pytest.mark.parametrize(
    ("tag", "ids", "reason"),
    [
        (f'<a rel=sponsored href="{SHOP}">A</a>', {}, "no id of Amazon Associates is declared"),
        (f'<a rel=sponsored href="{SHOP}">A</a>', {"amazon": ("a-20", "b-20")}, "2 declared ids fit amazon.com"),
        (f'<a rel=sponsored href="{SHOP}">A</a>', {"amazon": ("a-21",)}, "none of the declared ids is one of amazon.com"),
        ('<a rel=sponsored href="https://www.bol.com/nl/p/pan/1/">A</a>', {"bol": ("1",)}, "hands out whole links"),
        (f'<a rel=sponsored href="{PAID.replace("b-20", "thief-20")}">A</a>', {"amazon": ("b-20",)}, "takes a person"),
        ('<a rel=sponsored href="https://https://www.amazon.com/dp/B000000001?tag=b-20">A</a>', {"amazon": ("b-20",)}, "written anew"),
        ('<a rel=sponsored href="http://shop.example/?rfsn=123456.abcdef">A</a>', {}, "nothing says that the host"),
        (f'<span rel=sponsored data-href="{PAID}">A</span>', {"amazon": ("b-20",)}, ""),
    ],
)
def test_what_would_be_a_guess_is_left_with_the_reason(tag: str, ids: dict[str, tuple[str, ...]], reason: str) -> None:
    done = mended(link(tag), ids=ids)
    assert done.body.decode() == link(tag)
    assert any(reason in one.reason for one in done.left) or not reason


def test_of_two_countries_the_id_that_fits_is_taken() -> None:
    page = link(f'<a rel=sponsored href="{SHOP}">A</a> <a rel=sponsored href="https://www.amazon.de/dp/B000000001">B</a>')
    done = mended(page, ids={"amazon": ("b-20", "b-21")}).body.decode()
    assert f'{SHOP}?tag=b-20"' in done
    assert "amazon.de/dp/B000000001?tag=b-21" in done


def test_an_own_redirect_is_marked_too_and_a_guess_is_not() -> None:
    tag = '<a href="https://blog.example/go/pan">A</a>'
    assert mended(link(tag)).body.decode() == link(tag)
    assert 'rel="sponsored"' in mended(link(tag), cloaked=("/go/*",)).body.decode()


def test_a_link_of_a_visitor_is_marked_as_one() -> None:
    page = f'<main>{NOTICE}</main><ol id="comments"><li class="comment"><p><a href="{PAID}">A</a></p></li></ol>'
    assert f'<a href="{PAID}" rel="ugc">' in mended(page).body.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Read {}.</p>", f"{NOTICE}<p>Read {{}}.</p>"),
        ("<main>\n  <h2>A</h2>\n  <p>Read\n  {}.</p>\n</main>", f"<main>\n  <h2>A</h2>\n  {NOTICE}\n  <p>Read\n  {{}}.</p>\n</main>"),
        ("<main><ul><li>x<li>{}</ul></main>", f"<main>{NOTICE}<ul><li>x<li>{{}}</ul></main>"),
        ("<main><table><tr><td>x<tr><td>{}</table></main>", f"<main>{NOTICE}<table><tr><td>x<tr><td>{{}}</table></main>"),
        ("<table><tr><td><h2>x</h2><p>y<p>{}</table>", f"<table><tr><td><h2>x</h2><p>y{NOTICE}<p>{{}}</table>"),
        ("<main><div class=product-box><b>x</b> {}</div></main>", f"<main>{NOTICE}<div class=product-box><b>x</b> {{}}</div></main>"),
        ("<main><blockquote><p>{}</blockquote></main>", f"<main>{NOTICE}<blockquote><p>{{}}</blockquote></main>"),
        ("<main>Read {} now</main>", f"<main>{NOTICE}Read {{}} now</main>"),
        ("<main><h2>x</h2>Read <b>{}</b></main>", f"<main><h2>x</h2>{NOTICE}Read <b>{{}}</b></main>"),
        ("Read {}", f"{NOTICE}Read {{}}"),
        (
            "<article><h1>x</h1><div><figure>{}</figure></div></article>",
            f"<article><h1>x</h1><div>{NOTICE}<figure>{{}}</figure></div></article>",
        ),
    ],
)
def test_the_notice_stands_before_the_block_of_the_first_link(before: str, after: str) -> None:
    tag = f'<a rel=sponsored href="{PAID}">the pan at Amazon</a>'
    done = mended(before.format(tag))
    assert done.body.decode() == after.format(tag)
    assert not {rule for rule in rules_of(done.body) if rule.startswith(("disclosure", "required"))}


def test_line_ends_are_those_of_the_file() -> None:
    page = f'<main>\r\n\t<p><a rel=sponsored href="{PAID}">A</a></p>\r\n</main>\r\n'
    assert mended(page).body.decode() == page.replace("\t<p>", f"\t{NOTICE}\r\n\t<p>")


@pytest.mark.parametrize(
    ("owner", "notice"),
    [
        ({"insert": "<!--#include file='n.html' -->"}, "<!--#include file='n.html' -->"),
        ({"insert": "Ads & more pay us a commission."}, "<p>Ads &amp; more pay us a commission.</p>"),
        ({"insert": "{{< affiliate >}}"}, NOTICE),
        ({"insert": "<Affiliate />"}, NOTICE),
    ],
)
def test_the_owners_snippet_is_put_in_when_a_browser_reads_it(owner: dict[str, str], notice: str) -> None:
    page = f'<p><a rel=sponsored href="{PAID}">A</a></p>'
    once = mended(page, **owner)
    assert once.body.decode() == notice + page
    assert mended(once.body, **owner).body == once.body


@pytest.mark.parametrize(("insert", "reason"), [(None, "the words of a notice are the owner's"), ("{% n %}", "for a template engine")])
def test_no_words_are_made_up(insert: str | None, reason: str) -> None:
    page = f'<p><a rel=sponsored href="{PAID}">A</a></p>'
    done = mended(page, required=None, insert=insert)
    assert done.body.decode() == page
    assert any(reason in one.reason for one in done.left)


@pytest.mark.parametrize(
    ("lang", "owner", "put"),
    [
        ("en-GB", {"required": "Wir erhalten eine Provision, wenn Sie kaufen."}, False),
        ("en", {"required": None, "insert": "<p class='note'>Wir erhalten eine Provision, wenn Sie kaufen.</p>"}, False),
        ("de-AT", {"required": "Wir erhalten eine Provision, wenn Sie kaufen."}, True),
        ("", {"required": "Wir erhalten eine Provision, wenn Sie kaufen."}, True),
        ("en", {"required": "Partner"}, True),
    ],
)
def test_a_notice_goes_to_readers_who_understand_it(lang: str, owner: dict[str, str], put: bool) -> None:
    page = f'<html lang="{lang}"><main><h1>A</h1><p>Read <a rel="sponsored" href="{PAID}">it</a>.</p></main></html>'
    done = mended(page, frozenset(["disclosure-missing"]), **owner)
    assert (done.body != page.encode()) is put
    assert put or [one.reason for one in done.left] == [
        "the page is in 'en' and your notice in 'de': give the page one in its own language"
    ]


def test_a_report_offers_words_in_the_language_of_the_page() -> None:
    page = f'<html lang="en"><main><h1>A</h1><p>Read <a rel="sponsored" href="{PAID}">it</a>.</p></main></html>'
    for required, offered in ((WORDS, WORDS), ("Wir erhalten eine Provision, wenn Sie kaufen.", "As an Amazon Associate I earn")):
        (found,) = [one for one in look(required=required)(page.encode())[1] if "disclosure-missing" in (one.rule, *one.also)]
        assert offered in (found.fix.replace or "")


def test_a_notice_that_something_hides_is_put_in_once() -> None:
    page = f'<style>.x {{ display: none }}</style><div class=x><p><a rel=sponsored href="{PAID}">A</a></p></div>'
    once = mended(page)
    assert once.body.decode().count(WORDS) == 1
    assert any(one.rule == "disclosure-hidden-css" for one in once.left)
    assert mended(once.body).body == once.body


def test_a_link_that_has_its_id_now_owes_what_a_paid_link_owes() -> None:
    page = f'<main><p class=cta><a rel="sponsored" href="{SHOP}">Buy</a></p></main>'
    assert mended(page).body.decode() == f'<main>{NOTICE}<p class=cta><a rel="sponsored" href="{PAID}">Buy</a></p></main>'


def test_only_the_rules_that_were_named_are_mended() -> None:
    page = f'<main><p><a href="{PAID}">A</a></p></main>'
    done = mended(page, frozenset(("rel-sponsored-missing",)))
    assert done.body.decode() == page.replace('b-20"', 'b-20" rel="sponsored"')
    assert done.edits == ((1, "rel-sponsored-missing"),)


def test_an_encoding_with_states_is_left() -> None:
    page = f'<meta charset="iso-2022-jp"><p><a href="{PAID}">A</a></p>'
    done = mended(page)
    assert done.body.decode() == page
    assert any("nothing can be put into a file in" in one.reason for one in done.left)


def test_words_that_the_encoding_lacks_become_references() -> None:
    page = f'<meta charset="iso-8859-1"><p><a rel=sponsored href="{PAID}">A</a></p>'.encode()
    words = "購入されると報酬を得ます。We earn a commission when you buy."
    assert mended(page, required=words).body == page.replace(b"<p>", b"<p>" + words.encode("ascii", "xmlcharrefreplace") + b"</p><p>", 1)
