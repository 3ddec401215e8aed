"""`{date}` and `{site}` in the names of reports, so that each night keeps its own."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from ..errors import ConfigError, nearest
from .words import named_site

__all__ = ["check_name", "file_for"]

_NAMES: Final = ("date", "site")
_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


def check_name(name: str) -> str:
    """Return the name of a file. Raises `ConfigError` for a `{…}` in it that nothing is known for."""
    for hole in _HOLE.findall(name):
        if hole not in _NAMES:
            raise ConfigError(
                f"{name}: nothing is known for {{{hole}}}{nearest(hole, _NAMES)}; a report's name may hold {{date}} and {{site}}"
            )
    return name


def file_for(name: str, site: str, target: str, started: str) -> str:
    """Return the name for one run: `{date}` is the day (UTC) on which it began, `{site}` its host, else its folder."""
    values = {"date": started[:10] if _DATE.match(started) else "undated", "site": _safe(site, target)}
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), name)


def _safe(site: str, target: str) -> str:
    """A host, with its port, as a part of a path that leads nowhere else: it may come from the audited pages."""
    called = named_site(site, target)
    host = called.partition("://")[2].partition("/")[0] or PurePath(target).name
    return re.sub(r"[^a-z0-9.-]", "_", host.lower())[:100].strip(".") or "site"
