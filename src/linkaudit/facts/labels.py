"""Labels and the links they hold for: "(paid link)" beside a link, "Anzeige" on a box, "Werbelinks:" above a list."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

import msgspec

from ..html import Dom, Element, Text, block_of, bounded_text
from ..model import Grade
from ..wording import Wording, grade, is_label, label_places
from .scopes import names_display_ad, scope_of
from .visibility import Screens, seen

__all__ = ["Label", "beside", "by_scope", "holding", "labels_in", "opening"]

_BRACKETED: Final = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{2,40}?)\s*[)\]）】]|(#\w{2,22})")
_MARKS: Final = frozenset("([#（【")
_OPENING: Final = re.compile(r"[(\[（]\s*([^()\[\]（）]{2,40}?)\s*[)\]）]\s*[:：]$")
_OPENING_TEXT: Final = 160
_NEAR: Final = 8
_INLINE: Final = ("small", "sup", "span", "em", "i", "b", "strong", "abbr")


class Label(msgspec.Struct, frozen=True):
    """A short label, and the elements whose links it speaks of."""

    text: str
    wording: Wording
    node: Text
    block: Element
    scope: tuple[Element, ...]


def labels_in(dom: Dom, screens: Screens) -> list[Label]:
    """Return the visible labels that stand as a text of their own."""
    found = []
    for node in dom.texts_at(label_places(dom.strings)):
        short = node.data.strip()
        block = block_of(node)
        holder = node.parent if isinstance(node.parent, Element) else block
        if block is None or holder is None or block.closest("nav, select, option, button") is not None or not seen(holder, screens)[0]:
            continue
        if not (_is_menu_link(holder) or _is_of_one_link(node) or names_display_ad(node, block)):
            found.append(Label(short, grade(short), node, block, scope_of(block)))
    return found


def opening(element: Element, screens: Screens) -> tuple[str, Wording] | None:
    """Return the label in the line that opens the list around a link: "You need (paid links):"."""
    around = element.closest("ul, ol, table, dl")
    line = next((one for one in islice(around.previous_siblings, _NEAR) if isinstance(one, Element)), None) if around is not None else None
    if line is None or not (found := _OPENING.search(bounded_text(line, _OPENING_TEXT).rstrip())):
        return None
    return (found[1], grade(found[1])) if is_label(found[1]) and seen(line, screens)[0] else None


def _is_menu_link(element: Element) -> bool:
    """A menu entry called "Advertise" is a page to visit, not a label."""
    return element.closest("a") is not None


def _is_of_one_link(node: Text) -> bool:
    """True for "(paid link)" right at a link: it speaks for that one."""
    if not _MARKS.intersection(node.data):
        return False
    return any(isinstance(one, Element) and one.tag == "a" for one in (node.previous_sibling, node.next_sibling))


def by_scope(labels: list[Label]) -> dict[Element, Label]:
    """Return the labels by the elements they hold for; the first one of an element wins."""
    found: dict[Element, Label] = {}
    for label in labels:
        for box in label.scope:
            found.setdefault(box, label)
    return found


def holding(scopes: dict[Element, Label], element: Element) -> Label | None:
    """Return the label whose scope the element stands in, the nearest one."""
    if not scopes:
        return None
    here: object = element
    while isinstance(here, Element):
        if here in scopes:
            return scopes[here]
        here = here.parent
    return None


def beside(element: Element, screens: Screens) -> tuple[str, Wording] | None:
    """Return the label written at the link itself: in its text, just before or just after it."""
    own = " ".join(element.text.split())
    marks = (_short(child, screens) for child in islice(element.children, _NEAR) if isinstance(child, Element))
    around = (_neighbour(element.next_sibling, screens, start=True), _neighbour(element.previous_sibling, screens, start=False))
    for text in (own, *marks, *around):
        if not _MARKS.intersection(text):
            continue
        for found in _BRACKETED.finditer(text):
            word = (found[1] or found[2]).strip()
            wording = grade(word)
            if wording.grade in (Grade.LABEL, Grade.VAGUE, Grade.CLEAR, Grade.CONDITIONAL):
                return word, wording
    return None


def _neighbour(node: object, screens: Screens, *, start: bool) -> str:
    text = node.data.strip() if isinstance(node, Text) else _short(node, screens) if isinstance(node, Element) else ""
    return text[:44] if start else text[-44:]


def _short(element: Element, screens: Screens) -> str:
    """The words of a small element at a link, in brackets when they are a label and nothing else."""
    if element.tag not in _INLINE:
        return ""
    text = " ".join(element.text.split())
    if not is_label(text):
        return text
    return f"({text})" if seen(element, screens)[0] else ""
