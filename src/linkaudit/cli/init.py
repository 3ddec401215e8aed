"""`linkaudit init`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from ..app import Plan, Stop, audit
from ..config import Settings, load
from ..document import Audit
from ..errors import ConfigError, TargetError
from ..reports.draft import render
from ..reports.words import plural
from .progress import progress, stoppable
from .write import write

__all__ = ["init"]


@click.command()
@click.argument("target")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("linkaudit.toml"), show_default=True, help="Where the settings go."
)
@click.option(
    "--cloaks",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CSV",
    help="The export of ThirstyAffiliates or Pretty Links: where your cloaked links lead, known without a request. Repeats.",
)
@click.option("--max-pages", type=click.IntRange(1), default=500, show_default=True, help="Read at most this many pages of a live site.")
@click.option("--force", is_flag=True, help="Write over settings that are there.")
def init(target: str, output: Path, cloaks: tuple[Path, ...], max_pages: int, force: bool) -> int:
    """Learn from TARGET (a folder of built HTML or a URL), and write a commented linkaudit.toml.

    It holds the programs with the ids found, cloaked paths, notice texts and a guess of the regime; what only you can
    settle is commented out. No link is asked where it leads.

    \b
    Examples:
      linkaudit init public/
      linkaudit init https://blog.example/ -o linkaudit.toml
      linkaudit init https://blog.example/ --cloaks thirstyaffiliates.csv
    """
    if output.exists() and not force:
        raise ConfigError(f"{output}: is there already; --force writes over it, -o names another file")
    lists = [os.path.relpath(path.resolve(), output.resolve().parent) for path in cloaks]
    settings = load(None, flags={"links.lists": [str(path.resolve()) for path in cloaks], "crawl.max_pages": max_pages})
    document = _read(target, settings)
    if not document.coverage.pages_read:
        raise TargetError(f"{target}: no page could be read; nothing was written")
    write(render(document, [Path(name).as_posix() for name in lists]), output)
    _say(document, output, target)
    return 0


def _read(target: str, settings: Settings) -> Audit:
    stop = Stop()
    plan: dict[str, Any] = {"offline": Path(target).is_dir(), "probes": False, "state": False, "stop": stop}
    with progress(False) as tell, stoppable(stop):
        return audit(Plan(target, settings, progress=tell, **plan))


def _say(document: Audit, output: Path, target: str) -> None:
    cover = document.coverage
    click.echo(
        f"Read     {plural(cover.pages_read, 'page')}: {plural(cover.affiliate_links, 'affiliate link')} of "
        f"{plural(len(document.programs), 'program')}, {plural(len(document.ids), 'id')}, {plural(len(document.notices), 'notice text')}"
    )
    if document.interrupted:
        click.echo("         stopped before the end: what was read until then is in it")
    click.echo(f"Wrote    {output}: read what is commented out, then")
    named = "" if output == Path("linkaudit.toml") else f" -c {output}"
    click.echo(f"Next     linkaudit audit {target}{' --no-probes' if Path(target).is_dir() else ''}{named} -o report.html")
