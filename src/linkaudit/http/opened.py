"""Opens a loop over the best transport there is."""

from __future__ import annotations

import importlib.util

from ..errors import ConfigError
from .loop import Loop
from .manners import Manners
from .proxies import Proxies
from .resolve import Resolver
from .seam import Transport

__all__ = ["open_loop", "transport_of"]


def transport_of(name: str, proxies: Proxies) -> Transport:
    """Return the transport named "curl" or "requests"; "auto" takes pycurl when it is installed.

    Raises `ConfigError` when pycurl is asked for and missing.
    """
    there = importlib.util.find_spec("pycurl") is not None
    if name == "curl" and not there:
        raise ConfigError('http.transport: pycurl is not installed; pip install pycurl, or set "requests"')
    if there and name != "requests":
        from .curl import CurlTransport

        return CurlTransport(proxies)
    from .plain import PlainTransport

    return PlainTransport(proxies)


def open_loop(manners: Manners, resolver: Resolver | None = None) -> Loop:
    """Return a loop with the settings' transport and the environment's proxies."""
    return Loop(transport_of(manners.http.transport, Proxies.of_environment()), manners, resolver or Resolver())
