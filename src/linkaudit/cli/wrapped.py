"""The summary at a terminal's width: what goes on, goes on below the words and not below the marks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["wrapped"]

_MARGIN: Final = re.compile(r"(?:[A-Z][a-z]+ {2,}| *[?·] )?\s*")
# A row of the table keeps its columns.
_ROW: Final = re.compile(r".{8} [✗!·] \d")
NARROW: Final = 40


def wrapped(pieces: Iterable[str], width: int) -> Iterator[str]:
    """Yield the summary with its long lines broken between words; paths and addresses stay whole, to be copied."""
    for piece in pieces:
        lead = piece[: len(piece) - len(piece.lstrip("\n"))]
        line = piece[len(lead) :]
        if width < NARROW or len(line) <= width or _ROW.match(line):
            yield piece
            continue
        margin = _MARGIN.match(line)
        indent = " " * len(margin[0]) if margin else ""
        yield lead + textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) + "\n"
