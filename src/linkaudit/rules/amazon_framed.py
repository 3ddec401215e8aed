"""An Amazon page inside a frame."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, failed

_BUY = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy at Amazon</a></p>'

RULE = Rule(
    title="Amazon's pages inside a frame",
    why="Amazon's shop is not made to stand inside another site: browsers mostly leave the frame empty, and a tagged address that loads without a click looks like an attempt to earn without a reader.",
    fix="Replace the frame with a link.",
    impact=Impact.ACCOUNT,
    family="frame",
    rank=0,
    each=True,
    fails=(Example(f'<iframe src="https://www.amazon.com/dp/B000000001?tag=blog-20"></iframe>{_BUY}'),),
    passes=(
        Example(_BUY),
        Example(f'<iframe src="https://read.amazon.com/kp/card?asin=B000000001&preview=inline"></iframe>{_BUY}'),
        Example(f'<iframe src="//ws-eu.amazon-adsystem.com/widgets/cm?o=2&p=12"></iframe>{_BUY}'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn once a page; Amazon's widgets and book previews are made for frames."""
    if page.frames:
        source, line = page.frames[0]
        number = len(page.frames)
        yield failed(
            f"{number} frame{'s' if number > 1 else ''} with a page of Amazon's shop.", RULE.fix, snippet=source, line=line, links=number
        )
