"""Good pages, broken in one way each: the right rule speaks, and nothing else accuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.conftest import rows

from linkaudit.document import Audit

NOTICE = '<p class="note">We earn a commission when you buy through links in this article. As an Amazon Associate I earn from qualifying purchases.</p>'
LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20" rel="sponsored">A good book</a> (paid link)'
GOOD = f'<html lang="en"><title>t</title><body><header><nav><a href="/">Home</a></nav></header><main><article><h1>Books</h1>{NOTICE}<p>Read {LINK}.</p></article></main><footer><p>© us</p></footer></body></html>'
BARE = LINK.replace(" (paid link)", "")


def rules_told(audited: Callable[..., Audit], html: str, **flags: object) -> set[str]:
    return {one["rule"] for one in rows(audited({"a.html": html, "b.html": GOOD}, **flags), "findings")} - {"link-label-missing"}


def test_the_good_page_is_not_accused(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": GOOD, "b.html": GOOD})
    assert rows(document, "findings") == []
    assert document.verdicts["ftc"] == {"passed": 2}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda html: html.replace(NOTICE, ""), "disclosure-missing"),
        (lambda html: html.replace(NOTICE, "").replace("© us", NOTICE), "disclosure-footer-only"),
        (lambda html: html.replace(NOTICE, "").replace("</article>", NOTICE + "</article>"), "disclosure-end-only"),
        (lambda html: html.replace(NOTICE, "").replace("</article>", NOTICE + f"<p>{BARE}</p></article>"), "disclosure-after-first-link"),
        (lambda html: html.replace(NOTICE, "").replace("<main>", f"<aside>{NOTICE}</aside><main>"), "disclosure-sidebar-only"),
        (lambda html: html.replace('class="note"', 'style="display:none"'), "disclosure-hidden-css"),
        (lambda html: html.replace(NOTICE, f"<details><summary>i</summary>{NOTICE}</details>"), "disclosure-behind-interaction"),
        (lambda html: html.replace(NOTICE, f"<!-- {NOTICE} -->"), "disclosure-not-in-text"),
        (lambda html: html.replace(NOTICE, "").replace("© us", '<a href="/d/">Affiliate disclosure</a>'), "disclosure-other-page-only"),
        (lambda html: html.replace(NOTICE, "<p>This post contains affiliate links.</p>"), "disclosure-vague"),
        (lambda html: html.replace(NOTICE, "<p>Buying through our links helps support this site.</p>"), "disclosure-no-money"),
        (lambda html: html.replace('lang="en"', 'lang="de"'), "disclosure-wrong-language"),
        (lambda html: html.replace("tag=blog-20", "tag=YOURTAG-20"), "tag-placeholder"),
        (lambda html: html.replace("?tag=blog-20", ""), "tag-missing"),
        (lambda html: html.replace("?tag=blog-20", "?tag=blog-20&amp;tag=other-20"), "tag-duplicate-param"),
        (lambda html: html.replace("?tag=blog-20", "?psc=1&amp;amp;tag=blog-20"), "link-malformed"),
        (lambda html: html.replace("B000000001?tag", "B000000001&amp;tag"), "link-malformed"),
        (lambda html: html.replace("amazon.com/dp", "amazon.co.uk/dp"), "tag-wrong-marketplace"),
        (lambda html: html.replace('rel="sponsored"', ""), "rel-sponsored-missing"),
        (lambda html: html.replace(NOTICE, f"{NOTICE}<p>No affiliate links, ever.</p>"), "disclosure-contradicted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_fault_one_finding(audited: Callable[..., Audit], change: Callable[[str], str], rule: str) -> None:
    broken = change(GOOD.replace(" (paid link)", ""))
    assert broken != GOOD.replace(" (paid link)", "")
    told = rules_told(audited, broken)
    assert rule in told
    # A page that lost its notice lost Amazon's statement with it; a page asking for support also asks a question.
    assert told - {rule} <= {"amazon-incentive-wording", "disclosure-without-links"}


@pytest.mark.parametrize(
    "change",
    [
        lambda html: html.replace("<article>", "<div>").replace("</article>", "</div>"),
        lambda html: html.replace("<main>", "<div id=content>").replace("</main>", "</div>"),
        lambda html: html.replace(NOTICE, "").replace("<main>", f"{NOTICE}<main>"),
        lambda html: html.replace(NOTICE, "").replace("</header>", f"{NOTICE}</header>"),
        lambda html: html.replace(NOTICE, f"<aside>{NOTICE}</aside>"),
        lambda html: html.replace(NOTICE, NOTICE.replace("We earn", "We <b>earn</b>")),
        lambda html: html.replace("\n", "").replace("> ", ">"),
        lambda html: html.upper().replace("TAG=BLOG-20", "tag=blog-20").replace("HTTPS://WWW.AMAZON.COM/DP", "https://www.amazon.com/dp"),
        lambda html: html.replace("</p>", ""),
    ],
)
def test_harmless_changes_accuse_nobody(audited: Callable[..., Audit], change: Callable[[str], str]) -> None:
    document = audited({"a.html": change(GOOD), "b.html": GOOD})
    assert [one for one in rows(document, "findings") if one["severity"] == "error"] == []


def test_a_guessed_cloak_asks_and_never_fails(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": '<p>Hi. <a href="/go/home">Go home</a></p>', "b.html": "<p>x</p>"})
    assert [(one["rule"], one["outcome"]) for one in rows(document, "findings")] == [("disclosure-missing", "review")]


def test_other_peoples_words_are_no_notice(audited: Callable[..., Audit]) -> None:
    comment = "<section id=comments><p>Ann: we earn a commission when you buy.</p></section>"
    told = rules_told(audited, GOOD.replace(NOTICE, "").replace(" (paid link)", "").replace("</main>", f"</main>{comment}"))
    assert "disclosure-missing" in told


def test_a_foreign_id_fails_once_ids_are_declared_and_asks_before(audited: Callable[..., Audit]) -> None:
    pages = {f"{n}.html": GOOD for n in range(4)} | {"x.html": GOOD.replace("blog-20", "stranger-20")}
    asked = [one for one in rows(audited(pages), "findings") if one["rule"] == "tag-foreign"]
    assert [(one["outcome"], one["page"]) for one in asked] == [("review", "")]
    told = [one for one in rows(audited(pages, **{"programs.amazon.ids": ["blog-20"]}), "findings") if one["rule"] == "tag-foreign"]
    assert [(one["outcome"], one["severity"], one["file"]) for one in told] == [("failed", "error", "x.html")]
    assert "tag=blog-20" in told[0]["fix"]["replace"]
