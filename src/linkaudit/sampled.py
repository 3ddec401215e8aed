"""`--sample` and `--max-pages` of a folder: which of its pages are read, and that the others were not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import cycle
from pathlib import PurePosixPath

import msgspec

from .session import Session
from .sources import Folder

__all__ = ["sampled"]


def sampled(folder: Folder, session: Session) -> Folder:
    """Return the folder with as many pages as are asked for, and say so in the notes. `crawl.max_pages` of the configuration is meant
    for crawls: a file that live audits share takes nothing from a folder."""
    most, plan = session.plan.most, session.plan
    if not most or len(folder.files) <= most:
        session.chosen = session.chosen.removeprefix("--sample")
        return folder
    files = _of_each_kind(folder.files, most) if plan.sample else sorted(folder.files, key=_near_the_start)[:most]
    name, which = ("--sample", "some of each kind") if plan.sample else ("--max-pages", "those nearest to the start page")
    session.chosen = session.chosen or name
    session.notes.append(
        f"{len(files):,} of {len(folder.files):,} pages were read: {which}, as {name} says; the other {len(folder.files) - len(files):,} were not."
    )
    return msgspec.structs.replace(folder, files=tuple(sorted(files)), unread=(), feeds=())


def _of_each_kind(files: Sequence[str], most: int) -> list[str]:
    """Take from each folder in turn, and in each at even distances; folders that differ by a number are one kind."""
    kinds: dict[str, list[str]] = {}
    for file in sorted(files, key=_near_the_start):
        kinds.setdefault(_kind(file), []).append(file)
    shares = dict.fromkeys(kinds, 0)
    turns = cycle(kinds)
    while most:
        kind = next(turns)
        more = shares[kind] < len(kinds[kind])
        shares[kind] += more
        most -= more
    return [found[place * len(found) // shares[kind]] for kind, found in kinds.items() for place in range(shares[kind])]


def _kind(file: str) -> str:
    path = PurePosixPath(file)
    page = path.parent if path.stem == "index" else path
    return re.sub(r"\d+", "0", page.parent.as_posix())


def _near_the_start(file: str) -> tuple[int, bool, str]:
    path = PurePosixPath(file)
    return len(path.parts), path.stem != "index", file
