"""`linkaudit report`."""

from __future__ import annotations

from pathlib import Path

import click

from ..reports import FORMATS, format_of
from ..reports.saved import load
from .write import write

__all__ = ["report"]


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option("-o", "--output", "outputs", multiple=True, metavar="[FORMAT:]FILE", help="Write a report; repeats.")
@click.option("-f", "--format", "shown", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="What to print.")
def report(document: Path, outputs: tuple[str, ...], shown: str) -> int:
    """Render a saved audit (JSON) again.

    \b
    Example:
      linkaudit report audit.json -o site.html
    """
    audit = load(document)
    for name, file in map(format_of, outputs):
        write(FORMATS[name](audit), Path(file))
    if not outputs:
        for piece in FORMATS[shown](audit):
            click.echo(piece, nl=False)
    return 0
