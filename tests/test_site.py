"""What holds for the site as a whole, or for pages that belong together, is said once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import facts_of, rows

from linkaudit.document import Audit
from linkaudit.facts import Lens, analyse
from linkaudit.model import Page
from linkaudit.reports import FORMATS

LINK = '<p>Read <a rel="sponsored" href="https://amzn.to/3abcdef">it</a>.</p>'
THREE = "".join(f'<p><a rel="sponsored" href="https://amzn.to/3abcde{number}">pan {number}</a></p>' for number in range(3))
NOTICE = "<p>We earn a commission when you buy through our links.</p>"
STATEMENT = "<p>As an Amazon Associate I earn from qualifying purchases.</p>"
TALK = f"<p>{'I cooked for years before I understood what makes a pan a good pan. ' * 3}</p>"
Audited = Callable[..., Audit]


def of_rule(document: Audit, rule: str) -> list[dict[str, Any]]:
    return [one for one in rows(document, "findings") if one["rule"] == rule]


def listing(*teasers: str) -> str:
    return "<main>" + "".join(f"<article>{one}</article>" for one in (*teasers, "a", "b", "c")) + "</main>"


def teaser(path: str, more: str = "") -> str:
    return f'<h2><a href="{path}">The best pans</a></h2>{more}<p>What I found.</p>'


# Teasers


def teased(audited: Audited, *teasers: str, article: str = NOTICE + THREE, regime: str = "uk") -> list[dict[str, Any]]:
    pages = {"pans/index.html": f"<main>{article}</main>", "blog/index.html": listing(*teasers), "tag/x/index.html": listing(*teasers)}
    return of_rule(audited(pages, **{"disclosure.regimes": [regime]}), "teaser-label-missing")


def test_unlabelled_teasers_are_said_once_for_the_site(audited: Audited) -> None:
    (found,) = teased(audited, teaser("/pans/"), teaser("/other/"))
    assert (found["page"], found["severity"], found["regimes"]) == ("", "warning", {"uk": "warning"})
    assert found["message"] == "1 article whose links to shops all pay, teased on 2 pages without a label."
    assert found["evidence"]["facts"] == ["for example on https://blog.example/blog/"]


@pytest.mark.parametrize("address", ["/pans", "/pans/index.html", "https://blog.example/pans/#top"])
def test_a_teaser_is_known_however_its_address_is_written(audited: Audited, address: str) -> None:
    assert teased(audited, teaser(address), regime="de")


@pytest.mark.parametrize(
    "shown",
    [
        teaser("/pans/", "<p>Anzeige</p>"),
        teaser("/pans/", '<span class="tag">Ad</span>'),
        '<h2><a href="/pans/">Ad: the best pans</a></h2>',
        '<nav><h2><a href="/pans/">The best pans</a></h2></nav>',
        teaser("/other/"),
    ],
)
def test_a_label_on_the_teaser_is_enough(audited: Audited, shown: str) -> None:
    assert teased(audited, shown) == []


@pytest.mark.parametrize(
    "article",
    [
        NOTICE + LINK,
        NOTICE + THREE + '<a href="https://www.amazon.com/dp/B000000001">plain</a>',
        NOTICE + THREE + '<a href="https://s.example/">s</a>' * 2,
    ],
)
def test_an_article_that_sells_only_in_part_may_be_teased(audited: Audited, article: str) -> None:
    assert teased(audited, teaser("/pans/"), article=article) == []


def test_a_notice_above_the_list_speaks_for_its_teasers(audited: Audited) -> None:
    page = f"<main>{NOTICE}{listing(teaser('/pans/'))}</main>"
    document = audited({"pans/index.html": f"<main>{NOTICE}{THREE}</main>", "blog/index.html": page}, **{"disclosure.regimes": ["uk"]})
    assert of_rule(document, "teaser-label-missing") == []


def test_the_law_of_other_places_asks_for_no_label_on_teasers(audited: Audited) -> None:
    assert teased(audited, teaser("/pans/"), regime="ftc") == []


# Titles


def test_titles_of_pages_that_sell_throughout_are_one_cause(audited: Audited) -> None:
    page = f"<main><h1>The best pans</h1>{TALK}{NOTICE}{THREE}</main>"
    document = audited({"a.html": page, "b.html": page}, **{"disclosure.regimes": ["uk"]})
    assert [(cause.pages, cause.severity) for cause in document.causes if cause.rule == "title-label-missing"] == [(2, "warning")]


def test_a_notice_in_a_worse_place_speaks_for_the_title(audited: Audited) -> None:
    document = audited({"a.html": f"<main><h1>The best pans</h1>{TALK}{THREE}{NOTICE}</main>"}, **{"disclosure.regimes": ["uk"]})
    (found,) = (one for one in rows(document, "findings") if one["cause"] == "notice")
    assert found["rule"] == "disclosure-end-only" and "title-label-missing" in found["also"]


def test_a_byline_is_no_first_line(audited: Audited) -> None:
    page = f"<main><h1>The best pans</h1><p>By Ann</p><p>5 May 2026</p>{NOTICE}{TALK}{THREE}</main>"
    assert of_rule(audited({"a.html": page}, **{"disclosure.regimes": ["uk"]}), "title-label-missing") == []


# Later pages of an article


def part(url: str, back: str) -> tuple[int, str]:
    facts = analyse(Page(url, f'<link rel="prev" href="{back}">{LINK}'.encode()), Lens(own=("blog.example",)))
    return facts.part, facts.first_part.removeprefix("https://blog.example")


@pytest.mark.parametrize(
    ("path", "back", "found"),
    [
        ("/post/2/", "/post/", (2, "/post/")),
        ("/post/page/3/", "/post/page/2/", (3, "")),
        ("/post/?page=2", "/post/", (2, "/post/")),
        ("/post/?a=1&page=3", "/post/?a=1&page=2", (3, "")),
        ("/top-2-pans/3/", "/top-2-pans/2/", (3, "")),
        ("/post-page-2.html", "/post.html", (2, "/post.html")),
        ("/post/2/", "/other/", (0, "")),
        ("/post-2/", "/post/", (0, "")),
        ("/blog/page/2/", "/blog/", (0, "")),
        ("/page/2/", "/", (0, "")),
        ("/tag/pans/page/2/", "/tag/pans/", (0, "")),
        ("/2026/05/", "/2026/04/", (0, "")),
    ],
)
def test_a_later_page_shows_itself_by_address_and_link_back(path: str, back: str, found: tuple[int, str]) -> None:
    assert part(f"https://blog.example{path}", back) == found


def test_a_numbered_link_back_is_enough() -> None:
    html = f'{LINK}<p><a href="/post/"> 1 </a> 2 <a href="/post/3/">3</a></p>'
    assert analyse(Page("https://blog.example/post/2/", html.encode()), Lens(own=("blog.example",))).part == 2


def test_later_pages_without_the_notice_are_one_cause(audited: Audited) -> None:
    pages = {f"post/{number}/index.html": f'<link rel="prev" href="/post/"><main>{LINK}</main>' for number in (2, 3)}
    pages = {"post/index.html": f"<main>{NOTICE}{LINK}</main>", "other/index.html": f"<main>{LINK}</main>"} | pages
    pages["post/3/index.html"] = pages["post/3/index.html"].replace("/post/", "/post/2/")
    document = audited(pages)
    notice = {cause.rule: (cause.pages, cause.severity) for cause in document.causes if cause.impact == "law"}
    assert notice == {"disclosure-missing": (1, "error"), "disclosure-split-by-pagination": (2, "error")}
    assert all(one["also"] == ["disclosure-missing"] for one in of_rule(document, "disclosure-split-by-pagination"))


# AMP


def test_amp_pages_without_the_notice_are_one_cause_under_any_regime(audited: Audited) -> None:
    pages = {"post/index.html": f"<main>{NOTICE}{LINK}</main>", "post/amp/index.html": f"<html amp><main>{LINK}</main>"}
    (found,) = of_rule(audited(pages, **{"disclosure.regimes": ["de"]}), "amp-disclosure-missing")
    assert (found["page"], found["severity"], found["also"]) == ("https://blog.example/post/amp/", "error", ["disclosure-missing"])


def test_a_hidden_notice_on_an_amp_page_is_told_as_hidden(audited: Audited) -> None:
    document = audited({"a.html": f'<html amp><main><div style="display:none">{NOTICE}</div>{LINK}</main>'})
    assert [one["rule"] for one in rows(document, "findings") if one["cause"] == "notice"] == ["disclosure-hidden-css"]


# Feeds


def rss(*contents: str) -> str:
    entries = "".join(f"<item><title>Post {i}</title><description><![CDATA[{one}]]></description></item>" for i, one in enumerate(contents))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>B</title>{entries}</channel></rss>'


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>X</title><content type="xhtml">'
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>Read <a href="https://amzn.to/3abcdef">it</a></p></div></content></entry></feed>'
)
LAUGHS = "<!ENTITY e0 'ha'>" + "".join(f"<!ENTITY e{number} '{f'&e{number - 1};' * 10}'>" for number in range(1, 9))
PAGES = {"a.html": f"<main>{NOTICE}{STATEMENT}{LINK}</main>", "b.html": "<p>b"}


def test_items_that_print_links_and_no_notice_are_said_once(audited: Audited) -> None:
    document = audited(PAGES | {"index.xml": rss(LINK, NOTICE + LINK, "<p>none"), "tags/x/index.xml": rss(LINK), "atom.xml": ATOM})
    (found,) = of_rule(document, "feed-disclosure-missing")
    assert (found["page"], found["severity"]) == ("", "warning")
    assert found["message"] == "1 affiliate link in 1 of 1 items of https://blog.example/atom.xml and 1 more, and no notice in them."
    assert (document.coverage.feeds, document.coverage.pages_read) == (3, 2)
    assert "also looked through: 3 feeds" in "".join(FORMATS["text"](document))


def test_the_fullest_text_of_an_item_counts(audited: Audited) -> None:
    item = f"<item><description>Short</description><content:encoded><![CDATA[{LINK}]]></content:encoded></item>"
    feed = f'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{item}</channel></rss>'
    assert of_rule(audited(PAGES | {"feed.xml": feed}), "feed-disclosure-missing")


@pytest.mark.parametrize("regime", ["de", "uk", "eu"])
def test_where_no_text_speaks_of_entry_points_feeds_are_only_information(audited: Audited, regime: str) -> None:
    document = audited(PAGES | {"feed.xml": rss(LINK)}, **{"disclosure.regimes": [regime]})
    assert [one["severity"] for one in of_rule(document, "feed-disclosure-missing")] == ["info"]


@pytest.mark.parametrize(
    "feed",
    [
        rss(NOTICE + LINK),
        rss("<p>A summary."),
        '<?xml version="1.0"?><urlset><url><loc>https://blog.example/</loc></url></urlset>',
        "",
        "<rss><channel><item><description>&lt;a href=",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><item><description>&e;</description></item></rss>',
        f"<!DOCTYPE x [{LAUGHS}]><rss><item><description>&e8;</description></item></rss>",
    ],
    ids=["with notice", "summary", "sitemap", "empty", "cut", "external entity", "billion laughs"],
)
def test_other_feeds_and_hostile_ones_say_nothing(audited: Audited, feed: str) -> None:
    assert of_rule(audited(PAGES | {"feed.xml": feed}), "feed-disclosure-missing") == []


def test_feeds_beyond_the_cap_are_told(audited: Audited) -> None:
    document = audited(PAGES | {f"tags/{number}/index.xml": rss(LINK) for number in range(55)})
    assert document.coverage.feeds == 50
    assert "55 files are named like feeds; the first 50 were looked through." in document.notes


# The statement, and excerpts


def test_the_statement_is_said_once_whatever_pages_lack_it(audited: Audited) -> None:
    document = audited({f"{number}.html": f"<main>{NOTICE}{LINK}</main>" for number in range(5)})
    assert [(cause.pages, cause.severity) for cause in document.causes if cause.rule == "amazon-statement-missing"] == [(0, "error")]


@pytest.mark.parametrize("path", ["tag/pans", "category/kitchen", "blog/page/2", "page/3", "author/ann"])
@pytest.mark.parametrize("box", ["article", "div class=post"])
def test_the_excerpts_of_listings_are_one_cause(audited: Audited, path: str, box: str) -> None:
    excerpts = "".join(
        f'<{box}><h2><a href="/post-{number}/">Post {number}</a></h2>{LINK}</{box.split(maxsplit=1)[0]}>' for number in range(3)
    )
    document = audited({f"{path}/index.html": f"<main>{excerpts}</main>", "post/index.html": f"<main>{NOTICE}{LINK}</main>"})
    (found,) = (cause for cause in document.causes if cause.rule == "disclosure-missing")
    assert found.title == "Excerpts print affiliate links, and no notice"


ARTICLE = f"<article><h1>Pans</h1>{TALK * 6}{LINK}"


@pytest.mark.parametrize(
    "html",
    [
        f"{ARTICLE}</article><aside><article><a href=/a/>A</a></article><article><a href=/b/>B</a></article></aside>",
        f"{ARTICLE}</article><ol>{f'<li><article class=comment-body><p>Mine broke.</p>{TALK * 3}</article></li>' * 4}</ol>",
        f"{ARTICLE}<section>{f'<article>{TALK * 4}</article>' * 3}</section></article>",
    ],
    ids=["cards below", "comments", "comments inside"],
)
def test_an_article_is_no_listing_whatever_stands_below_it(html: str) -> None:
    assert not facts_of(f"<main>{html}</main>").listing


def test_articles_printed_whole_are_a_listing() -> None:
    assert facts_of(f"<main>{(ARTICLE + '</article>') * 3}</main>").listing


def test_a_notice_for_excerpts_goes_into_the_article(audited: Audited) -> None:
    hugo = '<meta name=generator content="Hugo 0.120">'
    cards = f"<main>{f'<article><h2><a href=/a/>A</a></h2>{LINK}</article>' * 3}</main>"
    document = audited({f"{number}/index.html": hugo + cards for number in range(2)})
    (found,) = (cause for cause in document.causes if cause.rule == "disclosure-missing")
    assert found.fix.text == (
        "Begin the article with the notice, so that its excerpt shows it too, or let this page print excerpts without links."
    )


def test_links_with_nofollow_are_a_cause_with_a_name_of_its_own(audited: Audited) -> None:
    bare = LINK.replace(' rel="sponsored"', "")
    document = audited(
        {"a.html": f"<main>{NOTICE}{bare}</main>", "b.html": f"<main>{NOTICE}{bare.replace('<a', '<a rel=nofollow')}</main>"}
    )
    titles = [cause.title for cause in document.causes if cause.rule == "rel-sponsored-missing"]
    assert titles == ['Links without rel="sponsored"', 'Links without rel="sponsored" (nofollow is there)']


def test_a_notice_that_is_there_is_not_sent_to_the_template_again(audited: Audited) -> None:
    hugo = '<meta name=generator content="Hugo 0.120"><style>@media (max-width:600px){.n{display:none}}</style>'
    page = f"{hugo}<main>{NOTICE.replace('<p>', '<p class=n>')}{LINK}</main>"
    missing = f"<main>{LINK}</main>"
    document = audited({"a.html": page, "b.html": missing, "c.html": missing})
    fixes = {cause.rule: cause.fix.text for cause in document.causes}
    assert "In Hugo" not in fixes["disclosure-hidden-on-mobile"]
    assert "In Hugo" in fixes["disclosure-missing"]


@pytest.mark.parametrize(
    ("language", "statement"), [("en", "As an Amazon Associate I earn"), ("pt-BR", "Como participante do Programa de Associados da Amazon")]
)
def test_the_statement_to_add_is_in_the_language_of_the_pages(audited: Audited, language: str, statement: str) -> None:
    document = audited({f"{number}.html": f"<html lang={language}><main>{NOTICE}{LINK}</main>" for number in range(3)})
    (found,) = (cause for cause in document.causes if cause.rule == "amazon-statement-missing")
    assert (found.fix.replace or "").startswith(statement)
    assert statement in found.fix.text
    assert found.title == "Amazon's Associates statement is missing"


def test_an_article_below_a_blog_is_no_listing() -> None:
    html = f'<main><h1>Pans</h1><time>May</time>{LINK}<h2><a href="/blog/pots/">Pots</a></h2></main>'
    assert not analyse(Page("https://blog.example/blog/pans/", html.encode()), Lens(own=("blog.example",))).listing
    assert not facts_of(html).listing


def test_short_links_that_nobody_asked_are_counted(audited: Audited) -> None:
    short = '<p><a href="https://bit.ly/3xyz">my kit</a> <a href="https://tinyurl.com/abc">and more</a></p>'
    notes = audited({"a.html": f"<main>{short}</main>", "b.html": f"<main>{short}{LINK}</main>"}).notes
    assert (
        "4 short links of bit.ly and the like, on 2 pages, could pay somebody: that shows only when it is asked where they lead." in notes
    )
