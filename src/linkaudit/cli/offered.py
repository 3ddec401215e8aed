"""What a shell is offered while a word is typed."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

__all__ = ["folders", "known_regimes", "regimes", "rules"]


def folders(context: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer folders; a URL is typed."""
    return [CompletionItem(typed, type="dir")]


def regimes(context: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the regimes that begin so."""
    from ..catalog import laws

    return [CompletionItem(one.id) for one in laws().values() if one.kind == "regime" and one.id.startswith(typed)]


def known_regimes(context: click.Context, param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what is no regime, while it is known whether an option or a variable says so."""
    from ..errors import CatalogError
    from ..regimes import choose

    try:
        if names:
            choose(names, "", ())
    except CatalogError as error:
        raise click.BadParameter(f"{error}.", context, param) from error
    return names


def rules(context: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the rules that begin so."""
    from ..rules import rulebook

    return [CompletionItem(name, help=rule.title) for name, rule in rulebook().items() if name.startswith(typed)]
