"""What a measurement gives: shares with goals, tables, and every miss."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import msgspec

__all__ = ["Part", "Score", "Table", "rows", "share_of"]


class Score(msgspec.Struct, frozen=True):
    """A share: right of all, and the goal it is held to (None: only told)."""

    name: str
    right: int
    of: int
    goal: float | None = None

    @property
    def share(self) -> float:
        """Zero when nothing was measured: silence is no success."""
        return self.right / self.of if self.of else 0.0

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        return "" if self.goal is None else "met" if self.share >= self.goal else "MISSED"

    def line(self) -> str:
        """The share as one line of a terminal."""
        goal = "" if self.goal is None else f"   goal {self.goal:.2f} {self.verdict}"
        return f"{self.name:48} {self.right:5}/{self.of:<5} {self.share:.4f}{goal}"


class Table(msgspec.Struct, frozen=True):
    """A table with its head."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def markdown(self) -> str:
        """The table as Markdown."""
        lines = [self.head, tuple("---" for _ in self.head), *self.rows]
        return f"**{self.title}**\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


class Part(msgspec.Struct):
    """One measurement: its scores, its tables, and (where, what) of each miss."""

    title: str
    scores: list[Score] = []
    tables: list[Table] = []
    misses: list[tuple[str, str]] = []

    def miss(self, where: str, what: str) -> None:
        """Remember a miss."""
        self.misses.append((where, " ".join(what.split())))


def share_of(right: int, of: int) -> str:
    """A share for a table."""
    return f"{right}/{of}" if of else "-"


def rows(path: Path) -> Iterable[dict[str, str]]:
    """Read a labelled TSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
