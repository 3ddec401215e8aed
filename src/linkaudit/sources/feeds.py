"""Feeds of a folder: RSS and Atom items with the HTML they print. Hostile XML reads as an empty feed."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import msgspec
from lxml import etree

__all__ = ["Item", "items", "looks_like_feed"]

MAX_ITEMS: Final = 200
MAX_CONTENT: Final = 1_000_000
_ROOTS: Final = (b"<rss", b"<feed", b"<rdf:rdf")
# The fullest text of an item first: readers show that one.
_BODIES: Final = ("encoded", "content", "description", "summary")


class Item(msgspec.Struct, frozen=True):
    """An item as a feed reader shows it: its title and its HTML."""

    title: str
    html: str


def looks_like_feed(start: bytes) -> bool:
    """True for RSS, Atom and RDF; sitemaps bear the same file names."""
    return any(root in start[:2_000].lower() for root in _ROOTS)


def items(body: bytes) -> list[Item]:
    """Return a feed's items. No entity is expanded, nothing is loaded (XXE, billion laughs)."""
    found: list[Item] = []
    try:
        for _, element in etree.iterparse(
            BytesIO(body), events=("end",), tag=("{*}item", "{*}entry"),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        ):  # fmt: skip
            found.append(_item(element))
            element.clear()
            if len(found) >= MAX_ITEMS:
                break
    except etree.LxmlError:
        pass  # what was read until the fault counts
    return found


def _item(element: Any) -> Item:
    texts: dict[str, str] = {}
    for child in element.iterchildren(tag=etree.Element):
        name = etree.QName(child).localname
        if name == "title" or name in _BODIES:
            texts.setdefault(name, _html(child)[:MAX_CONTENT])
    body = next((texts[name] for name in _BODIES if texts.get(name)), "")
    return Item(" ".join(texts.get("title", "").split())[:200], body)


def _html(element: Any) -> str:
    """Atom may hold XHTML as elements; all else is text that the parser has unescaped."""
    inner = "".join(etree.tostring(child, encoding="unicode") for child in element.iterchildren(tag=etree.Element))
    return f"{element.text or ''}{inner}"
