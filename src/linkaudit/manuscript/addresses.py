"""Addresses as authors write them, and as a page's link has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

__all__ = ["Addresses", "bare", "keys_in", "plain"]

Span = tuple[int, int]

_ENTITY: Final = re.compile(r"&#?\w{1,8};")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
# Each begins with plain characters, which a search finds without looking at the others.
_ADDRESSES: Final = (
    re.compile(r"""http(?:s?):(?:\\?/){2}[^\s<>"'`]{3,2000}"""),
    re.compile(r"""//(?<=["'(=\s]//)[\w-]{1,63}\.[^\s<>"'`]{2,2000}"""),
    re.compile(r"""/(?<=[\s"'`(=:,\[]/)[\w~.%-][^\s<>"'`]{0,500}"""),
)
# What an address is filed under.
_HOSTED: Final = re.compile(r"//([^\s<>\"'`?#\\()\[\]{}|,;*$]{4,300})")
_PATH: Final = re.compile(r"/(?<=[\s\"'`(=:,\[]/)[\w~.%-]{1,80}/[^\s<>\"'`?#\\()\[\]{}|,;*$]{1,200}")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_TRAILING: Final = ".,:;!?*_~'\"\\"
_CUTS: Final = re.compile(r"[,;*|\[{(]")
MAX_CUTS: Final = 8


def plain(text: str) -> str:
    """Return an address without the ways of writing it: entities, escapes of Markdown and JSON, percent signs."""
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text.replace("\\u0026", "&"))
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    return unquote(text) if "%" in text else text


def bare(address: str) -> str:
    """Return host and path of an address as the index has them, or its path when it has no host."""
    return next(iter(keys_in(" " + address)), "")


def keys_in(text: str) -> set[str]:
    """Return host and path of every address of a text, and every path."""
    text = text.replace("\\/", "/") if "\\/" in text else text
    return set(map(_keyed, _HOSTED.findall(text) + _PATH.findall(text)))


def _keyed(key: str) -> str:
    return (unquote(key) if "%" in key else key).rstrip("/.:!~_").lower()


class Addresses:
    """The addresses of a text, by how a browser would read them. `whole` ends where a reader would end them, `cut` earlier."""

    def __init__(self, text: str) -> None:
        self.whole: dict[str, list[Span]] = {}
        self.cut: dict[str, list[Span]] = {}
        self.bare: dict[str, list[Span]] = {}
        for pattern in _ADDRESSES:
            for found in pattern.finditer(text):
                self._add(found.start(), found[0])

    def _add(self, start: int, raw: str) -> None:
        end = _end(raw)
        self.whole.setdefault(plain(raw[:end]), []).append((start, start + end))
        if key := bare(raw[:end]):
            self.bare.setdefault(key, []).append((start, start + end))
        for cut in _cuts(raw, end):
            self.cut.setdefault(plain(raw[:cut]), []).append((start, start + cut))

    def of(self, address: str) -> list[Span]:
        """Return the places of an address."""
        key = plain(address)
        return self.whole.get(key) or self.cut.get(key) or []


def _end(raw: str) -> int:
    """Where a reader ends an address: at a bracket that it did not open, without the sentence's punctuation."""
    depth: list[str] = []
    end = len(raw)
    for at, char in enumerate(raw):
        if char in "([{":
            depth.append(char)
        elif char in ")]}":
            if not depth or depth[-1] != _PAIRS[char]:
                end = at
                break
            depth.pop()
        elif char == "|":
            end = at
            break
    return len(raw[:end].rstrip(_TRAILING))


def _cuts(raw: str, end: int) -> Iterator[int]:
    for number, found in enumerate(_CUTS.finditer(raw, 1, end)):
        if number == MAX_CUTS:
            return
        yield len(raw[: found.start()].rstrip(_TRAILING))
