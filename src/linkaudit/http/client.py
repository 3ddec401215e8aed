"""Manners above one hop: redirects on the same site, robots.txt, pace, the user agent."""

from __future__ import annotations

import os
import time
from typing import Final

import msgspec
from protego import Protego

from ..config import HttpTable
from ..model import UnreadReason
from ..urls import Url, join, origin, parse, same_site
from .exchange import exchange
from .seam import Refusal, Request, Response

__all__ = ["Client", "Manners"]

MAX_HOPS: Final = 10
USER_AGENT: Final = "linkaudit/0.1 (+https://github.com/linkaudit/linkaudit; site audit)"
_LOOPBACK: Final = ("127.", "localhost", "[::1]", "::1")
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


class Manners(msgspec.Struct, frozen=True):
    """How to behave: the `[http]` table, and the origins that may lie at private addresses."""

    http: HttpTable
    trusted: frozenset[str]


class Client:
    """Fetches pages of the audited site, one at a time and at its pace."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._robots: dict[str, Protego] = {}
        self._next: dict[str, float] = {}

    def follow(self, url: str) -> Response | Refusal:
        """Fetch a URL and its redirects within the same site; a redirect elsewhere is a refusal that names the place."""
        start = parse(url)
        for _ in range(MAX_HOPS):
            answer = self.ask(url)
            if isinstance(answer, Refusal) or answer.status not in _REDIRECTS:
                return answer
            target = join(url, answer.headers.get("location", ""))
            found = parse(target) if target else None
            if found is None or target is None or start is None:
                return Refusal(url, UnreadReason.FETCH, f"HTTP {answer.status} without a usable Location")
            if not same_site(found, start):
                return Refusal(url, UnreadReason.REDIRECT, f"leads to {found.host}")
            url = target
        return Refusal(url, UnreadReason.FETCH, f"more than {MAX_HOPS} redirects")

    def ask(self, url: str) -> Response | Refusal:
        """Fetch one hop, waiting for the host's turn."""
        found = parse(url)
        if found is not None:
            self._wait(found)
        request = Request(url, headers=self._headers(found), trusted=self._manners.trusted, anywhere=self._manners.http.allow_private)
        return exchange(request)

    def allowed(self, url: str) -> bool:
        """True when robots.txt lets us read the URL (RFC 9309: 4xx allows, no answer disallows nothing here)."""
        found = parse(url)
        if found is None:
            return False
        place = origin(found)
        if place not in self._robots:
            self._robots[place] = self._read_robots(place)
        return bool(self._robots[place].can_fetch(url, "linkaudit"))

    def _read_robots(self, place: str) -> Protego:
        answer = self.ask(f"{place}/robots.txt")
        text = answer.body[:500_000].decode("utf-8", "replace") if isinstance(answer, Response) and answer.status == 200 else ""
        return Protego.parse(text)

    def _headers(self, url: Url | None) -> dict[str, str]:
        http = self._manners.http
        headers = {"User-Agent": USER_AGENT, "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"}
        if url is not None:
            headers |= http.headers.get(url.host, {})
            if url.host in http.auth:
                headers["Authorization"] = os.environ.get(http.auth[url.host].removeprefix("env:"), "")
        return headers

    def _wait(self, url: Url) -> None:
        rate = self._manners.http.requests_per_second
        if rate is None:
            rate = 0 if url.host.startswith(_LOOPBACK) else 2
        if rate:
            now = time.monotonic()
            time.sleep(max(0.0, self._next.get(url.host, 0.0) - now))
            self._next[url.host] = max(now, self._next.get(url.host, 0.0)) + 1 / rate
