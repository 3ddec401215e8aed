"""The style sheets of a crawl: each is asked once a run, and pages wait for theirs, so that the outcome does not depend on the order of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import msgspec

from ..http.loop import Loop
from ..http.redirects import follow
from ..http.seam import Answer, Refusal, Response, Talk, Trouble
from ..model import Page, Unread, UnreadReason
from ..store import Waiting

__all__ = ["Wardrobe", "read_response"]

_HTML: Final = ("text/html", "application/xhtml+xml")
MAX_BYTES: Final = 2_000_000
# A site has a handful; one that has a new sheet for every page is not followed for ever.
MAX_SHEETS: Final = 300


class _Reader(Protocol):
    """Who reads the pages; see `crawl.Reader`."""

    def sheets(self, page: Page | None) -> list[str]: ...

    def styled(self, url: str, text: str | None) -> None: ...


class _Held(msgspec.Struct):
    """A page that waits, and what for."""

    page: Waiting
    answer: Answer
    lacks: set[str]


class Wardrobe:
    """Fetches sheets through the crawl's loop. `forbidden` tells why robots.txt keeps an address of the audited site from being read."""

    def __init__(self, loop: Loop, reader: _Reader, forbidden: Callable[[str], Any]) -> None:
        self._loop, self._reader, self._forbidden = loop, reader, forbidden
        self._asked = 0
        self._open: set[str] = set()
        self._held: list[_Held] = []

    @property
    def waiting(self) -> int:
        """How many pages wait for a sheet."""
        return len(self._held)

    def refresh(self) -> None:
        """Ask for the sheets that earlier runs used: a page that has not changed may look otherwise."""
        self._order(self._reader.sheets(None))
        for url, answer in self._loop.results():
            self._keep(url, answer)

    def holds_back(self, page: Waiting, answer: Answer) -> bool:
        """True for a page that has to wait for its sheets, which are asked for."""
        found = read_response(answer) if isinstance(answer, Response) and answer.status == 200 else None
        lacks = set(self._reader.sheets(found)) if isinstance(found, Page) else set()
        self._order(sorted(lacks))
        lacks &= self._open
        if lacks:
            self._held.append(_Held(page, answer, lacks))
        return bool(lacks)

    def arrived(self, url: str, answer: Answer) -> Iterator[tuple[Waiting, Answer]]:
        """Take a sheet's answer; yield the pages that waited for nothing else. When the run was stopped they stay unread."""
        stopped = isinstance(answer, Refusal) and answer.reason is Trouble.STOPPED
        self._keep(url, answer)
        ready = []
        for held in self._held:
            held.lacks.discard(url)
            if not held.lacks:
                ready.append(held)
        self._held = [held for held in self._held if held.lacks]
        yield from ((held.page, held.answer) for held in ready if not stopped)

    def _order(self, urls: list[str]) -> None:
        for url in urls:
            if url in self._open:
                continue
            if self._asked >= MAX_SHEETS or self._forbidden(url):
                self._reader.styled(url, None)
            else:
                self._asked += 1
                self._open.add(url)
                self._loop.add(url, _fetch(url))

    def _keep(self, url: str, answer: Answer) -> None:
        self._open.discard(url)
        readable = isinstance(answer, Response) and answer.status == 200 and not answer.cut
        self._reader.styled(url, answer.body.decode("utf-8", "replace") if readable and isinstance(answer, Response) else None)


def _fetch(url: str) -> Talk[Answer]:
    _, answer = yield from follow(url, MAX_BYTES)
    return answer


def read_response(answer: Response) -> Page | Unread:
    """Turn a final answer into a page, or say why it is none."""
    if answer.status != 200:
        return Unread(answer.url, UnreadReason.STATUS, f"HTTP {answer.status}")
    kind, _, rest = answer.headers.get("content-type", "").lower().partition(";")
    if kind.strip() and kind.strip() not in _HTML:
        return Unread(answer.url, UnreadReason.NOT_HTML, kind.strip()[:60])
    if answer.cut:
        return Unread(answer.url, UnreadReason.TOO_LARGE, f"more than {len(answer.body)} bytes")
    charset = rest.partition("charset=")[2].strip(" \"'")[:40] or None
    return Page(answer.url, answer.body, None, charset)
