"""Prices and customers' ratings printed beside Amazon links, and whether they look as if Amazon's interface had served them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from ..html import Dom, Element, Text, block_of, bounded_text, run_text
from ..html.dom import is_reading_text
from ..model import Link, Price, Region, Strength
from ..urls import parse
from .amounts import price_words, shown, stamped
from .regions import selector_of

__all__ = ["prices"]

# A product card with a short description; what is longer is an article.
BOX: Final = 420
PROSE: Final = 160
BESIDE: Final = 40
CLIMB: Final = 5
MAX_ANCHORS: Final = 30
_AROUND: Final = 260
_STOP: Final = frozenset("body main article html section".split())


class _Found(msgspec.Struct, frozen=True):
    kind: str
    words: str
    link: Link
    box: Element
    text: str


class _Paid(msgspec.Struct, frozen=True):
    links: dict[int, Link]
    dom: Dom

    def within(self, box: Element) -> Iterator[tuple[Element, Link]]:
        """Yield the first anchors of a box that pay."""
        for anchor in islice(box.iter_elements("a"), MAX_ANCHORS):
            if link := self.links.get(self.dom.order.get(anchor, -1)):
                yield anchor, link


def prices(links: Iterable[Link], dom: Dom, places: list[int], rated: bool) -> tuple[Price, ...]:
    """Return the first price and the first customers' rating beside the page's Amazon links: prices are few, so they are where the look begins.

    `places` are those of the texts with amounts or words of ratings, scripts' among them; `rated` tells that there are such words.
    """
    paid = {link.order: link for link in links if _pays_at_amazon(link)}
    told: dict[str, Price] = {}
    done: set[Element] = set()
    wanted = {"price", "rating"} if rated else {"price"}
    for node in dom.texts_at(places) if paid else ():
        block = block_of(node)
        if block is None or block in done or not is_reading_text(node):
            continue
        done.add(block)
        for found in _beside(block, node, _Paid(paid, dom)):
            if found.kind not in told:
                told[found.kind] = _price(found, dom)
        if wanted <= told.keys():
            break
    return tuple(told.values())


def _pays_at_amazon(link: Link) -> bool:
    amazon = (link.program or "").startswith("amazon")
    return amazon and link.carrier.read and link.strength is not Strength.INTENDED and link.region is not Region.COMMENTS


def _beside(block: Element, node: Text, paid: _Paid) -> Iterator[_Found]:
    """Yield what stands in the smallest box that holds both the amount and a paid link."""
    here: Element | None = block
    for _ in range(CLIMB):
        if here is None or here.tag in _STOP or len(text := _text(here)) > (PROSE if here is block else BOX):
            break
        if found := next(paid.within(here), None):
            yield from _attributed(here, text, found[1])
            return
        here = here.parent if isinstance(here.parent, Element) else None
    if here is block:
        yield from _in_prose(block, run_text(node, 4 * BOX), paid)


def _in_prose(block: Element, line: str, paid: _Paid) -> Iterator[_Found]:
    """In a paragraph only the words at the link speak of what it leads to."""
    for anchor, link in paid.within(block):
        own = " ".join(bounded_text(anchor, BOX).split())
        at = line.find(own) if own else -1
        if at >= 0:
            yield from _attributed(block, line[max(0, at - BESIDE) : at + len(own) + BESIDE], link)


def _attributed(box: Element, text: str, link: Link) -> Iterator[_Found]:
    told = shown(text)
    if told and not _another_shop(box):
        for kind, words in told:
            yield _Found(kind, words, link, box, text)


def _text(element: Element) -> str:
    """The cells of a row are words apart, though nothing in the source parts them."""
    parts: list[str] = []
    size = 0
    for text in element.strings:
        if short := text.strip():
            parts.append(short)
            size += len(short)
            if size > BOX:
                break
    return " ".join(" ".join(parts).split())


def _another_shop(box: Element) -> bool:
    """A row of several shops' prices: which one is Amazon's can't be told from the text."""
    anchors = islice(box.iter_elements("a"), MAX_ANCHORS)
    hosts = {url.host for a in anchors if (url := parse(a.attr("href") or "")) and url.is_web}
    return any("amazon" not in host and "amzn" not in host for host in hosts)


def _price(found: _Found, dom: Dom) -> Price:
    served = _served(found.box)
    return Price(
        kind=found.kind,
        text=found.words[:60],
        link=found.link.text or found.link.url,
        order=found.link.order,
        selector=selector_of(found.box),
        line=found.link.line,
        served=served,
        dated=stamped(found.text.lower()) or _dated(dom, served),
    )


def _served(box: Element) -> bool:
    """True inside a box of a plugin that asks Amazon's interface."""
    here: object = box
    while isinstance(here, Element) and here.tag not in ("body", "html"):
        name = f"{here.attr('class') or ''} {here.attr('id') or ''}".lower()
        if any(maker in name for maker in price_words().makers):
            return True
        here = here.parent
    inner = " ".join(one.attr("class") or "" for one in islice(box.iter_elements(), MAX_ANCHORS)).lower()
    return any(maker in inner for maker in price_words().makers)


def _dated(dom: Dom, served: bool) -> bool:
    """A stamp or Amazon's own sentence somewhere on the page; plugins print theirs below the box or at the end."""
    text = dom.haystack
    for stamp in price_words().stamps:
        needle = stamp.encode()
        at = text.find(needle)
        for _ in range(10):
            if at < 0:
                break
            around = text[max(0, at - _AROUND) : at + _AROUND].decode("utf-8", "ignore")
            if (served and stamped(around)) or any(word in around for word in price_words().prices):
                return True
            at = text.find(needle, at + 1)
    return False
