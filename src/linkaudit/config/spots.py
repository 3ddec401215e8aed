"""At which line of a TOML file a key is set."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

__all__ = ["line_of"]

_Path = tuple[str | int, ...]
_HEADER: Final = re.compile(r"^\s*(\[\[?)([^\]]+)\]")
_KEY: Final = re.compile(r"""^\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=""")
_NAME: Final = re.compile(r"""([\w-]+)|"([^"]*)"|'([^']*)'""")


def line_of(file: Path, path: _Path) -> int | None:
    """Return the line that sets the value, else that of the innermost table around it; None when the file doesn't say."""
    if file.name == "pyproject.toml":
        path = ("tool", "linkaudit", *path)
    found, depth = None, 0
    table: _Path = ()
    counts = Counter[_Path]()
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        here: _Path = ()
        if header := _HEADER.match(text):
            here = table = _names(header[2])
            if header[1] == "[[":
                here = table = (*table, counts[table])
                counts[table[:-1]] += 1
        elif key := _KEY.match(text):
            here = (*table, *_names(key[1]))
        shared = len(here) if here == path[: len(here)] else len(path) if path == here[: len(path)] else 0
        if shared > depth:
            found, depth = number, shared
    return found


def _names(text: str) -> _Path:
    return tuple(bare or double or single for bare, double, single in _NAME.findall(text))
