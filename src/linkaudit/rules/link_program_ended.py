"""A network says that the merchant or the offer has ended."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Soft, Source, Verdict, doubted, on_chain, quote, reached

RULE = Rule(
    title="Links that their network no longer leads to a shop",
    why="The network shows a page of its own instead of the shop: the merchant has left, or the link is no longer valid. Nothing can be sold.",
    fix="Look the merchant up in the network: join its new program, or link another shop.",
    impact=Impact.MONEY,
    family="reach",
    rank=0,
    severity=Severity.WARNING,
    asks=True,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example(
            '<a href="https://blog.example/go/shop">Buy</a>',
            {
                "https://blog.example/go/shop": "302 https://www.awin1.com/closedMerchant.html",
                "https://www.awin1.com/closedMerchant.html": "200 <p>This merchant has left",
            },
        ),
    ),
    passes=(
        Example(
            '<a href="https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2Fp">x</a>',
            {"https://s.example/p": "200 <p>Shop"},
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn for each link that ends on such a page."""
    for link, probe in reached(page):
        if probe.soft is Soft.MERCHANT_LEFT:
            told = f"{quote(link.text or link.url, 60)} ends on a page of its network instead of a shop ({probe.reason})."
            yield doubted(on_chain(link, told, RULE.fix), probe)
