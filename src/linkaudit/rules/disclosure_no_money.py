"""Notice speaks of support, not of pay."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, notices, on_notice, uncovered

RULE = Rule(
    title="Notice speaks of support, not of pay",
    why="“It helps the site” does not say that a shop pays a commission for the purchase.",
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
    best = min(notices(page), key=lambda notice: notice.grade.rank, default=None)
    if best is not None and uncovered(page) and best.grade is Grade.NO_MONEY:
        facts = (f"decided by: {', '.join(best.because)}",)
        yield on_notice(page, best, known, ("The notice speaks of help, not of payment", RULE.fix), facts=facts, group=best.text[:120])
