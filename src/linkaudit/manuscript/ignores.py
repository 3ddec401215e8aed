"""In-page ignores as their author wrote them: generators drop comments, and the page that is built no longer has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

import msgspec

from ..ignoring import MARK, Ignoring, ignoring
from .prose import is_markdown
from .text import Text

__all__ = ["Covering", "holds_ignores", "ignores_in"]

MAX: Final = 200
_BLANK: Final = re.compile(r"\n[ \t]*\r?\n")
_BEGINS: Final = re.compile(r"(?:[ \t]*\r?\n)*")
# What stands in MDX before the text.
_NO_TEXT: Final = re.compile(r"\s*$|\s*(?:import|export)\s")


class Covering(msgspec.Struct, frozen=True):
    """An ignore, its line, and the stretch that it covers; `inline` when it covers no more than the next link there, `whole` when
    nothing stands before it."""

    said: Ignoring
    line: int
    start: int
    end: int
    inline: bool
    whole: bool


def holds_ignores(text: Text) -> bool:
    """True for a page's source that may hold one."""
    return text.role == "page" and MARK in text.body and is_markdown(text.file)


@lru_cache(maxsize=256)
def ignores_in(text: Text, heeded: bool) -> tuple[Covering, ...]:
    """Return the ignores of a page's source."""
    return tuple(islice(_found(text, heeded), MAX))


def _found(text: Text, heeded: bool) -> Iterator[Covering]:
    # In Markdown {/* … */} is printed, and in MDX <!-- … --> is an error, which its build tells.
    openers = ("{/*", "<!--") if text.file.lower().endswith(".mdx") else ("<!--",)
    before = first = text.start_of(text.text_line)
    bare = True
    for start, end, comment in text.comments(openers):
        if start < first:
            continue
        bare = bare and _holds_no_text(text.body[before:start])
        before = end
        if (said := ignoring(comment, heeded)) is not None:
            opened = text.start_of(text.line(start))
            inline = bool(text.body[opened:start].strip())
            begins = end if inline else _BEGINS.match(text.body, end).end()  # type: ignore[union-attr]
            closed = _BLANK.search(text.body, begins)
            yield Covering(said, text.line(start), begins, closed.start() if closed else len(text.body), inline, bare)


def _holds_no_text(part: str) -> bool:
    return all(_NO_TEXT.match(line) for line in part.splitlines())
