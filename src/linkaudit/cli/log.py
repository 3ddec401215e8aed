"""A run as lines of a log, for journald, cron's mail and collectors: text, or a JSON object a line. It begins with `begin` and ends with
`end`, or with `error` when the run could not be made."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from .masked import Mask
from .output import put

if TYPE_CHECKING:
    from ..app import Step  # help and completion load no audit

__all__ = ["FORMS", "VARIABLE", "Log", "current", "failed", "listen", "say"]

FORMS: Final = ("text", "json")
VARIABLE: Final = "LINKAUDIT_AUDIT_LOG"
# Seconds between two lines on one stage of a run.
PAUSE: Final = 10.0
MAX_TEXT: Final = 2000


class Log:
    """Writes events to stderr; when nobody takes them any more, the run goes on without."""

    def __init__(self, form: str) -> None:
        self._form, self._began = form, time.monotonic()
        self._mask = Mask()
        self._stage, self._told = "", 0.0
        self._unsaid: Step | None = None

    def hide(self, secrets: Iterable[str], hosts: Iterable[str]) -> None:
        """Write `***` for these secrets from now on, and never for the hosts."""
        self._mask = Mask(secrets, hosts)

    def write(self, event: str, said: str, level: str = "info", **fields: Any) -> None:
        """Write a line: what happened in words, and for programs in fields."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._form == "json":
            told = {"time": now, "level": level, "event": event, "message": said} | fields
            line = json.dumps({name: self._safe(value) for name, value in told.items()}).replace("\x7f", "\\u007f")
        else:
            line = f"{now} {level} {_printable(self._bare(said))}"
        put(line + "\n")

    def step(self, step: Step) -> None:
        """Tell how far the run is: when a stage begins, then now and again, and where it ended."""
        if step.said:
            self.write("note", step.said)
        now = time.monotonic()
        if step.stage == self._stage and now - self._told < PAUSE:
            self._unsaid = step
            return
        if step.stage != self._stage:
            self.settle()
        self._stage, self._told, self._unsaid = step.stage, now, None
        self._step(step)

    def settle(self) -> None:
        """Tell where the stage ended."""
        if self._unsaid is not None:
            self._step(self._unsaid)
        self._unsaid = None

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return round(time.monotonic() - self._began, 1)

    def _step(self, step: Step) -> None:
        waits = "".join(f"; waits for {one}" for one in step.waiting)
        said = f"{step.stage[:1].lower()}{step.stage[1:]}: {step.done:,} done, {step.left:,} to go{waits}"
        self.write("step", said, stage=step.stage, done=step.done, left=step.left, waiting=list(step.waiting))

    def _safe(self, value: Any) -> Any:
        if isinstance(value, str):
            # A file's name may hold bytes that are no text, of which JSON has none.
            return self._bare(value).encode("utf-8", "backslashreplace").decode()
        if isinstance(value, list | tuple):
            return [self._safe(one) for one in value]
        return value

    def _bare(self, text: str) -> str:
        return self._mask(text, MAX_TEXT)


_listening: list[Log] = []


def listen(args: list[str], environment: Mapping[str, str] = os.environ) -> None:
    """Begin the log that the command line asks for, before it is parsed: its errors belong into the log as well."""
    form = _asked(args, environment)
    _listening[:] = [Log(form)] if form in FORMS else []


def current() -> Log | None:
    """Return the log, when one is written."""
    return _listening[0] if _listening else None


def say(text: str, level: str = "warning") -> None:
    """Say a sentence on stderr, in the log when one is written."""
    if log := current():
        log.write("note", text.strip(), level)
    else:
        put(f"{text}\n")


def failed(error: str) -> None:
    """Say what ended the run."""
    if log := current():
        log.write("error", error, "error", exit=2, seconds=log.seconds)
    else:
        put(f"Error: {error}\n")


def _asked(args: list[str], environment: Mapping[str, str]) -> str | None:
    if args[:1] != ["audit"]:
        return None
    told = args[: args.index("--")] if "--" in args else args
    forms = [
        word[6:] if word != "--log" else after
        for word, after in zip(told, [*told[1:], ""], strict=True)
        if word.startswith("--log=") or word == "--log"
    ]
    return forms[-1] if forms else environment.get(VARIABLE)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
