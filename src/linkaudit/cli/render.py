"""A report's text, with what only the command line knows of its surroundings: the lines a pull request changes, the summary of a step."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from ..document import Audit
from ..reports import FORMATS, PARTED
from ..reports.github import MAX_SUMMARY, summary
from ..reports.github import render as annotated
from .changes import NO_BASE, in_pull_request, pull_request_lines
from .colors import painted
from .log import say
from .wrapped import wrapped
from .write import place, poured, write

__all__ = ["save", "show"]


def _rendered(name: str, document: Audit) -> Iterator[str]:
    """Return the report's pieces."""
    return _on_github(document) if name == "github" else FORMATS[name](document)


def save(name: str, document: Audit, path: Path) -> list[Path]:
    """Write a report, and beside it the parts that one file can't bear; return these. Parts of an earlier run are replaced."""
    if name in PARTED:
        return place(PARTED[name](document, path.name), path)
    write(_rendered(name, document), path)
    return []


def show(name: str, document: Audit, color: bool) -> None:
    """Print the report; the summary in colors when they are wanted, and on a terminal as wide as that is."""
    pieces = _rendered(name, document)
    if name == "text" and sys.stdout.isatty():
        pieces = wrapped(pieces, shutil.get_terminal_size().columns)
    poured(painted(pieces) if color and name == "text" else pieces, partial(click.echo, nl=False, color=color), name)


def _on_github(document: Audit) -> Iterator[str]:
    """Annotations first; what they have no room for goes to `$GITHUB_STEP_SUMMARY`, where Actions sets it."""
    changes = pull_request_lines()
    pieces = list(annotated(document, changes))
    yield from pieces
    if pieces and changes is None and in_pull_request():
        # Nobody reads the log of a step for what is said on stderr.
        yield f"::notice title=linkaudit::{NO_BASE} Annotations stand on the worst findings instead.\n"
    if file := os.environ.get("GITHUB_STEP_SUMMARY"):
        _summarise(document, Path(file))


def _summarise(document: Audit, path: Path) -> None:
    """Append to what other commands of the step wrote: GitHub shows none of a summary that is too long."""
    try:
        room = MAX_SUMMARY - (path.stat().st_size if path.exists() else 0)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(summary(document, room))
    except OSError as error:
        say(f"{path}: the summary can't be written: {error.strerror}")
