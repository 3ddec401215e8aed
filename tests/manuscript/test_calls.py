"""A notice that many pages share: what is wrong on one page is mended in its own source, at the call; what is offered fits there."""

from __future__ import annotations

from typing import Any

import pytest
from tests.manuscript.conftest import BOOK, Traced, anchor, line_of, page

from linkaudit.manuscript.sheet import OF_THE_PLACE, OF_THE_WORDS
from linkaudit.reports import FORMATS
from linkaudit.rules import rulebook

NOTICE = "We earn a commission if you buy through a link in this article, at no cost to you."
LATE = page(anchor() + f"<p>{NOTICE}</p>" + anchor(text="it again"))
PRINTED = f"<p>{NOTICE}</p>\n"


def post(call: str, name: str = "content/a.md") -> dict[str, str]:
    """A post that calls its notice in line 3, below its first link."""
    return {name: f"Read [the book]({BOOK}).\n\n{call}\n\nRead [it again]({BOOK}).\n", "built/a/index.html": LATE}


@pytest.mark.parametrize(
    ("call", "files"),
    [
        ("{{< affiliate >}}", {"layouts/shortcodes/affiliate.html": PRINTED}),
        ("{{% notes/affiliate %}}", {"layouts/shortcodes/notes/affiliate.html": PRINTED}),
        ("{{< affiliate >}}", {"layouts/partials/n.html": PRINTED, "layouts/shortcodes/affiliate.html": '{{ partial "n.html" . }}'}),
        ("{% include affiliate.html %}", {"_includes/affiliate.html": PRINTED}),
        ('{%- render "notes/affiliate", x: 1 -%}', {"_includes/notes/affiliate.liquid": PRINTED}),
        ("{% affiliate %}", {"eleventy.config.js": f'c.addShortcode("affiliate", () => `{NOTICE}`);'}),
        ("{{ affiliate() }}", {"main.py": f'@env.macro\ndef affiliate():\n    return "{NOTICE}"'}),
        ('--8<-- "affiliate.md"', {"includes/affiliate.md": NOTICE}),
        ("<Affiliate />", {"src/components/Affiliate.astro": PRINTED}),
        ("<Affiliate />", {"src/components/affiliate/index.jsx": PRINTED}),
        ("<affiliate-notice></affiliate-notice>", {"_includes/affiliate-notice.webc": PRINTED}),
    ],
)
def test_what_stands_in_the_wrong_place_is_moved_where_it_is_called(traced: Traced, call: str, files: dict[str, str]) -> None:
    found = traced(post(call) | files, ".")["findings"]["disclosure-after-first-link"]
    assert line_of(found) == "content/a.md:3"
    assert found["fix"]["replace"] == call.partition("</")[0]
    assert f"It comes from {next(iter(files))}, called here." in found["fix"]["text"]


def test_a_component_is_known_by_the_name_it_is_imported_under(traced: Traced) -> None:
    files = post("<Notice/>", "content/a.mdx") | {"src/components/Disclosure.astro": PRINTED}
    files["content/a.mdx"] = "import Notice from '../src/components/Disclosure.astro';\n\n" + files["content/a.mdx"]
    assert line_of(traced(files, ".")["findings"]["disclosure-after-first-link"]) == "content/a.mdx:5"


@pytest.mark.parametrize("call", ["`{{< affiliate >}}`", "<!-- {{< affiliate >}} -->", "{{< other >}}", ""])
def test_a_shortcode_whose_call_is_not_found_is_the_page_s_all_the_same(traced: Traced, call: str) -> None:
    """A shortcode is printed by no layout: the page's first affiliate link is the next best line."""
    found = traced(post(call) | {"layouts/shortcodes/affiliate.html": PRINTED}, ".")["findings"]["disclosure-after-first-link"]
    assert line_of(found) == "content/a.md:1"


def test_what_the_theme_prints_on_every_page_is_the_theme_s_and_the_page_is_named(traced: Traced) -> None:
    files = post("Words.") | {"layouts/partials/affiliate.html": PRINTED}
    found = traced(files, ".")
    assert line_of(found["findings"]["disclosure-after-first-link"]) == "layouts/partials/affiliate.html:1"
    for name in ("github", "gitlab", "junit"):
        assert "On https://blog.example/a/." in "".join(FORMATS[name](found["document"])), name


