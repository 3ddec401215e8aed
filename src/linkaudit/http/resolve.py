"""Names to addresses, looked up by us: libcurl's own look-ups stall now and then, and what is checked must be what is connected to."""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import msgspec

from .seam import Trouble

__all__ = ["Found", "Resolver"]

WORKERS: Final = 4
# A name is looked up again after this many seconds; addresses of CDNs live about as long.
KEPT: Final = 300.0
# A resolver that failed may answer in a moment; so long, all that wait for the name share its failure.
KEPT_TROUBLE: Final = 1.0
# A machine without a network can take ten seconds to say so of each name: after as many failures and no success the rest is not tried.
FAILURES: Final = 8
FEW: Final = 5
_LOCAL: Final = re.compile(r"(^|\.)(localhost|local|internal|lan|home|test)$|^[^.]+$")
_NO_SUCH_NAME: Final = frozenset((socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)))
Lookup = Callable[..., list[Any]]


class Found(msgspec.Struct, frozen=True):
    """The addresses of a host, IPv4 first, or the trouble of finding them."""

    addresses: tuple[str, ...] = ()
    trouble: Trouble | None = None
    detail: str = ""


class Resolver:
    """Looks names up in a small pool and remembers them for a while; never raises."""

    def __init__(self, lookup: Lookup = socket.getaddrinfo, clock: Callable[[], float] = time.monotonic) -> None:
        self._lookup, self._clock = lookup, clock
        self._pool: ThreadPoolExecutor | None = None
        self._known: dict[str, tuple[float, Found]] = {}
        self._asked: dict[str, Future[Found]] = {}
        self._failures = 0

    @property
    def busy(self) -> bool:
        """True while a look-up is under way."""
        return bool(self._asked)

    @property
    def works(self) -> bool:
        """True when names of the public web are found here, and more of them than are missing.

        Otherwise "no such host" may be our own lack of a network, or a firewall that answers so.
        """
        public = [found for host, (_, found) in self._known.items() if not _LOCAL.search(host)]
        there = sum(bool(found.addresses) for found in public)
        missing = sum(found.trouble is Trouble.NO_HOST for found in public)
        return there > 0 and (missing < FEW or missing <= there)

    def find(self, host: str) -> Found | None:
        """Return the host's addresses, or None while the look-up is under way: ask again."""
        if literal := _literal(host):
            return Found((literal,))
        known = self._known.get(host)
        if known and self._clock() - known[0] < (KEPT_TROUBLE if known[1].trouble is Trouble.RESOLVER else KEPT):
            return known[1]
        if self._failures >= FAILURES and not any(found.addresses for _, found in self._known.values()):
            return Found(trouble=Trouble.RESOLVER, detail="no name could be looked up; is there a network?")
        if host not in self._asked:
            self._pool = self._pool or ThreadPoolExecutor(WORKERS, "resolve")
            self._asked[host] = self._pool.submit(self._look, host)
        if not self._asked[host].done():
            return None
        found = self._asked.pop(host).result()
        self._failures += found.trouble is Trouble.RESOLVER
        self._known[host] = (self._clock(), found)
        return found

    def close(self) -> None:
        """Forget the look-ups under way."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None
        self._asked.clear()

    def _look(self, host: str) -> Found:
        try:
            rows = self._lookup(host, None, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            missing = error.errno in _NO_SUCH_NAME
            return Found(trouble=Trouble.NO_HOST if missing else Trouble.RESOLVER, detail=str(error.strerror or error))
        except (OSError, ValueError) as error:
            return Found(trouble=Trouble.RESOLVER, detail=str(error)[:160])
        addresses = dict.fromkeys(str(row[4][0]) for row in sorted(rows, key=lambda row: row[0] != socket.AF_INET))
        return Found(tuple(addresses)) if addresses else Found(trouble=Trouble.NO_HOST, detail="no address")


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None
