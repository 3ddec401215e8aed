"""How far a notice stands from what it speaks of: words before it in its block, blocks between it and the first link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, takewhile
from typing import Final

import msgspec

from ..html import Dom, Element, Text, block_of, is_reading_text, run_text
from ..model import Disclosure, Link, Region
from ..wording import normalise
from .disclosures import Passage

__all__ = ["blocks_between", "blocks_to", "sunk"]

_SENTENCE: Final = re.compile(r"[.!?…:]\s")
_TEXT_BLOCKS: Final = frozenset("p li h2 h3 h4 h5 h6 tr blockquote pre figure dd".split())
_RUN: Final = 4000
# Below this a paragraph can't hold as many words before a sentence as the rule asks for.
_LONG: Final = 300
# Over more elements than these nobody counts blocks; lines tell the distance as well.
_NEAR: Final = 150


def sunk(told: Disclosure, passage: Passage) -> Disclosure:
    """Say how many words of its block a reader passes before the sentence that tells it."""
    if len(passage.text) < _LONG or not passage.wording.because:
        return told
    text = normalise(run_text(passage.node, _RUN))
    at = text.find(passage.wording.because[0])
    if at < 0:
        return told
    starts = [found.end() for found in _SENTENCE.finditer(text, 0, at)]
    return msgspec.structs.replace(told, words_before=len(text[: starts[-1] if starts else 0].split()))


def blocks_between(told: list[Disclosure], links: list[Link], dom: Dom) -> int:
    """Return how many blocks of text part the first link without a label from the last notice before it."""
    first = min((link.order for link in links if link.earns_in_text and link.label is None and link.region is Region.MAIN), default=-1)
    last = max((one.order for one in told if one.visible and one.order < first), default=-1)
    if last < 0:
        return 0
    between = islice(dom.order, last // 2 + 1, first // 2)
    return sum(element.tag in _TEXT_BLOCKS for element in between)


def blocks_to(first: int, told: Disclosure, dom: Dom) -> int | None:
    """Return how many blocks of text a reader passes between a notice of the main content and the first link, when they are few."""
    last, stop = max(told.order, told.end) // 2, first // 2
    if told.region is not Region.MAIN or stop - last > _NEAR:
        return None
    if stop <= last:
        return 0
    notice, *between, link = islice(dom.order, last, stop + 1)
    around = set(_upwards(link))
    ended = takewhile(lambda one: one not in around, _upwards(notice))
    inside = (node for one in between for node in one.children)
    behind = (one.next_sibling for one in chain(between, ended))
    said = {
        block_of(node) for node in chain(inside, behind) if isinstance(node, Text) and not node.data.isspace() and is_reading_text(node)
    }
    return len(said - {block_of(notice), block_of(link)})


def _upwards(element: Element) -> Iterator[Element]:
    here: object = element
    while isinstance(here, Element):
        yield here
        here = here.parent
