"""Good pages, broken in one way each: the right rule speaks, and nothing else accuses."""

from __future__ import annotations

import re
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


# Own pages in four languages, each with the notice and a heading after it, broken and harmlessly changed alike.
PAGES = {
    "en": ("Books", "Shops pay us a commission when you order through links in this article.", "A lamp that lasts"),
    "de": ("Bücher", "Wir erhalten vom Händler eine Provision, wenn du über Links in diesem Text bestellst.", "Eine Lampe, die hält"),
    "es": ("Libros", "Recibimos una comisión de la tienda cuando compras desde los enlaces de esta página.", "Una lámpara que dura"),
    "ja": ("本の紹介", "この記事のリンクから購入されると、運営者に紹介料が支払われます。", "長く使えるランプ"),
}
OTHER_WORDS = {
    "en": "When you order something after clicking a link here, we receive a small commission from the shop.",
    "de": "Bestellst du über einen unserer Links, verdienen wir eine kleine Provision.",
    "es": "Si haces un pedido a través de nuestros enlaces, ganamos una pequeña comisión.",
    "ja": "リンク経由で商品が売れると、当サイトは報酬を受け取ります。",
}
DENIALS = {
    "en": "This post contains no affiliate links.",
    "de": "Dieser Beitrag enthält keine Affiliate-Links.",
    "es": "Este artículo no contiene enlaces de afiliado.",
    "ja": "この記事にアフィリエイトリンクは含まれていません。",
}


def page_in(language: str) -> str:
    title, notice, product = PAGES[language]
    return (
        f'<html lang="{language}"><head><title>{title}</title></head><body><header><nav><a href="/">1</a></nav></header>'
        f'<main><article><h1>{title}</h1><p class="line">{notice}</p>'
        f'<p><a href="https://www.awin1.com/cread.php?awinmid=1001&amp;awinaffid=45628" rel="sponsored">{product}</a></p></article></main>'
        f"<footer><p>© 2026</p></footer></body></html>"
    )


def notice_in(language: str) -> str:
    return f'<p class="line">{PAGES[language][1]}</p>'


def moved(before: str) -> Callable[[str, str], str]:
    return lambda html, notice: html.replace(notice, "").replace(before, notice + before)


def styled(css: str) -> Callable[[str, str], str]:
    return lambda html, notice: html.replace("</head>", f"<style>{css}</style></head>")


def wrapped(before: str, after: str) -> Callable[[str, str], str]:
    return lambda html, notice: html.replace(notice, before + notice + after)


def inline(css: str) -> Callable[[str, str], str]:
    return lambda html, notice: html.replace('class="line"', f'class="line" style="{css}"')


