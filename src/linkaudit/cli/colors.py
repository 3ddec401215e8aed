"""Colors of the summary on a terminal: the marks and the headings, never a word of what was audited."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import click

__all__ = ["color_option", "painted", "wanted"]

_MARK: Final = re.compile(r"^([A-Z]{3,8} +| {2,13})?([✗!?·]) ")
_HEADING: Final = re.compile(r"^(\n?)([\d,]+ (?:things?|questions?) [^\n]*|Nothing to fix[^\n]*|Also noticed)")
_PAINT: Final[dict[str, dict[str, Any]]] = {
    "✗": {"fg": "red", "bold": True},
    "!": {"fg": "yellow", "bold": True},
    "?": {"fg": "cyan"},
    "·": {"dim": True},
}


def color_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--color` to a command."""
    choice = click.Choice(["auto", "always", "never"])
    option = click.option(
        "--color", type=choice, default="auto", show_default=True, help="Colors; auto: on a terminal, unless NO_COLOR is set."
    )
    return option(command)


def wanted(color: str) -> bool:
    """True when the summary shall have colors: the flag decides, then NO_COLOR, then FORCE_COLOR, then whether anybody looks on."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def painted(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the summary with its marks and headings in color."""
    for piece in pieces:
        piece = _HEADING.sub(lambda found: found[1] + click.style(found[2], bold=True), piece)
        yield _MARK.sub(_marked, piece)


def _marked(found: re.Match[str]) -> str:
    impact, mark = found[1] or "", found[2]
    return (click.style(impact, bold=True) if impact.strip() else impact) + click.style(mark, **_PAINT[mark]) + " "
