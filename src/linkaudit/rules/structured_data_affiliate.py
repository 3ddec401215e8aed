"""Structured data that offers an affiliate address."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Carrier, Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, failed, quote

_DATA = '<script type="application/ld+json">{"@type":"Product","offers":{"@type":"Offer","url":"%s"}}</script>'

RULE = Rule(
    title="Structured data offers an affiliate address",
    why="Search engines and assistants read the offer's address and follow it: nobody has seen a notice by then.",
    fix="Give the shop's plain address in the structured data, or leave it out.",
    impact=Impact.CRAFT,
    family="data",
    rank=0,
    severity=Severity.INFO,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(Example(_DATA % "https://www.amazon.com/dp/B000000001?tag=b-20"),),
    passes=(Example(_DATA % "https://www.amazon.com/dp/B000000001"),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so once a page."""
    offers = [link for link in page.links if link.carrier is Carrier.JSON_LD]
    if offers:
        first = offers[0]
        yield failed(
            f"The structured data offers {quote(first.resolved, 80)}.", RULE.fix, line=first.line, column=first.column, links=len(offers)
        )
