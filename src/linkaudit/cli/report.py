"""`linkaudit report`."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import DocumentError
from ..reports import FORMATS, format_of
from ..reports.saved import load
from .colors import color_option, wanted
from .render import save, show

__all__ = ["report"]


@click.command()
@click.argument("document", type=click.Path(path_type=Path), required=False)
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="[FORMAT:]FILE", help="Write a report; the suffix names the format. Repeats."
)
@click.option("-f", "--format", "shown", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="What to print.")
@color_option
def report(document: Path | None, outputs: tuple[str, ...], shown: str, color: str) -> int:
    """Render a saved audit again: DOCUMENT is the JSON of an old run, or a folder that --evidence made.

    \b
    Examples:
      linkaudit report audit.json -o site.html -o links.csv -o findings.csv
      linkaudit report audit.json -f md
    """
    if document is None:
        raise DocumentError("no audit to render: name the JSON of a run; linkaudit audit TARGET -o audit.json writes it")
    chosen = [format_of(output) for output in outputs]
    audit = load(document)
    for name, file in chosen:
        save(name, audit, Path(file))
    if not outputs:
        show(shown, audit, wanted(color))
    return 0
