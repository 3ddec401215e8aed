"""Chronicle → the page of runs: of each site its last run, its numbers as lines, and a table of what the lines show."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from ...chronicle import Chronicle, RunRow, SiteRuns, Strand
from ...runs import Summary
from ..words import named_site, number, plural
from . import page_of
from .trend import Series

__all__ = ["render"]

PROGRAMS: Final = 6
# A table that is seen at once, and one that is opened.
OPEN: Final = 30
LISTED: Final = 120
# A line in the state names no more programs than these.
_NAMED: Final = 12
_CAUSES: Final = (("errors", "error"), ("warnings", "warning"), ("notes", "info"), ("questions", "review"))


class Group(msgspec.Struct, frozen=True):
    """Lines that belong together."""

    name: str
    lines: list[Series]


def render(chronicle: Chronicle) -> Iterator[str]:
    """Yield the page in pieces."""
    told = {
        "named": lambda site: named_site(site.last.told.site, site.last.told.target),
        "state": _state,
        "pages": _pages,
        "groups": _groups,
        "about": _about,
        "programs": lambda site: tuple(_programs(site.rows)),
        "causes": lambda row: tuple((name, row.causes.get(key, 0)) for name, key in _CAUSES),
        "links": lambda row, names: tuple((name, _of_program(row, name)) for name in names),
        "differ": lambda site: len({row.told.regimes for row in site.rows}) > 1,
        "missing": lambda site: _missing(chronicle, site),
        "open_rows": OPEN,
        "most_rows": LISTED,
    }
    yield from page_of("runs.html.j2", chronicle=chronicle, **told)


def _state(row: RunRow) -> str:
    """What a run came to: "7 to fix, 3 questions"."""
    fix = f"{number(row.to_fix)} to fix" if row.to_fix else "nothing to fix"
    known = row.told.counts.get("suppressed", 0)
    asked = plural(row.asked, "question") if row.asked else "no question"
    return f"{fix}, {asked}" + (f"; {plural(known, 'finding')} suppressed" if known else "")


def _pages(told: Summary) -> str:
    cover = told.coverage
    return f"{number(cover.pages_read)} of {plural(cover.pages_found, 'page')}"


def _about(strand: Strand) -> str:
    """What the runs of a strand have in common."""
    told = strand.rows[-1].told
    asked = "links asked" if strand.links_asked else "no link asked"
    judged = f"judged by {', '.join(told.regimes)}, " if told.regimes else ""
    return f"{plural(len(strand.rows), 'run')} of {told.target}, {judged}{asked}"


def _groups(strand: Strand) -> list[Group]:
    """The lines of a strand."""
    links = [_line(strand, "all programs", "dim", lambda row: row.told.coverage.affiliate_links)]
    programs = [_line(strand, name, "dim", lambda row, name=name: _of_program(row, name)) for name in _programs(strand.rows)]
    causes = [_line(strand, name, key, lambda row, key=key: row.causes.get(key, 0)) for name, key in _CAUSES]
    read = [
        _line(strand, "read", "dim", lambda row: row.told.coverage.pages_read),
        msgspec.structs.replace(_line(strand, "of those found", "dim", _share), unit=" %"),
    ]
    return [
        Group("Causes", [one for one in causes if any(one.known)] or causes[:1]),
        Group("Pages", read),
        Group("Affiliate links", links + (programs if len(programs) > 1 or links[0].values != _values(programs) else [])),
    ]


def _values(lines: list[Series]) -> list[int | None]:
    return lines[0].values if lines else []


def _line(strand: Strand, name: str, kind: str, of: Callable[..., int | None]) -> Series:
    return Series(name, kind, [None if row.gap else of(row) for row in strand.rows])


def _share(row: RunRow) -> int:
    cover = row.told.coverage
    return 100 * cover.pages_read // cover.pages_found if cover.pages_found else 100


def _programs(rows: tuple[RunRow, ...]) -> list[str]:
    """The programs with most links over all of the runs: one whose links have gone is among them."""
    found: Counter[str] = Counter()
    for row in rows:
        if not row.gap:
            found.update(row.told.programs)
    return [name for name, count in found.most_common(PROGRAMS) if count]


def _of_program(row: RunRow, name: str) -> int | None:
    """A program's links; None when a run with many programs did not note it."""
    known = row.told.programs
    return known.get(name, None if len(known) >= _NAMED else 0)


def _missing(chronicle: Chronicle, site: SiteRuns) -> str:
    """The command that writes a report which is kept and not there."""
    row = next((row for row in site.rows if row.kept and row.report is None), None)
    if row is None:
        return ""
    file = shlex.quote(
        f"{chronicle.folder}run-{row.run}.html" if len(chronicle.sites) < 2 else f"{chronicle.folder}{site.name}-{row.run}.html"
    )
    return f"{chronicle.command} {row.run} --site {shlex.quote(site.name)} -o {file}"
