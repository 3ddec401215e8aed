"""`linkaudit show`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .kept import audit_of, choose, run_of, site_options
from .rendered import output_options, rendered

__all__ = ["show"]


@click.command()
@click.argument("run")
@output_options
@site_options
def show(run: str, site: str | None, config: Path | None, **options: Any) -> int:
    """Render a run that .linkaudit/ keeps: RUN is its number, latest, or previous.

    \b
    Examples:
      linkaudit show 12 -o monday.html
      linkaudit show previous -f json --site blog.example
    """
    past = choose(config, site)
    rendered(lambda: audit_of(past, run_of(past, run)), **options)
    return 0
