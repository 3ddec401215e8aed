"""Holds a run's pages and findings on disk, encoded, so that memory does not grow with the site."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

__all__ = ["Spool"]


class Spool:
    """A temporary SQLite file. Rows come back in the order they were added."""

    def __init__(self) -> None:
        # An empty name makes SQLite keep a private temporary file, deleted when the connection closes.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE row (kind TEXT NOT NULL, body BLOB NOT NULL);"
        )
        self._db.execute("BEGIN")

    def add(self, kind: str, bodies: Iterable[bytes]) -> None:
        """Append encoded rows of one kind."""
        self._db.executemany("INSERT INTO row VALUES (?, ?)", ((kind, body) for body in bodies))

    def rows(self, kind: str) -> Iterator[bytes]:
        """Yield the rows of one kind."""
        for (body,) in self._db.execute("SELECT body FROM row WHERE kind = ? ORDER BY rowid", (kind,)):
            yield body

    def close(self) -> None:
        """Delete the file."""
        self._db.close()
