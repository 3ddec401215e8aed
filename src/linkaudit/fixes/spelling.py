"""A value as its file spells it: what it says, character by character, and where each one stands, entities and all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.entities import html5
from typing import Final

from ..urls import Splice

__all__ = ["Spelled"]

_REFERENCE: Final = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")


class Spelled:
    """The value that stands at `start` of a file as `text`. `markup` values have entities, as attributes read them."""

    def __init__(self, text: str, start: int, markup: bool) -> None:
        self._start, self._end = start, start + len(text)
        self._markup = markup
        # (character, where it begins and ends in the file); what is new stands nowhere, and has who asked for it instead.
        self._signs: list[tuple[str, int, int]] = list(
            _signs(text, start) if markup else ((one, start + at, start + at + 1) for at, one in enumerate(text))
        )
        bare = any(sign == "&" and end - begin == 1 for sign, begin, end in self._signs)
        self._ampersand = "&amp;" if markup and not bare else "&"

    @property
    def says(self) -> str:
        """The value, entities decoded."""
        return "".join(sign for sign, _, _ in self._signs)

    def change(self, changes: Iterable[Splice], asker: int = 0) -> None:
        """Change what the value says; `asker` numbers who asks for it."""
        for start, end, new in sorted(changes, reverse=True):
            self._signs[start:end] = [(sign, -1, asker) for sign in new]

    def splices(self) -> list[tuple[Splice, int]]:
        """Return what has to change in the file, and who asked for it; what the value says as before stays spelled as it was."""
        found: list[tuple[Splice, int]] = []
        new: list[str] = []
        asker = 0
        # The gap before the next old character: it begins where the last one ended.
        gap = self._start
        for sign, start, end in [*self._signs, ("", self._end, self._end)]:
            if start < 0:
                new.append(self._spelled(sign))
                asker = end
                continue
            if new or start > gap:
                found.append(((gap, start, "".join(new)), asker))
                new, asker = [], 0
            gap = end
        return found

    def _spelled(self, sign: str) -> str:
        if sign == "&":
            return self._ampersand
        return {"<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}.get(sign, sign) if self._markup else sign


def _signs(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    at = 0
    for found in _REFERENCE.finditer(text):
        told = _decoded(found[0], text[found.end() : found.end() + 1])
        if told is None:
            continue
        yield from ((text[i], start + i, start + i + 1) for i in range(at, found.start()))
        yield told[0], start + found.start(), start + found.end()
        yield from ((one, start + found.end(), start + found.end()) for one in told[1:])
        at = found.end()
    yield from ((text[i], start + i, start + i + 1) for i in range(at, len(text)))


def _decoded(reference: str, following: str) -> str | None:
    """What a reference in an attribute stands for; one without its semicolon counts for nothing before = (`&copy=1`)."""
    if reference.startswith("&#"):
        return unescape(reference) or None
    if reference.endswith(";") or following != "=":
        return html5.get(reference[1:])
    return None
