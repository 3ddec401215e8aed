"""From a built page to its author's files: where each link and each finding of it is written."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from ..config import repository
from ..model import PageFacts
from .ignores import holds_ignores
from .index import Index
from .kinds import generator_at
from .sheet import Sheet
from .walk import Walk, project_of

__all__ = ["Manuscript", "manuscript_of"]


class Manuscript:
    """The sources of a folder of built pages. `note` says which they are."""

    def __init__(self, index: Index, note: str) -> None:
        self._index = index
        self.note = note
        self.holds_ignores = any(map(holds_ignores, index.texts))

    def source(self, file: str | None, title: str, language: str | None, edit_url: str | None = None) -> str | None:
        """Return the source that a built file was written in, named from the repository's root."""
        found = self._index.leaf(file, title, language, edit_url)
        return found[0].text.file if found else None

    def named(self, name: str) -> frozenset[str]:
        """Return the sources that somebody may mean by a path or pattern."""
        tail = "*/" + name.removeprefix("./").lstrip("/")
        return frozenset(text.file for text in self._index.texts if fnmatchcase("/" + text.file, tail))

    def of(self, page: PageFacts) -> Sheet:
        """Return what is known of one page."""
        found = self._index.leaf(page.file, page.title, page.language, page.edit_url)
        own, how = (found[0].text, found[1]) if found else (None, "")
        return Sheet(page, own, how, self._index)


def manuscript_of(folder: Path, named: Iterable[str]) -> Manuscript | None:
    """Return the sources of a folder of built pages: those that were named, else those of the generator's project that it lies in.

    Raises `TargetError` for a folder that does not exist.
    """
    built = folder.resolve()
    folders = [Path(name) for name in named]
    if folders:
        first = folders[0].resolve()
        walk = Walk(repository(first) or Path.cwd(), built)
        for one in folders:
            walk.named(one)
        return _read(walk, f"Sources: {', '.join(map(str, folders))}, with the templates and data of the project around")
    root = repository(built)
    project = project_of(built.parent, root) if root is not None and root != built else None
    if root is None or project is None:
        return None
    walk = Walk(root, built)
    walk.project(project)
    generator = generator_at(project)
    place = "the repository" if project == root else project.relative_to(root).as_posix()
    return _read(walk, f"Sources: guessed, the {generator.name if generator else ''} project in {place}; --source names others")


def _read(walk: Walk, note: str) -> Manuscript:
    left = f", {walk.left_out:,} too large or too many" if walk.left_out else ""
    return Manuscript(Index(walk.texts), f"{note} ({len(walk.texts):,} read{left}).")