BREAKS = {
    "deleted": (lambda html, notice: html.replace(notice, ""), "disclosure-missing"),
    "at the end": (moved("</article>"), "disclosure-end-only"),
    "in the footer": (moved("</footer>"), "disclosure-footer-only"),
    "in a sidebar": (
        lambda html, notice: html.replace(notice, "").replace("<main>", f"<aside>{notice}</aside><main>"),
        "disclosure-sidebar-only",
    ),
    "folded": (wrapped("<details><summary>i</summary>", "</details>"), "disclosure-behind-interaction"),
    "display inline": (inline("display:none"), "disclosure-hidden-css"),
    "display by class": (styled(".line{display:none}"), "disclosure-hidden-css"),
    "visibility": (styled(".line{visibility:hidden}"), "disclosure-hidden-css"),
    "opacity": (styled("p.line{opacity:.05}"), "disclosure-hidden-css"),
    "off the screen": (styled(".line{position:absolute;left:-9999px}"), "disclosure-hidden-css"),
    "clipped": (styled(".line{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"), "disclosure-hidden-css"),
    "font size 0": (inline("font-size:0"), "disclosure-hidden-css"),
    "hidden attribute": (lambda html, notice: html.replace('class="line"', 'class="line" hidden'), "disclosure-hidden-css"),
    "hidden around it": (wrapped('<div style="display:none">', "</div>"), "disclosure-hidden-css"),
    "commented out": (wrapped("<!--", "-->"), "disclosure-not-in-text"),
    "hidden on phones": (styled("@media only screen and (max-width:600px){.line{display:none}}"), "disclosure-hidden-on-mobile"),
    "small by class": (styled(".line{font-size:.6em}"), "disclosure-small-text"),
    "small around it": (wrapped('<div style="font-size:.75em">', "</div>"), "disclosure-small-text"),
    "pale": (styled(".line{color:#ccc;background:#fff}"), "disclosure-low-contrast"),
    "pale on the page's own ground": (styled("body{background:#fff}.line{color:#bbb}"), "disclosure-low-contrast"),
}
HARMLESS = {
    "print style": styled("@media print{.line{display:none}}"),
    "print style on phones": styled("@media print and (max-width:600px){.line{display:none}}"),
    "slightly small": styled(".line{font-size:.95em}"),
    "grey and readable": styled(".line{color:#595959;background:#fff}"),
    "another layout on large screens": styled("@media (min-width:900px){.line{padding:1em}}"),
    "hover style": styled(".line:hover{opacity:0} .other{display:none}"),
    "callout": wrapped('<aside class="callout">', "</aside>"),
    "wrapper": wrapped("<div>", "</div>"),
    "class name": lambda html, notice: html.replace('"line"', '"zq-17 b4"'),
    "entities": lambda html, notice: html.replace(notice, '<p class="line">' + "".join(f"&#{ord(c)};" for c in notice[16:-4]) + "</p>"),
    "comments": lambda html, notice: html.replace(notice, notice[:16] + notice[16:-4].replace(" ", " <!-- x -->") + "</p>"),
    "split": lambda html, notice: html.replace(notice, notice[:16] + notice[16:-4].replace(" ", "</span> <span>") + "</p>"),
    "emphasis": lambda html, notice: html.replace(notice, f"{notice[:16]}<em>{notice[16:40]}</em>{notice[40:]}"),
    "no-break spaces": lambda html, notice: html.replace(notice, notice[:16] + notice[16:].replace(" ", "&nbsp;")),
    "line breaks": lambda html, notice: html.replace(notice, notice[:16] + notice[16:].replace(" ", "\n    ")),
    "upper-case tags": lambda html, notice: re.sub(r"(</?)([a-z]\w*)", lambda m: m[1] + m[2].upper(), html),
    "no lang": lambda html, notice: re.sub(r' lang="\w+"', "", html),
}


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_good_in_each_language(audited: Callable[..., Audit], language: str) -> None:
    assert rules_told(audited, page_in(language)) == set()


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("name", BREAKS)
def test_a_notice_lost_to_the_reader_is_named_in_each_language(audited: Callable[..., Audit], language: str, name: str) -> None:
    change, rule = BREAKS[name]
    broken = change(page_in(language), notice_in(language))
    assert broken != page_in(language)
    assert rules_told(audited, broken) == {rule}


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("name", HARMLESS)
def test_what_no_reader_notices_changes_nothing(audited: Callable[..., Audit], language: str, name: str) -> None:
    changed = HARMLESS[name](page_in(language), notice_in(language))
    assert changed != page_in(language) or (language == "ja" and " " not in PAGES["ja"][1])
    assert rules_told(audited, changed) == set()


@pytest.mark.parametrize("href", ["line.css", "/line.css", "./line.css?v=2"])
def test_a_linked_sheet_hides_as_a_style_element_does(audited: Callable[..., Audit], href: str) -> None:
    html = page_in("en").replace("</head>", f'<link rel="stylesheet" href="{href}"></head>')
    document = audited({"a.html": html, "b.html": GOOD, "line.css": ".line{display:none}"})
    assert "disclosure-hidden-css" in {one["rule"] for one in rows(document, "findings") if one["file"] == "a.html"}


@pytest.mark.parametrize("more", [' media="print"', " disabled"])
def test_a_sheet_for_print_or_switched_off_hides_nothing(audited: Callable[..., Audit], more: str) -> None:
    html = page_in("en").replace("</head>", f'<link rel="stylesheet" href="line.css"{more}></head>')
    assert rows(audited({"a.html": html, "b.html": GOOD, "line.css": ".line{display:none}"}), "findings") == []


@pytest.mark.parametrize("language", PAGES)
def test_other_good_words_are_as_good(audited: Callable[..., Audit], language: str) -> None:
    assert rules_told(audited, page_in(language).replace(PAGES[language][1], OTHER_WORDS[language])) == set()


@pytest.mark.parametrize("language", PAGES)
def test_a_notice_in_another_language_is_told(audited: Callable[..., Audit], language: str) -> None:
    foreign = PAGES["de" if language != "de" else "en"][1]
    assert rules_told(audited, page_in(language).replace(PAGES[language][1], foreign)) == {"disclosure-wrong-language"}


@pytest.mark.parametrize("language", PAGES)
def test_a_denial_is_never_a_notice(audited: Callable[..., Audit], language: str) -> None:
    told = rules_told(audited, page_in(language).replace(PAGES[language][1], DENIALS[language]))
    assert "disclosure-contradicted" in told
    assert "disclosure-missing" in told
