"""How many runs on end have found a link's target gone: the memory behind `links.confirm_after`."""

from __future__ import annotations

import msgspec

from ..model import Streak
from .state import State

__all__ = ["Streaks"]

# A target that no run has asked for so long is linked no more.
FORGOTTEN = 400


class Streaks:
    """The streak table, by the address that is asked: clean, without any publisher id."""

    def __init__(self, state: State, run: int) -> None:
        self._db, self._run = state.db, run

    def look(self, url: str, day: str, gone: bool) -> Streak:
        """Note what this run found at a target, once however often the run is taken up; return the streak."""
        row = self._db.execute("SELECT run, body FROM streak WHERE url = ?", (url,)).fetchone()
        before = msgspec.msgpack.decode(row[1], type=Streak) if row else Streak(first=day)
        if row and row[0] == self._run:
            return before
        after = before.after(gone, day)
        self._db.execute("INSERT OR REPLACE INTO streak VALUES (?, ?, ?, ?)", (url, self._run, after.runs, msgspec.msgpack.encode(after)))
        return after

    def gone(self) -> set[str]:
        """Return the targets that the last run to ask them found gone."""
        return {url for (url,) in self._db.execute("SELECT url FROM streak WHERE gone > 0")}

    def forget(self) -> None:
        """Drop what has not been asked for long."""
        self._db.execute("DELETE FROM streak WHERE run < ?", (self._run - FORGOTTEN,))
