"""Notice stands below the first affiliate link."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, before, in_text, notices, on_notice, quote, uncovered

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
    found = notices(page)
    if uncovered(page) and found and not before(page):
        first = in_text(uncovered(page))[0]
        fix = f"Move the notice above the first affiliate link, {quote(first.text or first.resolved, 60)}."
        yield on_notice(page, found[0], known, ("A reader meets the first affiliate link before the notice", fix))
