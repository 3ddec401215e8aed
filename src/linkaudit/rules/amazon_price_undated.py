"""A price from Amazon's interface without the time it was asked."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, quote, review

_BUY = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy at Amazon</a>'

RULE = Rule(
    title="Price beside an Amazon link, without its time",
    why="A price that is not refreshed every hour must carry the date and time it was asked, beside Amazon's sentence that prices change.",
    fix="Switch on the plugin's “last update” line and its price disclaimer.",
    impact=Impact.ACCOUNT,
    family="price",
    rank=1,
    fails=(),
    passes=(
        Example(f'<div class="aawp"><h3>Lamp</h3><span>$29.99</span> {_BUY}<p>Last update on 2026-10-02 / Affiliate links</p></div>'),
        Example(
            f'<div class="aawp"><span>$29.99</span> {_BUY}</div><p>Product prices and availability are accurate as of the date and time indicated.</p>'
        ),
        Example(f'<div class="aawp"><h3>Lamp</h3>{_BUY}</div>'),
    ),
    reviews=(Example(f'<div class="aawp"><h3>Lamp</h3><span>$29.99</span> {_BUY}</div>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask once a page: a price that is refreshed within the hour needs no stamp, and the page can't show that."""
    for price in page.prices:
        if price.kind == "price" and price.served and not price.dated:
            yield review(
                f"{quote(price.text)} beside {quote(price.link, 60)} has no time stamp: is it refreshed every hour?", RULE.fix,
                snippet=price.text, line=price.line, group=price.selector, links=1,
            )  # fmt: skip
