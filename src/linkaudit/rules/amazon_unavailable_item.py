"""An Amazon item that is gone or can't be bought."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Reach, Rule, Severity, Soft, Source, Verdict, doubted, on_chain, quote, reached

_SAID = {
    Soft.GONE: "Amazon says that there is no such page",
    Soft.UNAVAILABLE: "Amazon says that it can't be bought now",
    Soft.HOME: "Amazon leads to its home page instead of the item",
    Soft.SEARCH: "Amazon leads to a search instead of the item",
}
_PAGE = '200 <html><body><div id="outOfStock"><span>Currently unavailable.</span></div></body></html>'

RULE = Rule(
    title="Amazon items that can't be bought",
    why="Amazon answers and sells nothing there, at least to a visitor from where linkaudit ran: readers leave, and nothing is earned.",
    fix="Open the link from your readers' country; if it is not sold there, link an edition or product that is.",
    impact=Impact.MONEY,
    family="reach",
    rank=1,
    severity=Severity.WARNING,
    asks=True,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a>', {"https://www.amazon.com/dp/B000000001": _PAGE}),
        Example(
            '<a href="https://amzn.to/3abcdef">Buy</a>',
            {"https://amzn.to/3abcdef": "301 https://www.amazon.com/dp/B000000001?tag=b-20", "https://www.amazon.com/dp/B000000001": _PAGE},
        ),
    ),
    passes=(
        Example(
            '<a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a>',
            {
                "https://www.amazon.com/dp/B000000001": '200 <html><body><input id="add-to-cart-button"><p>A review: currently unavailable here.</p></body></html>'
            },
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn for each; a plain 404 is link-broken's."""
    for link, probe in reached(page):
        if (
            probe.soft
            and probe.soft is not Soft.MERCHANT_LEFT
            and probe.outcome is not Reach.GONE
            and (link.program or "").startswith("amazon")
        ):
            gone = probe.soft is not Soft.UNAVAILABLE
            told = f"{quote(link.text or link.url, 60)}: {_SAID[probe.soft]}."
            yield doubted(on_chain(link, told, RULE.fix, group="gone" if gone else "unavailable"), probe)
