"""`linkaudit config`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from ..config import find, load

__all__ = ["config", "flat"]


@click.command()
@click.option("-c", "--config", "file", type=click.Path(path_type=Path), help="Configuration file.")
def config(file: Path | None) -> int:
    """Show every setting with its value and where it came from.

    \b
    Examples:
      linkaudit config
      linkaudit config -c sites/blog.toml
    """
    settings = load(file or find(Path.cwd()))
    for key, value in flat(msgspec.to_builtins(settings.config)).items():
        click.echo(f"{key} = {value!r}  # {settings.origins.get(key, 'default')}")
    return 0


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the values of nested tables by dotted key."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) and value else {prefix + key: value}
    return found
