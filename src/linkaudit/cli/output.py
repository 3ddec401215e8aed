"""Standard output that nobody reads any more."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

__all__ = ["drop_output", "put"]


def drop_output(stream: TextIO | None = None) -> None:
    """Let nothing more be written to standard output, or to another stream: Python would try again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())


def put(line: str) -> None:
    """Write a line to stderr at once; where nobody reads it any more, nothing."""
    try:
        sys.stderr.write(line)
        sys.stderr.flush()
    except RuntimeError:  # Ctrl-C came while another line was written
        os.write(sys.stderr.fileno(), line.encode("utf-8", "replace"))
    except (OSError, ValueError):
        with suppress(OSError, ValueError):  # it may be no file
            drop_output(sys.stderr)
