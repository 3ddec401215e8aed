"""Sitemaps (sitemaps.org): an index of them, gzipped or not, or a plain list; hostile XML reads as an empty one."""

from __future__ import annotations

import zlib
from collections import deque
from io import BytesIO
from typing import Any, Final

import msgspec
from lxml import etree

from ..http.redirects import follow
from ..http.seam import Refusal, Talk
from ..urls import join, parse, same_site

__all__ = ["Sitemaps", "locations", "read_sitemaps"]

# sitemaps.org: at most 50 MB uncompressed and 50,000 URLs each.
CAP: Final = 50 * 1024 * 1024
MAX_URLS: Final = 50_000
MAX_MAPS: Final = 500
MAX_PAGES: Final = 1_000_000
_PIECE: Final = 16_384


class Sitemaps(msgspec.Struct, frozen=True):
    """The pages that a site's sitemaps list, and those of the sitemaps that could not be read."""

    pages: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def read_sitemaps(starts: tuple[str, ...]) -> Talk[Sitemaps]:
    """Read sitemaps and what their indexes list, each once."""
    waiting = deque(dict.fromkeys(starts))
    seen, asked = set(starts), 0
    pages: dict[str, None] = {}
    unread: list[str] = []
    while waiting and asked < MAX_MAPS and len(pages) < MAX_PAGES:
        url, asked = waiting.popleft(), asked + 1
        place, answer = yield from follow(url, CAP)
        if isinstance(answer, Refusal) or answer.status != 200:
            unread.append(f"{url}: {answer.detail if isinstance(answer, Refusal) else f'HTTP {answer.status}'}")
            continue
        seen.add(place)
        maps, found = locations(answer.body, place)
        pages |= dict.fromkeys(found)
        further = [one for one in dict.fromkeys(maps) if one not in seen and _beside(one, place)]
        waiting += further
        seen |= set(further)
    unread += [f"{url}: more than {MAX_MAPS} sitemaps or {MAX_PAGES:,} pages" for url in waiting]
    return Sitemaps(tuple(pages), tuple(unread))


def _beside(one: str, other: str) -> bool:
    """An index lists sitemaps of its own site (sitemaps.org); others could send us anywhere."""
    here, there = parse(one), parse(other)
    return bool(here and there and here.is_web and same_site(here, there))


def locations(body: bytes, url: str) -> tuple[list[str], list[str]]:
    """Return the further sitemaps and the pages that a sitemap lists."""
    text = _unpacked(body)
    if not text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = text[:CAP].decode("utf-8", "replace").split()[:MAX_URLS]
        return [], [line for line in lines if line.startswith(("http://", "https://"))]
    maps: list[str] = []
    pages: list[str] = []
    try:
        for _, element in _elements(text):
            parent = element.getparent()
            kind = etree.QName(parent).localname if parent is not None else ""
            text_of = (element.text or "").strip()
            found = join(url, text_of) if text_of else None
            if found and kind in ("url", "sitemap"):
                (pages if kind == "url" else maps).append(found)
            element.clear()
            if len(pages) + len(maps) >= MAX_URLS:
                break
    except etree.LxmlError:
        pass  # what was read until the fault counts
    return maps, pages


def _elements(text: bytes) -> Any:
    """Every `loc`. No entity is expanded, nothing is loaded (XXE, billion laughs)."""
    return etree.iterparse(
        BytesIO(text), events=("end",), tag="{*}loc", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    unpacker, text = zlib.decompressobj(31), bytearray()
    try:
        for start in range(0, len(body), _PIECE):
            text += unpacker.decompress(body[start : start + _PIECE], CAP - len(text))
            if len(text) >= CAP or unpacker.eof:
                break
    except zlib.error:
        pass  # what was unpacked until the fault counts
    return bytes(text)
