"""Writes the page of runs: what `.linkaudit/` knows, with the reports that lie beside the page."""

from __future__ import annotations

import fcntl
import os
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import nlargest
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from ..chronicle import Chronicle, RunRow, SiteRuns, site_runs
from ..config import find
from ..errors import ConfigError, StateError
from ..reports.html.runs import render
from ..reports.imprint import ROOM, imprint, imprint_in, is_runs_page
from ..session import Plan, home_of
from ..store import Ended, Past, open_past, states
from ..store.state import FOLDER
from .write import write

__all__ = ["Desk", "check_place", "desk_for", "keep_in_step", "write_runs"]

# What is looked through for reports: a page may lie in a folder with a whole site below it.
MAX_FILES: Final = 1000
MAX_ENTRIES: Final = 20_000
MAX_DEPTH: Final = 2
# No state is called so: a site may be called anything else.
LOCK: Final = "@runs.lock"


class Desk(msgspec.Struct, frozen=True):
    """Where runs are kept and the page is written. `config` is the configuration as it was named."""

    home: Path
    file: Path
    config: Path | None = None


def check_place(file: Path, outputs: Iterable[str] = ()) -> Path:
    """Return the page's place. Raises `ConfigError` where it would be written over something else: a site's own index.html, a report."""
    if file.suffix.lower() not in (".html", ".htm"):
        raise ConfigError(f"{file}: the page of runs is an HTML file; name it so")
    if "{" in file.name:
        raise ConfigError(f"{file}: one page tells of all runs; its name takes no {{date}} and no {{site}}")
    if any(Path(name).resolve() == file.resolve() for name in outputs):
        raise ConfigError(f"{file}: is to be a report and the page of runs; give them two names")
    if file.is_dir() or (file.exists() and not is_runs_page(_head(file))):
        raise ConfigError(f"{file}: is there already, and is no page of runs; move it away, or name another place")
    return file


def keep_in_step(plan: Plan, file: Path, config: Path | None) -> None:
    """Write the page after a run that was kept."""
    write_runs(Desk(home_of(plan), file, config))


def desk_for(file: Path, config: Path | None) -> Desk:
    """Return the desk of whoever asks for the page by hand."""
    found = config or find(Path.cwd())
    return Desk(found.resolve().parent if found else Path.cwd(), file, config)


def write_runs(desk: Desk, chosen: str | None = None) -> None:
    """Write the page of all sites that are known, or of the chosen one."""
    with _alone(desk.home):
        known, unread = _known(desk.home)
        if chosen:
            known, unread = [past for past in known if past.name == chosen], ()
        reports = _reports(desk.file.resolve().parent)
        sites = (_site(past, reports) for past in known)
        folder = os.path.join(os.path.dirname(desk.file), "")
        write(render(Chronicle(tuple(sites), _command(desk), folder, unread)), desk.file)


def _command(desk: Desk) -> str:
    return "linkaudit show" if desk.config is None else f"linkaudit show -c {shlex.quote(str(desk.config))}"


def _known(home: Path) -> tuple[list[Past], tuple[str, ...]]:
    """What is known of each site; a damaged state does not hide the others."""
    known, unread = [], []
    for path in states(home):
        try:
            known.append(open_past(path))
        except StateError:
            unread.append(path.name)
    return [past for past in known if past.runs], tuple(unread)


def _site(past: Past, reports: dict[str, str]) -> SiteRuns:
    return site_runs(past.name, (_row(run, reports) for run in past.runs))


def _row(run: Ended, reports: dict[str, str]) -> RunRow:
    told = run.summary
    return RunRow(run.id, run.stream, told, run.kept, reports.get(imprint(told.site, told.target, told.started)))


def _reports(folder: Path) -> dict[str, str]:
    """Return the reports in a folder and below, by their imprints. Where a run has two, the one named for its day stays its own."""
    found: dict[str, str] = {}
    for _, path in nlargest(MAX_FILES, _pages(folder)):
        name = os.path.relpath(path, folder)
        mark = imprint_in(_head(Path(path)))
        if mark and (mark not in found or (mark[:10] in name, -len(name)) > (mark[:10] in found[mark], -len(found[mark]))):
            found[mark] = name
    return found


def _pages(folder: Path) -> Iterator[tuple[float, str]]:
    """Yield the HTML files with the time of their writing."""
    for one in islice(_entries(folder), MAX_ENTRIES):
        try:
            if one.name.endswith((".html", ".htm")) and one.is_file(follow_symlinks=False):
                yield one.stat(follow_symlinks=False).st_mtime, one.path
        except OSError:  # gone meanwhile
            continue


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what lies in a folder and below, the nearest first; no link is followed, and parts of reports are left out."""
    waiting = [(str(folder), 0)]
    for path, depth in waiting:
        try:
            with os.scandir(path) as entries:
                for one in entries:
                    yield one
                    if (
                        depth < MAX_DEPTH
                        and one.is_dir(follow_symlinks=False)
                        and not one.name.startswith(".")
                        and not one.name.endswith(".parts")
                    ):
                        waiting.append((one.path, depth + 1))
        except OSError:
            continue


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(ROOM).decode("utf-8", "replace")
    except OSError:
        return ""


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process at a time read the runs and write the page: of two sites audited side by side the later one knows both."""
    try:
        lock = (home / FOLDER / LOCK).open("w", encoding="utf-8")
    except OSError:  # only to be read: nobody writes runs there
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
