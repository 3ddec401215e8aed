"""What the analysis of a page has to know of its site."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

import msgspec

from ..catalog import shared
from ..identify import Identifier, identifier
from ..urls import Url, bare

__all__ = ["Lens", "cloak_segments"]

# Segments that mean nothing but a redirect; the others ("shop", "link", "get") are also honest page names.
_SURE_SEGMENTS = frozenset("go goto recommends recommend refer refers out outbound aff redirect redir exit azon product-link".split())


def unread(url: str) -> None:
    """Nobody has read any style sheet."""


class Lens(msgspec.Struct, frozen=True):
    """The site a page belongs to, as far as its facts depend on it. `cloaks` was found out, `listed` is the owner's word; `heeded` are the
    hosts whose pages may hold in-page ignores; `sheet` gives the text of a style sheet by its URL, or None."""

    own: tuple[str, ...] = ()
    cloaks: dict[str, str] = {}
    listed: dict[str, str] = {}
    wild: tuple[tuple[str, str], ...] = ()
    paths: frozenset[str] | None = None
    cloaked: tuple[str, ...] = ()
    required: str | None = None
    declared: dict[str, tuple[str, ...]] = {}
    local_programs: str | None = None
    heeded: tuple[str, ...] = ()
    sheet: Callable[[str], str | None] = unread
    # Internal addresses already looked at: a site links the same ones from page after page.
    dull: set[str] = msgspec.field(default_factory=set)

    @property
    def identifier(self) -> Identifier:
        """The shared identifier for this site's programs."""
        return identifier(self.local_programs)

    def is_own(self, url: Url) -> bool:
        """True when the URL is on the audited site."""
        return bare(url.host) in self.own

    def is_declared_cloak(self, url: Url) -> bool:
        """True when the owner's globs name this path as a cloaked link."""
        return any(fnmatchcase(url.path, pattern) for pattern in self.cloaked)

    def cloak_target(self, url: Url) -> str | None:
        """Return where an own URL is known to send the reader, without a request."""
        path = url.path
        if (known := _at(self.cloaks, path) or self.listed_target(url)) is not None:
            return known
        for prefix, target in self.wild:
            if path.startswith(prefix):
                return target.replace(":splat", path[len(prefix) :])
        return None

    def listed_target(self, url: Url) -> str | None:
        """Return where the owner's lists say that an own URL leads."""
        return _at(self.listed, url.path) if self.listed else None

    def may_cloak(self, raw: str) -> bool:
        """Cheap look at an internal path as written: pages link hundreds of them, and few can be cloaks."""
        if self.cloaks or self.listed or self.cloaked or self.wild:
            return True
        return raw[1:].partition("/")[0] in cloak_segments()

    def is_cloak_path(self, url: Url, marked: bool) -> bool:
        """True when an own URL looks like a cloaked link: the owner says so, or its first segment does and no page answers."""
        path = url.path
        if self.is_declared_cloak(url):
            return True
        first, _, rest = path.lstrip("/").partition("/")
        if not rest.strip("/") or "/" in rest.strip("/") or self._answers(path):
            return False
        return first in _SURE_SEGMENTS or (marked and first in cloak_segments())

    def _answers(self, path: str) -> bool:
        if self.paths is None:
            return False
        return path in self.paths or path.rstrip("/") in self.paths or path.rstrip("/") + "/" in self.paths


def _at(known: dict[str, str], path: str) -> str | None:
    return known.get(path) or known.get(path.rstrip("/") or "/") or known.get(path + "/")


@lru_cache(maxsize=1)
def cloak_segments() -> frozenset[str]:
    """Return the first path segments that may be a cloak's."""
    found: dict[str, Any] = shared()
    return frozenset(found["cloak_segments"])
