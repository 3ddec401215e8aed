"""Only a label, away from the links."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, notices, on_notice, uncovered

RULE = Rule(
    title="Only a label, away from the links",
    why="A lone “Ad” says something at the link it stands at; above a whole page it leaves readers guessing which links pay.",
    fix="Say in a sentence above the first link that you earn a commission when a reader buys.",
    impact=Impact.LAW,
    family="notice",
    rank=9,
    fails=(
        Example(
            '<main><p>Sponsored</p><p>Long text about food that is no box. {}</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'.format(
                "word " * 300
            )
        ),
    ),
    passes=(
        Example('<main><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'),
        Example('<main><p><a href="https://amzn.to/3abcdef">Buy</a> (ad)</p></main>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the best that a reader is told has this weakness."""
    best = min(notices(page), key=lambda notice: notice.grade.rank, default=None)
    # In Japan 広告 or プロモーション above the text is the notice that the law asks for.
    if best is not None and uncovered(page) and best.grade is Grade.LABEL and best.language != "ja":
        facts = (f"decided by: {', '.join(best.because)}",)
        yield on_notice(page, best, known, ("Only a label speaks for all the links", RULE.fix), facts=facts, group=best.text[:120])
