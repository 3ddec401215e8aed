"""`linkaudit check`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from ..checking import checked, is_readable
from ..config import find, load
from ..model import Finding, Severity
from ..reports.words import clean, plural
from .variables import FromEnvironment

__all__ = ["check"]

NAMED: Final = 5


@click.command(
    cls=FromEnvironment,
    epilog="Notices, labels and rel are not looked at: theme and template print them around the file. linkaudit audit reads the built pages.",
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True, help="What makes exit 1.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def check(files: tuple[str, ...], config_file: Path | None, fail_on: str, quiet: bool) -> int:
    """Check the affiliate links in source FILES, Markdown or HTML: wrong and placeholder ids, ids missing on links that were meant to
    earn, broken addresses, programs that have ended. For a pre-commit hook: no socket is opened, one line a finding, nothing when all
    is well.

    A link to a shop was meant to earn when it is marked sponsored, stands beside a notice or beside links with an id, or says to buy
    (“Check price”) where the configuration declares an id for this shop. Other links to shops are mentions.

    \b
    Examples:
      linkaudit check content/posts/kettles.md
      git diff --name-only --diff-filter=d main -- '*.md' | xargs -r linkaudit check
    """
    if not files:
        raise click.UsageError("Missing FILES: name the Markdown or HTML to check, such as linkaudit check content/posts/*.md")
    read = [name for name in files if is_readable(name)]
    if len(read) < len(files) and not quiet:
        click.echo(_unread([name for name in files if name not in read]), err=True)
    found = list(checked(read, load(config_file or find(Path.cwd()))))
    if found and not quiet:
        for one in found:
            click.echo(_line(one))
        click.echo(f"{plural(len(found), 'finding')} in {len({one.file for one in found})} of {plural(len(read), 'file')}")
    weights = {Severity.ERROR} | ({Severity.WARNING} if fail_on == "warning" else set())
    return 1 if fail_on != "never" and any(one.severity in weights for one in found) else 0


def _unread(names: list[str]) -> str:
    more = f" and {plural(len(names) - NAMED, 'more file')}" if len(names) > NAMED else ""
    return f"Not read, being neither Markdown nor HTML: {', '.join(map(clean, names[:NAMED]))}{more}"


def _line(one: Finding) -> str:
    place = ":".join(str(part) for part in (one.file, one.line, one.column) if part)
    stop = "" if one.message.endswith((".", "!", "?")) else "."
    return f"{clean(place)}: {one.severity} {one.rule}: {clean(one.message)}{stop} {clean(one.fix.text)}"
