"""Notice only at the end."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, before, earning, failed, moved_notice, notices, quote, uncovered

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
    bare, found = uncovered(page), notices(page)
    if not bare or not found:
        return
    last = max(link.order for link in earning(page))
    if before(page) or any(notice.order < last for notice in found):
        return
    notice, first = found[0], bare[0]
    place = f"line {notice.line}" if notice.line else "a line that is not known"
    yield failed(
        f"The notice comes after the last affiliate link: {quote(notice.text)}",
        "Move the notice above the first affiliate link.",
        snippet=notice.text,
        facts=(f"first affiliate link: line {first.line}, {quote(first.text or first.resolved, 60)}", f"notice: {place}, {notice.region}"),
        line=notice.line,
        column=notice.column,
        group=f"{notice.selector} {notice.text[:120]}",
        links=len(bare),
        replace=moved_notice(page, notice, known),
    )
