"""`linkaudit report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import DocumentError
from ..reports.saved import load
from .kept import audit_of, choose, run_of, site_options
from .rendered import output_options, rendered

__all__ = ["report"]


@click.command()
@click.argument("document", type=click.Path(path_type=Path), required=False)
@output_options
@site_options
def report(document: Path | None, site: str | None, config: Path | None, **options: Any) -> int:
    """Render a saved audit again: DOCUMENT is the JSON of an old run, or a folder that --evidence made; without it, the latest
    run that .linkaudit/ keeps.

    \b
    Examples:
      linkaudit report -o site.html
      linkaudit report --site blog.example -o site.html
      linkaudit report audit.json -o site.html -o links.csv -o findings.csv
      linkaudit report audit.json -f md
    """
    if document is not None and site is not None:
        raise DocumentError(f"{document} and --site {site}: one of them says what to render")
    if document is not None:
        rendered(lambda: load(document), **options)
        return 0
    past = choose(config, site)
    rendered(lambda: audit_of(past, run_of(past, "latest")), **options)
    return 0
