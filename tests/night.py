"""One night in a process of its own: `python -m tests.night ANSWERS COMMAND…` runs linkaudit over the web that a JSON file describes."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from tests.wire import Tell, wired

from linkaudit.cli.main import main
from linkaudit.http.seam import Request


def told(said: str | list[object]) -> Tell:
    """An answer; KILL ends the process in the middle of its work."""
    if said == "KILL":
        return _killed
    return (int(str(said[0])), dict(said[1]), str(said[2])) if isinstance(said, list) else said  # type: ignore[call-overload]


def _killed(request: Request) -> Tell:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


if __name__ == "__main__":
    table = {url: told(said) for url, said in json.loads(Path(sys.argv.pop(1)).read_text()).items()}
    with wired(table):
        main()
