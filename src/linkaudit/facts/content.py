"""Finds the box of the main content: the landmark, else the box that themes without landmarks name so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from ..html import Element

__all__ = ["Content", "chain_of", "content_of", "holds_prose", "joined", "name_of"]

_NAMES: Final = re.compile(
    r"(^|\s)(main|main-?content|content|content-?area|site-?content|primary|(entry|post|article|blog|gh|e)-?(content|body|inner)|entry|post|"
    r"hentry|article|blog-?post|post-?outer|single-?post|rte|prose)($|\s)"
)
_USUAL: Final = (
    ".entry-content, .post-content, .post-body, .article-content, .article-body, [itemprop~=articleBody], .hentry, .prose, .rte, "
    "#main-content, #content, #main, #primary, .elementor-location-single, .post"
)
_PROSE: Final = re.compile(r"(^|\s)((entry|post|article|blog-item|gh|e|single)-?(content|body|inner)|articlebody|rte|prose)($|\s)")


class Content(msgspec.Struct, frozen=True):
    """The main content's box, the boxes around it, those around a title printed before it, and where the site's header begins."""

    box: Element
    wrappers: frozenset[Element]
    titles: frozenset[Element]
    titled: bool
    header_at: tuple[int, int] | None

    def is_below(self, element: Element) -> bool:
        """True for what is printed before the main content begins, title included: strips, bars, promotions."""
        here, there = element.position, self.box.position
        return self.titled and here is not None and there is not None and here < there

    def header_is_below(self, element: Element) -> bool:
        """True for what stands before the site's own header: a top bar or an announcement, which themes fill with widgets."""
        here = element.position
        return here is not None and self.header_at is not None and here < self.header_at


@lru_cache(maxsize=4)
def content_of(body: Element) -> Content | None:
    """Return the main content of a page; None when neither a landmark nor a name marks it."""
    box = body.find("main") or body.select_one("[role=main]")
    if box is None and body.find("article") is None:
        box = _named(body)
    if box is None:
        return None
    header = body.find("header") or body.select_one("[role=banner]")
    wrappers, titled = frozenset(chain_of(box)[1:]), box.find("h1") is not None
    titles = frozenset() if titled else _title_boxes(body) - wrappers
    return Content(box, wrappers, titles, titled, header.position if header is not None else None)


def _title_boxes(body: Element) -> frozenset[Element]:
    """Heroes hold the article's title outside of its box; a title that leads home is the site's."""
    title = body.find("h1")
    return frozenset(chain_of(title)) if title is not None and title.find("a") is None else frozenset()


def _named(body: Element) -> Element | None:
    """The outermost box with a telling name around the text; measuring the density of text instead took 2 ms a page."""
    text = body.select_one(_USUAL)
    boxes = [box for box in chain_of(text) if box != body and _NAMES.search(name_of(box))] if text is not None else []
    return boxes[-1] if boxes else None


def chain_of(element: Element) -> list[Element]:
    """Return the element and its ancestors up to the body."""
    chain = []
    here: object = element
    while isinstance(here, Element) and here.tag != "html":
        chain.append(here)
        here = here.parent
    return chain


def name_of(element: Element) -> str:
    """Return id and classes in lower case."""
    return joined(element.attr("id"), element.attr("class"))


def joined(own: str | None, classes: str | None) -> str:
    """Return an id and classes as one text in lower case."""
    return f"{own or ''} {classes or ''}".strip().lower() if own or classes else ""


def holds_prose(element: Element) -> bool:
    """True for the box that holds the article's text, by the names themes give it."""
    return bool(_PROSE.search(name_of(element)))
