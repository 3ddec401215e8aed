"""What an author can paste into Markdown: words as a paragraph, an address by itself; no markup, which many generators drop."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from .places import Place

__all__ = ["is_markdown", "paragraph", "pasteable"]

_MARKDOWN: Final = frozenset(("md", "markdown", "mdown", "mkd", "mkdn", "mdx", "mdoc", "qmd"))
# Other languages of authors that take a paragraph as it is, and drop or print HTML.
_PLAIN: Final = frozenset(("adoc", "asciidoc", "asc", "rst", "org"))
_PARAGRAPH: Final = re.compile(r"<p>([^<>]*)</p>")
_ANCHOR: Final = re.compile(r'<(?:a|area) href="([^"]*)"')
_ADDRESS: Final = re.compile(r"(?:https?:)?//")


def is_markdown(file: str) -> bool:
    """True for Markdown and what is built on it."""
    return _suffix(file) in _MARKDOWN


def paragraph(words: str, file: str) -> str:
    """Return words as a paragraph of this kind of file."""
    told = " ".join(words.split())
    told = told.replace("<", "&lt;") if _suffix(file) not in _PLAIN else told
    return told.replace("{", "&#123;") if _suffix(file) == "mdx" else told


def pasteable(ready: str, place: Place, address: str | None) -> str | None:
    """Return what a fix offers, as its author writes it at this place; None for what can't be written there. `address` is that of the
    link in question, as the page has it."""
    file = place.text.file
    if not (is_markdown(file) or _suffix(file) in _PLAIN):
        return ready
    if words := _PARAGRAPH.fullmatch(ready):
        return paragraph(unescape(words[1]), file)
    if (link := _ANCHOR.match(ready)) is None or _is_in_tag(place):
        return ready
    offered = unescape(link[1])
    return offered if offered != address and _ADDRESS.match(place.text.body, place.start) else None


def _is_in_tag(place: Place) -> bool:
    """True where the author herself wrote HTML."""
    body = place.text.body
    tag = body.rfind("<", max(0, place.start - 2_000), place.start)
    return tag >= 0 and body[tag + 1 : tag + 3].lower() in ("a ", "a\n") and ">" not in body[tag : place.start]


def _suffix(file: str) -> str:
    return file.lower().rpartition(".")[2]
