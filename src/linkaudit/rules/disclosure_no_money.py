"""Notice speaks of support, not of pay."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, failed, notice_markup, notices, quote, uncovered

RULE = Rule(
    title="Notice speaks of support, not of pay",
    why="“It helps the site” hides that a shop pays for the purchase.",
    fix="Say that you earn a commission when a reader buys.",
    impact=Impact.LAW,
    family="notice",
    rank=11,
    fails=(Example('<p>Shopping through our links helps support this site.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),),
    passes=(
        Example('<p>We earn a commission if you buy; it helps support this site.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the best that a reader is told has this weakness."""
    bare, found = uncovered(page), notices(page)
    if not bare or not found:
        return
    best = min(found, key=lambda notice: notice.grade.rank)
    if best.grade is not Grade.NO_MONEY:
        return
    yield failed(
        f"The notice speaks of help, not of payment: {quote(best.text)}",
        "Say that you earn a commission when a reader buys.",
        snippet=best.text,
        facts=(f"decided by: {', '.join(best.because)}",),
        line=best.line,
        column=best.column,
        group=best.text[:120],
        links=len(bare),
        replace=notice_markup(page, known),
    )
