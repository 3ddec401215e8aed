"""Only a label, away from the links."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, failed, notice_markup, notices, quote, uncovered

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
    bare, found = uncovered(page), notices(page)
    if not bare or not found:
        return
    best = min(found, key=lambda notice: notice.grade.rank)
    if not (best.grade is Grade.LABEL and best.language != "ja"):
        return
    yield failed(
        f"Only the label {quote(best.text)} speaks for {len(bare)} links.",
        "Say in a sentence above the first link that you earn a commission when a reader buys.",
        snippet=best.text,
        facts=(f"decided by: {', '.join(best.because)}",),
        line=best.line,
        column=best.column,
        group=best.text[:120],
        links=len(bare),
        replace=notice_markup(page, known),
    )
