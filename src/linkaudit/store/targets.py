"""What was asked of merchants and when: the memory behind the nightly budget and `links.recheck_after`."""

from __future__ import annotations

from collections.abc import Iterator

from .state import State

__all__ = ["Targets"]


class Targets:
    """The target table. A failure is stored for this run's report and never taken over by the next."""

    def __init__(self, state: State, run: int) -> None:
        self._db, self._run = state.db, run

    def last(self, url: str) -> float:
        """Return when a target was asked before this run (seconds since 1970), 0.0 for never."""
        row = self._db.execute("SELECT CASE run WHEN ? THEN before ELSE at END FROM target WHERE url = ?", (self._run, url)).fetchone()
        return float(row[0]) if row else 0.0

    def known(self, url: str) -> bytes | None:
        """Return what an earlier run found out, or None."""
        row = self._db.execute("SELECT body FROM target WHERE url = ? AND run != ?", (url, self._run)).fetchone()
        return row[0] if row else None

    def save(self, url: str, at: float, body: bytes) -> None:
        """Store what was found out about a target."""
        self._db.execute("INSERT OR REPLACE INTO target VALUES (?, ?, ?, ?, ?)", (url, self._run, at, self.last(url), body))

    def keep(self, url: str) -> None:
        """Take an earlier finding over into this run; when it was asked stays as it was."""
        self._db.execute("UPDATE target SET before = at, run = ? WHERE url = ?", (self._run, url))

    def asked(self) -> Iterator[str]:
        """Yield the targets that this run has asked, not those it took over."""
        yield from (url for (url,) in self._db.execute("SELECT url FROM target WHERE run = ? AND at > before", (self._run,)).fetchall())

    def found(self) -> Iterator[tuple[str, bytes]]:
        """Yield (url, body) of this run, by URL."""
        yield from self._db.execute("SELECT url, body FROM target WHERE run = ? ORDER BY url", (self._run,)).fetchall()
