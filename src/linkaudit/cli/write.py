"""Writes a report so that a failure leaves the old one in place, with its parts when it has some."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from ..errors import TargetError
from ..reports.files import SIGN, ReportFile, parts_folder
from .log import say

__all__ = ["check_room", "place", "poured", "write"]

_PART: Final = re.compile(r"\d{3,}\.html")


def check_room(path: Path) -> None:
    """Raise `TargetError` for a file that can't be written, before hours are spent on what would stand in it."""
    place = path.absolute()
    folder = next((one for one in place.parents if one.exists()), place)
    if not folder.is_dir():
        raise TargetError(f"{path}: can't be written: {folder} is no folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise TargetError(f"{path}: can't be written: no permission to write in {folder}")


def write(pieces: Iterable[str], path: Path) -> None:
    """Write the pieces beside `path`, then move them over it; raises `TargetError` when that can't be done."""
    partial = _beside(path, "part")
    try:
        _spill(pieces, partial, path)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _failed(path, error) from error


def poured(pieces: Iterable[str], put: Callable[[str], object], name: str) -> None:
    """Put the pieces one by one; what a report returns at its end (that it had to be cut) is said on stderr."""
    rows = iter(pieces)
    while True:
        try:
            put(next(rows))
        except StopIteration as end:
            if end.value:
                say(f"{name}: {end.value}")
            return


def place(files: Iterable[ReportFile], path: Path) -> list[Path]:
    """Write the files of a report, the one called like `path` and its parts, then put them in the place of the old; return the parts."""
    partial = _beside(path, "part")
    folder = Path(parts_folder(path))
    parts = _beside(folder, "part")
    try:
        _clear(parts)
        for file in files:
            if file.name != path.name:
                _refuse_strangers(folder)
            _spill(file.pieces, partial if file.name == path.name else parts / Path(file.name).name, path)
        return _moved(partial, path, parts, folder)
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        partial.unlink(missing_ok=True)
        _clear(parts)


def _moved(partial: Path, path: Path, parts: Path, folder: Path) -> list[Path]:
    """Put the new report in the place of the old; whatever fails on the way, one of them is whole."""
    written = sorted(folder / part.name for part in parts.iterdir()) if parts.exists() else []
    old, stood = _beside(folder, "old"), _is_ours(folder)
    _clear(old)
    try:
        if stood:
            folder.rename(old)
        if written:
            parts.rename(folder)
        os.replace(partial, path)
    except OSError:
        if written and not parts.exists():
            _clear(folder)
        if old.exists():
            old.rename(folder)
        raise
    _clear(old)
    return written


def _refuse_strangers(folder: Path) -> None:
    """Raise for what an earlier run can't have written and this one would have to remove."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise TargetError(f"{folder}: the report's parts go into a folder of this name, and this is none; move it away")
    stranger = next((path for path in folder.iterdir() if not _is_part(path)), None) if folder.exists() else None
    if stranger:
        raise TargetError(f"{folder}: holds {stranger.name}, which is no part of a report; move it away, or call the report otherwise")


def _is_ours(folder: Path) -> bool:
    held = list(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []
    return bool(held) and all(map(_is_part, held))


def _is_part(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or not _PART.fullmatch(path.name):
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(len(SIGN)) == SIGN


def _spill(pieces: Iterable[str], path: Path, name: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The name of a file may hold bytes that are no text.
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        poured(pieces, file.write, str(name))


def _beside(path: Path, kind: str) -> Path:
    if not path.name:
        raise TargetError(f"{path}: names no file")
    return path.with_name(f".{path.name}.{kind}")


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _failed(path: Path, error: OSError) -> TargetError:
    return TargetError(f"{path}: can't be written: {error.strerror or error}")
