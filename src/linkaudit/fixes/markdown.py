"""Where things stand in Markdown: front matter, blocks, inline links and their attribute lists."""

from __future__ import annotations

import re
from typing import Final

from ..manuscript.prose import paragraph
from .notices import NO_WORDS
from .nouns import Edit, Owner, Unsure

__all__ = ["block_start", "in_body", "is_target", "marked", "snippet"]

_FRONT: Final = re.compile(r"(?:---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n|\+\+\+[ \t]*\n.*?\n\+\+\+[ \t]*\n)", re.DOTALL)
_ITEM: Final = re.compile(r"\s*([-*+]|\d{1,9}[.)])\s|\s*>|\s*\||\t| {2,}")
_HEAD: Final = re.compile(r"#{1,6}\s|=+ |import\s|export\s")
_OPENED: Final = re.compile(r"\]\(\s*<?$")
# An inline link, the definition of a reference, an address in angle brackets.
_TARGET: Final = re.compile(r"(\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?|(?<!\w)<)$", re.MULTILINE)
_CLOSED: Final = re.compile(r""">?(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\)))?\s*\)""")
_LIST: Final = re.compile(r"\{:?([^{}\n]*)\}")
_REL: Final = re.compile(r"""\brel\s*=\s*("([^"]*)"|'([^']*)')""")


def in_body(text: str, offset: int) -> bool:
    """True for what stands behind the front matter."""
    return offset >= _body(text)


def _body(text: str) -> int:
    found = _FRONT.match(text)
    return found.end() if found else 0


def block_start(text: str, offset: int) -> int:
    """Return where the paragraph, list, quotation or table begins that a character stands in."""
    first = _body(text)
    here = max(text.rfind("\n", 0, offset) + 1, first)
    while here > first:
        above = _line_before(text, here)
        if _line(text, above).strip():
            if _HEAD.match(_line(text, above)):
                return here
        else:
            # A list goes on over a blank line when what follows is indented or another item.
            while above > first and not _line(text, above).strip():
                above = _line_before(text, above)
            if not (_ITEM.match(_line(text, here)) and _ITEM.match(_line(text, above))):
                return here
        if above < first:
            return here
        here = above
    return here


def _line_before(text: str, here: int) -> int:
    return text.rfind("\n", 0, here - 1) + 1


def _line(text: str, here: int) -> str:
    end = text.find("\n", here)
    return text[here : end if end >= 0 else len(text)]


def is_target(text: str, start: int) -> bool:
    """True when Markdown itself makes a link of the address, not a shortcode or a component."""
    return _TARGET.search(text[text.rfind("\n", 0, start) + 1 : start]) is not None


def marked(text: str, start: int, end: int, token: str, rule: str) -> Edit | None:
    """Add a word to the rel of an inline link, in the attribute list behind it (kramdown, Python-Markdown's attr_list)."""
    opened = _OPENED.search(text, max(0, start - 20), start)
    closed = _CLOSED.match(text, end)
    if opened is None or closed is None:
        raise Unsure("only an inline link, [text](address), takes rel in Markdown")
    place = closed.end()
    given = _LIST.match(text, place)
    if given is None:
        return Edit(place, place, f'{{: rel="{token}"}}', rule)
    rel = _REL.search(given[1])
    if rel is None:
        inner = given.end(1) - (len(given[1]) - len(given[1].rstrip()))
        return Edit(inner, inner, f' rel="{token}"', rule)
    said = rel[2] if rel[2] is not None else rel[3]
    if token in said.lower().split():
        return None
    place = given.start(1) + rel.end(1) - 1
    return Edit(place, place, f" {token}" if said else token, rule)


def snippet(owner: Owner, kind: str) -> str:
    """Return the notice as an author of this kind of file writes it: the owner's snippet as it is, else the words as a paragraph."""
    if owner.insert:
        return owner.insert.strip()
    if not owner.required:
        raise Unsure(NO_WORDS)
    return paragraph(owner.required, kind)
