"""Proxies from the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), read once for both transports."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.request import getproxies, proxy_bypass

import msgspec

from ..urls import Url

__all__ = ["Proxies"]


class Proxies(msgspec.Struct, frozen=True):
    """Proxy URLs by scheme."""

    by_scheme: Mapping[str, str] = {}

    @classmethod
    def of_environment(cls) -> Proxies:
        """Read what the system says."""
        return cls(getproxies())

    def of(self, url: Url) -> str | None:
        """Return the proxy for a URL, or None for a direct connection."""
        found = self.by_scheme.get(url.scheme) or self.by_scheme.get("all")
        return found if found and not proxy_bypass(url.host) else None
