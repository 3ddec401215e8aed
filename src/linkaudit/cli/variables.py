"""Options from the environment: what a CI sets once for all its jobs."""

from __future__ import annotations

import os
from typing import Any, Final

import click
from click.core import ParameterSource

from ..config import variables
from ..errors import ConfigError, nearest

__all__ = ["Count", "FromEnvironment", "environment_page"]

_HEAD: Final = """<!-- made by `make docs` -->

# What linkaudit hears from the environment

A flag beats a variable, a variable beats `linkaudit.toml`. `linkaudit config` shows each setting and where it came from. A
variable that begins with `LINKAUDIT_` and is none of these is an error, so that a misspelt one does not go unheard.
"""
_OTHERS: Final = (
    ("`NO_COLOR`", "any value: no colors; it beats `FORCE_COLOR`"),
    ("`FORCE_COLOR`", "any value: colors in a pipe too"),
    ("`CI`", "any value: no progress on a terminal"),
    ("`SOURCE_DATE_EPOCH`", "the moment that reports name instead of now, so that the same input makes the same bytes"),
    ("`HTTP_PROXY` `HTTPS_PROXY` `NO_PROXY`", "the proxy, as other programs read them"),
)


class _List(click.types.StringParamType):
    """What an option takes several times, a variable holds with commas, as the variables of settings do."""

    envvar_list_splitter = ","


class Count(click.IntRange):
    """A whole number, 1 or more."""

    name = "whole number"

    def __init__(self) -> None:
        super().__init__(min=1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or say what is wanted."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no whole number of 1 or more.", param, ctx)


class FromEnvironment(click.Command):
    """A command whose options can be set as LINKAUDIT_<COMMAND>_<OPTION>; a variable that names none of them is an error."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for option in self.options():
            option.envvar = self._start + option.opts[-1].lstrip("-").replace("-", "_").upper()
            if option.multiple and isinstance(option.type, click.types.StringParamType):
                option.type = _List()

    def options(self) -> list[click.Option]:
        """Return the options, without those that only print something."""
        return [param for param in self.params if isinstance(param, click.Option)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as usual, once the variables are known to be options."""
        known = [str(option.envvar) for option in self.options()]
        for name in os.environ:
            if name.startswith(self._start) and name not in known and not ctx.resilient_parsing:
                raise ConfigError(f"environment: {name} is no option of linkaudit {self.name}{nearest(name, known)}")
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            if isinstance(error.param, click.Option) and ctx.get_parameter_source(str(error.param.name)) is ParameterSource.ENVIRONMENT:
                error.param_hint = str(error.param.envvar)
            raise

    @property
    def _start(self) -> str:
        return f"LINKAUDIT_{str(self.name).upper()}_"


def environment_page(commands: list[FromEnvironment]) -> str:
    """Return docs/environment.md."""
    parts = [_HEAD]
    parts += _table("Settings (lists with commas)", ((f"`{name}`", f"`{key}`") for key, name in variables().items()))
    for command in commands:
        said = f"Options of `linkaudit {command.name}` (`1` sets one that takes no value, commas part what repeats)"
        parts += _table(said, ((f"`{one.envvar}`", f"`{one.opts[-1]}`: {one.help}") for one in command.options()))
    parts += _table("Others", _OTHERS)
    return "\n".join(parts) + "\n"


def _table(title: str, rows: Any) -> list[str]:
    return [f"\n## {title}\n", "| variable | |", "|---|---|", *(f"| {name} | {said} |" for name, said in rows)]
