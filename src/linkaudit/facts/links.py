"""Finds a page's affiliate links and says where each one stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import islice
from typing import Final

import msgspec

from ..html import Dom, Element, block_of, run_text, span_of
from ..model import GUESSED_CLOAK, Carrier, Link, Match, Region, Strength
from ..urls import Url, join, parse, strip_blanks
from .carriers import Carried, carried
from .lens import Lens
from .marks import mark_of
from .regions import region_of, selector_of

__all__ = ["Hit", "describe", "hits", "repaired", "resolve"]

_SKIPPED: Final = ("#", "mailto:", "tel:", "data:", "sms:", "about:", "javascript:void")
_TEXT: Final = 160
_ATTRIBUTES: Final = 12
_GROUPS: Final = "li, tr, figure, dl, aside, [class*=box], [class*=card], [class*=product]"
MAX_DULL: Final = 8_000


class Hit(msgspec.Struct, frozen=True):
    """A URL of the page that is, or may be, about money, with the element that carries it."""

    carried: Carried
    resolved: str
    match: Match
    via: str | None = None
    broken: bool = False


_SCHEMES: Final = re.compile(r"^(https?:/*)+", re.IGNORECASE)


def repaired(raw: str) -> str:
    """Return what the author of a broken address meant: one scheme, ampersands not escaped twice, a `?` before them."""
    address = _SCHEMES.sub("https://", raw.replace("&amp;", "&"))
    return address if "?" in address else address.replace("&", "?", 1)


def resolve(raw: str, base: str) -> str | None:
    """Return the absolute form of an attribute's URL, or None when nothing can be followed."""
    text = strip_blanks(raw)
    if not text or text.lower().startswith(_SKIPPED):
        return None
    if text.startswith(("https://", "http://")):
        url = parse(text)
        return url.href if url is not None else None
    return join(base, text)


def hits(dom: Dom, base: str, lens: Lens) -> Iterator[Hit]:
    """Yield the URLs that name a program, a shop or a cloaked link. Internal links cost one look each."""
    identify = lens.identifier.identify
    dull = lens.dull
    for element in dom.elements("a", "area"):
        raw = element.attr("href")
        if not raw or raw in dull:
            continue
        if raw.startswith("/") and not raw.startswith("//") and not lens.may_cloak(raw):
            if len(dull) < MAX_DULL:
                dull.add(raw)
            continue
        kind = Carrier.ANCHOR if element.tag == "a" else Carrier.AREA
        yield from _judge(Carried(element, raw, kind, "href"), base, lens)
    for item in carried(dom):
        if (found := resolve(item.url, base)) and identify(found).affiliate:
            yield Hit(item, found, identify(found))


def _judge(item: Carried, base: str, lens: Lens) -> Iterator[Hit]:
    resolved = resolve(item.url, base)
    url = parse(resolved) if resolved else None
    if "&amp;" in item.url or item.url.count("http") > 1 or ("&" in item.url and "?" not in item.url):
        mended = lens.identifier.identify(repaired(strip_blanks(item.url)))
        if mended.affiliate and mended.publisher_id and not (resolved and lens.identifier.identify(resolved).affiliate):
            yield Hit(item, resolved or item.url, Match(affiliate=False, program=mended.program), broken=True)
            return
    if resolved is None or url is None or not url.is_web:
        return
    if lens.is_own(url):
        if hit := _cloaked(item, resolved, url, lens):
            yield hit
        return
    match = lens.identifier.identify(resolved)
    if match.affiliate is not False:
        yield Hit(item, resolved, match)
    elif shop := lens.identifier.shop(url.host):
        yield Hit(item, resolved, Match(affiliate=False, program=shop))


def _cloaked(item: Carried, resolved: str, url: Url, lens: Lens) -> Hit | None:
    target = lens.cloak_target(url)
    if target is not None:
        match = lens.identifier.identify(target)
        return Hit(item, resolved, match, via=target) if match.affiliate else None
    marked = bool({"sponsored", "nofollow"} & set((item.element.attr("rel") or "").lower().split()))
    if lens.is_cloak_path(url, marked):
        # Only a redirect shows where such a path leads; unless the owner or the link's own marks say so, it is a guess.
        form = "cloaked path" if marked or lens.is_declared_cloak(url) else GUESSED_CLOAK
        return Hit(item, resolved, Match(True, strength=Strength.MEDIUM, needs_probe=True, form=form), via="")
    return None


def describe(hit: Hit, dom: Dom, intent: str = "") -> Link:
    """Return the link as reports and rules see it."""
    element, match = hit.carried.element, hit.match
    place = element.position
    block, table = block_of(element), _table(element)
    text = link_text(element)
    return Link(
        url=strip_blanks(hit.carried.url),
        resolved=hit.resolved,
        carrier=hit.carried.carrier,
        program=match.program,
        publisher_id=match.publisher_id,
        strength=Strength.INTENDED if intent else match.strength or Strength.MEDIUM,
        needs_probe=match.needs_probe,
        text=text[:_TEXT],
        line=place[0] if place else None,
        column=place[1] + 1 if place else None,
        region=_region(element),
        rel=tuple((element.attr("rel") or "").lower().split()),
        order=dom.order.get(element, -1),
        selector=selector_of(element),
        destination=match.destination,
        form=match.form,
        span=span_of(element, hit.carried.attribute),
        context=run_text(element, 400)[:200],
        block=dom.order.get(block, -1) if block is not None else -1,
        group=_group(element, dom),
        image=not text.strip() and element.find("img") is not None,
        via=hit.via,
        intent=intent,
        mark=mark_of(element),
        table=dom.order.get(table, -1) if table is not None else -1,
        rest=_rest(element),
        nested=any(isinstance(child, Element) for child in element.children),
    )


def _rest(element: Element) -> str:
    """A fix that is pasted must not take a button's class or target away; what is long is left to the reader."""
    parts = []
    for name, value in islice(element.attrs.items(), _ATTRIBUTES):
        if name not in ("href", "rel"):
            text = " ".join(value) if isinstance(value, list) else value or ""
            parts.append(f' {name}="{escape(text)}"' if text else f" {name}")
    rest = "".join(parts)
    return rest if len(rest) <= _TEXT else " …"


def _region(element: Element) -> Region:
    """An article's list of quick picks is often a `nav`; its links are the article's."""
    region = region_of(element)
    return Region.MAIN if region is Region.NAV and element.closest("article") is not None else region


def _group(element: Element, dom: Dom) -> int:
    box = element.closest(_GROUPS)
    return dom.order.get(box, -1) if box is not None else -1


def _table(element: Element) -> Element | None:
    """Return the comparison table an element stands in; a table that lays out a page is none."""
    table = element.closest("table")
    return table if table is not None and _compares(table) else None


@lru_cache(maxsize=16)
def _compares(table: Element) -> bool:
    rows = sum(1 for _ in islice(table.iter_elements("tr"), 2))
    return rows == 2 and table.find(["h1", "h2", "table"]) is None


def link_text(element: Element) -> str:
    """Return what a reader reads on the link; the alternative text of images only when there is nothing else."""
    text = " ".join(element.text.split())
    return text or ""
