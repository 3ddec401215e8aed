"""Notice only in the footer."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Region, Rule, Verdict, before, failed, moved_notice, notices, quote, uncovered

RULE = Rule(
    title="Notice only in the footer",
    why="A footer is read by few and by nobody before the link; regulators name it.",
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
    bare, found = uncovered(page), notices(page)
    if not bare or not found:
        return
    if before(page) or any(notice.region is not Region.FOOTER for notice in found):
        return
    notice, first = found[0], bare[0]
    place = f"line {notice.line}" if notice.line else "a line that is not known"
    yield failed(
        f"The only notice is in the page footer: {quote(notice.text)}",
        "Show the notice above the article as well; the template that prints the footer is one place to change.",
        snippet=notice.text,
        facts=(f"first affiliate link: line {first.line}, {quote(first.text or first.resolved, 60)}", f"notice: {place}, {notice.region}"),
        line=notice.line,
        column=notice.column,
        group=f"{notice.selector} {notice.text[:120]}",
        links=len(bare),
        replace=moved_notice(page, notice, known),
    )
