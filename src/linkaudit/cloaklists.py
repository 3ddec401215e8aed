"""Lists that link plugins export: where the owner's cloaked links lead, known without a request.

Columns: ThirstyAffiliates "How to import your affiliate links" (Link Name, Destination URL, Slug); Pretty Links' export has
`url` and `slug`, the slug with its prefix.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from .config import Settings
from .errors import ConfigError
from .facts import cloak_segments
from .urls import parse

__all__ = ["listed_cloaks"]

# A plugin's columns (lower case) for target and name, and whether its names stand below a prefix that the file doesn't tell.
_FORMS: Final = (("destination url", "slug", True), ("url", "slug", False))
MAX_ROWS: Final = 200_000
MAX_BYTES: Final = 64 * 1024 * 1024


def listed_cloaks(settings: Settings) -> dict[str, str]:
    """Return the target of each own path that the files of `links.lists` name. Raises `ConfigError` for a file that is no such list."""
    beside = settings.path.parent if settings.path else Path.cwd()
    prefixes = _prefixes(settings.config.links.cloaked)
    return {path: target for name in settings.config.links.lists for path, target in _read(beside / name, prefixes)}


def _prefixes(globs: Iterable[str]) -> tuple[str, ...]:
    """The owner's globs tell the prefix (`/recommends/*`); without them any that is usual."""
    told = tuple(glob[:-1] for glob in globs if glob.endswith("/*"))
    return told or tuple(f"/{segment}/" for segment in sorted(cloak_segments()))


def _read(path: Path, prefixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"links.lists: {path}: more than {MAX_BYTES // 2**20} MB; is this the list of links?")
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(csv.reader(file), path, prefixes)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"links.lists: {path}: can't be read: {error}") from error


def _rows(rows: Iterator[list[str]], path: Path, prefixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    head = [name.strip().lower() for name in next(rows, [])]
    form = next((form for form in _FORMS if form[0] in head and form[1] in head), None)
    if form is None:
        raise ConfigError(
            f"links.lists: {path}: no columns “Destination URL” and “Slug” (ThirstyAffiliates) or “url” and “slug” (Pretty Links) in its first line"
        )
    target, name, below = head.index(form[0]), head.index(form[1]), form[2]
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise ConfigError(f"links.lists: {path}: more than {MAX_ROWS:,} rows; is this the list of links?")
        if len(row) > max(target, name) and (slug := row[name].strip().strip("/")) and parse(row[target].strip()):
            for prefix in prefixes if below else ("/",):
                yield prefix + slug, row[target].strip()
