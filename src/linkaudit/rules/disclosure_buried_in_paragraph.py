"""The notice is a late sentence of a long paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, before, on_notice, uncovered

WORDS = 60
_LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'
_TOLD = "We earn a commission if you buy through our links."
_STORY = "I began to bake in a small kitchen with one oven. "

RULE = Rule(
    title="Notice deep inside a paragraph",
    why=f"Who skims misses a sentence that begins after {WORDS} words of the same paragraph (linkaudit's threshold).",
    fix="Give the notice a paragraph of its own.",
    impact=Impact.LAW,
    family="notice",
    rank=14,
    fails=(Example(f"<main><p>{_STORY * 6}{_TOLD}</p>{_LINK}</main>"),),
    passes=(
        Example(f"<main><p>{_STORY * 6}</p><p>{_TOLD}</p>{_LINK}</main>"),
        Example(f"<main><p>{_TOLD} {_STORY * 6}</p>{_LINK}</main>"),
        Example(f"<main><p>{_TOLD}</p><p>{_STORY * 6}{_TOLD}</p>{_LINK}</main>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when every notice before the first link begins deep in its block."""
    found = [notice for notice in before(page) if notice.grade is not Grade.LABEL]
    if uncovered(page) and found and all(notice.words_before >= WORDS for notice in found):
        yield on_notice(page, found[0], known, (f"The notice begins after {found[0].words_before} words of its paragraph", RULE.fix))
