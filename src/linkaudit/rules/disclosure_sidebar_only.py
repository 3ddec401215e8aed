"""Notice only in a sidebar."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Region, Rule, Verdict, failed, moved_notice, notices, quote, uncovered

RULE = Rule(
    title="Notice only in a sidebar",
    why="Beside the text on a laptop is below everything on a phone.",
    fix="Put the notice into the main column, above the first affiliate link.",
    impact=Impact.LAW,
    family="notice",
    rank=6,
    fails=(
        Example(
            '<aside><p>We earn a commission if you buy through our links.</p></aside><main><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'
        ),
    ),
    passes=(
        Example(
            '<main><aside><p>We earn a commission if you buy through our links.</p></aside><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'
        ),
        Example(
            '<aside><p>We earn a commission if you buy through our links.</p></aside><main><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when every notice stands outside the main content, in a sidebar or menu."""
    bare, found = uncovered(page), notices(page)
    if not bare or not found:
        return
    if any(notice.region not in (Region.ASIDE, Region.NAV, Region.COMMENTS) for notice in found):
        return
    notice, first = found[0], bare[0]
    place = f"line {notice.line}" if notice.line else "a line that is not known"
    yield failed(
        f"The only notice is beside the text: {quote(notice.text)}",
        "Put the notice into the main column, above the first affiliate link.",
        snippet=notice.text,
        facts=(f"first affiliate link: line {first.line}, {quote(first.text or first.resolved, 60)}", f"notice: {place}, {notice.region}"),
        line=notice.line,
        column=notice.column,
        group=f"{notice.selector} {notice.text[:120]}",
        links=len(bare),
        replace=moved_notice(page, notice, known),
    )
