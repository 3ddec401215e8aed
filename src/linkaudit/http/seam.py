"""The seam between manners and transports: what is asked of one hop, the two kinds of answer, and who fetches it."""

from __future__ import annotations

from collections.abc import Generator
from enum import StrEnum
from typing import Final, Protocol, TypeVar

import msgspec

from ..urls import join

__all__ = ["MAX_BODY", "MAX_HEADERS", "Answer", "Refusal", "Request", "Response", "Talk", "Transport", "Trouble"]

# Bytes after decompression; the largest page seen on real blogs is 4 MB.
MAX_BODY: Final = 16 * 1024 * 1024
# Servers send 1-4 KB of headers; browsers give up at 256 KB.
MAX_HEADERS: Final = 128 * 1024


_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


class Trouble(StrEnum):
    """Why there is no answer."""

    ADDRESS = "not-a-url"
    NO_HOST = "no-such-host"
    RESOLVER = "resolver-failed"
    PRIVATE = "private-address"
    CONNECT = "not-connected"
    TLS = "tls-failed"
    TIMEOUT = "timeout"
    BROKEN = "broken-answer"
    HEADERS = "headers-too-large"
    BUSY = "asked-to-wait"
    DEAD = "host-not-answering"
    STOPPED = "stopped"


class Request(msgspec.Struct, frozen=True):
    """One hop to ask. `cap` is in bytes after decompression, `seconds` for the whole exchange; `again` lets it be retried."""

    url: str
    method: str = "GET"
    headers: dict[str, str] = {}
    cap: int = MAX_BODY
    seconds: float = 60.0
    again: bool = True


class Response(msgspec.Struct, frozen=True):
    """An answer: lower-case header names, seconds it took, the address it came from; `cut` when the body was longer than the cap."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    address: str = ""
    cut: bool = False

    @property
    def redirects(self) -> bool:
        """True for an answer that sends the client elsewhere (RFC 9110 §15.4)."""
        return self.status in _REDIRECTS

    def leads_to(self, url: str) -> str | None:
        """Return where a redirect leads, resolved against `url`; None for other answers, and without a usable Location."""
        location = self.headers.get("location", "") if self.redirects else ""
        return join(url, location) if location else None


class Refusal(msgspec.Struct, frozen=True):
    """No answer, and why."""

    url: str
    reason: Trouble
    detail: str


Answer = Response | Refusal
R = TypeVar("R")
# A conversation: yields the requests it needs one after another, is sent their answers, returns what it found out.
# It knows no socket and no clock, so that redirects, robots and probes are tested without either.
Talk = Generator[Request, Answer, R]


class Transport(Protocol):
    """Fetches single hops, many at a time. It follows nothing, retries nothing, keeps no cookies, and connects to the given addresses only."""

    def start(self, ticket: int, request: Request, addresses: tuple[str, ...]) -> None:
        """Begin a request; `addresses` are the checked addresses of its host."""

    def finished(self, seconds: float) -> list[tuple[int, Answer]]:
        """Return what has ended, waiting up to `seconds` for the first."""

    def close(self) -> None:
        """Drop all connections."""
