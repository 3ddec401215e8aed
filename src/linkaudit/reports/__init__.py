"""Audit → text, a chunk at a time. A format is one file and one line here, and one more where a report may need several files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Final

from ..document import Audit
from ..errors import ConfigError, nearest
from .csv import findings, links
from .files import ReportFile
from .github import render as github
from .gitlab import render as gitlab
from .html import files as html_files
from .html import render as html
from .json import render as json
from .json import summary
from .junit import render as junit
from .md import render as md
from .naming import check_name
from .sarif import full as sarif_full
from .sarif import render as sarif
from .text import render as text

__all__ = ["FORMATS", "PARTED", "format_of"]

FORMATS: Final[dict[str, Callable[[Audit], Iterator[str]]]] = {
    "html": html,
    "json": json,
    "text": text,
    "md": md,
    "findings": findings,
    "links": links,
    "sarif": sarif,
    "sarif-full": sarif_full,
    "junit": junit,
    "github": github,
    "gitlab": gitlab,
    "summary": summary,
}
# Formats that write what is too much for one file beside it; the report's own file comes last.
PARTED: Final[dict[str, Callable[[Audit, str], Iterator[ReportFile]]]] = {"html": html_files}
_SUFFIXES: Final = {
    ".html": "html", ".htm": "html", ".json": "json", ".txt": "text", ".md": "md", ".csv": "findings", ".sarif": "sarif", ".xml": "junit",
}  # fmt: skip
_NAMES: Final = {"links.csv": "links"}


def format_of(output: str) -> tuple[str, str]:
    """Split `[FORMAT:]FILE`; without a format the suffix names it. Raises `ConfigError` for a format that isn't there, or a `{…}` that isn't known."""
    name, colon, file = check_name(output).partition(":")
    if colon and name in FORMATS:
        return name, file
    if colon and len(name) > 1 and name.replace("-", "").isalpha():  # a single letter is a drive
        raise ConfigError(f"{output}: no format {name}{nearest(name, FORMATS)}; known: {', '.join(FORMATS)}")
    path = PurePath(output)
    if path.name in _NAMES:
        return _NAMES[path.name], output
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix], output
    raise ConfigError(
        f"{output}: no format for {suffix or 'a file without a suffix'}{nearest(suffix, _SUFFIXES)}; known: {', '.join(FORMATS)}"
    )
