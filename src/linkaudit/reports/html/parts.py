"""How the pages of a large site are spread over files, and what the first file knows of each."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec

from ...document import PageRecord
from ...model import Finding, Outcome
from ..words import clean, cut

__all__ = ["MAX_FINDINGS", "MAX_LINKS", "ONE_FILE", "ONE_PART", "PRINT", "Part", "Shelf", "key_of", "kind_of", "stands_in", "weight"]

MAX_FINDINGS: Final = 40
MAX_LINKS: Final = 60
# In quarters of a kilobyte: 10,000 pages with three findings and five links each weigh 190,000 and open in about two seconds.
ONE_FILE: Final = 240_000
ONE_PART: Final = 48_000
# So many letters of a fingerprint tell the findings of any site apart, but one pair in millions.
PRINT: Final = 10
_MAX_NAME: Final = 200


class Part(msgspec.Struct):
    """A file of pages: those with something to see, or those that passed. `keys` counts what the filter asks for."""

    well: bool
    number: int = 0
    pages: int = 0
    weight: int = 0
    links: int = 0
    first: str = ""
    last: str = ""
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    keys: Counter[str] = msgspec.field(default_factory=Counter)
    rules: set[str] = set()
    prints: bytearray = msgspec.field(default_factory=bytearray)
    names: bytearray = msgspec.field(default_factory=bytearray)

    @property
    def file(self) -> str:
        """Its name in the folder of the parts."""
        return f"{self.number:03}.html"

    @property
    def index(self) -> str:
        """What the first file searches: the beginnings of the fingerprints, the rules, then each page's address, line by line."""
        return f"{self.prints.decode()}\n{' '.join(sorted(self.rules))}\n{self.names.decode()}"

    def add(self, record: PageRecord, size: int) -> None:
        """Count a page in."""
        name = cut(clean((record.file or record.url)[: _MAX_NAME + 1]), _MAX_NAME)
        self.first, self.last = self.first or name, name
        self.pages += 1
        self.weight += size
        self.links += len(record.affiliate_links)
        self.names += name.encode("utf-8", "replace") + b"\n"

    def tell(self, finding: Finding, key: str) -> None:
        """Count a finding of its last page in."""
        self.prints += b" " + finding.fingerprint[:PRINT].encode("utf-8", "replace")
        self.rules.add(finding.rule)
        if finding.suppressed_by is None:
            self.keys[key] += 1
            self.kinds[kind_of(finding)] += 1


class Shelf(msgspec.Struct):
    """The parts as they fill. Each list of pages has its own, so that both can be written in one pass."""

    each: int
    done: list[Part] = []
    filling: dict[bool, Part] = {}
    weight: int = 0

    def add(self, record: PageRecord, findings: int, well: bool) -> Part:
        """Return the part that holds a page."""
        size = weight(record, findings)
        self.weight += size
        part = self.filling.get(well)
        if part is None or part.weight + size > self.each:
            part = self.filling[well] = Part(well)
            self.done.append(part)
        part.add(record, size)
        return part

    def parts(self) -> list[Part]:
        """Return the parts, numbered: what there is to see comes first."""
        found = sorted(self.done, key=lambda part: part.well)
        for number, part in enumerate(found, 1):
            part.number = number
        return found


def weight(record: PageRecord, findings: int) -> int:
    """Return what a page costs a browser: itself, its findings and its links, as far as they are shown."""
    return 2 + 4 * min(findings, MAX_FINDINGS) + min(len(record.affiliate_links), MAX_LINKS)


def kind_of(finding: Finding) -> str:
    """Return what a reader must do: mend an error, look at a warning, answer a question."""
    return "review" if finding.outcome is Outcome.REVIEW else finding.severity.value


def key_of(finding: Finding, cause: str) -> str:
    """Return what the filter looks at, in one word: impact, kind, regimes, cause."""
    return f"{finding.impact}/{kind_of(finding)}/+{'+'.join(finding.regimes)}+/{cause}"


def stands_in(parts: list[Part]) -> dict[str, list[Part]]:
    """Return the parts of each cause; a key ends with its cause."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        for cause in sorted({key.rpartition("/")[2] for key in part.keys}):
            found.setdefault(cause, []).append(part)
    return found
