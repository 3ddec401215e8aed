"""What pages said, kept between runs: an unchanged page is not fetched in full nor analysed again."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import msgspec

from .state import State

__all__ = ["Pages", "Seen"]


class Seen(msgspec.Struct, frozen=True):
    """A page as it was last seen. `judged` stands for all that its result depends on beside its content; `sheets` are its style sheets' URLs."""

    url: str
    etag: str | None
    modified: str | None
    digest: bytes
    judged: bytes
    age: int | None = None
    sheets: tuple[str, ...] = ()


class Pages:
    """The page table. Results are stored as they are encoded."""

    def __init__(self, state: State, run: int) -> None:
        self._state, self._db, self._run = state, state.db, run
        self._any = self._db.execute("SELECT 1 FROM page LIMIT 1").fetchone() is not None

    def seen(self, url: str) -> Seen | None:
        """Return what is known of a page from an earlier run, or from before this one was interrupted."""
        if not self._any:
            return None
        row = self._db.execute("SELECT url, etag, modified, digest, judged, age, sheets FROM page WHERE url = ?", (url,)).fetchone()
        if not row:
            return None
        address, etag, modified, digest, judged, age, sheets = row
        return Seen(address, etag, modified, digest, judged, age, tuple(sheets.split()))

    def save(self, seen: Seen, result: bytes, links: list[str]) -> None:
        """Store a page's result and the links that lead on from it."""
        packed = zlib.compress("\n".join(links).encode(), 1)
        self._db.execute(
            "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (seen.url, self._run, seen.etag, seen.modified, seen.digest, seen.judged, seen.age, result, packed, " ".join(seen.sheets)),
        )

    def keep(self, url: str, age: int | None, etag: str | None, modified: str | None) -> list[str]:
        """Take an earlier result over into this run, with what the server now says of it; return the page's links."""
        row = (self._run, age, etag, modified, url)
        self._db.execute("UPDATE page SET run = ?, age = ?, etag = coalesce(?, etag), modified = coalesce(?, modified) WHERE url = ?", row)
        return self.links(url)

    def links(self, url: str) -> list[str]:
        """Return the links that lead on from a page."""
        (packed,) = self._db.execute("SELECT links FROM page WHERE url = ?", (url,)).fetchone()
        return _unpacked(packed)

    def judged(self) -> Iterator[tuple[str, bytes, list[str]]]:
        """Yield (url, what it was judged by, links) of this run's pages."""
        rows = self._db.execute("SELECT url, judged, links FROM page WHERE run = ? ORDER BY url", (self._run,)).fetchall()
        for url, judged, packed in rows:
            yield url, judged, _unpacked(packed)

    def sheets(self) -> list[str]:
        """Return the style sheets of all pages known, each once."""
        rows = self._db.execute("SELECT DISTINCT sheets FROM page").fetchall()
        return sorted({url for (urls,) in rows for url in urls.split()})

    def depend(self, length: int) -> bool:
        """True when a page was judged by more than the `length` bytes that stand for the settings."""
        found = self._db.execute("SELECT 1 FROM page WHERE run = ? AND length(judged) > ? LIMIT 1", (self._run, length)).fetchone()
        return found is not None

    def differ(self, key: bytes) -> bool:
        """True when a page of this run was judged by other settings than those that `key` stands for."""
        query = "SELECT 1 FROM page WHERE run = ? AND substr(judged, 1, ?) != ? LIMIT 1"
        return self._db.execute(query, (self._run, len(key), key)).fetchone() is not None

    def results(self) -> Iterator[bytes]:
        """Yield the results of this run, by URL: the order of arrival is the network's, not the site's.

        A page that was read and is none any more (it was read again, and had gone by then) is left out.
        """
        query = "SELECT result FROM page JOIN frontier USING (url) WHERE run = ? AND state = 1 ORDER BY url"
        for (body,) in self._db.execute(query, (self._run,)):
            yield body

    def stale(self, seconds: int) -> tuple[int, int]:
        """Return how many pages came from a cache and were older than `seconds`, and the greatest age."""
        row = self._db.execute(
            "SELECT count(*), coalesce(max(age), 0) FROM page WHERE run = ? AND age > ?", (self._run, seconds)
        ).fetchone()
        return row[0], row[1]

    def forget(self) -> None:
        """Drop pages that the last two runs did not see."""
        self._db.execute("DELETE FROM page WHERE run < ?", (self._run - 1,))


def _unpacked(links: bytes) -> list[str]:
    text = zlib.decompress(links).decode()
    return text.split("\n") if text else []
