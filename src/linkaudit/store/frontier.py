"""The URLs of a crawl: which wait, which are done, and why some were not read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import IntEnum

import msgspec

from ..model import Unread
from .state import State

__all__ = ["Frontier", "Waiting"]


class _Step(IntEnum):
    WAITING = 0
    PAGE = 1
    UNREAD = 2
    REDIRECT = 3
    SKIPPED = 4


class Waiting(msgspec.Struct, frozen=True):
    """A URL to fetch: how many links from the start, how many redirects led to it, and whether it was read before in this run."""

    url: str
    depth: int
    hops: int = 0
    again: bool = False


class Frontier:
    """A crawl's frontier in the state. `offer` is answered from memory: 8 bytes a URL."""

    def __init__(self, state: State) -> None:
        self._state, self._db = state, state.db
        self._seen = {hash(url) for (url,) in self._db.execute("SELECT url FROM frontier")}
        self._new: list[tuple[str, int, int]] = []

    def __len__(self) -> int:
        return len(self._seen)

    def offer(self, url: str, depth: int, hops: int = 0) -> bool:
        """Add a URL; False when it was there. A redirect may show that it is nearer to the start than was thought."""
        if hash(url) in self._seen:
            if hops:
                self._nearer(url, depth, hops)
            return False
        self._seen.add(hash(url))
        self._new.append((url, depth, hops))
        return True

    def page(self, url: str) -> None:
        """Note that the URL answered with a page."""
        self._set(url, _Step.PAGE, None)

    def unread(self, one: Unread) -> None:
        """Note that the URL could not be read."""
        self._set(one.url, _Step.UNREAD, msgspec.msgpack.encode(one))

    def redirect(self, url: str, target: str) -> None:
        """Note that the URL leads elsewhere."""
        self._set(url, _Step.REDIRECT, target.encode())

    def skip(self, url: str, reason: str) -> None:
        """Note that the URL is not fetched, and why."""
        self._set(url, _Step.SKIPPED, reason.encode())

    def again(self, urls: Collection[str]) -> list[Waiting]:
        """Return what is known of pages that have to be read once more. They stay pages meanwhile."""
        rows = (self._db.execute("SELECT depth, hops FROM frontier WHERE url = ?", (url,)).fetchone() for url in urls)
        return [Waiting(url, row[0], row[1], again=True) for url, row in zip(urls, rows, strict=True) if row]

    def is_redirect(self, url: str) -> bool:
        """True when the URL is known to lead elsewhere."""
        return self._db.execute("SELECT 1 FROM frontier WHERE url = ? AND state = 3", (url,)).fetchone() is not None

    def wave(self) -> list[Waiting]:
        """Return what waits at the least depth, in an order that depends on nothing but the URLs."""
        self.flush()
        depth = self._db.execute("SELECT min(depth) FROM frontier WHERE state = 0").fetchone()[0]
        rows = self._db.execute("SELECT url, depth, hops FROM frontier WHERE state = 0 AND depth = ? ORDER BY url", (depth,))
        return [Waiting(*row) for row in rows]

    def waiting(self) -> int:
        """Return how many URLs wait."""
        self.flush()
        return int(self._db.execute("SELECT count(*) FROM frontier WHERE state = 0").fetchone()[0])

    def taken(self) -> Iterator[Waiting]:
        """Yield the URLs that were fetched."""
        self.flush()
        yield from (
            Waiting(*row) for row in self._db.execute("SELECT url, depth, hops FROM frontier WHERE state IN (1, 2, 3) ORDER BY url")
        )

    def done(self) -> int:
        """Return how many pages were read or could not be."""
        return int(self._db.execute("SELECT count(*) FROM frontier WHERE state IN (1, 2)").fetchone()[0])

    def unreads(self) -> Iterator[Unread]:
        """Yield what could not be read, by URL."""
        for (note,) in self._db.execute("SELECT note FROM frontier WHERE state = 2 ORDER BY url"):
            yield msgspec.msgpack.decode(note, type=Unread)

    def redirects(self) -> dict[str, str]:
        """Return where URLs lead that are no pages themselves."""
        return {url: note.decode() for url, note in self._db.execute("SELECT url, note FROM frontier WHERE state = 3 ORDER BY url")}

    def skips(self) -> dict[str, tuple[int, str]]:
        """Return reason → (number of URLs, an example)."""
        rows = self._db.execute("SELECT note, count(*), min(url) FROM frontier WHERE state = 4 GROUP BY note ORDER BY note")
        return {note.decode(): (number, example) for note, number, example in rows}

    def flush(self) -> None:
        """Write the new URLs into the transaction."""
        if self._new:
            self._db.executemany("INSERT OR IGNORE INTO frontier VALUES (?, ?, ?, 0, NULL)", self._new)
            self._new.clear()

    def _nearer(self, url: str, depth: int, hops: int) -> None:
        self.flush()
        self._db.execute(
            "UPDATE frontier SET depth = ?1, hops = ?2 WHERE url = ?3 AND state = 0 AND (depth, hops) > (?1, ?2)", (depth, hops, url)
        )

    def _set(self, url: str, step: _Step, note: bytes | None) -> None:
        self.flush()
        self._db.execute("UPDATE frontier SET state = ?, note = ? WHERE url = ?", (int(step), note, url))