def test_a_layout_is_no_component_though_a_page_names_it(traced: Traced) -> None:
    files = post("<Post />", "src/pages/a.mdx") | {"src/layouts/Post.astro": PRINTED}
    assert line_of(traced(files, ".")["findings"]["disclosure-after-first-link"]) == "src/layouts/Post.astro:1"


def test_faulty_words_are_mended_where_they_are_written(traced: Traced) -> None:
    vague = "<p>This post may contain affiliate links.</p>"
    files = {
        "content/a.md": f"{{{{< affiliate >}}}}\n\nRead [the book]({BOOK}).\n",
        "layouts/shortcodes/affiliate.html": vague,
        "built/a/index.html": page(vague + anchor()),
    }
    found = traced(files, ".", **{"disclosure.regimes": ["de"]})["findings"]
    assert {line_of(one) for rule, one in found.items() if rule.startswith("disclosure")} == {"layouts/shortcodes/affiliate.html:1"}


def test_a_notice_in_another_language_is_not_to_be_rewritten_for_one_page(traced: Traced) -> None:
    files = {
        "content/a.md": f"{{{{< affiliate >}}}}\n\nLies [das Buch]({BOOK}).\n",
        "layouts/shortcodes/affiliate.html": PRINTED,
        "built/a/index.html": page(f"<p>{NOTICE}</p>" + anchor()).replace('lang="en"', 'lang="de"'),
    }
    found = traced(files, ".")["findings"]["disclosure-wrong-language"]
    assert line_of(found) == "content/a.md:1"
    assert "Other pages use layouts/shortcodes/affiliate.html too: write it here, in place of the call." in found["fix"]["text"]
    assert found["fix"]["replace"].startswith("Werbung: Wir ")


def test_a_missing_notice_goes_above_the_call_that_prints_the_first_link(traced: Traced) -> None:
    files = {
        "content/a.md": "# A\n\nWords.\n\n{{< best >}}\n",
        "layouts/shortcodes/best.html": f'<a href="{BOOK}">the book</a>',
        "built/a/index.html": page(anchor()),
    }
    assert line_of(traced(files, ".")["findings"]["disclosure-missing"]) == "content/a.md:5"


def test_the_rules_that_a_call_answers_exist() -> None:
    assert set(rulebook()) >= OF_THE_PLACE | OF_THE_WORDS


@pytest.mark.parametrize(
    ("name", "flags", "offered"),
    [
        ("content/a.md", {"disclosure.required": "We earn & you <pay> {less}."}, "We earn & you &lt;pay> {less}."),
        ("content/a.mdx", {"disclosure.required": "We earn & you <pay> {less}."}, "We earn & you &lt;pay> &#123;less}."),
        ("content/a.adoc", {"disclosure.required": "We earn & you <pay> {less}."}, "We earn & you <pay> {less}."),
        ("content/a.html", {"disclosure.required": "We earn."}, "<p>We earn.</p>"),
        ("content/a.md", {"disclosure.insert": "{{< affiliate >}}"}, "{{< affiliate >}}"),
        ("content/a.md", {"disclosure.insert": "<p>We earn.</p>"}, "<p>We earn.</p>"),
    ],
)
def test_a_notice_is_offered_as_its_author_writes_it(traced: Traced, name: str, flags: dict[str, Any], offered: str) -> None:
    link = f'<p><a href="{BOOK}">the book</a></p>' if name.endswith("html") else f"Read {BOOK}[the book] or [the book]({BOOK})."
    found = traced({name: f"{link}\n", "built/a/index.html": page(anchor())}, ".", **flags)["findings"]
    assert found["disclosure-missing"]["fix"]["replace"] == offered


HTTP = BOOK.replace("https", "http")


@pytest.mark.parametrize(
    ("source", "secured", "marked"),
    [
        (f"[the book]({HTTP})", BOOK, None),
        ('{{< book "B000000001" >}}', None, None),
        (f'<a href="{HTTP}">the book</a>', f'<a href="{BOOK}">the book</a>', f'<a href="{HTTP}" rel="sponsored">the book</a>'),
    ],
)
def test_of_a_link_in_markdown_the_address_alone_is_offered(traced: Traced, source: str, secured: str | None, marked: str | None) -> None:
    found = traced({"content/a.md": source, "built/a/index.html": page(anchor(HTTP))}, ".")["findings"]
    assert found["link-insecure"]["fix"]["replace"] == secured
    assert found["rel-sponsored-missing"]["fix"]["replace"] == marked
