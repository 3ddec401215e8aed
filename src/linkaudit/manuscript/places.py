"""Where in a source the links of a page stand: the n-th to the n-th, and by their words where the numbers differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from ..model import Link
from .text import Text

__all__ = ["MAX_PLACES", "Place", "assign", "led_up", "place_at"]

_DEFINITION: Final = re.compile(r"^ {0,3}\[([^\]\n]{1,100})\]:[ \t]*<?$")
# A line of minified text is no line: what stands further away is not beside.
NEAR: Final = 400
# More places of one address are a list that nobody wrote by hand.
MAX_PLACES: Final = 300
# How many words before a link tell its sentence from others, and how many are looked at.
MIN_WORDS: Final = 3
MAX_WORDS: Final = 12
_WORD: Final = re.compile(r"[^\W_]+")


class Place(msgspec.Struct, frozen=True):
    """A stretch of a source. `used` are the lines that use a reference link whose definition it is."""

    text: Text
    start: int
    end: int
    how: str
    used: tuple[int, ...] = ()

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.text.line(self.start)

    @property
    def in_head(self) -> bool:
        """True in the front matter."""
        return self.start < self.text.head[1]


def place_at(text: Text, span: tuple[int, int], how: str) -> Place:
    """Return a place, and when it is the target of a reference link, where that is used."""
    start = text.start_of(text.line(span[0]))
    found = _DEFINITION.match(text.body[start : span[0]]) if span[0] - start < NEAR else None
    if found is None:
        return Place(text, *span, how)
    used = _uses(text, found[1])
    told = f", of [{found[1]}]" + (f" used in line {', '.join(map(str, used[:3]))}" if used else "")
    return Place(text, *span, how + told, used)


def _uses(text: Text, label: str) -> tuple[int, ...]:
    """Lines that hold `[label]`, other than its definition; case does not matter to Markdown."""
    body, wanted = text.body.lower(), f"[{label.lower()}]"
    lines: list[int] = []
    at = body.find(wanted)
    while at >= 0 and len(lines) < 100:
        after = body[at + len(wanted) : at + len(wanted) + 1]
        if after != ":" and text.is_seen(at):
            lines.append(text.line(at))
        at = body.find(wanted, at + len(wanted))
    return tuple(dict.fromkeys(lines))


def assign(links: Sequence[Link], places: Sequence[Place]) -> list[Place | None]:
    """Give each link of one address its place; None where two places are as good.

    What a link says stands beside its address; the rest goes by order, but for front matter, which is printed anywhere. A box
    prints its link several times, picture and button: where each place has as many links as the others, they are parted evenly.
    """
    if len(places) == 1:
        return [places[0]] * len(links)
    if len(places) > MAX_PLACES:
        return [None] * len(links)
    given = _by_words(links, places)
    links_left = [n for n, place in enumerate(given) if place is None]
    taken = {id(place) for place in given if place is not None}
    left = [place for place in places if id(place) not in taken] or list(places)
    if not links_left:
        return given
    if len(left) > 1 and len({place.in_head for place in left}) > 1:
        return given
    share, rest = divmod(len(links_left), len(left))
    if share and not rest:
        for number, link in enumerate(links_left):
            given[link] = left[number // share]
    elif len({(place.text.file, place.line) for place in left}) == 1:
        for link in links_left:
            given[link] = left[0]
    return given


def led_up(link: Link, place: Place) -> int:
    """Return how many of the words that lead up to a link in its sentence lead up to the place, too; 0 for too few to tell."""
    context = f" {' '.join(_WORD.findall(link.context.lower()))} "
    words = _around(place)[0].split()[-MAX_WORDS:]
    lengths = range(len(words), MIN_WORDS - 1, -1)
    return next((length for length in lengths if f" {' '.join(words[-length:])} " in context), 0)


def _sentences(links: Sequence[Link], places: Sequence[Place]) -> list[int | None]:
    """The one place that each link's sentence leads up to furthest."""
    found: list[int | None] = []
    for link in links:
        lengths = [led_up(link, place) for place in places]
        best = max(lengths)
        found.append(lengths.index(best) if best and lengths.count(best) == 1 else None)
    return found


def _by_words(links: Sequence[Link], places: Sequence[Place]) -> list[Place | None]:
    """Words that stand beside one place only, and are those of one link only: of its sentence, else its own."""
    told = _sentences(links, places)
    if any(n is not None for n in told):
        return [places[n] if n is not None and told.count(n) == 1 else None for n in told]
    lines = [f" {' '.join(_around(place))} " for place in places]
    words = [" ".join(_WORD.findall(link.text.lower())) for link in links]
    given: list[Place | None] = []
    for text in words:
        fits = [n for n, line in enumerate(lines) if text and f" {text} " in line]
        given.append(places[fits[0]] if len(fits) == 1 and words.count(text) == 1 else None)
    return given


def _around(place: Place) -> tuple[str, str]:
    """The words before and behind a place: between its neighbours on the line, for two links may share one."""
    text = place.text
    start = max(text.start_of(place.line), place.start - NEAR)
    before = text.body[start : place.start].rpartition("](")
    left = before[0].rpartition(")")[2] if before[1] else before[2]
    right = text.body[place.end : min(text.start_of(place.line + 1), place.end + NEAR)].partition("](")[0]
    return " ".join(_WORD.findall(left.lower())), " ".join(_WORD.findall(right.lower()))
