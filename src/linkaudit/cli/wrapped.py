"""The summary at a terminal's width: what goes on, goes on below the words and not below the marks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["wrapped"]

_MARGIN: Final = re.compile(r"(?:[A-Z][a-z]+ {2,}| *[?·] )?\s*")
# A row of the table keeps its columns.
_ROW: Final = re.compile(r".{8} [✗!·] \d|.* pages {2}links$")
NARROW: Final = 40


def wrapped(pieces: Iterable[str], width: int) -> Iterator[str]:
    """Yield the summary with its long lines broken between words; paths and addresses stay whole, to be copied."""
    for piece in pieces:
        line = piece.strip("\n")
        if width < NARROW or len(line) <= width or _ROW.match(line):
            yield piece
            continue
        before, after = piece.split(line)
        margin = found[0] if (found := _MARGIN.match(line)) else ""
        rest, below = line[len(margin) :], " " * len(margin)
        filled = textwrap.wrap(rest, width, initial_indent=below, subsequent_indent=below, break_long_words=False, break_on_hyphens=False)
        yield before + margin + "\n".join(filled)[len(margin) :] + after
