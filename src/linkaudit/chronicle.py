"""The runs of a site, of one or of many, as the page of runs tells them: which can be compared, and which leave a gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from .model import Noun, Outcome, Severity
from .runs import Summary

__all__ = ["Chronicle", "RunRow", "SiteRuns", "Strand", "site_runs"]

# As many as a small line can show, and as stand in the trend of a report.
MAX_POINTS = 60
MAX_STRANDS = 3


class RunRow(Noun, frozen=True):
    """A run in the list. `kept` while its document is, `report` the file that shows it, relative to the page. `gap` says why its numbers
    are not those of the site: a night in which the site could not be read is no night on which it was empty."""

    run: int
    stream: str
    told: Summary
    kept: bool = False
    report: str | None = None
    gap: str = ""

    @property
    def causes(self) -> dict[str, int]:
        """The number of causes by severity, questions apart."""
        told = self.told
        return told.tally or Counter("review" if one.outcome is Outcome.REVIEW else one.severity.value for one in told.causes)

    @property
    def to_fix(self) -> int:
        """The number of causes to fix."""
        return self.causes.get(Severity.ERROR, 0) + self.causes.get(Severity.WARNING, 0)

    @property
    def asked(self) -> int:
        """The number of questions."""
        return self.causes.get("review", 0)


class Strand(Noun, frozen=True):
    """Runs that can be compared, the oldest first: they looked at one target in one way, under the same regimes."""

    rows: tuple[RunRow, ...]

    @property
    def links_asked(self) -> bool:
        """True when these runs asked where links lead."""
        return " · links asked" in self.rows[-1].stream


class SiteRuns(Noun, frozen=True):
    """A site's runs, the newest first, and those that a line may join. `name` is what linkaudit calls it in `--site`."""

    name: str
    rows: tuple[RunRow, ...]
    strands: tuple[Strand, ...] = ()

    @property
    def last(self) -> RunRow:
        """The last run."""
        return self.rows[0]

    @property
    def last_good(self) -> RunRow | None:
        """The last run whose numbers are those of the site."""
        return next((row for row in self.rows if not row.gap), None)


class Chronicle(Noun, frozen=True):
    """The page of runs. `command` and `folder` say how a report that is not there is made; `unread` which states can't be read."""

    sites: tuple[SiteRuns, ...]
    command: str = "linkaudit show"
    folder: str = ""
    unread: tuple[str, ...] = ()


def site_runs(name: str, rows: Iterable[RunRow]) -> SiteRuns:
    """Order a site's runs. Of one that read too little, was stopped, or read another part than its like, the
    numbers count for nothing."""
    streams: dict[str, list[RunRow]] = {}
    for row in sorted(rows, key=lambda row: row.run):
        streams.setdefault(row.stream, []).append(row)
    marked = [_gaps(alike) for alike in streams.values()]
    strands = [Strand(tuple(alike[-MAX_POINTS:])) for alike in marked if sum(not row.gap for row in alike[-MAX_POINTS:]) > 1]
    return SiteRuns(
        name,
        tuple(sorted((row for alike in marked for row in alike), key=lambda row: -row.run)),
        tuple(sorted(strands, key=lambda one: -one.rows[-1].run)[:MAX_STRANDS]),
    )


def _gaps(alike: list[RunRow]) -> list[RunRow]:
    """Mark what can't be compared among runs of one stream. A part of the site that is read every time is what they compare."""
    read = [row.told.coverage for row in reversed(alike) if row.told.coverage.enough and not row.told.interrupted]
    parts = Counter(cover.partial for cover in read).most_common(1)
    usual = parts[0][0] if parts else ""
    return [msgspec.structs.replace(row, gap=_gap(row.told, usual)) for row in alike]


def _gap(told: Summary, usual: str) -> str:
    partial = told.coverage.partial
    if told.interrupted:
        return "stopped early"
    if partial not in ("", usual):
        return f"a part: {partial}"
    if not told.coverage.enough:
        return "too little was read"
    return "" if partial == usual else "more than usual"
