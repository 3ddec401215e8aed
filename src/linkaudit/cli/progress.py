"""A progress line on stderr, for people only: never in a pipe, never in CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress"]


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that takes (pages done, pages waiting)."""
    if quiet or not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda done, left: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Reading pages …") as status:
        yield lambda done, left: status.update(f"Reading pages … {done:,} read, {left:,} waiting")
