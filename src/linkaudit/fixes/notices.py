"""The owner's notice, put before the block of the first affiliate link."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from ..html import Dom, Element, block_of, is_block, parse, tags_of
from .nouns import Edit, Owner, Unsure

__all__ = ["NO_WORDS", "above", "said", "words"]

NO_WORDS: Final = "the words of a notice are the owner's: set disclosure.required (or disclosure.insert) in linkaudit.toml"
STANDS: Final = "the notice stands there already: see whether something hides it, or whether the site has to be built again"
UNREAD: Final = "the file holds bytes that are no text in its encoding"
# What only a template engine, a component or a content system reads.
_TEMPLATE: Final = re.compile(r"\{\{|\{%|\{<|<%|<[A-Z]|^\s*(\[|import\b|::)")
# A notice stands before these, not in them: a paragraph takes no paragraph, and nobody reads a row of a table as a notice.
_WHOLE: Final = frozenset(
    "a address blockquote button dd details dl dt fieldset figure form h1 h2 h3 h4 h5 h6 hgroup label li menu ol p pre summary ul".split()
)
_TABLE: Final = frozenset(("table", "caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"))
_FRAMES: Final = frozenset(("article", "body", "html", "main", "template"))
# Boxes of one product: a notice in the first would not speak of the second. `aside` is a callout when it stands in the article.
_CARD: Final = re.compile(r"(^|[\s_-])(box|card|product|callout|widget)([\s_-]|$)")


def words(owner: Owner) -> str:
    """Return what an HTML page is given: the owner's snippet when a browser reads it, else the owner's words as a paragraph."""
    if owner.insert and not _TEMPLATE.search(owner.insert):
        return owner.insert if "<" in owner.insert else f"<p>{escape(owner.insert, quote=False)}</p>"
    if owner.required:
        return f"<p>{escape(owner.required, quote=False)}</p>"
    if owner.insert:
        raise Unsure("disclosure.insert is for a template engine, and this file is read by browsers: set disclosure.required")
    raise Unsure(NO_WORDS)


def said(required: str | None, insert: str | None) -> str:
    """Return the words that readers get from the owner's notice, or an empty string where only a template engine knows them."""
    if required:
        return required
    return "" if not insert or _TEMPLATE.search(insert) else " ".join(parse(insert.encode(), "utf-8").strings)


def above(text: str, dom: Dom, element: Element, notice: str, rule: str) -> Edit:
    """Put a notice on a line of its own before the block that an element stands in."""
    block = _outermost(element)
    tag = tags_of(block)[0] if block is not None else None
    if block is not None and tag is not None and text[tag[0] + 1 : tag[0] + 1 + len(block.tag)].lower() != block.tag:
        raise Unsure(UNREAD)
    place = tag[0] if tag is not None else _line_start(text, element)
    if text[:place].rstrip().endswith(notice):
        raise Unsure(STANDS)
    line = text.rfind("\n", 0, place) + 1
    indent = text[line:place]
    between = f"\n{indent}" if tag is not None and not indent.strip() and line > 0 else ""
    return Edit(place, place, notice + between, rule)


def _outermost(element: Element) -> Element | None:
    """Return the block to stand before, or None when the link's line stands in its frame without a block of its own."""
    found: Element | None = None
    here: Element | None = block_of(element)
    while here is not None and not _is_frame(here):
        if here.tag in _WHOLE or here.tag in _TABLE or _is_card(here):
            found = here
        here = here.parent if isinstance(here.parent, Element) else None
    return found


def _is_frame(element: Element) -> bool:
    """The article ends the climb, and so does the cell of a table that lays out a page."""
    if element.tag in _FRAMES or element.find("h1") is not None:
        return True
    return element.tag in ("td", "th") and element.find(["h2", "table", "p"]) is not None


def _is_card(element: Element) -> bool:
    return element.tag == "aside" or bool(_CARD.search(str(element.attr("class") or "").lower()))


def _line_start(text: str, element: Element) -> int:
    """Return where the line box of an element begins: behind the block before it, or behind the tag of the box around it."""
    first = element
    while isinstance(first.parent, Element) and not is_block(first.parent):
        first = first.parent
    around = first.parent
    for sibling in first.previous_siblings:
        if is_block(sibling):
            assert isinstance(sibling, Element)
            end = tags_of(sibling)[1]
            return end[1] if end is not None else _behind_tag(text, first)
        if isinstance(sibling, Element) and tags_of(sibling)[0]:
            first = sibling
    tag = tags_of(around)[0] if isinstance(around, Element) else None
    return tag[1] if tag is not None else _behind_tag(text, first)


def _behind_tag(text: str, element: Element) -> int:
    """Text has no place of its own: it begins behind the last tag before the element."""
    tag = tags_of(element)[0]
    assert tag is not None
    return text.rfind(">", 0, tag[0]) + 1
