"""Small pictures as inline SVG, each said in words too. Colours are attributes as well: build servers often forbid inline style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ...document import PageRecord

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["bar", "shares", "strip"]

WIDTH: Final = 320
HEIGHT: Final = 26
BAR: Final = 120
_FILLS: Final = {
    "failed": "#b3261e", "error": "#b3261e", "review": "#5b3fa0", "warning": "#8a5a00", "info": "#476075", "passed": "#1b6e3c",
}  # fmt: skip


def strip(record: PageRecord) -> Markup:
    """Return a page's reading order, left is its top: where the affiliate links stand, and where the notice."""
    links = [link.order for link in record.affiliate_links]
    notices = [notice.order for notice in record.disclosures if notice.visible]
    last = max([*links, *notices, 1]) * 1.04
    bars = "".join(f"M{_x(order, last)} 12v11h3v-11z" for order in sorted(set(links))[:150])
    flags = "".join(f"M{_x(order, last)} 9l5-8h-10z" for order in sorted(set(notices))[:20])
    return _markup(
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"><title>{_words(links, notices)}</title>'
        f'<rect class="p" fill="none" stroke="#999" x="1" y="10" width="{WIDTH - 2}" height="15" rx="3"/>'
        f'<path class="l" fill="#596474" d="{bars}"/><path class="n" fill="#b3261e" d="{flags}"/></svg>'
    )


def bar(value: int, most: int) -> Markup:
    """Return a bar as long as a number; the number stands beside it, so it is not said again."""
    width = max(2, round(BAR * value / most)) if most and value else 0
    return _markup(
        f'<svg class="bar" viewBox="0 0 {BAR} 12" width="{BAR}" height="12" aria-hidden="true"><rect class="info" fill="#476075" width="{width}" height="12" rx="2"/></svg>'
    )


def shares(counts: Mapping[str, int], most: int = 0) -> Markup:
    """Return counts side by side in one bar, in the order of their gravity."""
    whole = max(most, sum(counts.values()), 1)
    at, parts = 0.0, ""
    for name, fill in _FILLS.items():
        if width := BAR * counts.get(name, 0) / whole:
            parts += f'<rect class="{name}" fill="{fill}" x="{at:.1f}" width="{width:.1f}" height="12"/>'
            at += width
    return _markup(f'<svg class="bar" viewBox="0 0 {BAR} 12" width="{BAR}" height="12" aria-hidden="true">{parts}</svg>')


def _words(links: list[int], notices: list[int]) -> str:
    """Say what the strip shows."""
    many = "1 affiliate link" if len(links) == 1 else f"{len(links)} affiliate links"
    if not notices:
        return f"{many}, no notice"
    told = "1 notice" if len(notices) == 1 else f"{len(notices)} notices"
    if not links:
        return f"{many}, {told}"
    return f"{many}, {told}, the first of them {'before' if min(notices) < min(links) else 'after'} the first link"


def _x(order: int, last: float) -> int:
    return round(7 + (WIDTH - 18) * max(order, 0) / last)


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - only numbers and words of ours are put in
