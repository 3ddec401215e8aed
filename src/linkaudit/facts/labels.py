"""Labels and the links they hold for: "(paid link)" beside a link, "Anzeige" on a box, "Werbelinks:" above a list."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Final

import msgspec

from ..html import Dom, Element, Sheet, Text, block_of, bounded_text, run_text
from ..model import Grade
from ..wording import Wording, grade, is_label, label_places
from .content import holds_prose
from .visibility import seen

__all__ = ["Label", "beside", "by_scope", "holding", "labels_in", "opening"]

_BRACKETED: Final = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{2,40}?)\s*[)\]）】]|(#\w{2,22})")
_MARKS: Final = frozenset("([#（【")
_BOX_TEXT: Final = 900
_GROUPS: Final = frozenset("ul ol table dl div p figure section tr tbody li".split())
_HEADINGS: Final = frozenset("h2 h3 h4 h5 h6 summary dt".split())
_OPENING: Final = re.compile(r"[(\[（]\s*([^()\[\]（）]{2,40}?)\s*[)\]）]\s*[:：]$")
_OPENING_TEXT: Final = 160
_NEAR: Final = 8
_STOP: Final = frozenset("body main article html".split())


class Label(msgspec.Struct, frozen=True):
    """A short label, and the elements whose links it speaks of."""

    text: str
    wording: Wording
    node: Text
    block: Element
    scope: tuple[Element, ...]


def labels_in(dom: Dom, css: Sheet) -> list[Label]:
    """Return the visible labels that stand as a text of their own."""
    found = []
    for node in dom.texts_at(label_places(dom.strings)):
        short = node.data.strip()
        block = block_of(node)
        if block is None or block.closest("nav, select, option, button") is not None or not seen(block, css)[0]:
            continue
        if (anchor := node.parent) is not None and isinstance(anchor, Element) and _is_menu_link(anchor):
            continue
        if not _is_of_one_link(node):
            found.append(Label(short, grade(short), node, block, _scope(block)))
    return found


def opening(element: Element, css: Sheet) -> tuple[str, Wording] | None:
    """Return the label in the line that opens the list around a link: "You need (paid links):"."""
    around = element.closest("ul, ol, table, dl")
    line = next((one for one in islice(around.previous_siblings, _NEAR) if isinstance(one, Element)), None) if around is not None else None
    if line is None or not (found := _OPENING.search(bounded_text(line, _OPENING_TEXT).rstrip())):
        return None
    return (found[1], grade(found[1])) if is_label(found[1]) and seen(line, css)[0] else None


def _is_menu_link(element: Element) -> bool:
    """A menu entry called "Advertise" is a page to visit, not a label."""
    return element.closest("a") is not None


def _is_of_one_link(node: Text) -> bool:
    """True for "(paid link)" right at a link: it speaks for that one."""
    if not _MARKS.intersection(node.data):
        return False
    return any(isinstance(one, Element) and one.tag == "a" for one in (node.previous_sibling, node.next_sibling))


def _scope(block: Element) -> tuple[Element, ...]:
    """The small box around a label, and what follows when the label is its heading."""
    heads = block.tag in _HEADINGS
    if not heads and not run_text(block, 60).strip().endswith((":", "：")):
        return (_small_box(block, heading=None),)
    return (_small_box(block, heading=block.tag if heads else None), *_listed(block))


def _listed(block: Element) -> tuple[Element, ...]:
    """The list, table or box that a heading or an opening line is printed for."""
    after = next((one for one in islice(block.next_siblings, _NEAR) if isinstance(one, Element)), None)
    return (after,) if after is not None and after.tag in _GROUPS else ()


def _small_box(block: Element, heading: str | None) -> Element:
    """Grow from a label to the card around it: never to the article, its neighbours in a grid, or the next chapter."""
    box = block
    while isinstance(parent := box.parent, Element) and parent.tag not in _STOP and not holds_prose(parent):
        if not _is_small(parent) or _is_one_of_many(box):
            break
        if heading is not None and len(parent.find_all(heading, limit=2)) > 1:
            break
        box = parent
    return box


@lru_cache(maxsize=64)
def _is_small(box: Element) -> bool:
    """Asked by every label in the box: a page may print a thousand."""
    return len(bounded_text(box, _BOX_TEXT + 1)) <= _BOX_TEXT and box.find("h1") is None


def _is_one_of_many(box: Element) -> bool:
    """True for a card or row with a link, beside others of its kind that have theirs."""
    if box.find("a") is None:
        return False
    kind, siblings = box.attr("class"), (*islice(box.next_siblings, _NEAR), *islice(box.previous_siblings, _NEAR))
    return any(
        isinstance(one, Element) and one.tag == box.tag and one.attr("class") == kind and one.find("a") is not None for one in siblings
    )


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
