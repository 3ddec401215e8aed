"""A web without sockets: https, many hosts, and answers that come in any order a seed likes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from linkaudit.http.resolve import Resolver
from linkaudit.http.seam import Answer, Request, Response

# A body, "301 https://…" or a bare status; or a function of the request that gives one.
Said = str | tuple[int, dict[str, str], str]
Tell = Said | Callable[[Request], Said]


class Wire:
    """A transport that answers from a table by URL, one answer at a time, drawn by lot."""

    def __init__(self, answers: dict[str, Tell], seed: int = 0) -> None:
        self.answers, self.asked = answers, list[str]()
        self._waiting: list[tuple[int, Answer]] = []
        self._lot = random.Random(seed)

    def start(self, ticket: int, request: Request, addresses: tuple[str, ...]) -> None:
        self.asked.append(request.url)
        found = self.answers.get(request.url, "404")
        status, headers, body = spelled(found(request) if callable(found) else found)
        html = {"content-type": "text/html; charset=utf-8"} | headers
        self._waiting.append((ticket, Response(request.url, status, html, body.encode(), 0.01)))

    def finished(self, seconds: float) -> list[tuple[int, Answer]]:
        if not self._waiting:
            return []
        return [self._waiting.pop(self._lot.randrange(len(self._waiting)))]

    def close(self) -> None:
        self._waiting.clear()


def spelled(said: Said) -> tuple[int, dict[str, str], str]:
    if isinstance(said, tuple):
        return said
    status, _, place = said.partition(" ")
    if len(status) == 3 and status.isdigit():
        return int(status), {"location": place} if place else {}, ""
    return 200, {}, said


@contextmanager
def wired(answers: dict[str, Tell], seed: int = 0) -> Iterator[Wire]:
    """While it lasts every audit runs over this wire."""
    wire = Wire(answers, seed)

    def lookup(host: str, *args: Any, **more: Any) -> list[Any]:
        return [(2, 1, 6, "", ("93.184.216.34", 0))]

    with patch("linkaudit.http.opened.transport_of", lambda *_: wire), patch("linkaudit.http.opened.Resolver", lambda: Resolver(lookup)):
        yield wire
