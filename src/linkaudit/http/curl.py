"""One hop with libcurl's multi interface: HTTP/2, brotli, a twentieth of the CPU that requests needs."""

from __future__ import annotations

import re
import time
from typing import Any, Final

import certifi
import pycurl

from ..urls import Url, parse
from .proxies import Proxies
from .seam import MAX_HEADERS, Answer, Refusal, Request, Response, Trouble

__all__ = ["CurlTransport"]

CONNECT_SECONDS: Final = 10
_TROUBLES: Final = {
    1: Trouble.BROKEN, 6: Trouble.NO_HOST, 7: Trouble.CONNECT, 28: Trouble.TIMEOUT, 35: Trouble.TLS, 51: Trouble.TLS, 53: Trouble.TLS,
    54: Trouble.TLS, 58: Trouble.TLS, 59: Trouble.TLS, 60: Trouble.TLS, 66: Trouble.TLS, 77: Trouble.TLS, 80: Trouble.TLS, 83: Trouble.TLS,
    90: Trouble.TLS, 91: Trouble.TLS, 3: Trouble.ADDRESS, 5: Trouble.CONNECT, 97: Trouble.CONNECT, 100: Trouble.HEADERS,
}  # fmt: skip
# A connection lost in the handshake says nothing about the certificate, and may be gone in a moment.
# The name under which an address is pinned is nobody's business.
_VIA: Final = re.compile(r" via pin\d+\.invalid:\d+")
_LOST: Final = re.compile(r"(send|recv) failure|reset|unexpected eof|syscall", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class _Transfer:
    """What arrives for one request."""

    __slots__ = ("body", "complete", "count", "cut", "flooded", "headers", "proxied", "request", "size", "started", "ticket")

    def __init__(self, ticket: int, request: Request) -> None:
        self.ticket, self.request = ticket, request
        self.body: list[bytes] = []
        self.headers: dict[str, str] = {}
        self.size = self.count = 0
        self.cut = self.flooded = self.complete = self.proxied = False
        self.started = time.monotonic()

    def header(self, line: bytes) -> int:
        """Take a header line. A status line begins anew, for 1xx answers come before the real one; trailers after the body are no headers."""
        self.count += len(line)
        if self.count > MAX_HEADERS:
            self.flooded = True
            return -1
        text = line.decode("latin-1")
        if text.startswith("HTTP/"):
            self.headers, self.complete = {}, False
            return len(line)
        self.complete = self.complete or not text.strip()
        name, colon, value = text.partition(":")
        if colon and not self.complete:
            name, value = name.strip().lower(), value.strip()
            self.headers[name] = f"{self.headers[name]}, {value}" if name in self.headers else value
        return len(line)

    def write(self, data: bytes) -> int:
        """Take a piece of the body, up to the cap."""
        room = self.request.cap - self.size
        if len(data) > room:
            self.body.append(data[:room])
            self.cut = True
            return -1
        self.body.append(data)
        self.size += len(data)
        return len(data)


class CurlTransport:
    """Many hops at a time on one thread; connections are kept and shared."""

    def __init__(self, proxies: Proxies, connections: int = 64) -> None:
        self._proxies = proxies
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, connections)
        self._idle: list[Any] = []
        self._running: dict[Any, _Transfer] = {}
        self._pins: dict[tuple[str, ...], str] = {}
        self._early: list[tuple[int, Answer]] = []
        self._bundle = certifi.where()

    def start(self, ticket: int, request: Request, addresses: tuple[str, ...]) -> None:
        """Begin a request to the given addresses."""
        url = parse(request.url)
        if url is None or not url.is_web:
            self._early.append((ticket, Refusal(request.url, Trouble.ADDRESS, "not an http(s) URL")))
            return
        proxy = self._proxies.of(url)
        if not addresses and not proxy:
            self._early.append((ticket, Refusal(request.url, Trouble.CONNECT, "no address")))
            return
        easy = self._idle.pop() if self._idle else pycurl.Curl()
        transfer = _Transfer(ticket, request)
        try:
            self._prepare(easy, request, url, transfer)
            self._place(easy, url, addresses, proxy)
        except (pycurl.error, UnicodeError, ValueError) as error:
            easy.close()
            self._early.append((ticket, Refusal(request.url, Trouble.ADDRESS, f"can't be asked: {error}"[:200])))
            return
        transfer.proxied = bool(proxy)
        self._running[easy] = transfer
        self._multi.add_handle(easy)

    def finished(self, seconds: float) -> list[tuple[int, Answer]]:
        """Drive all transfers and return those that have ended."""
        done, self._early = self._early, []
        self._perform()
        done += self._ended()
        if not done and self._running and seconds > 0:
            # select() knows nothing of the transfers' own deadlines.
            due = self._multi.timeout()
            self._multi.select(min(seconds, 1.0, due / 1000 if due >= 0 else 1.0))
            self._perform()
            done += self._ended()
        elif not done and seconds > 0:
            time.sleep(min(seconds, 1.0))
        return done

    def close(self) -> None:
        """Drop all connections."""
        for easy in self._running:
            self._multi.remove_handle(easy)
            easy.close()
        for easy in self._idle:
            easy.close()
        self._running.clear()
        self._idle.clear()
        self._multi.close()

    def _prepare(self, easy: Any, request: Request, url: Url, transfer: _Transfer) -> None:
        easy.setopt(pycurl.URL, url.href.partition("#")[0])
        easy.setopt(pycurl.NOSIGNAL, 1)
        easy.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        easy.setopt(pycurl.CAINFO, self._bundle)
        easy.setopt(pycurl.ACCEPT_ENCODING, "")
        easy.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        easy.setopt(pycurl.CONNECTTIMEOUT, CONNECT_SECONDS)
        easy.setopt(pycurl.TIMEOUT_MS, max(1, int(request.seconds * 1000)))
        easy.setopt(pycurl.HTTPHEADER, [_header(name, value) for name, value in request.headers.items()])
        easy.setopt(pycurl.HEADERFUNCTION, transfer.header)
        easy.setopt(pycurl.WRITEFUNCTION, transfer.write)
        if request.method == "HEAD":
            easy.setopt(pycurl.NOBODY, 1)

    def _place(self, easy: Any, url: Url, addresses: tuple[str, ...], proxy: str | None) -> None:
        """Tell libcurl where to connect; it must never look a name up itself.

        Each set of addresses gets a name of ours, for libcurl's own pins read some host names ("-a.example") as commands, and it would
        take a kept connection to other addresses of the same host.
        """
        # Both are set, else libcurl reads the environment.
        easy.setopt(pycurl.PROXY, proxy or "")
        easy.setopt(pycurl.NOPROXY, "")
        if proxy:
            return
        pin = self._pins.setdefault(addresses, f"pin{len(self._pins)}.invalid")
        port = url.port or ("443" if url.scheme == "https" else "80")
        easy.setopt(pycurl.CONNECT_TO, [f"::{pin}:{port}"])
        easy.setopt(pycurl.RESOLVE, [f"{pin}:{port}:" + ",".join(f"[{one}]" if ":" in one else one for one in addresses)])

    def _perform(self) -> None:
        while self._multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass

    def _ended(self) -> list[tuple[int, Answer]]:
        found: list[tuple[int, Answer]] = []
        left = 1
        while left:
            left, good, bad = self._multi.info_read()
            for easy, code, text in [*((one, 0, "") for one in good), *bad]:
                transfer = self._running.pop(easy)
                found.append((transfer.ticket, _answer(easy, transfer, code, text)))
                self._multi.remove_handle(easy)
                easy.reset()
                self._idle.append(easy)
        return found


def _header(name: str, value: str) -> bytes:
    if _CONTROL.search(name + value):
        raise ValueError(f"the header {name!r} holds a control character")
    return f"{name}: {value}".encode("latin-1")


def _answer(easy: Any, transfer: _Transfer, code: int, text: str) -> Answer:
    url = transfer.request.url
    if transfer.flooded:
        return Refusal(url, Trouble.HEADERS, f"more than {MAX_HEADERS} bytes of headers")
    if code and not transfer.cut:
        return Refusal(url, _trouble(code, text), _VIA.sub("", text)[:200] or f"libcurl error {code}")
    return Response(
        url, easy.getinfo(pycurl.RESPONSE_CODE), transfer.headers, b"".join(transfer.body), time.monotonic() - transfer.started,
        "" if transfer.proxied else easy.getinfo(pycurl.PRIMARY_IP), transfer.cut,
    )  # fmt: skip


def _trouble(code: int, text: str) -> Trouble:
    if code == pycurl.E_SSL_CONNECT_ERROR and _LOST.search(text):
        return Trouble.BROKEN
    if text.startswith("CONNECT tunnel failed"):
        return Trouble.CONNECT
    return _TROUBLES.get(code, Trouble.BROKEN)
