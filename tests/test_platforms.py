"""What a site is built with, and where its faults are mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.document import Audit
from linkaudit.platforms import catalogue, hint, platforms_of

LINK = '<p>Read <a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag=blog-20">the book</a>.</p>'


def names(*pages: str) -> list[str]:
    return [one.name for one in platforms_of(page.encode() for page in pages)]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<meta name="generator" content="Hugo 0.142.0">', ["Hugo"]),
        ('<meta name="generator" content="AIOSEO 4.5"><meta name="generator" content="WordPress 6.4.1">', ["WordPress"]),
        ('<link href="/wp-content/plugins/thirstyaffiliates/css/a.css"><img src="/wp-content/a.png">', ["ThirstyAffiliates", "WordPress"]),
        ('<meta name="generator" content="Astro v4.0">', ["Astro"]),
        ('<meta name="generator" content="Hugo 0.18"><img src="/wp-content/uploads/a.png">', ["Hugo"]),
        ("<p>We moved from WordPress to Hugo.</p>", []),
        ("", []),
    ],
)
def test_a_page_shows_what_built_it(page: str, found: list[str]) -> None:
    assert names(page) == found


def test_one_generator_tag_is_enough_and_one_marker_is_not() -> None:
    assert names('<meta name="generator" content="Hugo 0.142.0">', *["<p>"] * 50) == ["Hugo"]
    assert names("<p>How to look for <code>/wp-content/</code> in a page", *["<p>"] * 50) == []


def test_a_plugin_knows_better_than_its_system() -> None:
    found = platforms_of([b'<link href="/wp-content/plugins/pretty-link/a.css">'])
    assert hint(found, "rel").startswith("Pretty Links")
    assert hint(found, "notice").startswith("In WordPress")
    assert hint(found, "reach") == ""


def test_fixes_speak_the_terms_of_the_site(audited: Callable[..., Audit]) -> None:
    page = f'<meta name="generator" content="Hugo 0.142.0"><main>{LINK}</main>'
    document = audited({"a/index.html": page, "b/index.html": page})
    (cause,) = [one for one in document.causes if one.rule == "disclosure-missing"]
    assert cause.fix.text.endswith("or a shortcode that authors insert.")
    assert document.platforms == ("Hugo",)


def test_every_hint_is_for_a_family_that_rules_have() -> None:
    from linkaudit.rules import rulebook

    families = {rule.family for rule in rulebook().values()}
    assert {family for one in catalogue() for family in one.hints} <= families
