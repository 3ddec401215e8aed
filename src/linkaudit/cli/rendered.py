"""Writes the reports of an old run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..document import Audit
from ..reports import FORMATS, format_of
from ..reports.naming import file_for
from .colors import color_option, wanted
from .render import save, show

__all__ = ["output_options", "rendered"]


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what to make of a run: `outputs`, `shown` and `color`."""
    written = click.option(
        "-o", "--output", "outputs", multiple=True, metavar="[FORMAT:]FILE", help="Write a report; the suffix names the format. Repeats."
    )
    shown = click.option(
        "-f", "--format", "shown", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="What to print."
    )
    return written(shown(color_option(command)))


def rendered(read: Callable[[], Audit], outputs: tuple[str, ...], shown: str, color: str) -> None:
    """Write the reports that are wished for, or print one. A wrong suffix is said before the run is read."""
    chosen = [format_of(output) for output in outputs]
    audit = read()
    for name, file in chosen:
        save(name, audit, Path(file_for(file, audit.site, audit.target, audit.started)))
    if not outputs:
        show(shown, audit, wanted(color))
