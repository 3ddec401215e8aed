"""An id of one country's Amazon on another country's shop."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, host_within, is_placeholder, on_link, parse, quote

RULE = Rule(
    title="Id of another country",
    why="An id is good in the marketplace it was given for; on another shop the sale is lost.",
    fix="Use the id of that marketplace, or link the shop of your id.",
    impact=Impact.MONEY,
    family="tag",
    rank=5,
    severity=Severity.WARNING,
    sources=(Source("PA-API documentation", "store ids: -20 US, -21 UK", "https://webservices.amazon.com/paapi5/documentation/", "V1"),),
    fails=(Example('<a href="https://www.amazon.de/dp/B000000001?tag=blog-20">x</a>'),),
    passes=(
        Example('<a href="https://www.amazon.de/dp/B000000001?tag=blog-21">x</a>'),
        Example('<a href="https://www.amazon.se/dp/B000000001?tag=blog-20">x</a>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn when the suffix contradicts the marketplace; only suffixes seen on real links count."""
    for link in page.links:
        url, program = parse(link.resolved), known.programs.get(link.program or "")
        if url is None or program is None or not link.publisher_id or is_placeholder(link.publisher_id):
            continue
        shop = next((m for m in program.marketplace if host_within(url.host, m.host) and m.suffix_confidence == "verified"), None)
        if shop and link.publisher_id[-3:-1] == "-2" and not link.publisher_id.endswith(shop.suffix):
            yield on_link(
                link,
                f"{quote(link.publisher_id, 60)} on {shop.host}, whose ids end in {shop.suffix}.",
                RULE.fix,
                group=f"{shop.host} {link.publisher_id}",
            )
