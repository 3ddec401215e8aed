"""A page as a strip: where the affiliate links stand, and where the notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...document import PageRecord

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["strip"]

WIDTH: Final = 320
HEIGHT: Final = 26


def strip(record: PageRecord) -> Markup:
    """Return an inline SVG of a page's reading order, left is its top; described in words for those who don't see it.

    Colours are attributes too: build servers often forbid inline style, and a strip without them is a black bar.
    """
    from markupsafe import Markup

    links = [link.order for link in record.affiliate_links]
    notices = [notice.order for notice in record.disclosures if notice.visible]
    last = max([*links, *notices, 1]) * 1.04
    words = f"{len(links)} affiliate links, " + (f"{len(notices)} notices" if notices else "no notice")
    marks = "".join(
        f'<rect class="l" fill="#596474" x="{_x(order, last)}" y="11" width="3" height="12"/>' for order in sorted(set(links))[:150]
    )
    marks += "".join(f'<path class="n" fill="#b3261e" d="M{_x(order, last)} 9l5-8h-10z"/>' for order in sorted(set(notices))[:20])
    return Markup(  # noqa: S704 - only numbers are put in
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{words}">'
        f'<rect class="p" fill="none" stroke="#999" x="0" y="10" width="{WIDTH}" height="14" rx="3"/>{marks}</svg>'
    )


def _x(order: int, last: float) -> int:
    return round(6 + (WIDTH - 14) * max(order, 0) / last)
