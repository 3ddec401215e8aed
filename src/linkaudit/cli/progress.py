"""What a run is doing, on stderr, for people only: never in a pipe, never in CI."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from ..app import Step, Stop
from .log import current, say

__all__ = ["progress", "stoppable"]

# Ten redraws a second are as many as anybody reads.
PAUSE: Final = 0.1


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[Step], None]]:
    """Yield a function that takes news of the run."""
    if log := current():
        yield log.step
        return
    if quiet or not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda step: None if quiet or not step.said else click.echo(step.said, err=True)
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting …") as status:
        yield _Board(console, status)


class _Board:
    """A status line that keeps the time each stage takes."""

    def __init__(self, console: Any, status: Any) -> None:
        self._console, self._status = console, status
        self._stage, self._began, self._drawn = "", 0.0, 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if step.said:
            self._console.print(step.said, markup=False, highlight=False)
        if step.stage != self._stage:
            self._stage, self._began = step.stage, now
        elif now - self._drawn < PAUSE:
            return
        self._drawn = now
        from rich.markup import escape

        self._status.update(
            escape(" · ".join([f"{step.stage} … {step.done:,} done, {step.left:,} to go{self._rest(step, now)}", *step.waiting]))
        )

    def _rest(self, step: Step, now: float) -> str:
        """Time left, once there is enough to judge by."""
        spent = now - self._began
        if step.done < 20 or spent < 3 or not step.left:
            return ""
        seconds = int(spent / step.done * step.left)
        return f", about {seconds // 60} min {seconds % 60} s" if seconds >= 60 else f", about {seconds} s"


@contextmanager
def stoppable(stop: Stop) -> Iterator[None]:
    """The first Ctrl-C ends the run with what was gathered, the second at once."""

    def handle(number: int, frame: Any) -> None:
        if stop.wished:
            raise KeyboardInterrupt
        stop.wished = True
        say("\nStopping: what was read so far is reported. A second Ctrl-C quits at once.")

    # Time-outs of CI and schedulers send TERM.
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
