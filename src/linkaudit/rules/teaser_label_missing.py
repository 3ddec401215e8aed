"""Listings tease articles that sell throughout, and no label stands with the teaser."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, Rule, SiteFacts, Teasing, Verdict, failed

_TEASER = '<main><article><h2><a href="/best-pans/">The best pans</a></h2></article>{}</main>'

RULE = Rule(
    title="Teasers lead to advertising articles without a label",
    why="A reader is to know before the click that what is teased is advertising; a court and a regulator have said so of press sites.",
    fix="Let the template put a label such as “Ad” on the teasers of articles whose links to shops all pay.",
    impact=Impact.LAW,
    family="teaser",
    rank=0,
    fails=(Example(_TEASER.format(""), site=SiteFacts(pages=9, teasing=Teasing(2, 5, "https://blog.example/"))),),
    passes=(Example(_TEASER.format("<p>Ad</p>"), site=SiteFacts(pages=9)),),
)


def check_site(site: SiteFacts, known: Known) -> Iterator[Verdict]:
    """Fail once for the site, with how many listings and articles it is about."""
    if site.teasing:
        pages, articles = site.teasing.pages, site.teasing.articles
        yield failed(
            f"{articles} article{'s' if articles > 1 else ''} whose links to shops all pay, teased on {pages} page{'s' if pages > 1 else ''} without a label.",
            RULE.fix, facts=(f"for example on {site.teasing.example}",),
        )  # fmt: skip
