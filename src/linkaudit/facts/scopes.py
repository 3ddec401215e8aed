"""What a label speaks of: its card or row, the list it opens, the box it is printed above; or the display ad in its slot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from ..html import Element, Text, bounded_text, run_text
from .content import holds_prose, name_of

__all__ = ["is_small", "names_display_ad", "next_element", "scope_of"]

_BOX_TEXT: Final = 900
_LINE: Final = 160
_GROUPS: Final = frozenset("ul ol table dl div p figure section tr tbody li".split())
_HEADINGS: Final = frozenset("h2 h3 h4 h5 h6 summary dt".split())
_STOP: Final = frozenset("body main article html".split())
_SLOTS: Final = frozenset("ins div iframe span aside section".split())
_NEAR: Final = 8
_SLOT: Final = re.compile(
    r"(^|[\s_/.-])(ads?|adsbygoogle|advert\w*|gpt|dfp|googlesyndication|doubleclick|google_ads\w*|ezoic\w*|mediavine\w*|adthrive\w*|raptive\w*|taboola|"
    r"outbrain)($|[\s_/.-])"
)


def next_element(element: Element) -> Element | None:
    """Return the next element beside this one; text and comments between them are passed over."""
    return next((one for one in islice(element.next_siblings, _NEAR) if isinstance(one, Element)), None)


def scope_of(block: Element) -> tuple[Element, ...]:
    """Return the small box around a label, and what follows when the label heads it or stands in a line of its own above it."""
    if not is_small(block) or holds_prose(block):
        return ()
    heads = block.tag in _HEADINGS
    box = _small_box(block, heading=block.tag if heads else None)
    if heads:
        return (box, *_chapter(block))
    after = next_element(block)
    opens = after is not None and after.tag in _GROUPS and (_ends_with_colon(block) or (block.find("a") is None and _is_box(after)))
    return (box, after) if opens and after is not None else (box,)


def _ends_with_colon(block: Element) -> bool:
    return run_text(block, 60).strip().endswith((":", "："))


def _chapter(heading: Element) -> Iterator[Element]:
    """What follows a heading, as long as it holds links: a heading called "Advertisement" does not head the article."""
    for place, one in enumerate(one for one in islice(heading.next_siblings, 2 * _NEAR) if isinstance(one, Element)):
        if one.tag not in _GROUPS or (place and (one.find("a") is None or not is_small(one))):
            return
        yield one


def _is_box(after: Element) -> bool:
    """A product box, list or table; a paragraph only when it is little more than a link. Never the article's own text."""
    if after.find("a") is None or not is_small(after) or holds_prose(after):
        return False
    return after.tag != "p" or len(bounded_text(after, _LINE + 1)) <= _LINE


def _small_box(block: Element, heading: str | None) -> Element:
    """Grow from a label to the card around it: never to the article, its neighbours in a grid, or the next chapter."""
    box = block
    while isinstance(parent := box.parent, Element) and parent.tag not in _STOP and not holds_prose(parent):
        if not is_small(parent) or _is_one_of_many(box):
            break
        if heading is not None and len(parent.find_all(heading, limit=2)) > 1:
            break
        box = parent
    return box


@lru_cache(maxsize=64)
def is_small(box: Element) -> bool:
    """True for a box of a few lines. Asked by every label in the box: a page may print a thousand."""
    return len(bounded_text(box, _BOX_TEXT + 1)) <= _BOX_TEXT and box.find("h1") is None


def _is_one_of_many(box: Element) -> bool:
    """True for a card or row with a link, beside others of its kind with links elsewhere."""
    if not (own := _addresses(box)):
        return False
    kind, siblings = _classes(box), (*islice(box.next_siblings, _NEAR), *islice(box.previous_siblings, _NEAR))
    for one in siblings:
        if isinstance(one, Element) and one.tag == box.tag and (_classes(one) & kind or not (kind or _classes(one))):
            others = _addresses(one)
            # Two columns of one card lead to the same shelf.
            if others and not others & own:
                return True
    return False


def _classes(element: Element) -> set[str]:
    return set((element.attr("class") or "").split())


def _addresses(box: Element) -> set[str]:
    return {address for link in islice(box.iter_elements("a"), _NEAR) if (address := link.attr("href"))}


def names_display_ad(node: Text, block: Element) -> bool:
    """True for "Advertisement" at the slot of an ad server: it speaks of that ad, not of the text."""
    line: Element | Text = node
    while isinstance(line.parent, Element) and line.parent != block:
        line = line.parent
    beside = next((one for one in islice(line.next_siblings, _NEAR) if isinstance(one, Element)), None) or next_element(block)
    if beside is not None and _is_slot(beside):
        return True
    box = block if isinstance(line, Element) and line != block and is_small(block) and not holds_prose(block) else block.parent
    if not isinstance(box, Element) or box.tag in _STOP or holds_prose(box) or not is_small(box) or box.find("a") is not None:
        return False
    return any(_is_slot(one) for one in islice(box.iter_elements(), 2 * _NEAR))


def _is_slot(element: Element) -> bool:
    if element.tag not in _SLOTS or not _SLOT.search(f"{name_of(element)} {element.attr('src') or ''}"):
        return False
    return element.find(["a", "img"]) is None and (element.tag == "ins" or not bounded_text(element, 40).strip())
