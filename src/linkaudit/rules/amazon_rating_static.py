"""The stars of Amazon's customers, copied."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, quote, review

_BUY = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy at Amazon</a>'

RULE = Rule(
    title="Customers' ratings beside an Amazon link",
    why="Amazon's policies allow the ratings and reviews of its customers only as its programming interface serves them; a copied figure grows old and can end the account.",
    fix="Take the figure out and give your own verdict, or say whose rating it is when it is not Amazon's.",
    impact=Impact.ACCOUNT,
    family="rating",
    rank=0,
    fails=(),
    passes=(
        Example(f'<div class="card"><h3>Lamp</h3><p>Our rating: 4.5/5</p>{_BUY}</div>'),
        Example(f'<div class="card"><h3>Lamp</h3><p>★★★★☆</p>{_BUY}</div>'),
        Example(f'<div class="aawp"><h3>Lamp</h3><p>4.6 out of 5 stars (1,234 ratings)</p>{_BUY}</div>'),
    ),
    reviews=(Example(f'<div class="card"><h3>Lamp</h3><p>4.6 out of 5 stars (1,234 ratings)</p>{_BUY}</div>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask once a page where words about customers stand beside the score; an author's own stars are free."""
    for price in page.prices:
        if price.kind == "rating" and not price.served:
            yield review(
                f"Is {quote(price.text)} beside {quote(price.link, 60)} the rating of Amazon's customers, copied by hand?", RULE.fix,
                snippet=price.text, line=price.line, group=price.selector, links=1,
            )  # fmt: skip
