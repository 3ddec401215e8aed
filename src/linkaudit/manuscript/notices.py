"""A notice's words, found again in the sources: the longest run of them, markup left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from .index import Index
from .places import Place
from .text import Text

__all__ = ["notice_in", "run_in"]

# Tags, targets of links, shortcodes and entities lie between the words of a sentence; where signs are words, each is one.
_WORDS: Final = re.compile(
    r"&#?\w{1,8};|</?[a-zA-Z][^<>]{0,500}>|\]\([^()\s]{0,500}\)|\]\[[^\[\]\n]{0,80}\]|\{[{%][^{}]{0,300}[%}]\}"
    r"|([぀-ヿ㐀-鿿]|[^\W_぀-ヿ㐀-鿿]+)"
)
# Half of a long notice is enough to know it; of a short one all of it.
ENOUGH: Final = 6
MAX_NOTICE: Final = 80
MAX_TEXT: Final = 300_000
MAX_REPEATS: Final = 8
# Sites have few texts of notices; what a hostile one makes up is not looked for everywhere.
MAX_SEARCHES: Final = 200

Span = tuple[int, int]


def notice_in(text: str, own: Text | None, index: Index) -> Place | None:
    """Return where a notice is written: in the page's own source, in what that includes, or in what many pages share."""
    words = tuple(word for word, _, _ in _words(text))[:MAX_NOTICE]
    if own is not None and (found := run_in(words, own)):
        return _place(own, found[1], found[0], words) if len(found) == 2 else None
    if own is not None:
        names = index.named_in(own)
        if place := _best((one for one in index.texts if one.file in names), words):
            return place
    if words not in index.told and len(index.told) < MAX_SEARCHES:
        index.told[words] = _shared(words, index)
    return index.told.get(words)


def _shared(words: tuple[str, ...], index: Index) -> Place | None:
    telling = sorted(set(words), key=lambda word: (-len(word), word))[:2]
    found = [one for one in index.texts if one.role != "redirects" and any(word in one.body.lower() for word in telling)]
    return _best((one for one in found if one.role != "page"), words) or _best((one for one in found if one.role == "page"), words)


def _best(texts: Iterable[Text], words: tuple[str, ...]) -> Place | None:
    """The file with the longest run; two files with the same run are none."""
    found = [(len(run), text, run) for text in texts if (run := run_in(words, text))]
    longest = max((ran[2][0] for ran in found), default=0)
    best = [(text, run) for _, text, run in found if run[0] == longest]
    return _place(best[0][0], best[0][1][1], longest, words) if len(best) == 1 and len(best[0][1]) == 2 else None


def _place(text: Text, span: Span, run: int, words: tuple[str, ...]) -> Place:
    return Place(text, *span, "its words" if run == len(words) else f"{run} of its {len(words)} words")


@lru_cache(maxsize=2_048)
def run_in(words: tuple[str, ...], text: Text) -> tuple[int, Span] | tuple[int, Span, Span] | tuple[()]:
    """Return the length of the longest run of the words in a source, and where it stands; a second place when there are two, nothing
    when the run is too short to know the notice by."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        if len(held := places.setdefault(word, [])) < MAX_REPEATS:
            held.append(at)
    longest, ends, said = 0, [], _said(text)
    before: dict[int, int] = {}
    for number, (word, start, _) in enumerate(said):
        now = {at: before.get(at - 1, 0) + 1 for at in places[word]} if word in places and text.is_seen(start) else {}
        best = max(now.values(), default=0)
        if best > longest:
            longest, ends = best, [number]
        elif best == longest and best:
            ends.append(number)
        before = now
    if not longest or longest < min(len(words), max(ENOUGH, len(words) // 2)):
        return ()
    spans = [(said[end - longest + 1][1], _sentence_end(text, said[end][2])) for end in ends[:2]]
    return (longest, spans[0], spans[1]) if len(spans) > 1 else (longest, spans[0])


@lru_cache(maxsize=256)
def _said(text: Text) -> list[tuple[str, int, int]]:
    return _words(text.body[:MAX_TEXT])


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(found[1].lower(), found.start(1), found.end(1)) for found in _WORDS.finditer(text) if found[1]]


def _sentence_end(text: Text, end: int) -> int:
    return end + (text.body[end : end + 1] in (".", "!", "?", "。"))
