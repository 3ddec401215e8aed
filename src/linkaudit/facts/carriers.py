"""Everything in a page that carries a URL a reader or a script can follow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from ..html import Dom, Element
from ..identify import identifier
from ..model import Carrier
from ..urls import parse

__all__ = ["Carried", "amazon_frames", "carried", "injectors", "retired_assets", "script_redirect"]

_DATA: Final = ("data-href", "data-url", "data-link", "data-product-url", "data-affiliate-url", "data-redirect", "data-asin-url")
_DATA_SELECTOR: Final = ",".join(f"[{name}]" for name in _DATA)
_URL_IN_SCRIPT: Final = re.compile(r"""['"]((?:https?:)?//[^'"\s<>\\]{4,2000}|/[\w-]+/[\w./-]{1,200})['"]""")
_LOCATION: Final = re.compile(
    r"""(?:window\.|document\.|top\.|self\.)*location(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*['"]([^'"\s]{4,2000})['"]"""
)
# Scripts that turn plain merchant links into affiliate links when the page runs.
_INJECTORS: Final = (
    ("skimlinks", ("s.skimresources.com", "skimlinks.js")),
    ("sovrn", ("cdn.viglink.com", "vglnk", "sovrn.co")),
    ("cj", ("anrdoezrs.net/am/", "/allcj/impressions/page/am.js")),
    ("amazon", ("onetag", "amzn_assoc", "amazon-onetag", "z-na.amazon-adsystem.com/widgets/onejs")),
)
_WIDGET_HOSTS: Final = ("amazon-adsystem.com", "astore.amazon.", "rcm-", "ws-na.", "ebay.com", "epnt.ebay.com", "booking.com", "viator.com")
_RETIRED: Final = ("/widgets/q", "/e/ir", "/e/cm", "rcm-", "/widgets/onejs", "rcm/")
# Amazon's own players, cards and previews are made for frames.
_EMBEDS: Final = ("embed", "widget", "/gp/video/", "preview")
MAX_JSON: Final = 500_000


class Carried(msgspec.Struct, frozen=True):
    """A URL as written, the element and the attribute that carry it."""

    element: Element
    url: str
    carrier: Carrier
    attribute: str


def carried(dom: Dom) -> Iterator[Carried]:
    """Yield what carries URLs besides plain anchors, in the order of the tables below."""
    yield from _forms(dom)
    yield from _embedded(dom)
    for element in dom.select("[onclick]"):
        for url in _URL_IN_SCRIPT.findall((element.attr("onclick") or "")[:4000]):
            yield Carried(element, url, Carrier.ONCLICK, "onclick")
    for element in dom.select(_DATA_SELECTOR):
        for name in _DATA:
            if value := element.attr(name):
                yield Carried(element, value, Carrier.DATA, name)
    yield from _structured(dom)


def _forms(dom: Dom) -> Iterator[Carried]:
    for form in dom.elements("form"):
        action = form.attr("action")
        if not action or "//" not in action:
            continue
        hidden = [
            (field.attr("name") or "", field.attr("value") or "")
            for field in form.iter_elements("input")
            if (field.attr("type") or "").lower() == "hidden" and field.attr("name")
        ]
        query = urlencode(hidden[:60])
        yield Carried(form, action + (("&" if "?" in action else "?") + query if query else ""), Carrier.FORM, "action")


def _embedded(dom: Dom) -> Iterator[Carried]:
    """Widgets a reader can click. Images are left out: a banner's `src` counts views, and its link is the `a` around it."""
    for element in dom.elements("iframe", "script", "embed"):
        source = element.attr("src") or element.attr("data-src")
        if source and any(host in source for host in _WIDGET_HOSTS) and not any(sign in source for sign in _RETIRED):
            yield Carried(element, source, Carrier.SCRIPT if element.tag == "script" else Carrier.IFRAME, "src")


def retired_assets(dom: Dom) -> tuple[tuple[str, int | None], ...]:
    """Return (URL, line) of Amazon's image and ad widgets, which its servers no longer answer."""
    found = []
    for element in dom.elements("iframe", "script", "img"):
        source = element.attr("src") or element.attr("data-src") or ""
        if "amazon-adsystem.com" in source and any(sign in source for sign in _RETIRED):
            found.append((source[:300], element.source_line))
    return tuple(found[:50])


def amazon_frames(dom: Dom) -> tuple[tuple[str, int | None], ...]:
    """Return (URL, line) of frames that show a page of an Amazon shop; Amazon's own embeds and widgets are made for frames."""
    found = []
    for element in dom.elements("iframe", "frame"):
        source = (element.attr("src") or element.attr("data-src") or "").strip()
        if "amazon." not in source:
            continue
        url = parse("https:" + source if source.startswith("//") else source)
        if url is not None and url.is_web and _is_shop_page(url.host, url.path):
            found.append((source[:300], element.source_line))
    return tuple(found[:20])


def _is_shop_page(host: str, path: str) -> bool:
    shop = identifier().shop(host)
    front = host.removeprefix("www.").startswith("amazon.")
    return shop == "amazon" and front and not any(sign in path.lower() for sign in _EMBEDS)


def _structured(dom: Dom) -> Iterator[Carried]:
    for script in dom.elements("script"):
        if (script.attr("type") or "").strip().lower() == "application/ld+json":
            text = script.text
            if "offer" in text.lower() and len(text) <= MAX_JSON:
                for url in _offer_urls(_loaded(text), 0):
                    yield Carried(script, url, Carrier.JSON_LD, "")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _offer_urls(value: Any, depth: int) -> Iterator[str]:
    if depth > 12:
        return
    if isinstance(value, list):
        for item in value[:500]:
            yield from _offer_urls(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if (kinds in ("Offer", "AggregateOffer") or "price" in value) and isinstance(value.get("url"), str):
            yield value["url"]
        for item in list(value.values())[:200]:
            if isinstance(item, (dict, list)):
                yield from _offer_urls(item, depth + 1)


def injectors(dom: Dom) -> tuple[str, ...]:
    """Return the programs whose script rewrites the page's plain links."""
    found = []
    for script in dom.elements("script"):
        source = (script.attr("src") or script.text[:3000]).lower()
        found += [program for program, signs in _INJECTORS if any(sign in source for sign in signs)]
    return tuple(dict.fromkeys(found))


def script_redirect(dom: Dom) -> str | None:
    """Return where an inline script sends the reader at once, for pages that hold nothing else."""
    for script in dom.elements("script"):
        if not script.attr("src") and (found := _LOCATION.search(script.text[:5000])):
            return found[1]
    return None
