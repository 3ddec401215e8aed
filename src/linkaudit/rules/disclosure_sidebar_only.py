"""Notice only in a sidebar."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Region, Rule, Verdict, notices, on_notice, uncovered

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
        Example(
            '<main><p>Bread.</p></main><aside><p>We earn a commission if you buy this:</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></aside>'
        ),
    ),
)


_BESIDE = frozenset((Region.ASIDE, Region.NAV))


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the main content has links and every notice stands outside of it, in a sidebar or menu."""
    found = notices(page)
    if any(link.region is Region.MAIN for link in uncovered(page)) and found and all(notice.region in _BESIDE for notice in found):
        yield on_notice(page, found[0], known, ("The only notice is beside the text", RULE.fix))
