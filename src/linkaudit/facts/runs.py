"""The line box of a passage, piece by piece: where its reader begins to read it, and which pieces are seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ..html import Element, Text, is_block
from ..wording import Wording, normalise
from .visibility import Screens, seen

__all__ = ["hidden_pieces", "pieces_of", "start_of"]

_MAX_PIECES: Final = 400
_MAX_STYLED: Final = 20
_NO_WORD: Final = re.compile(r"\W+")
_HIDING: Final = frozenset(("class", "id", "style", "hidden", "aria-hidden"))

Piece = Text | None
"""A text node, or None for a `<br>`."""


def pieces_of(node: Text) -> list[Piece]:
    """Return the texts and line breaks of the line box a node stands in, in reading order; bounded on each side."""
    top: Text | Element = node
    while isinstance(top.parent, Element) and not is_block(top.parent):
        top = top.parent
    before: list[Text | Element] = []
    for sibling in islice(top.previous_siblings, _MAX_PIECES):
        if is_block(sibling):
            break
        if isinstance(sibling, Text | Element):
            before.append(sibling)
    found = [piece for sibling in reversed(before) for piece in _texts(sibling)]
    found += _texts(top)
    for sibling in islice(top.next_siblings, _MAX_PIECES):
        if is_block(sibling):
            break
        if isinstance(sibling, Text | Element):
            found += _texts(sibling)
    return found


def _texts(node: Text | Element) -> Iterator[Piece]:
    if isinstance(node, Text):
        yield node
    elif node.tag == "br":
        yield None
    else:
        for inner in islice(node.descendants, _MAX_PIECES):
            if isinstance(inner, Text):
                yield inner
            elif isinstance(inner, Element) and inner.tag == "br":
                yield None


def start_of(pieces: list[Piece], node: Text, wording: Wording) -> Text:
    """Return the text in which the deciding sentence begins, at most as far up as its line.

    "If you buy through <a>this shop</a>, we earn a commission" is read before the link, though "earn" stands after it.
    """
    if len(pieces) < 2 or not wording.because:
        return node
    keys = [_key(piece.data) if piece is not None else "" for piece in pieces]
    whole = "".join(keys)
    at = whole.find(_key(wording.because[0]))
    if at < 0:
        return node
    sentence = whole.rfind(_key(wording.sentence)[:60], 0, at + 60) if wording.sentence else at
    first, last = _place(keys, sentence if 0 <= sentence <= at else at), _place(keys, at)
    lines = [index for index in range(first, last) if pieces[index] is None]
    found = pieces[_next_text(keys, lines[-1] + 1) if lines else first]
    return found if found is not None else node


def _key(text: str) -> str:
    return _NO_WORD.sub("", normalise(text))


def _place(keys: list[str], offset: int) -> int:
    for index, key in enumerate(keys):
        if offset < len(key):
            return index
        offset -= len(key)
    return len(keys) - 1


def _next_text(keys: list[str], index: int) -> int:
    return next((place for place in range(index, len(keys)) if keys[place]), index)


def hidden_pieces(pieces: list[Piece], block: Element, screens: Screens) -> dict[int, str]:
    """Return the indexes of pieces that an inline element of the block hides, each with its reason."""
    reasons: dict[Element, str | None] = {}
    found: dict[int, str] = {}
    for index, piece in enumerate(pieces):
        parent = piece.parent if piece is not None else None
        if not isinstance(parent, Element) or parent is block or not _styled(parent, block):
            continue
        if parent not in reasons and len(reasons) < _MAX_STYLED:
            visible, reason = seen(parent, screens)
            reasons[parent] = reason if visible is False else None
        if reason := reasons.get(parent):
            found[index] = reason
    return found


def _styled(element: Element, block: Element) -> bool:
    here: object = element
    while isinstance(here, Element) and here is not block:
        if not _HIDING.isdisjoint(here.attrs):
            return True
        here = here.parent
    return False
