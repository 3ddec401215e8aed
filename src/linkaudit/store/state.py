"""A site's state: one SQLite file a site under `.linkaudit/`, held by one run at a time."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
import time
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from ..errors import StateError

__all__ = ["FOLDER", "SCHEMA_VERSION", "Run", "State", "file_name", "open_state", "unusable"]

FOLDER: Final = ".linkaudit"
# A kill loses at most this many pages or seconds of work.
PAGES: Final = 25
SECONDS: Final = 0.25
# SQLite's result codes; an extended one has its primary in the low byte (https://sqlite.org/rescode.html).
_PRIMARY: Final = 0xFF
_DISK: Final = frozenset((sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY))
_SCHEMA: Final = (
    """
    CREATE TABLE run (id INTEGER PRIMARY KEY, target TEXT NOT NULL, started TEXT NOT NULL, stage TEXT NOT NULL, told BLOB NOT NULL);
    CREATE TABLE frontier (url TEXT PRIMARY KEY, depth INTEGER NOT NULL, hops INTEGER NOT NULL, state INTEGER NOT NULL, note BLOB)
        WITHOUT ROWID;
    CREATE INDEX frontier_wave ON frontier (state, depth);
    CREATE TABLE page (url TEXT PRIMARY KEY, run INTEGER NOT NULL, etag TEXT, modified TEXT, digest BLOB NOT NULL, judged BLOB NOT NULL,
        age INTEGER, result BLOB NOT NULL, links BLOB NOT NULL);
    CREATE TABLE target (url TEXT PRIMARY KEY, run INTEGER NOT NULL, at REAL NOT NULL, before REAL NOT NULL, body BLOB NOT NULL);
    """,
    "ALTER TABLE page ADD COLUMN sheets TEXT NOT NULL DEFAULT '';",
    """
    ALTER TABLE run ADD COLUMN stream TEXT NOT NULL DEFAULT '';
    ALTER TABLE run ADD COLUMN summary BLOB;
    CREATE TABLE memory (stream TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE streak (url TEXT PRIMARY KEY, run INTEGER NOT NULL, gone INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX streak_gone ON streak (url) WHERE gone > 0;
    """,
)
SCHEMA_VERSION: Final = len(_SCHEMA)


class Run(msgspec.Struct, frozen=True):
    """A run of the state: its target, when it began, how far it got, and what it was told (encoded)."""

    id: int
    target: str
    started: str
    stage: str
    told: bytes


class State:
    """The open state. Writes gather in one transaction, committed by `tick` and `commit`."""

    def __init__(self, db: sqlite3.Connection, lock: IO[Any] | None, path: Path | None) -> None:
        self.db, self.path, self._lock = db, path, lock
        self._pages = 0
        self._last = time.monotonic()
        db.execute("BEGIN")

    def begin(self, target: str, started: str, told: bytes) -> Run:
        """Begin a run; what an interrupted one had still to do is forgotten, what pages said is kept, and so are runs that ended."""
        row = self.db.execute("SELECT coalesce(max(id), 0) + 1 FROM run").fetchone()
        self.db.execute("DELETE FROM run WHERE summary IS NULL")
        self.db.execute("DELETE FROM frontier")
        self.db.execute("INSERT INTO run (id, target, started, stage, told) VALUES (?, ?, ?, 'crawl', ?)", (row[0], target, started, told))
        self.commit()
        return Run(row[0], target, started, "crawl", told)

    def tell(self, run: Run, told: bytes) -> Run:
        """Store what a run goes by."""
        self.db.execute("UPDATE run SET told = ? WHERE id = ?", (told, run.id))
        self.commit()
        return msgspec.structs.replace(run, told=told)

    def interrupted(self, target: str) -> Run | None:
        """Return the last run if it was not finished, and of this target."""
        query = "SELECT id, target, started, stage, told FROM run WHERE id = (SELECT max(id) FROM run) AND stage != 'done' AND target = ?"
        row = self.db.execute(query, (target,)).fetchone()
        return Run(*row) if row else None

    def reached(self, run: Run, stage: str) -> None:
        """Note how far the run got."""
        self.db.execute("UPDATE run SET stage = ? WHERE id = ?", (stage, run.id))
        self.commit()

    def tick(self, pages: int = 0) -> None:
        """Count finished pages, and commit when there are enough of them or enough time has passed."""
        self._pages += pages
        if self._pages >= PAGES or time.monotonic() - self._last >= SECONDS:
            self.commit()

    def commit(self) -> None:
        """Write everything gathered so far; raises `StateError` when the disk refuses."""
        try:
            self.db.execute("COMMIT")
            self.db.execute("BEGIN")
        except sqlite3.Error as error:
            raise StateError(f"{self.path}: can't be written: {error}; what was committed before is kept") from error
        self._pages, self._last = 0, time.monotonic()

    def close(self) -> None:
        """Commit and let the state go."""
        try:
            if self.db.in_transaction:
                self.db.execute("COMMIT")
        finally:
            self.db.close()
            if self._lock is not None:
                self._lock.close()


def open_state(beside: Path | None, site: str) -> State:
    """Open the state of a site in the folder `.linkaudit` below `beside`; None is a temporary one.

    Raises `StateError` when another run holds it, when it is damaged, or when it was made by a newer linkaudit.
    """
    if beside is None:
        return State(_connect("", temporary=True), None, None)
    folder = beside / FOLDER
    path = folder / f"{file_name(site)}.sqlite"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = _locked(path)
    except OSError as error:
        raise StateError(f"{path}: can't be used: {error}; run with --no-state") from error
    try:
        return State(_connect(str(path)), lock, path)
    except (StateError, sqlite3.Error) as error:
        lock.close()
        raise unusable(path, error) from error


def file_name(site: str) -> str:
    """Return what a site's files are called: nothing in it leads out of the folder."""
    return re.sub(r"[^a-z0-9.-]", "_", site.lower())[:100] or "site"


def unusable(path: Path | None, error: Exception) -> StateError:
    """Return the error that says which file can't be used, and what to do: a disk that is full is no reason to remove anything."""
    if isinstance(error, StateError):
        return error
    place = path or "the temporary state"
    if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DISK:
        return StateError(f"{place}: can't be written: {error}; earlier runs are kept. Make room, or run with --no-state")
    return StateError(f"{place}: can't be used: {error}; remove it to begin anew, or run with --no-state")


def _locked(path: Path) -> IO[Any]:
    """A lock of the kernel's: a killed run leaves none behind."""
    lock = path.with_suffix(".lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise StateError(f"{path}: another audit of this site is running; wait for it, or run with --no-state") from None
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _connect(path: str, temporary: bool = False) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    mode = "journal_mode=OFF; PRAGMA synchronous=OFF" if temporary else "journal_mode=WAL; PRAGMA synchronous=NORMAL"
    try:
        db.executescript(f"PRAGMA {mode}; PRAGMA cache_size=-8000;")
        _bring_up(db, path)
    except (StateError, sqlite3.Error):
        db.close()
        raise
    return db


def _bring_up(db: sqlite3.Connection, path: str) -> None:
    """Bring the schema up to date."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_SCHEMA):
        raise StateError(f"{path}: made by a newer linkaudit; update, or remove it")
    for number, script in enumerate(_SCHEMA[version:], version + 1):
        db.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT;")
