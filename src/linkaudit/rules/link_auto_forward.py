"""A page that sends its reader to a shop without a click."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Carrier, Example, Impact, Known, PageFacts, Rule, Verdict, on_link

_TEXT = "A page with a text of its own, as articles have, long enough to be read. " * 8
_EBAY = "https://www.ebay.com/itm/123456789012?campid=5338000000&amp;mkevt=1&amp;mkcid=1&amp;mkrid=711-53200-19255-0"

RULE = Rule(
    title="Pages that send readers on without a click",
    why="The program asks that a reader chooses to follow the link; forwarding by itself can end the account.",
    fix="Take the forwarding out, and let readers click.",
    impact=Impact.ACCOUNT,
    family="forward",
    rank=1,
    fails=(Example(f'<meta http-equiv="refresh" content="3; url={_EBAY}"><p>{_TEXT}</p>'),),
    passes=(Example(f'<p>{_TEXT}<a href="{_EBAY}">eBay</a></p>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for a page with content of its own; Amazon has a rule of its own."""
    for link in page.links:
        if link.carrier is Carrier.REFRESH and not (link.program or "").startswith("amazon"):
            yield on_link(link, "The page forwards its reader to the shop by itself.", RULE.fix, subject=link.resolved)
