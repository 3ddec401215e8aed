"""The notice says "may" where the law wants it said plainly."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, notices, on_notice, uncovered

RULE = Rule(
    title="Notice says “may” where it should say “do”",
    why="“We may earn” leaves open whether this page pays. Where a rule on it is in force, as in Korea, that is unclear wording; elsewhere it is tolerated.",
    fix="Write that you earn a commission when a reader buys.",
    impact=Impact.LAW,
    family="notice",
    rank=13,
    fails=(Example('<p>We may earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),),
    passes=(
        Example('<p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example('<p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the best that a reader is told has this weakness."""
    best = min(notices(page), key=lambda notice: notice.grade.rank, default=None)
    if best is not None and uncovered(page) and best.grade is Grade.CONDITIONAL:
        facts = (f"decided by: {', '.join(best.because)}",)
        yield on_notice(page, best, known, ("The notice leaves open whether the links pay", RULE.fix), facts=facts, group=best.text[:120])
