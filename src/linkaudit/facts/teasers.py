"""The teasers of a listing: headings that lead to the site's own articles, and whether a label stands with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..html import Dom, Element
from ..model import Disclosure, Grade, Region
from ..urls import join, parse, strip_blanks
from ..wording import label_places
from . import labels as label_facts
from .lens import Lens
from .regions import region_of
from .standing import titled
from .visibility import page_sheet

__all__ = ["teasers"]

_NO_NOTICE: Final = (Grade.LABEL, Grade.NONE)
MAX_TEASERS: Final = 60
MAX_HEADINGS: Final = 200
_CARD: Final = "article, li, figure, [class*=card], [class*=teaser], [class*=post], [class*=entry]"


def teasers(dom: Dom, base: str, lens: Lens, told: Iterable[Disclosure]) -> tuple[str, ...]:
    """Return the own addresses that headings of the main part lead to without a label; `told` is what the page says of money."""
    if any(one.visible and one.grade not in _NO_NOTICE and one.region in (Region.MAIN, Region.HEADER) for one in told):
        return ()
    scopes = label_facts.by_scope(label_facts.labels_in(dom, page_sheet(dom))) if label_places(dom.strings) else {}
    found: dict[str, None] = {}
    for place, heading in enumerate(dom.elements("h2", "h3", "h4")):
        if place >= MAX_HEADINGS or len(found) >= MAX_TEASERS:
            break
        anchor = heading.find("a") or heading.closest("a")
        href = anchor.attr("href") if anchor is not None else None
        there = parse(join(base, strip_blanks(href)) or "") if href and href[0] != "#" else None
        if there is None or not lens.is_own(there) or region_of(heading) is not Region.MAIN or titled(heading.text):
            continue
        if not _labelled(heading, scopes):
            found[there.href] = None
    return tuple(found)


def _labelled(heading: Element, scopes: dict[Element, label_facts.Label]) -> bool:
    """True when a label's box holds the teaser, or the teaser's card a label."""
    card = heading.closest(_CARD)
    if label_facts.holding(scopes, heading) is not None:
        return True
    return card is not None and any(one.block.closest(_CARD) == card for one in scopes.values())
