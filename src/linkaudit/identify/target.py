"""A URL taken apart once, the way program rules look at it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ..urls import Url

__all__ = ["Target"]


class Target(msgspec.Struct, frozen=True):
    """A parsed URL with its non-empty query parameters, first value wins, exact and lower-case names."""

    url: Url
    params: dict[str, str]
    lower: dict[str, str]

    @classmethod
    def of(cls, url: Url) -> Target:
        """Build a target from a parsed URL."""
        params: dict[str, str] = {}
        lower: dict[str, str] = {}
        for name, value in url.pairs():
            if value:
                params.setdefault(name, value)
                lower.setdefault(name.lower(), value)
        return cls(url, params, lower)

    def param(self, name: str, any_case: bool = False) -> str | None:
        """Return a parameter's value, or None when it is absent or empty."""
        return self.lower.get(name.lower()) if any_case else self.params.get(name)

    def first(self, names: Iterable[str], any_case: bool = False) -> str | None:
        """Return the value of the first of `names` that is present."""
        return next((value for name in names if (value := self.param(name, any_case))), None)
