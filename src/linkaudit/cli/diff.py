"""`linkaudit diff`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import msgspec

from ..compared import Change, Difference, Spot, compared
from ..reports.words import clean, cut, number, plural
from .kept import choose, document_of, run_of, site_options

__all__ = ["diff"]

SPOTS: Final = 5
WIDTH: Final = 110
_HEADS: Final = {
    "new": "New",
    "reopened": "Back, after it was fixed",
    "fixed": "Fixed",
    "still": "Still there, with findings that came or went",
}


@click.command()
@click.argument("earlier", required=False, default="previous")
@click.argument("later", required=False, default="latest")
@click.option("-f", "--format", "shown", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print.")
@site_options
def diff(earlier: str, later: str, shown: str, site: str | None, config: Path | None) -> int:
    """Compare two runs that .linkaudit/ keeps, EARLIER and LATER: numbers, previous or latest; the last two without them.

    Only what both runs could see counts: a page that one of them did not read makes nothing new and nothing fixed.

    \b
    Examples:
      linkaudit diff
      linkaudit diff 7 12 -f json --site blog.example
    """
    past = choose(config, site)
    first, second = run_of(past, earlier), run_of(past, later)
    for run in (first, second):
        document_of(past, run).close()
    found = compared(past, first, second)
    if shown == "json":
        click.echo(msgspec.json.encode(found).decode())
        return 0
    for line in _lines(found):
        click.echo(line)
    return 0


def _lines(found: Difference) -> Iterator[str]:
    yield f"{found.site}: run {found.earlier} ({_time(found.earlier_started)}) → run {found.later} ({_time(found.later_started)})"
    for words in found.differ:
        yield f"Not the site's doing alone: {clean(words)}."
    yield f"Findings: {number(found.new)} new, {number(found.fixed)} fixed, {number(found.still)} unchanged"
    for state, head in _HEADS.items():
        causes = [one for one in found.causes if one.state == state and (state != "still" or one.new or one.fixed)]
        if causes:
            yield f"\n{head}"
            for cause in causes:
                yield from _cause(cause)
    quiet = sum(one.state == "still" and not one.new and not one.fixed for one in found.causes)
    if quiet:
        yield f"\n{plural(quiet, 'cause')} as before"


def _cause(cause: Change) -> Iterator[str]:
    pages = plural(cause.pages, "page") if cause.pages else "site"
    yield f"  {cause.impact.upper():8} {cut(clean(cause.title), WIDTH - 30)} ({pages}; {cause.rule})"
    for word, spots in (("new", cause.new), ("fixed", cause.fixed)):
        for spot in spots[:SPOTS]:
            yield f"           {word:5} {cut(_place(spot), WIDTH)}"
        if len(spots) > SPOTS:
            yield f"           {word:5} … and {number(len(spots) - SPOTS)} more"


def _place(spot: Spot) -> str:
    place = spot.file or spot.page or "site"
    return clean(f"{place}:{spot.line}" if spot.line else place)


def _time(started: str) -> str:
    return started[:16].replace("T", " ")
