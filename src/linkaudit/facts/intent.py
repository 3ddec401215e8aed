"""Merchant links without an id that were meant to earn: marked sponsored, in a buy button, under a partner notice, among tagged links, called “Buy”."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..catalog import shared
from ..html import Element, bounded_text, run_text
from ..identify.ids import fitting
from ..model import Grade
from ..urls import host_of
from ..wording import grade
from .lens import Lens
from .links import Hit, link_text

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
# What is longer is a sentence, or the name of a product.
_CALL: Final = 80
# Japanese and Korean words need no blank between them and a shop's Latin name.
_LETTERS: Final = re.compile("[\u3000-\u9fff\uac00-\ud7af]+|[^\\W_\u3000-\u9fff\uac00-\ud7af]+")


def intents(found: list[Hit], lens: Lens) -> dict[int, str]:
    """Return, by index in `found`, why a bare merchant link was meant to earn. A plain mention of a shop is not among them."""
    earning = [hit for hit in found if hit.match.affiliate and hit.match.publisher_id]
    tagged = {hit.match.program for hit in earning}
    boxes = {(hit.match.program, box) for hit in earning if (box := hit.carried.element.closest(_LISTS)) is not None}
    reasons = {}
    for index, hit in enumerate(found):
        if hit.match.affiliate is False and hit.match.program and (why := _reason(hit, tagged, boxes) or _declared(hit, lens)):
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


def _declared(hit: Hit, lens: Lens) -> str | None:
    """Who has declared an id for a shop means to be paid for what she tells readers to buy there."""
    program = hit.match.program or ""
    ids = lens.declared.get(program)
    if not ids or _NOT_SOLD.search(hit.resolved) or not fitting(ids, lens.identifier.programs[program], hit.resolved):
        return None
    if _in_buy_button(hit.carried.element):
        return "it is a buy button, for a shop that you have declared an id for"
    return "its text says to buy, from a shop that you have declared an id for" if _says_to_buy(hit) else None


def _says_to_buy(hit: Hit) -> bool:
    """True for “Buy now” and “Buy the kettle on Amazon”. “Buy Back Your Time” is a book."""
    text = link_text(hit.carried.element)
    if not 0 < len(text) <= _CALL:
        return False
    words, labels = _words(text), host_of(hit.resolved).split(".")
    called = f" {words} "
    named = any(len(label) > 3 and f" {label} " in called for label in labels)
    return words in _calls() or (named and any(called.startswith(f" {call} ") or called.endswith(f" {call} ") for call in _calls()))


def _words(text: str) -> str:
    return " ".join(_LETTERS.findall(text.lower()))


@lru_cache(maxsize=1)
def _calls() -> frozenset[str]:
    return frozenset(_words(call) for calls in shared()["calls_to_buy"].values() for call in calls)


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
