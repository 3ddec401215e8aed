"""Writes a report so that a failure leaves the old one in place."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import TargetError

__all__ = ["write"]


def write(pieces: Iterable[str], path: Path) -> None:
    """Write the pieces beside `path`, then move them over it; raises `TargetError` when that can't be done."""
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            for piece in pieces:
                file.write(piece)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise TargetError(f"{path}: can't be written: {error.strerror}") from error
