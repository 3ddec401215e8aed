"""A page that answers, and does not sell what the link promised."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Reach, Rule, Severity, Soft, Source, Verdict, doubted, host_of, on_chain, quote, reached

_SAID = {
    Soft.GONE: "leads to a page of {} that says it is gone",
    Soft.UNAVAILABLE: "leads to a page of {} that says it can't be bought now",
    Soft.HOME: "arrives at the home or error page of {}, not at what was linked",
    Soft.SEARCH: "arrives at search results of {}, not at what was linked",
}

RULE = Rule(
    title="Links that no longer lead to the product",
    why="The address answers, but not with what the link promised: readers leave, and nothing is earned.",
    fix="Open the link; if the product is not there, link another one or take the link out.",
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
    """Warn for each such link; Amazon's items have a rule of their own, networks' farewell pages too, and a plain 404 is link-broken's."""
    for link, probe in reached(page):
        said = _SAID.get(probe.soft) if probe.soft else None
        if said and probe.outcome is not Reach.GONE and not (link.program or "").startswith("amazon"):
            told = f"{quote(link.text or link.url, 60)} {said.format(host_of(probe.final))}."
            yield doubted(on_chain(link, told, RULE.fix, group=str(probe.soft)), probe)
