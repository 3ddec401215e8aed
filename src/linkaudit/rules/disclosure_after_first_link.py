"""Notice stands below the first affiliate link."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, before, failed, moved_notice, notices, quote, uncovered

RULE = Rule(
    title="Notice stands below the first affiliate link",
    why="Who has clicked before the notice was not told before the click.",
    fix="Move the notice above the first affiliate link.",
    impact=Impact.LAW,
    family="notice",
    rank=8,
    fails=(
        Example(
            '<main><p><a href="https://amzn.to/3abcdef">Buy</a></p><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'
        ),
        Example('<main><p><a href="https://amzn.to/3abcdef">Buy</a></p><p>We earn a commission if you buy through our links.</p></main>'),
    ),
    passes=(
        Example('<main><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'),
        Example(
            '<main><p><a href="https://amzn.to/3abcdef">Buy</a> (paid link)</p><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'
        ),
        Example(
            '<header><img src="b.png"></header><main><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p></main>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when no notice comes before the first link that has no label."""
    bare, found = uncovered(page), notices(page)
    if not bare or not found:
        return
    if before(page):
        return
    notice, first = found[0], bare[0]
    place = f"line {notice.line}" if notice.line else "a line that is not known"
    yield failed(
        f"A reader meets the first affiliate link before the notice: {quote(notice.text)}",
        "Move the notice above the first affiliate link.",
        snippet=notice.text,
        facts=(f"first affiliate link: line {first.line}, {quote(first.text or first.resolved, 60)}", f"notice: {place}, {notice.region}"),
        line=notice.line,
        column=notice.column,
        group=f"{notice.selector} {notice.text[:120]}",
        links=len(bare),
        replace=moved_notice(page, notice, known),
    )
