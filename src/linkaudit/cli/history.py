"""`linkaudit history`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from ..chronicle import RunRow
from ..reports.words import clean, named_site, number
from ..store import Ended, Past
from .chronicle import check_place, desk_for, write_runs
from .kept import choose, kept_sites

__all__ = ["history"]

LINES = 30
_HEAD = ("run", "started", "state", "pages", "links", "to fix", "errors", "warnings", "questions", "new", "fixed", "target")
_NUMBERS = (0, *range(3, 11))


@click.command()
@click.argument("site", required=False)
@click.option("-f", "--format", "shown", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the page of runs, which report.index keeps in step."
)
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Configuration file: the runs lie beside it.")
def history(site: str | None, shown: str, output: Path | None, config: Path | None) -> int:
    """List the runs that .linkaudit/ knows of, of one SITE (a host or a folder) or of all; `linkaudit show RUN` renders one.

    With -o they become an HTML page: lines of pages, links and causes, and a table that links each report beside the page.

    \b
    Examples:
      linkaudit history
      linkaudit history blog.example -f json
      linkaudit history -o reports/index.html
    """
    if output:
        check_place(output)
    known = [choose(config, site)] if site else kept_sites(config)
    if output:
        write_runs(desk_for(output, config), known[0].name if site else None)
        return 0
    if shown == "json":
        click.echo(msgspec.json.encode([_table(past) for past in known]).decode())
        return 0
    for place, past in enumerate(known):
        click.echo("\n" if place else "", nl=False)
        for line in _lines(past):
            click.echo(line)
    return 0


def _table(past: Past) -> dict[str, Any]:
    runs = [{**msgspec.to_builtins(run.summary), "kept": run.kept} for run in past.runs]
    return {"name": past.name, "site": past.site, "runs": runs}


def _lines(past: Past) -> Iterator[str]:
    """A table of the last runs, its columns as wide as what stands in them."""
    yield f"{past.name} ({clean(named_site(past.site, past.runs[-1].summary.target))})"
    runs = past.runs[-LINES:]
    rows = [_HEAD, *map(_row, runs)]
    if len({run.summary.regimes for run in runs}) > 1:
        laws = ("regimes", *(", ".join(run.summary.regimes) for run in runs))
        rows = [(*row[:-1], law, row[-1]) for row, law in zip(rows, laws, strict=True)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            text.rjust(width) if at in _NUMBERS else text.ljust(width) for at, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
    if len(past.runs) > LINES:
        yield f"… and {len(past.runs) - LINES} earlier; -f json lists them all."


def _row(run: Ended) -> tuple[str, ...]:
    told, counts = run.summary, run.summary.counts
    state = "interrupted" if told.interrupted else "done" if told.coverage.enough else "too little read"
    state += "" if run.kept else ", not kept"
    new, fixed, _ = told.news or (None, None, None)
    cover = told.coverage
    pages = number(cover.pages_read) + (f" of {number(cover.pages_found)}" if cover.pages_read < cover.pages_found else "")
    causes = RunRow(run.id, run.stream, told).to_fix
    values = (number(cover.affiliate_links), number(causes), *(number(counts.get(name, 0)) for name in ("error", "warning", "review")))
    news = ("–" if new is None else number(new), "–" if fixed is None else number(fixed))
    return (str(run.id), told.started[:16].replace("T", " "), state, pages, *values, *news, clean(told.target))
