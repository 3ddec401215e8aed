"""`linkaudit rules`."""

from __future__ import annotations

import click

from ..rules import rulebook

__all__ = ["rules"]


@click.command()
def rules() -> int:
    """List the rules, with what each puts at risk.

    \b
    Examples:
      linkaudit rules
      linkaudit rules | grep MONEY
    """
    for rule in rulebook().values():
        click.echo(f"{rule.id:28} {rule.impact:8} {rule.title}")
    return 0
