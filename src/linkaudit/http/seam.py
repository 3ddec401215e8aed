"""The seam between manners and transports: what is asked, and the two kinds of answer."""

from __future__ import annotations

import msgspec

from ..model import UnreadReason

__all__ = ["Refusal", "Request", "Response"]


class Request(msgspec.Struct, frozen=True):
    """A request for one hop. `trusted` are the origins that may lie at private addresses; `anywhere` lifts the bar."""

    url: str
    method: str = "GET"
    headers: dict[str, str] = {}
    trusted: frozenset[str] = frozenset()
    anywhere: bool = False


class Response(msgspec.Struct, frozen=True):
    """An answer: lower-case header names, a body of at most `MAX_BODY` bytes, seconds it took."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Refusal(msgspec.Struct, frozen=True):
    """No answer, and why."""

    url: str
    reason: UnreadReason
    detail: str
