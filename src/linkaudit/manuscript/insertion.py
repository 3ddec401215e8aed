"""The line above which a missing notice goes: before the paragraph of the first affiliate link, or where the text begins."""

from __future__ import annotations

import re
from typing import Final

from .places import Place
from .text import Text

__all__ = ["above", "at_the_top"]

# What stands in MDX before the text, and the title that pages of some generators begin with.
_NO_TEXT: Final = re.compile(r"\s*$|import\s|export\s|#[ \t]|=+\s*$|-{3,}\s*$|:[\w-]+:|=[ \t]")
MAX_LINES: Final = 400


def above(place: Place, own: Text | None) -> Place | None:
    """Return the place before which a notice goes, given that of the first affiliate link: an empty stretch at a line's beginning."""
    text = place.text
    if own is not None and text is not own and text.role != "page":
        return at_the_top(own) or _at(text, place.line)
    if text is not own and own is not None:
        return at_the_top(text)
    if text.role != "page":
        return _at(text, place.line)
    line = place.used[0] if place.used else place.line
    if line < text.text_line:
        return at_the_top(text)
    while line > text.text_line and text.line_text(line - 1).strip():
        line -= 1
    return _at(text, line)


def at_the_top(text: Text) -> Place | None:
    """Return where a page's text begins, below its front matter, imports and title; None for a source without a text."""
    if text.role != "page":
        return None
    for line in range(text.text_line, min(text.lines, text.text_line + MAX_LINES) + 1):
        words = text.line_text(line)
        underlined = line < text.lines and re.fullmatch(r"(=+|-{3,})\s*", text.line_text(line + 1)) is not None
        if not _NO_TEXT.match(words) and not underlined:
            return _at(text, line)
    return None


def _at(text: Text, line: int) -> Place:
    start = text.start_of(line)
    return Place(text, start, start, "above this line")
