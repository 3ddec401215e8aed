"""One hop with requests: no redirects followed, no cookies, the body capped after decompression."""

from __future__ import annotations

import time
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import Final

import requests

from ..model import UnreadReason
from ..urls import origin, parse
from .guard import forbidden
from .seam import Refusal, Request, Response

__all__ = ["exchange"]

MAX_BODY: Final = 16 * 1024 * 1024
MAX_SECONDS: Final = 60.0
TIMEOUT: Final = (10.0, 20.0)
_PORTS: Final = {"http": 80, "https": 443}


def exchange(request: Request) -> Response | Refusal:
    """Ask once. Every trouble of the network is a `Refusal`; nothing is raised."""
    url = parse(request.url)
    if url is None or not url.is_web:
        return Refusal(request.url, UnreadReason.FETCH, "not an http(s) URL")
    if not request.anywhere and origin(url) not in request.trusted:
        address = forbidden(url.host, int(url.port or _PORTS[url.scheme]))
        if address:
            return Refusal(request.url, UnreadReason.PRIVATE, f"{url.host} is at {address}, which is not a public address")
    started = time.monotonic()
    try:
        with _session().request(request.method, request.url, headers=request.headers, stream=True,
                                allow_redirects=False, timeout=TIMEOUT) as answer:  # fmt: skip
            return _read(request.url, answer, started)
    except requests.RequestException as error:
        return Refusal(request.url, UnreadReason.FETCH, _plain(error))


def _read(url: str, answer: requests.Response, started: float) -> Response | Refusal:
    chunks, size = [], 0
    for chunk in answer.iter_content(65_536):
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_BODY:
            return Refusal(url, UnreadReason.TOO_LARGE, f"more than {MAX_BODY} bytes")
        if time.monotonic() - started > MAX_SECONDS:
            return Refusal(url, UnreadReason.FETCH, f"not done after {MAX_SECONDS:.0f} s")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Response(url, answer.status_code, headers, b"".join(chunks), time.monotonic() - started)


def _plain(error: requests.RequestException) -> str:
    names = {requests.Timeout: "timed out", requests.exceptions.SSLError: "TLS failed", requests.ConnectionError: "could not connect"}
    found = next((text for kind, text in names.items() if isinstance(error, kind)), type(error).__name__)
    return f"{found}: {str(error)[:160]}"


@lru_cache(maxsize=1)
def _session() -> requests.Session:
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session
