"""What a site's process logged, as `--sites` hears it: how it ended, why it failed, and what the log of all sites repeats of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from ..reports.words import clean
from .log import Log

__all__ = ["Heard"]

# How far a site is fills a log of many sites; where it begins and ends is told in one line each.
_OWN: Final = ("begin", "step", "end")
_LEVELS: Final = {0: "info", 1: "warning"}
# Set by whoever writes the line.
_SET: Final = ("time", "level", "event", "message")


class Heard:
    """The lines of a process that ended with `code`."""

    def __init__(self, text: str, code: int) -> None:
        self._code = code
        self._lines = [line for one in text.splitlines() if one.strip() for line in _line(one)]

    @property
    def complaints(self) -> str:
        """What it would have said on stderr in spite of `--quiet`, in one line."""
        told = [clean(str(line["message"])) for line in self._lines if line["event"] in ("note", "error") and line["level"] != "info"]
        return " · ".join(dict.fromkeys(told))

    @property
    def reason(self) -> str:
        """Why the site could not be audited, empty when it was."""
        if self._code in _LEVELS:
            return ""
        return self.complaints or (f"killed by signal {-self._code}" if self._code < 0 else f"ended with exit {self._code}")

    def repeat(self, log: Log, name: str) -> None:
        """Log what a log of many sites holds of one: reports, messages, what was not read, complaints; at last how it ended."""
        for line in self._lines:
            if line["event"] not in _OWN and line.get("format") != "summary":  # by which the site's head came here
                fields = {key: value for key, value in line.items() if key not in _SET}
                log.write(line["event"], f"{name}: {line['message']}", line["level"], **(fields | {"site": name}))
        end = next((line for line in self._lines if line["event"] == "end"), {})
        fields = {key: value for key, value in end.items() if key not in _SET}
        said = "; ".join(filter(None, (str(end.get("message") or f"exit {self._code}"), self.reason)))
        told = fields | {"site": name, "exit": self._code, "reason": self.reason or None}
        log.write("site-end", f"{name}: {said}", _LEVELS.get(self._code, "error"), **told)


def _line(text: str) -> Iterator[dict[str, Any]]:
    """Yield a line of its log; what is none, an interpreter's last words or the system's, is a complaint."""
    try:
        line = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeError):
        line = {}
    yield {"level": "warning", "event": "note", "message": text.strip()} | line
