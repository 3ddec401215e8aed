"""Labels and the links they hold for: "(paid link)" beside a link, "Anzeige" on a box, "Werbelinks:" above a list."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from ..html import Dom, Element, Text, block_of, bounded_text, run_text
from ..model import Grade
from ..wording import Wording, grade, is_label, label_places
from .visibility import Screens, seen

__all__ = ["Label", "beside", "by_scope", "holding", "labels_in"]

_BRACKETED: Final = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{2,40}?)\s*[)\]）】]|(#\w{2,22})")
_MARKS: Final = frozenset("([#（【")
_BOX_TEXT: Final = 900
_GROUPS: Final = frozenset("ul ol table dl div p figure section tr tbody li".split())
_STOP: Final = frozenset("body main article html".split())


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
        if block is None or block.closest("nav, select, option, button") is not None or not seen(block, screens)[0]:
            continue
        if (anchor := node.parent) is not None and isinstance(anchor, Element) and _is_menu_link(anchor):
            continue
        found.append(Label(short, grade(short), node, block, _scope(block)))
    return found


def _is_menu_link(element: Element) -> bool:
    """A menu entry called "Advertise" is a page to visit, not a label."""
    return element.closest("a") is not None


def _scope(block: Element) -> tuple[Element, ...]:
    """The small box around a label, and what follows when the label is its heading."""
    scope = [_small_box(block)]
    if run_text(block, 60).strip().endswith((":", "：")) or block.tag in ("h2", "h3", "h4", "h5", "h6", "summary", "dt"):
        after = next((sibling for sibling in block.next_siblings if isinstance(sibling, Element)), None)
        if after is not None and after.tag in _GROUPS:
            scope.append(after)
    return tuple(scope)


def _small_box(block: Element) -> Element:
    box = block
    while isinstance(parent := box.parent, Element) and parent.tag not in _STOP and len(bounded_text(parent, _BOX_TEXT + 1)) <= _BOX_TEXT:
        box = parent
    return box


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


def beside(element: Element) -> tuple[str, Wording] | None:
    """Return the label written at the link itself: in its text, just before or just after it."""
    own = " ".join(element.text.split())
    for text in (own, _neighbour(element.next_sibling, start=True), _neighbour(element.previous_sibling, start=False)):
        if not _MARKS.intersection(text):
            continue
        for found in _BRACKETED.finditer(text):
            word = (found[1] or found[2]).strip()
            wording = grade(word)
            if wording.grade in (Grade.LABEL, Grade.VAGUE, Grade.CLEAR, Grade.CONDITIONAL):
                return word, wording
    return None


def _neighbour(node: object, *, start: bool) -> str:
    if isinstance(node, Text):
        text = node.data.strip()
    elif isinstance(node, Element) and node.tag in ("small", "sup", "span", "em", "i", "b", "strong", "abbr"):
        text = " ".join(node.text.split())
        text = f"({text})" if is_label(text) else text
    else:
        return ""
    return text[:44] if start else text[-44:]
