"""A report of several files: what is too much for one browser tab stands in parts beside the first file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

import msgspec

__all__ = ["SIGN", "ReportFile", "parts_folder"]

# A part begins with this: by it the folder of an earlier run is known for one that may be replaced.
SIGN: Final = "<!doctype html>\n<!-- part of a report of linkaudit -->\n"


class ReportFile(msgspec.Struct, frozen=True):
    """A file of a report: its name beside the first one, and its text, which has to be read before the next file is asked for."""

    name: str
    pieces: Iterator[str]


def parts_folder(file: PurePath) -> PurePath:
    """Return where the parts of a report lie: site.parts/ beside site.html."""
    return file.with_name(f"{file.name if file.suffix == '.parts' else file.stem}.parts")
