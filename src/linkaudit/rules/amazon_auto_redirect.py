"""A page that sends its reader to Amazon without a click."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Carrier, Example, Impact, Known, PageFacts, Rule, Verdict, on_link

_TEXT = "A page with a text of its own, as articles have, long enough to be read. " * 6

RULE = Rule(
    title="Pages that send readers to Amazon without a click",
    why="A qualifying link is one that a reader clicks; forwarding by itself can end the account.",
    fix="Take the forwarding out, and let readers click.",
    impact=Impact.ACCOUNT,
    family="forward",
    rank=0,
    fails=(Example(f'<meta http-equiv="refresh" content="3; url=https://www.amazon.com/dp/B000000001?tag=b-20"><p>{_TEXT}</p>'),),
    passes=(Example(f'<p>{_TEXT}<a href="https://www.amazon.com/dp/B000000001?tag=b-20">Amazon</a></p>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn for a page with content of its own; a page without any is a hop of the links that lead to it."""
    for link in page.links:
        if link.carrier is Carrier.REFRESH and (link.program or "").startswith("amazon"):
            yield on_link(link, "The page forwards its reader to Amazon by itself.", RULE.fix, subject=link.resolved)
