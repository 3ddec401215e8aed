"""A page that answers, and does not sell what the link promised."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Soft, Source, Verdict, on_chain, quote, reached

_SAID = {
    Soft.GONE: "the shop says that the product is gone",
    Soft.UNAVAILABLE: "the shop says that it can't be bought now",
    Soft.HOME: "the shop sends its reader to the home page",
    Soft.SEARCH: "the shop sends its reader to a search",
}

RULE = Rule(
    title="Links to products that are gone",
    why="The shop answers as if all were well, but the product is not there: readers leave, and nothing is earned.",
    fix="Link another product, or take the link out.",
    impact=Impact.MONEY,
    family="reach",
    rank=1,
    severity=Severity.WARNING,
    asks=True,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example(
            '<a href="https://www.ebay.com/itm/123456789012?campid=5338000000&mkevt=1&mkcid=1&mkrid=711-53200-19255-0">Buy</a>',
            {"https://www.ebay.com/itm/123456789012": "302 https://www.ebay.com/", "https://www.ebay.com/": "200 <p>Welcome"},
        ),
    ),
    passes=(
        Example(
            '<a href="https://www.ebay.com/itm/123456789012?campid=5338000000&mkevt=1&mkcid=1&mkrid=711-53200-19255-0">Buy</a>',
            {"https://www.ebay.com/itm/123456789012": "200 <p>The title says: 404 Not Found, the novel. Currently unavailable in my town."},
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn for each such link; Amazon's items have a rule of their own, networks' farewell pages too."""
    for link, probe in reached(page):
        said = _SAID.get(probe.soft) if probe.soft else None
        if said and not (link.program or "").startswith("amazon"):
            yield on_chain(link, f"{quote(link.text or link.url, 60)}: {said}.", RULE.fix, group=str(probe.soft))
