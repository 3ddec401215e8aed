"""Loads `data/probes/`: how bot walls and pages that sell nothing are recognised."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import TypeVar

import msgspec

from .errors import CatalogError
from .model import Soft

__all__ = ["SoftPage", "SoftPages", "Wall", "soft_pages", "walls"]

T = TypeVar("T")


class Wall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bot wall. All that is set must hold; `allow` says what an owner of the site allows at this vendor."""

    name: str
    source: str
    confidence: str
    hosts: tuple[str, ...] = ()
    status: tuple[int, ...] = ()
    header: dict[str, str] = {}
    body_all: tuple[str, ...] = ()
    max_bytes: int | None = None
    allow: str = ""


class SoftPage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page that answers and does not sell what the link promised. Bound to hosts; `body_none` needs the whole body."""

    name: str
    kind: Soft
    hosts: tuple[str, ...]
    source: str
    confidence: str
    status: tuple[int, ...] = ()
    path: str | None = None
    query: str | None = None
    title: str | None = None
    body_all: tuple[str, ...] = ()
    body_none: tuple[str, ...] = ()


class SoftPages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: signatures, and the paths where shops send what they no longer have."""

    home_paths: tuple[str, ...]
    search_paths: tuple[str, ...]
    soft404: tuple[SoftPage, ...]


class _Walls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    wall: tuple[Wall, ...]


@lru_cache(maxsize=1)
def walls() -> tuple[Wall, ...]:
    """Return the bot walls; raises `CatalogError` when the file is wrong."""
    return _read("walls.toml", _Walls).wall


@lru_cache(maxsize=1)
def soft_pages() -> SoftPages:
    """Return the signatures of soft 404s; raises `CatalogError` when the file is wrong."""
    return _read("soft404.toml", SoftPages)


def _read(name: str, kind: type[T]) -> T:
    try:
        text = (resources.files("linkaudit") / "data" / "probes" / name).read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogError(f"data/probes/{name}: {error}") from error
