"""Merchant links without an id that were meant to earn: marked sponsored, in a buy button, under a partner notice, among tagged links."""

from __future__ import annotations

import re
from typing import Final

from ..html import Element, bounded_text, run_text
from ..model import Grade
from ..wording import grade
from .links import Hit

__all__ = ["intents"]

_BUTTON: Final = re.compile(
    r"(^|[\s_-])(aff|affiliate|buy|cta|buybox|btn-buy|amazon|product-?(button|link|box|cta)|aawp|lasso|deal-?(btn|button|link)|"
    r"shop-?(btn|button|link)|price-?(btn|button))([\s_-]|$)"
)
BOX: Final = 400
# Pages of shops that no program pays for.
_NOT_SOLD: Final = re.compile(
    r"/(help|customer|author|gp/css|your-account|account|signin|login|legal|privacy|terms|about|careers|jobs|contact)(/|\.|\?|$)"
)
_LISTS: Final = "table, ul, ol, p, dl"


def intents(found: list[Hit]) -> dict[int, str]:
    """Return, by index in `found`, why a bare merchant link was meant to earn. A plain mention of a shop is not among them."""
    earning = [hit for hit in found if hit.match.affiliate and hit.match.publisher_id]
    tagged = {hit.match.program for hit in earning}
    boxes = {(hit.match.program, box) for hit in earning if (box := hit.carried.element.closest(_LISTS)) is not None}
    reasons = {}
    for index, hit in enumerate(found):
        if hit.match.affiliate is False and hit.match.program and (why := _reason(hit, tagged, boxes)):
            reasons[index] = why
    return reasons


def _reason(hit: Hit, tagged: set[str | None], boxes: set[tuple[str | None, Element]]) -> str | None:
    element = hit.carried.element
    if not hit.broken and _NOT_SOLD.search(hit.resolved):
        return None
    if hit.broken:
        return "an id is in its broken address"
    if "sponsored" in (element.attr("rel") or "").lower().split():
        return 'it is marked rel="sponsored"'
    if _beside_notice(element):
        return "a partner notice stands beside it"
    if _in_buy_button(element) and hit.match.program in tagged:
        return "it is a buy button, and other links to this shop carry an id"
    # Same list, table or paragraph: one author wrote both, and forgot the id on one.
    box = element.closest(_LISTS)
    if box is not None and (hit.match.program, box) in boxes:
        return "the links beside it carry an id"
    return None


def _in_buy_button(element: Element) -> bool:
    names = f"{element.attr('class') or ''} {element.attr('id') or ''}".lower()
    parent = element.parent
    if isinstance(parent, Element):
        names += f" {parent.attr('class') or ''}".lower()
    return bool(_BUTTON.search(names)) or element.tag == "button"


def _beside_notice(element: Element) -> bool:
    """A small box with the link and a notice in it: the notice speaks of this link. A shop named in a notice is no such link."""
    if grade(run_text(element, BOX)).grade is not Grade.NONE:
        return False
    box = element.parent
    for _ in range(3):
        if (
            not isinstance(box, Element)
            or box.tag in ("body", "main", "article")
            or len(text := " ".join(bounded_text(box, 2 * BOX).split())) > BOX
        ):
            return False
        if grade(text).grade in (Grade.CLEAR, Grade.CONDITIONAL, Grade.AMAZON, Grade.VAGUE):
            return True
        box = box.parent
    return False
