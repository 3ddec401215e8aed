"""Writes a report so that a failure leaves the old one in place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from ..errors import TargetError

__all__ = ["poured", "write"]


def write(pieces: Iterable[str], path: Path) -> None:
    """Write the pieces beside `path`, then move them over it; raises `TargetError` when that can't be done."""
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            poured(pieces, file.write, str(path))
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise TargetError(f"{path}: can't be written: {error.strerror}") from error


def poured(pieces: Iterable[str], put: Callable[[str], object], name: str) -> None:
    """Put the pieces one by one; what a report returns at its end (that it had to be cut) is said on stderr."""
    rows = iter(pieces)
    while True:
        try:
            put(next(rows))
        except StopIteration as end:
            if end.value:
                click.echo(f"{name}: {end.value}", err=True)
            return
