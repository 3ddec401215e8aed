"""Notice says “affiliate links” and nothing of pay."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, failed, notice_markup, notices, quote, uncovered

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
    bare, found = uncovered(page), notices(page)
    if not bare or not found:
        return
    best = min(found, key=lambda notice: notice.grade.rank)
    if best.grade is not Grade.VAGUE:
        return
    yield failed(
        f"The notice does not say that the links pay: {quote(best.text)}",
        "Add what happens: that you earn a commission when a reader buys.",
        snippet=best.text,
        facts=(f"decided by: {', '.join(best.because)}",),
        line=best.line,
        column=best.column,
        group=best.text[:120],
        links=len(bare),
        replace=notice_markup(page, known),
    )
