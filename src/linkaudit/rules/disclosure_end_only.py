"""Notice only at the end."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, before, earning, in_text, notices, on_notice, quote, uncovered

RULE = Rule(
    title="Notice only at the end",
    why="A notice below the last link is met by readers who have already clicked, or never.",
    fix="Move the notice above the first affiliate link.",
    impact=Impact.LAW,
    family="notice",
    rank=7,
    fails=(
        Example('<main><p><a href="https://amzn.to/3abcdef">Buy</a></p><p>We earn a commission if you buy through our links.</p></main>'),
    ),
    passes=(
        Example('<main><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'),
        Example(
            '<main><p><a href="https://amzn.to/3abcdef">Buy</a></p><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when every notice stands after the last affiliate link."""
    found = notices(page)
    last = max((link.order for link in in_text(earning(page))), default=0)
    if uncovered(page) and found and not before(page) and all(notice.order > last for notice in found):
        first = in_text(uncovered(page))[0]
        fix = f"Move the notice above the first affiliate link, {quote(first.text or first.resolved, 60)}."
        yield on_notice(page, found[0], known, ("The notice comes after the last affiliate link", fix))
