"""Notice only in the footer."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Region, Rule, Verdict, before, notices, on_notice, uncovered

RULE = Rule(
    title="Notice only in the footer",
    why="Few readers reach the footer, and nobody reads it before the link; several regulators name it as a place that is not enough.",
    fix="Show the notice above the article as well; the template that prints the footer is one place to change.",
    impact=Impact.LAW,
    family="notice",
    rank=5,
    fails=(
        Example(
            '<main><p><a href="https://amzn.to/3abcdef">Buy</a></p></main><footer><p>We earn a commission if you buy through our links.</p></footer>'
        ),
    ),
    passes=(
        Example(
            '<main><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main><footer><p>We earn a commission if you buy through our links.</p></footer>'
        ),
        Example(
            '<article><p><a href="https://amzn.to/3abcdef">Buy</a></p><footer><p>We earn a commission if you buy through our links.</p></footer></article>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when every notice stands in the page footer."""
    found = notices(page)
    if uncovered(page) and found and not before(page) and all(notice.region is Region.FOOTER for notice in found):
        yield on_notice(page, found[0], known, ("The only notice is in the page footer", RULE.fix))
