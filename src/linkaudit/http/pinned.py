"""requests, bent: it connects to given addresses, tells its sockets, follows nothing, and reads no head that is a trap."""

from __future__ import annotations

import ipaddress
import re
import threading
from http.client import HTTPException, HTTPResponse, parse_headers
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .seam import MAX_HEADERS

__all__ = ["Pinned", "Session", "here"]

_PORTS: Final = {"http": 80, "https": 443}
_BLANK_BEFORE_COLON: Final = re.compile(rb"^([^:\s]+)[ \t]+:")
# `here.job` is what this thread is at.
here = threading.local()


class _Lines:
    """The head of an answer: bounded, and only of lines that http.client reads as they stand.

    It would take a lone carriage return for the next header, and leave out all headers after a line that is none.
    """

    def __init__(self, source: Any) -> None:
        self._source, self._left = source, MAX_HEADERS
        self.close = source.close

    def readline(self, limit: int = -1) -> bytes:
        line: bytes = self._source.readline(limit)
        self._left -= len(line)
        if self._left < 0:
            raise HTTPException(f"got more than {MAX_HEADERS} bytes of headers")
        text = line.rstrip(b"\r\n")
        if b"\r" in text or b"\0" in text:
            raise HTTPException("control character inside a header")
        if b":" not in text and text.strip() and not text.startswith((b"HTTP/", b" ", b"\t")):
            raise HTTPException("header without a colon")
        return _BLANK_BEFORE_COLON.sub(rb"\1:", line)


class _Head(HTTPResponse):
    """Reads past all 1xx answers; http.client knows 100 only."""

    def begin(self) -> None:
        source: Any = self.fp
        lines: Any = _Lines(source)
        self.fp = lines
        try:
            super().begin()
        finally:
            # A bad status line has closed and dropped it.
            self.fp = source if self.fp is lines else self.fp

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if found[1] == 101:
                raise HTTPException("switches protocols, unasked")
            if not 100 <= found[1] < 200:
                return found
            parse_headers(self.fp)


class _Watched:
    """Mixed into connections: tells the job which socket it reads from, and whether it was used before."""

    sock: Any
    _before: Any = None
    response_class: Any = _Head

    def getresponse(self, *args: Any, **more: Any) -> Any:
        here.job.socket, here.job.reused, self._before = self.sock, self.sock is self._before, self.sock
        # Cut off before it had a socket: nobody would end this wait.
        if here.job.overdue:
            raise HTTPException("cut off")
        return super().getresponse(*args, **more)  # type: ignore[misc]


class _Http(_Watched, HTTPConnection):
    pass


class _Https(_Watched, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


_POOLS: Final = {"http": _HttpPool, "https": _HttpsPool}


class Session(requests.Session):
    """Knows no redirects: requests would read a redirect's whole body, in any size, even when told not to follow."""

    def get_redirect_target(self, resp: Any) -> None:
        """Return none, whatever Location says."""
        return


class Pinned(HTTPAdapter):
    """Connects to `address` whatever the name in the URL would resolve to; TLS still checks the name."""

    address = ""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        """Let pools make our connections."""
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        """Let a proxy's pools make our connections too; SOCKS has its own."""
        manager = super().proxy_manager_for(proxy, **more)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager

    def request_url(self, request: Any, proxies: Any) -> str:
        """Return the path as it stands in the URL: requests would make one slash of two at its start."""
        return super().request_url(request, proxies) if proxies else "/" + request.url.split("/", 3)[3]

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """Return connections to the address, with TLS for the name."""
        if not self.address:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        place, more = self.build_connection_pool_key_attributes(request, verify, cert)
        if place["scheme"] == "https" and not _is_literal(place["host"]):
            named = place["host"].rstrip(".")
            more = {**more, "server_hostname": named, "assert_hostname": named}  # type: ignore[typeddict-unknown-key]
        port = place["port"] or _PORTS[place["scheme"]]
        return self.poolmanager.connection_from_host(self.address, port, place["scheme"], more)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
