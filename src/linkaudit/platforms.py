"""What a site is built with, told from its pages: fixes name the place where the site is changed (`data/platforms.toml`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import msgspec

from .catalog import table
from .html import parse

__all__ = ["Platform", "catalogue", "hint", "platforms_of"]

HEAD: Final = 16_384
# A plugin's script stands on most pages of its site; what stands on few may be an article about it.
SHARE: Final = 0.25


class Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A content system or plugin: how its pages show it, and where each family of faults is mended."""

    id: str
    name: str
    confidence: str
    generator: str | None = None
    markers: tuple[str, ...] = ()
    hints: dict[str, str] = {}
    source: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    platform: tuple[Platform, ...]


@lru_cache(maxsize=1)
def catalogue() -> tuple[Platform, ...]:
    """Return all platforms, plugins before content systems; raises `CatalogError` when the file is wrong."""
    return table("platforms.toml", _File).platform


def platforms_of(bodies: Iterable[bytes]) -> tuple[Platform, ...]:
    """Return what the pages show, in the catalogue's order. One generator tag is enough: Hugo writes it on the home page only."""
    counts: Counter[str] = Counter()
    named: set[str] = set()
    pages = 0
    for body in bodies:
        pages += 1
        told = _generators(body)
        named |= {one.id for one in catalogue() if one.generator and any(re.search(one.generator, text) for text in told)}
        counts.update(one.id for one in catalogue() if any(marker.encode() in body for marker in one.markers))
    shown = [one for one in catalogue() if one.id in named or (counts[one.id] and counts[one.id] >= SHARE * pages)]
    # Pictures keep the addresses of the system that a site has left: what names itself wins.
    return tuple(one for one in shown if one.id in named or not (named and one.generator))


def _generators(body: bytes) -> list[str]:
    """Plugins add generator tags of their own beside the system's."""
    metas = parse(body[:HEAD]).elements("meta")
    return [(element.attr("content") or "").strip() for element in metas if (element.attr("name") or "").lower() == "generator"]


def hint(platforms: Iterable[Platform], family: str) -> str:
    """Return where a family of faults is mended on this site, or an empty string."""
    return next((one.hints[family] for one in platforms if family in one.hints), "")
