"""What web analytics export: a CSV that says how often each page was viewed."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import msgspec

from .catalog import table
from .errors import ConfigError

__all__ = ["number_of", "rows_of"]

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 500_000
MAX_VIEWS: Final = 10**12
# Before its table GA4 prints comments, and some reports a first table, a row a day.
HEAD_LINES: Final = 500
_DELIMITERS: Final = (",", ";", "\t")
# 40000 · 40,000 · 40.000 · 40 000 · 40'000 · 12,34,567; a spreadsheet may have added .0 or ,00.
_NUMBER: Final = re.compile(r"([0-9]{1,3}(?:(?P<by>[.,'’\s])(?:[0-9]{2,3}(?P=by))*[0-9]{3})|[0-9]+)(?:[.,]0{1,2})?")
_NONE: Final = ("", "-", "–", "—")
_SIGNS: Final = re.compile(r"[\W_]+")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data/weights.toml`: how exports call the columns, and rows that sum up others."""

    page: tuple[str, ...]
    views: tuple[str, ...]
    sums: tuple[str, ...]


class _Form(msgspec.Struct, frozen=True):
    """How a file is laid out, and how many lines stand before its first row."""

    delimiter: str
    page: int
    views: int
    before: int


def rows_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each row's page, as it is written, and its views. Raises `ConfigError` for a file that is none, with the line."""
    try:
        if not path.is_file():
            raise ConfigError(f"{path}: {'is no file' if path.exists() else 'there is no such file'}; page views are read from a CSV file")
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path}: more than {MAX_BYTES // 2**20} MB; are these page views?")
        with path.open(encoding=_encoding(path), newline="") as file:
            yield from _rows(file, path)
    except UnicodeError:
        raise ConfigError(f"{path}: is not text in UTF-8; save or export it as CSV (UTF-8)") from None
    except (OSError, csv.Error) as error:
        raise ConfigError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from error


def number_of(text: str) -> int | None:
    """Return what a cell counts; None when it is no whole number."""
    text = text.strip()
    found = _NUMBER.fullmatch(text) if len(text) < 40 else None
    if found is None:
        return 0 if text in _NONE else None
    return int("".join(sign for sign in found[1] if sign.isdigit()))


def _encoding(path: Path) -> str:
    """Matomo writes UTF-16 for Excel's sake."""
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _rows(file: TextIO, path: Path) -> Iterator[tuple[str, int]]:
    form = _form(file, path)
    reader, found = csv.reader(file, delimiter=form.delimiter), 0
    for row in reader:
        if not any(map(str.strip, row)) or (_is_remark(row[0]) and not found):
            continue
        if _is_remark(row[0]):  # another table begins
            return
        place = f"{path}:{form.before + reader.line_num}"
        if len(row) <= max(form.page, form.views):
            raise ConfigError(f"{place}: a row of {len(row)} cells; page and views stand in cells {form.page + 1} and {form.views + 1}")
        page, views = row[form.page].strip(), number_of(row[form.views])
        if not page or _folded(page) in _words().sums:
            continue
        if views is None or views > MAX_VIEWS:
            raise ConfigError(f"{place}: {row[form.views][:40]!r} is no number of views")
        if (found := found + 1) > MAX_ROWS:
            raise ConfigError(f"{place}: more than {MAX_ROWS:,} rows; are these page views?")
        yield page, views


def _form(file: TextIO, path: Path) -> _Form:
    """Find the line that names the columns; without one, two columns speak for themselves."""
    first = ""
    for number, line in enumerate(islice(file, HEAD_LINES), 1):
        if not line.strip() or _is_remark(line) or line.lower().startswith("sep="):
            continue
        first = first or line
        for delimiter in _DELIMITERS:
            names = [_folded(name) for name in _cells(line, delimiter)]
            page, views = _first(names, _words().page), _first(names, _words().views)
            if page is not None and views is not None:
                return _Form(delimiter, page, views, number)
    for delimiter in _DELIMITERS:
        cells = _cells(first, delimiter)
        if len(cells) == 2 and number_of(cells[1]) is not None and number_of(cells[0]) is None:
            file.seek(0)
            return _Form(delimiter, 0, 1, 0)
    named = first.strip()[:80]
    raise ConfigError(
        f"{path}: {'no line of it names' if named else 'empty: no line names'} a column of pages (page, path, url …) and one of views (views, pageviews, visits …)"
        + (f"; its first line is {named!r}" if named else "")
    )


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _first(names: list[str], known: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _is_remark(text: str) -> bool:
    # Some single-page sites have addresses such as #/about.
    return text.startswith("#") and not text.startswith(("#/", "#!"))


def _folded(name: str) -> str:
    return _SIGNS.sub("", name[:200].casefold())


@lru_cache(maxsize=1)
def _words() -> Words:
    told = table("weights.toml", Words)
    return Words(*(tuple(map(_folded, names)) for names in (told.page, told.views, told.sums)))
