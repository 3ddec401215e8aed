"""Where a page's own source calls what prints a passage: a shortcode, an include, a macro, a component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from .index import Index
from .leaves import stem_of
from .places import Place
from .text import Text

__all__ = ["call_of", "is_called_only"]

# Each begins with the signs of its language; the name follows, a path before it and a suffix behind it as may be.
_CALLS: Final = (
    (re.compile(r"\{\{[<%]-?\s*([\w./-]{1,200})"), ("}}",)),
    (
        re.compile(
            r"\{%-?\s*(?:(?:include(?:_relative|_cached)?|render|embed|component|import|from|call)\s+)?(?!end|extends)[\"']?([\w./-]{1,200})"
        ),
        ("%}",),
    ),
    (re.compile(r"\{\{-?\s*([\w.]{1,200})\s*\("), ("}}",)),
    (re.compile(r"<([A-Z][\w.]{0,100}|[a-z]\w{0,50}-[\w-]{1,100})(?=[\s/>])"), ("/>", ">")),
    (re.compile(r"^(?:--8<--|include::|\.\. include::)[ \t]*[\"']?([\w./-]{1,200})", re.MULTILINE), ("\n",)),
)
_IMPORTED: Final = re.compile(r"^[ \t]*import\s+\{?\s*(\w{1,100})[^\"'\n]{0,200}[\"']([^\"'\n]{1,300})[\"']", re.MULTILINE)
# How code gives a name to what it prints (Eleventy; Jekyll; MkDocs' macros).
_GIVEN: Final = re.compile(r"(?:hortcode|register_tag)\(\s*[\"']([\w-]{1,100})|@env\.macro\s+def\s+(\w{1,100})")
_LAYOUTS: Final = frozenset(("layouts", "_layouts", "layout"))
_SHORTCODES: Final = frozenset(("shortcodes", "_shortcodes"))
MAX_CALL: Final = 500
MAX_CALLS: Final = 200


class _Call(msgspec.Struct, frozen=True):
    name: str
    start: int
    end: int


def call_of(printer: Place, own: Text, index: Index) -> Place | None:
    """Return where a page's source calls the file that prints a passage, by itself or through another; None when a layout prints it."""
    text = printer.text
    if text is own or "".join(_folders(text)[-1:]) in _LAYOUTS:
        return None
    through = index.naming(text.file)
    names = _names(printer) | {name for one in through for name in _names(Place(one, 0, 0, ""))} | set(_aliases(own, text))
    call = next((one for one in _calls(own) if one.name in names), None)
    return Place(own, call.start, call.end, f"its call of {text.file}") if call else None


def is_called_only(text: Text) -> bool:
    """True for what no layout can print: a page has it because its author called it."""
    return not _SHORTCODES.isdisjoint(_folders(text))


def _folders(text: Text) -> tuple[str, ...]:
    return tuple(text.path.split("/")[:-1])


def _names(printer: Place) -> set[str]:
    """What a file is called by: its stem, or the folder's name for an index; what a script prints, by the name that it gives."""
    text = printer.text
    if text.role == "code":
        given = [(found.start(), found[1] or found[2]) for found in _GIVEN.finditer(text.body)]
        before = [name for start, name in given if start <= printer.start]
        return {_plain(name) for name in before[-1:] or [name for _, name in given[:1]]}
    stem, _ = stem_of(text.path.rpartition("/")[2])
    if stem.lower() == "index":
        stem = "".join(_folders(text)[-1:])
    return {_plain(stem)} - {""}


def _aliases(own: Text, text: Text) -> Iterator[str]:
    """An import may give a component a name of its own."""
    for found in _IMPORTED.finditer(own.body[:20_000]):
        if text.file.endswith(found[2].lstrip("./@~")):
            yield _plain(found[1])


@lru_cache(maxsize=512)
def _calls(own: Text) -> tuple[_Call, ...]:
    found = []
    for pattern, closers in _CALLS:
        for number, call in enumerate(pattern.finditer(own.body, own.head[1])):
            if number == MAX_CALLS:
                break
            if own.is_seen(call.start()):
                found.append(
                    _Call(_plain(stem_of(call[1].rpartition("/")[2])[0].rpartition(".")[2]), call.start(), _end(own, call.end(), closers))
                )
    return tuple(sorted(found, key=lambda one: one.start))


def _end(own: Text, start: int, closers: tuple[str, ...]) -> int:
    """Where a call ends: behind its closer, before the end of the line."""
    ends = [(at, at + len(closer)) for closer in closers if (at := own.body.find(closer, start, start + MAX_CALL)) >= 0]
    end = min(ends)[1] if ends else own.start_of(own.line(start) + 1)
    return start + len(own.body[start:end].rstrip())


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()
