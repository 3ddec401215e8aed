"""The teasers of a listing: headings that lead to the site's own articles, and whether a label stands with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from ..html import Dom, Element
from ..model import Disclosure, Grade, Region
from ..urls import join, parse, strip_blanks
from ..wording import label_places
from . import labels as label_facts
from .lens import Lens
from .regions import region_of
from .sheets import sheets_of
from .standing import titled
from .visibility import Screens

__all__ = ["teasers"]

_NO_NOTICE: Final = (Grade.LABEL, Grade.NONE)
MAX_TEASERS: Final = 60
MAX_HEADINGS: Final = 200
_CARD: Final = "article, li, figure, [class*=card], [class*=teaser], [class*=post], [class*=entry]"


def teasers(dom: Dom, base: str, lens: Lens, told: Iterable[Disclosure]) -> tuple[str, ...]:
    """Return the own addresses that headings of the main part lead to without a label; `told` is what the page says of money."""
    if any(one.visible and one.grade not in _NO_NOTICE and one.region in (Region.MAIN, Region.HEADER) for one in told):
        return ()
    found = list(_headings(dom, base, lens))
    scopes = _labels(dom, base, lens) if found and label_places(dom.strings) else {}
    return tuple(dict.fromkeys(address for heading, address in found if not _labelled(heading, scopes)))


def _labels(dom: Dom, base: str, lens: Lens) -> dict[Element, label_facts.Label]:
    screens = Screens(sheets_of(dom, base, lens.sheet))
    return label_facts.by_scope(label_facts.labels_in(dom, screens))


def _headings(dom: Dom, base: str, lens: Lens) -> Iterator[tuple[Element, str]]:
    """Yield the headings of the main part that lead to own addresses and do not call themselves advertising."""
    count = 0
    for heading in islice(dom.elements("h2", "h3", "h4"), MAX_HEADINGS):
        anchor = heading.find("a") or heading.closest("a")
        href = anchor.attr("href") if anchor is not None else None
        there = parse(join(base, strip_blanks(href)) or "") if href and href[0] != "#" else None
        if there is not None and lens.is_own(there) and region_of(heading) is Region.MAIN and not titled(heading.text):
            count += 1
            yield heading, there.href
        if count >= MAX_TEASERS:
            return


def _labelled(heading: Element, scopes: dict[Element, label_facts.Label]) -> bool:
    """True when a label's box holds the teaser, or the teaser's card a label."""
    card = heading.closest(_CARD)
    if label_facts.holding(scopes, heading) is not None:
        return True
    return card is not None and any(one.block.closest(_CARD) == card for one in scopes.values())
