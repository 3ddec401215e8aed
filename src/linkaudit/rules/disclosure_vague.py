"""Notice says “affiliate links” and nothing of pay."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, notices, on_notice, uncovered

RULE = Rule(
    title="Notice says “affiliate links” and nothing of pay",
    why="Many readers do not know that “affiliate link” means that somebody is paid.",
    fix="Add what happens: that you earn a commission when a reader buys.",
    impact=Impact.LAW,
    family="notice",
    rank=12,
    fails=(Example('<p>This post contains affiliate links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),),
    passes=(
        Example(
            '<p>This post contains affiliate links. We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
        Example('<p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the best that a reader is told has this weakness."""
    best = min(notices(page), key=lambda notice: notice.grade.rank, default=None)
    if best is not None and uncovered(page) and best.grade is Grade.VAGUE:
        facts = (f"decided by: {', '.join(best.because)}",)
        yield on_notice(page, best, known, ("The notice does not say that the links pay", RULE.fix), facts=facts, group=best.text[:120])
