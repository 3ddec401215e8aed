"""`linkaudit programs`."""

from __future__ import annotations

from pathlib import Path

import click

from ..catalog import Program
from ..catalog import programs as catalog
from ..config import find, load
from ..errors import ConfigError, nearest

__all__ = ["programs"]


@click.command()
@click.argument("program", required=False)
def programs(program: str | None) -> int:
    """List the affiliate programs linkaudit knows, or show one PROGRAM.

    \b
    Example:
      linkaudit programs awin
    """
    found = catalog(load(find(Path.cwd())).local_programs)
    if program is None:
        for one in found.values():
            click.echo(f"{one.id:26} {one.kind:10} {one.status:7} {one.name}")
        return 0
    if program not in found:
        raise ConfigError(f'no program "{program}"{nearest(program, found)}; see linkaudit programs')
    click.echo(_shown(found[program]))
    return 0


def _shown(one: Program) -> str:
    lines = [f"{one.name} ({one.kind}, {one.status}); facts {one.confidence}; probe: {one.probe}"]
    lines += [one.notes] if one.notes else []
    lines += [f"  form {rule.form} ({rule.strength})" for rule in one.rule]
    lines += [f"  e.g. {example.url}{f'  id {example.id}' if example.id else ''}" for example in one.example[:3]]
    return "\n".join([*lines, *(f"  source: {source}" for source in one.sources)])
