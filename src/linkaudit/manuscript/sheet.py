"""One page beside its sources: where each of its links, notices and findings is written, and what its author does not want to hear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from ..model import Claim, Disclosure, Finding, Fix, PageFacts, PageIgnore, Written, first_of
from .calls import call_of, is_called_only
from .ignores import Covering, holds_ignores, ignores_in
from .index import Index
from .insertion import above, at_the_top
from .links import links_in
from .notices import notice_in
from .places import Place
from .prose import pasteable
from .text import Text

__all__ = ["OF_THE_PLACE", "OF_THE_WORDS", "Sheet"]

# Rules that ask for a notice where there is none speak of the first link; what mends them is a line above it.
_ASK_FOR_NOTICE: Final = frozenset(("notice", "required", "statement"))
# A notice that many pages share may be right on all of them and wrong on this one: for where it stands, or for what it says.
OF_THE_PLACE: Final = frozenset(
    (
        "disclosure-after-first-link", "disclosure-buried-in-paragraph", "disclosure-end-only", "disclosure-far-from-link",
        "disclosure-footer-only", "disclosure-sidebar-only", "disclosure-without-links",
    )
)  # fmt: skip
OF_THE_WORDS: Final = frozenset(
    ("amazon-statement-locale", "disclosure-contradicted", "disclosure-names-wrong-program", "disclosure-wrong-language")
)


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

    def finding(self, finding: Finding, insert: str | None) -> Finding:
        """Return a finding with the line that its author edits, and a fix that fits there; `insert` is the owner's own snippet."""
        number = self._link_at(finding)
        told = self._notice(finding)
        found = notice_in(told, self._own, self._index) if told is not None else None
        place = self._brought(found, finding.rule) if told is not None else self._place_of(finding, number)
        written = self._written(place)
        if place is None or written is None:
            return finding
        fix = _told(finding, written)
        if found is not None and found.text is not place.text:
            fix = _at_its_call(finding, fix, found, place)
        elif fix.replace and fix.replace != insert:
            address = self._page.links[number].url if number is not None else None
            fix = msgspec.structs.replace(fix, replace=pasteable(fix.replace, place, address))
        return msgspec.structs.replace(finding, written=written, fix=fix)

    def _link_at(self, finding: Finding) -> int | None:
        return next((n for n, link in enumerate(self._page.links) if _is_at(link.line, link.column, finding)), None)

    def _place_of(self, finding: Finding, number: int | None) -> Place | None:
        place = self._places[number] if number is not None else None
        if finding.cause not in _ASK_FOR_NOTICE:
            return place
        if place is not None:
            return above(self._here(place) or place, self._own)
        return at_the_top(self._own) if self._own and finding.outcome and self._page.links else None

    def _here(self, place: Place) -> Place | None:
        """The place in the page's own source: itself, else the call of what prints it."""
        if self._own is None or place.text is self._own:
            return place if self._own else None
        return call_of(place, self._own, self._index)

    def _brought(self, place: Place | None, rule: str) -> Place | None:
        """What a page has by its author's call is hers to move; what a layout prints on every page is not."""
        if place is None or self._own is None or rule not in OF_THE_PLACE | OF_THE_WORDS or place.text is self._own:
            return place
        if call := self._here(place):
            return call
        return self._first_line() if is_called_only(place.text) else place

    def _first_line(self) -> Place:
        assert self._own is not None
        first = next((place for place in self._places if place is not None and place.text is self._own), None)
        return first or at_the_top(self._own) or Place(self._own, 0, 0, "the page's source")

    def _notice(self, finding: Finding) -> str | None:
        """The words that a finding speaks of: a notice or a claim of the page."""
        if finding.line is None:
            return None
        return next((one.text for one in self._passages() if _is_at(one.line, one.column, finding)), None)

    def _passages(self) -> tuple[Disclosure | Claim, ...]:
        page = self._page
        return (*page.disclosures, *page.candidates, *page.claims)

    def ignores(self, heeded: bool) -> tuple[PageIgnore, ...]:
        """Return the page's ignores with those of its source. One that the built page still has counts once, at its author's line."""
        own = self._own
        written = ignores_in(own, heeded) if own is not None and holds_ignores(own) else ()
        if own is None or not written:
            return self._page.ignores
        spots = list(self._spots())
        built, found = Counter(one.text for one in self._page.ignores), []
        lines: dict[str, list[str]] = {}
        for one in written:
            place = f"{own.file}:{one.line}"
            lines.setdefault(one.said.text, []).append(place)
            if len(lines[one.said.text]) > built[one.said.text]:
                found.append(self._ignore(one, place, spots))
        placed = [msgspec.structs.replace(one, place=lines[one.text].pop(0)) if lines.get(one.text) else one for one in self._page.ignores]
        return (*placed, *found)

    def _ignore(self, one: Covering, place: str, spots: list[tuple[Place, tuple[int, int | None]]]) -> PageIgnore:
        covered = [(lies, spot) for lies, spot in spots if any(one.start <= at < one.end for at in _offsets(lies))]
        if one.inline and covered:
            nearest = min(lies.start for lies, _ in covered)
            covered = [(lies, spot) for lies, spot in covered if lies.start == nearest]
        paid = first_of(self._page.links)
        first = next((self._places[n] for n, link in enumerate(self._page.links) if link.order == paid), None)
        here = self._here(first) if first is not None else None
        early = one.whole or paid is None or (here is not None and one.start <= min(_offsets(here)))
        said = one.said
        return PageIgnore(
            said.text,
            said.rules,
            said.reason,
            one.whole,
            early,
            trouble=said.trouble,
            place=place,
            spots=tuple(spot for _, spot in covered),
        )

    def _spots(self) -> Iterator[tuple[Place, tuple[int, int | None]]]:
        """Yield what of the page stands in its own source, called from there or written there, with its place on the page."""
        for link, place in zip(self._page.links, self._places, strict=True):
            if link.line is not None and place is not None and (here := self._here(place)):
                yield here, (link.line, link.column)
        for one in self._passages():
            found = notice_in(one.text, self._own, self._index) if one.line is not None else None
            if one.line is not None and found is not None and (here := self._here(found)):
                yield here, (one.line, one.column)


def _offsets(place: Place) -> list[int]:
    """Where a reader meets a place: a reference link where it is used, not where it is defined."""
    return [place.text.start_of(line) for line in place.used] or [place.start]


def _is_at(line: int | None, column: int | None, finding: Finding) -> bool:
    return line is not None and line == finding.line and (finding.column is None or column == finding.column)


def _told(finding: Finding, written: Written) -> Fix:
    """A fix that names a line names that of the file which its author edits."""
    fix, built = finding.fix, f"line {finding.line}"
    if finding.line is None or f"{built}," not in f"{fix.text},":
        return fix
    return msgspec.structs.replace(fix, text=fix.text.replace(f"{built},", f"line {written.line} of {written.file},", 1))


def _at_its_call(finding: Finding, fix: Fix, printed: Place, call: Place) -> Fix:
    """The words stay as they are for the pages that they are right on: here the call is moved, or another notice written."""
    file = printed.text.file
    words = fix.replace and pasteable(fix.replace, call, None)
    if finding.rule in OF_THE_WORDS:
        return Fix(f"{fix.text} Other pages use {file} too: write it here, in place of the call.", words)
    called = call.text.body[call.start : call.end]
    ready = (called if called and "\n" not in called else words) if fix.replace else None
    return Fix(f"{fix.text} It comes from {file}, called here.", ready)
