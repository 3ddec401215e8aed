"""Holds a run's rows on disk, encoded, so that memory does not grow with the site; in a file of its own they stay when the run is over."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from ..errors import StateError

__all__ = ["Spool"]

# Rows are alike: packed together they take a tenth of the room, and less time than writing them would.
PACK: Final = 65_536
LEVEL: Final = 1
_WRITE: Final = (
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
    "CREATE TABLE row (kind TEXT NOT NULL, body BLOB NOT NULL); BEGIN;"
)


class Spool:
    """A SQLite file of rows that come back in the order they were added: a temporary one, or `path`, which is begun anew."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._waiting: dict[str, list[bytes]] = {}
        self._sizes: dict[str, int] = {}
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
            # An empty name makes SQLite keep a private temporary file, deleted when the connection closes.
            self._db = sqlite3.connect(str(path or ""), isolation_level=None, check_same_thread=False)
            self._db.executescript(_WRITE)
        except (OSError, sqlite3.Error) as error:
            raise self._unwritable(error) from error

    @classmethod
    def kept(cls, path: Path) -> Spool:
        """Open a run that was kept, to be read only. Raises `StateError` when it is no such file any more."""
        found = cls.__new__(cls)
        found.path, found._waiting, found._sizes = path, {}, {}
        try:
            found._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            found._db.execute("SELECT count(*) FROM row WHERE kind = ''").fetchone()
        except sqlite3.Error as error:
            raise found._unreadable(error) from error
        return found

    def add(self, kind: str, bodies: Iterable[bytes]) -> None:
        """Append encoded rows of one kind. Raises `StateError` when the disk refuses."""
        waiting = self._waiting.setdefault(kind, [])
        before = len(waiting)
        waiting.extend(bodies)
        self._sizes[kind] = self._sizes.get(kind, 0) + sum(map(len, waiting[before:]))
        if self._sizes[kind] >= PACK:
            self._pack(kind)

    def rows(self, kind: str) -> Iterator[bytes]:
        """Yield the rows of one kind. Raises `StateError` when they can't be read."""
        self._pack(kind)
        decoder = msgspec.msgpack.Decoder(list[bytes])
        try:
            for (body,) in self._db.execute("SELECT body FROM row WHERE kind = ? ORDER BY rowid", (kind,)):
                yield from decoder.decode(zlib.decompress(body))
        except (sqlite3.Error, zlib.error, msgspec.MsgspecError) as error:
            raise self._unreadable(error) from error

    def finish(self) -> None:
        """Write out what waits: from here on the file holds the whole run, and can still be read."""
        for kind in list(self._waiting):
            self._pack(kind)
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Let the file go; a temporary one is deleted."""
        self._db.close()

    def drop(self) -> None:
        """Delete the file: what it holds will never be whole, and a full disk needs the room."""
        self.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _pack(self, kind: str) -> None:
        waiting = self._waiting.pop(kind, None)
        self._sizes.pop(kind, None)
        if not waiting:
            return
        try:
            self._db.execute("INSERT INTO row VALUES (?, ?)", (kind, zlib.compress(msgspec.msgpack.encode(waiting), LEVEL)))
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: Exception) -> StateError:
        place = self.path or "the temporary file of this run"
        kept = "; earlier runs are kept. Make room, or run with --no-state" if self.path else ""
        return StateError(f"{place}: can't be written: {error}{kept}")

    def _unreadable(self, error: Exception) -> StateError:
        place = self.path or "the temporary file of this run"
        return StateError(f"{place}: can't be read: {error}")
