"""The runs that ended: a line on each in the state, and the documents of the last ones as files beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from ..document import Summary
from ..errors import StateError
from .spool import Spool
from .state import FOLDER, SCHEMA_VERSION, Run, State, unusable

__all__ = ["Ended", "Past", "Runs", "open_past", "states"]

# A line takes a few kilobytes: more than a year of nights.
MAX_LINES: Final = 400
_UNDER_WAY: Final = "run.part"
# The first version of the state that keeps runs.
_KEEPS: Final = 3


class Ended(msgspec.Struct, frozen=True):
    """A run that ended. `stream` is what makes runs comparable: target, way of looking and regimes."""

    id: int
    stream: str
    summary: Summary
    kept: bool


class Runs:
    """The runs of an open state."""

    def __init__(self, state: State) -> None:
        self._state, self._db = state, state.db
        self._folder = _folder(state.path) if state.path else None

    def spool(self) -> Spool:
        """Begin the document of the run under way; what a killed run left is overwritten."""
        return Spool(self._folder / _UNDER_WAY if self._folder else None)

    def keep(self, run: Run, spool: Spool, ended: Ended, memory: bytes | None, documents: int) -> None:
        """Keep a run that ended, and let those go that are too old; `documents` are kept, lines of more. Raises `StateError`."""
        spool.finish()
        try:
            if self._folder is not None:
                os.replace(self._folder / _UNDER_WAY, self._folder / f"{run.id}.sqlite")
            row = (ended.stream, msgspec.json.encode(ended.summary), run.id)
            self._db.execute("UPDATE run SET stream = ?, summary = ? WHERE id = ?", row)
            if not ended.summary.interrupted:  # else it goes on where it was when it is taken up
                self._db.execute("UPDATE run SET stage = 'done' WHERE id = ?", (run.id,))
            if memory is not None:
                self._db.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (ended.stream, memory))
            self._db.execute("DELETE FROM run WHERE id <= ? - ?", (run.id, MAX_LINES))
            self._state.commit()
        except (OSError, sqlite3.Error) as error:
            raise StateError(
                f"{self._state.path}: can't be written: {error}; earlier runs are kept. Make room, or run with --no-state"
            ) from error
        if self._folder is not None:
            _let_go(self._folder, documents, {number for (number,) in self._db.execute("SELECT id FROM run WHERE summary IS NOT NULL")})

    def memory(self, stream: str) -> bytes | None:
        """Return what is remembered of a stream's findings."""
        row = self._db.execute("SELECT body FROM memory WHERE stream = ?", (stream,)).fetchone()
        return row[0] if row else None

    def ended(self) -> list[Ended]:
        """Return the runs that ended, the oldest first."""
        return _rows(self._db, self._folder)


class Past(msgspec.Struct, frozen=True):
    """A state read for reports: its runs, the oldest first."""

    name: str
    folder: Path
    runs: list[Ended]

    @property
    def site(self) -> str:
        """Return the address of what was audited last."""
        return self.runs[-1].summary.site if self.runs else ""

    def document(self, number: int) -> Spool:
        """Open the document of a run. Raises `StateError` when it can't be read."""
        return Spool.kept(self.folder / f"{number}.sqlite")


def states(beside: Path) -> list[Path]:
    """Return the states below a folder, by name."""
    return sorted((beside / FOLDER).glob("*.sqlite"))


def open_past(path: Path) -> Past:
    """Read the runs of a state, which another audit may hold meanwhile. Raises `StateError` when it is damaged or of a newer linkaudit."""
    try:
        db = _reading(path)
        try:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise StateError(f"{path}: made by a newer linkaudit; update, or remove it")
            return Past(path.stem, _folder(path), _rows(db, _folder(path)) if version >= _KEEPS else [])
        finally:
            db.close()
    except (sqlite3.Error, msgspec.MsgspecError) as error:
        raise unusable(path, error) from error


def _reading(path: Path) -> sqlite3.Connection:
    """Open a state to be read only. Where nothing may be written beside it, it is taken for one that nobody changes."""
    for way in ("mode=ro", "mode=ro&immutable=1"):
        db = sqlite3.connect(f"{path.resolve().as_uri()}?{way}", uri=True)
        try:
            db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            return db
        except sqlite3.OperationalError:
            db.close()
            if "immutable" in way:
                raise
    raise AssertionError


def _rows(db: sqlite3.Connection, folder: Path | None) -> list[Ended]:
    rows = db.execute("SELECT id, stream, summary FROM run WHERE summary IS NOT NULL ORDER BY id").fetchall()
    decoder = msgspec.json.Decoder(Summary)
    held = _held(folder) if folder else {}
    return [Ended(number, stream, decoder.decode(body), number in held) for number, stream, body in rows]


def _folder(path: Path) -> Path:
    return path.with_suffix(".runs")


def _held(folder: Path) -> dict[int, Path]:
    return {int(path.stem): path for path in folder.glob("*.sqlite") if path.stem.isdecimal()}


def _let_go(folder: Path, documents: int, known: Iterable[int]) -> None:
    """Delete the documents that are too old, and those of runs that the state knows nothing of."""
    wanted = set(sorted(known)[-documents:] if documents else ())
    for number, path in _held(folder).items():
        if number not in wanted:
            path.unlink(missing_ok=True)
