"""A price beside an Amazon link that nothing shows to come from Amazon."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, quote, review

_BUY = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy at Amazon</a>'

RULE = Rule(
    title="Price beside an Amazon link, written into the page",
    why="Amazon's prices change by the hour. Its policies allow a price only where Amazon serves it or its programming interface gave it; typed in by hand it is soon wrong.",
    fix="Take the price out, or let a plugin that asks Amazon's interface print it with the time of the last update.",
    impact=Impact.ACCOUNT,
    family="price",
    rank=0,
    fails=(),
    passes=(
        Example(f'<div class="card"><h3>Lamp</h3>{_BUY}</div>'),
        Example(f'<div class="aawp"><h3>Lamp</h3><span>$29.99</span> {_BUY}<p>Last update on 2026-10-02 / Affiliate links</p></div>'),
        Example(f"<p>There are good lamps under $30, for example {_BUY}.</p>"),
        Example('<div class="card"><h3>Lamp</h3><span>$29.99</span> <a href="https://lamps.example/1?ref=blog">Buy</a></div>'),
    ),
    reviews=(
        Example(f'<div class="card"><h3>Lamp</h3><span>$29.99</span> {_BUY}</div>'),
        Example('<table><tr><td>Lampe</td><td>29,99 €</td><td><a href="https://www.amazon.de/dp/B000000001?tag=b-21">Kaufen</a></td></tr></table>'),
    ),
)  # fmt: skip


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask once a page: the source code does not tell who wrote an amount."""
    for price in page.prices:
        if price.kind == "price" and not price.served and not price.dated:
            yield review(
                f"Is {quote(price.text)} beside {quote(price.link, 60)} typed in by hand, or does Amazon's interface give it?", RULE.fix,
                snippet=price.text, line=price.line, group=price.selector, links=1,
            )  # fmt: skip
