"""What every request has in common: who asks, with which headers, how fast, how often again."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from ..config import HttpTable, secret
from ..urls import Url, bare, origin
from .pace import Rate
from .seam import Answer, Refusal, Response, Trouble

__all__ = ["USER_AGENT", "Manners"]

USER_AGENT: Final = "linkaudit/0.1 (+https://github.com/linkaudit/linkaudit; site audit)"
OWN: Final = Rate(2.0, 10.0, 8)
FOREIGN: Final = Rate(1.0, 1.0, 2)
_LOOPBACK: Final = re.compile(r"(127\.\d+\.\d+\.\d+|localhost|\[::1\])$")
_AGAIN: Final = frozenset((408, 425, 429, 500, 502, 503, 504))
_PASSING: Final = frozenset((Trouble.CONNECT, Trouble.TIMEOUT, Trouble.RESOLVER, Trouble.BROKEN))


class Manners(msgspec.Struct, frozen=True):
    """How to behave: the `[http]` table, the origins that may lie at private addresses, the hosts that are the owner's.

    `patience` scales every pause; only tests lower it.
    """

    http: HttpTable
    trusted: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    patience: float = 1.0

    def headers(self, url: Url) -> dict[str, str]:
        """Return the headers for a host. The owner's headers and credentials go to the host they are set for, to no other."""
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "en;q=0.5,*;q=0.1",
        }
        names = {name.lower(): name for name in headers}
        for name, value in self.http.headers.get(url.host, {}).items():
            headers[names.get(name.lower(), name)] = value
        if url.host in self.http.auth:
            headers["Authorization"] = secret(self.http.auth[url.host], f'http.auth."{url.host}"')
        return headers

    def rate(self, host: str) -> Rate:
        """Return a host's pace: the owner's setting, none on loopback, else a careful one."""
        own = bare(host) in self.own
        at_once = self.http.concurrency if own else min(FOREIGN.at_once, self.http.concurrency)
        wanted = self.http.requests_per_second
        if wanted is None and _LOOPBACK.match(host):
            wanted = 0.0
        if wanted is not None:
            return Rate(wanted, wanted, self.http.concurrency)
        share = FOREIGN.most / self.http.beside
        return Rate(OWN.first, OWN.most, at_once) if own else Rate(share, share, at_once)

    def may_be_private(self, url: Url) -> bool:
        """True for the audited origin, exactly, and where the owner allows private addresses."""
        return self.http.allow_private or origin(url) in self.trusted

    def pause(self, answer: Answer, tries: int) -> float | None:
        """Return the seconds after which to ask again, or None when the answer stands. A busy host's own wish is the pace's affair."""
        if tries > self.http.retries or not _passes(answer):
            return None
        return float(self.patience * 2 ** (tries - 1))


def _passes(answer: Answer) -> bool:
    """True for troubles that may be gone in a moment. 501 and 505 are facts, not moods."""
    return answer.reason in _PASSING if isinstance(answer, Refusal) else isinstance(answer, Response) and answer.status in _AGAIN
