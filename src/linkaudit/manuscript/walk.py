"""The files of the sources: found, read once, and no more of them than a site has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..errors import TargetError
from .kinds import generator_at, kinds
from .text import Text

__all__ = ["Walk", "is_report", "project_of"]

MAX_FILES: Final = 40_000
MAX_BYTES: Final = 2_000_000
MAX_TOTAL: Final = 256_000_000
# Enough to climb from a bundle to the project, and to leave a loop of mounts.
MAX_DEPTH: Final = 40
HEAD: Final = 3000
_REPORTS: Final = (".json", ".html", ".xml", ".csv", ".md", ".txt", ".sarif")
# What the documents, tables and pages of an audit begin with, the baseline and GitLab's report among them.
_MARKS: Final = (
    b'"tool":{"name":"linkaudit"', b'"driver":{"name":"linkaudit"', b'"check_name"', b'\n"figures": {"pages_read"', b'<testsuites name="linkaudit"',
    b": affiliate links and disclosures</title>", b"part of a report of linkaudit", b"rule,cause,outcome", b"page,file,line,column,program",
    b"# Affiliate links of `", b"; change with --regime",
)  # fmt: skip


def project_of(folder: Path, stop: Path | None) -> Path | None:
    """Return the nearest project of a generator that a folder lies in, not beyond `stop`."""
    for place in (folder, *folder.parents):
        if generator_at(place):
            return place
        if place == stop:
            return None
    return None


class Walk:
    """Reads folders of sources. Files are named relative to `root`; what lies in `built` is no source."""

    def __init__(self, root: Path, built: Path) -> None:
        self.root, self.built = root, built
        self.texts: list[Text] = []
        self.left_out = 0
        self._bytes = 0
        self._seen: set[str] = set()

    def named(self, folder: Path) -> None:
        """Read a folder that somebody named, with the templates and data of the project that it belongs to."""
        if not folder.is_dir():
            raise TargetError(f"{folder}: there is no such folder of sources")
        folder = folder.resolve()
        self._read(folder, shared_only=False)
        project = project_of(folder, self.root)
        if project is not None and project != folder:
            self._read(project, shared_only=True)

    def project(self, folder: Path) -> None:
        """Read a generator's project."""
        self._read(folder, shared_only=False)

    def _read(self, folder: Path, shared_only: bool) -> None:
        for path, inner in self._files(folder):
            role = kinds().role_of(inner.rpartition("/")[2])
            if role is None or path in self._seen or (shared_only and role == "page" and not _is_shared(inner)):
                continue
            if len(self.texts) >= MAX_FILES or self._bytes >= MAX_TOTAL:
                self.left_out += 1
                continue
            self._seen.add(path)
            self._add(path, inner, role)

    def _add(self, path: str, inner: str, role: str) -> None:
        try:
            with open(path, "rb") as file:
                body = file.read(MAX_BYTES + 1)
        except OSError:
            body = b""
        if is_report(path, body[:HEAD]):
            return
        if body and len(body) <= MAX_BYTES:
            self._bytes += len(body)
            self.texts.append(Text(Path(os.path.relpath(path, self.root)).as_posix(), inner, role, body))
        else:
            self.left_out += bool(body)

    def _files(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Yield path and inner path of the files, in an order that does not depend on the disk; links lead nowhere."""
        waiting = [(str(folder), "")]
        while waiting:
            place, prefix = waiting.pop()
            for item in _listed(place):
                inner = prefix + item.name
                if item.is_dir(follow_symlinks=False):
                    if prefix.count("/") < MAX_DEPTH and not self._passes_by(item, Path(place)):
                        waiting.append((item.path, inner + "/"))
                elif item.is_file(follow_symlinks=False):
                    yield item.path, inner

    def _passes_by(self, item: os.DirEntry[str], parent: Path) -> bool:
        if item.name in kinds().skipped or (item.name[0] == "." and item.name not in (".vitepress", ".vuepress")):
            return True
        generator = generator_at(parent)
        return (generator is not None and item.name in generator.output) or Path(item.path).resolve() == self.built


def is_report(path: str, head: bytes) -> bool:
    """True for what an audit has written: a second run must not take the first one's report for what authors write."""
    if not path.endswith(_REPORTS):
        return False
    name = path.rpartition("/")[2]
    return name.startswith("linkaudit.") or any(mark in head for mark in _MARKS)


def _is_shared(inner: str) -> bool:
    return not kinds().shared.isdisjoint(inner.split("/")[:-1])


def _listed(place: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as items:
            # A name that is no text can't stand in a document.
            return sorted((item for item in items if item.name.isprintable()), key=lambda item: item.name)
    except OSError:
        return []
