"""From a built page to its author's files: where each link and each finding of it is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from ..config import repository
from ..model import Claim, Disclosure, Finding, Fix, PageFacts, Written
from .index import Index
from .insertion import above, at_the_top
from .kinds import generator_at
from .links import links_in
from .notices import notice_in
from .places import Place
from .text import Text
from .walk import Walk, project_of

__all__ = ["Manuscript", "manuscript_of"]

# Rules that ask for a notice where there is none speak of the first link; what mends them is a line above it.
_ASK_FOR_NOTICE: Final = frozenset(("notice", "required", "statement"))


class Manuscript:
    """The sources of a folder of built pages. `note` says which they are."""

    def __init__(self, index: Index, note: str) -> None:
        self._index = index
        self.note = note

    def of(self, page: PageFacts) -> Sheet:
        """Return what is known of one page."""
        found = self._index.leaf(page.file, page.title, page.language, page.edit_url)
        own, how = (found[0].text, found[1]) if found else (None, "")
        return Sheet(page, own, how, self._index)


class Sheet:
    """One page, with its places in the sources."""

    def __init__(self, page: PageFacts, own: Text | None, how: str, index: Index) -> None:
        self._page, self._own, self._how, self._index = page, own, how, index
        self._places = links_in(page, own, index) if page.links else []
        self.links = [self._written(place) for place in self._places]

    def _written(self, place: Place | None) -> Written | None:
        if place is None:
            return None
        text = place.text
        how = f"{self._how}; {place.how}" if text is self._own and self._how else place.how
        return Written(text.file, place.line, text.column(place.start), text.bytes_of(place.start, place.end), how[:300])

    def finding(self, finding: Finding) -> Finding:
        """Return a finding with the line that its author edits."""
        written = self._written(self._place_of(finding))
        if written is None:
            return finding
        return msgspec.structs.replace(finding, written=written, fix=_told(finding, written))

    def _place_of(self, finding: Finding) -> Place | None:
        told = self._notice(finding)
        if told is not None:
            return notice_in(told, self._own, self._index)
        number = next((n for n, link in enumerate(self._page.links) if _is_at(link.line, link.column, finding)), None)
        place = self._places[number] if number is not None else None
        if finding.cause not in _ASK_FOR_NOTICE:
            return place
        if place is not None:
            return above(place, self._own)
        return at_the_top(self._own) if self._own and finding.outcome and self._page.links else None

    def _notice(self, finding: Finding) -> str | None:
        """The words that a finding speaks of: a notice or a claim of the page."""
        if finding.line is None:
            return None
        page = self._page
        passages: tuple[Disclosure | Claim, ...] = (*page.disclosures, *page.candidates, *page.claims)
        return next((one.text for one in passages if _is_at(one.line, one.column, finding)), None)


def _is_at(line: int | None, column: int | None, finding: Finding) -> bool:
    return line is not None and line == finding.line and (finding.column is None or column == finding.column)


def _told(finding: Finding, written: Written) -> Fix:
    """A fix that names a line names that of the file which its author edits."""
    fix, built = finding.fix, f"line {finding.line}"
    if finding.line is None or f"{built}," not in f"{fix.text},":
        return fix
    return msgspec.structs.replace(fix, text=fix.text.replace(f"{built},", f"line {written.line} of {written.file},", 1))


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
