"""The file of `--sites`: which sites one run audits, each with its own settings and reports."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from ..errors import ConfigError
from .tables import Table

__all__ = ["Site", "Sites", "load_sites"]

_Text = Annotated[str, msgspec.Meta(min_length=1)]


class Site(Table, frozen=True):
    """`[[site]]`: a target as `linkaudit audit` takes it, its configuration and reports, relative to the file."""

    target: _Text
    name: str = ""
    config: str | None = None
    output: tuple[_Text, ...] = ()
    offline: bool = False


class Sites(Table, frozen=True):
    """The whole file: the sites, the page that lists them, and how many run at a time."""

    site: Annotated[list[Site], msgspec.Meta(min_length=1)]
    output: str | None = None
    at_once: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4


def load_sites(path: Path) -> Sites:
    """Read the file; raises `ConfigError` naming it and the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    try:
        found = msgspec.convert(table, Sites)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}; a site is [[site]] with a target") from error
    names = [name_of(site) for site in found.site]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError(f"{path}: two sites are called {twice[0]}; give each a name of its own")
    for site in found.site:
        if site.target == "-" or site.target.startswith("-"):
            raise ConfigError(f"{path}: target = {site.target!r}: a folder, a URL or @file is wanted")
    return found


def name_of(site: Site) -> str:
    """Return what a site is called: its name, else its target."""
    return site.name or site.target
