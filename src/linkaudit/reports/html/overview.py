"""What the sections need to know before the first line is written: one pass over pages and findings, one over the probes."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from itertools import islice
from typing import Final
from urllib.parse import quote
from zlib import crc32

import msgspec

from ...document import Audit, Cause, PageRecord
from ...model import Finding, Probe, Reach
from .pairs import paired, passed
from .parts import MAX_FINDINGS, ONE_FILE, ONE_PART, Part, Shelf, key_of, kind_of, stands_in

__all__ = ["Overview", "Place", "Told", "look_over"]

MAX_PLACES: Final = 12
MAX_SUPPRESSED: Final = 500
MAX_TROUBLE: Final = 500
MAX_CHAINS: Final = 20_000
_TROUBLES: Final = {Reach.GONE: 0, Reach.LOOP: 2, Reach.TIMEOUT: 3, Reach.BLOCKED: 4}


class Place(msgspec.Struct, frozen=True):
    """Where a finding stands."""

    fingerprint: str
    file: str
    line: int | None
    column: int | None


class Told(msgspec.Struct):
    """What the findings of a cause say together."""

    first: Finding | None = None
    places: list[Place] = []
    regimes: set[str] = set()


class Overview(msgspec.Struct):
    """The counts, examples and lists of a report."""

    told: dict[str, Told]
    causes: list[tuple[Cause, array[int]]]
    rules: dict[str, Counter[str]] = {}
    impacts: dict[str, Counter[str]] = {}
    suppressed: list[Finding] = []
    examples: dict[str, PageRecord] = {}
    on_pages: Counter[str] = msgspec.field(default_factory=Counter)
    rows: int = 0
    passed: int = 0
    unjudged: int = 0
    fits: int = 0
    parts: list[Part] = []
    held: dict[str, Part] = {}
    stands_in: dict[str, list[Part]] = {}
    folder: str = ""
    chains: dict[str, Probe] = {}
    trouble: list[Probe] = []

    @property
    def most(self) -> int:
        """Return the findings of the impact that has most: the longest bar."""
        return max((sum(counts.values()) for counts in self.impacts.values()), default=0)

    def hold(self, finding: Finding, part: Part | None) -> None:
        """Remember which part holds a finding that the first file links to."""
        if part:
            self.held[finding.fingerprint] = part

    def at(self, fingerprint: str) -> str:
        """Return where a finding is shown: the file, or nothing when it is the first one."""
        return self.address(self.held[fingerprint]) if self.parts and fingerprint in self.held else ""

    def address(self, part: Part) -> str:
        """Return a part's address from the first file."""
        return quote(f"{self.folder}/{part.file}", errors="surrogateescape")

    def cause_of(self, finding: Finding) -> Cause | None:
        """Return the cause that a finding belongs to."""
        key = _number(finding.fingerprint)
        for cause, prints in self.causes:
            if cause.outcome is finding.outcome:
                at = bisect_left(prints, key)
                if at < len(prints) and prints[at] == key:
                    return cause
        return None


def look_over(audit: Audit, folder: str = "", bears: int = ONE_FILE, each: int = ONE_PART) -> Overview:
    """Return what the sections need. Parts go to `folder`, when there is one and one file can't bear them all."""
    over = Overview({cause.id: Told() for cause in audit.causes}, [(cause, _prints(cause)) for cause in audit.causes])
    shelf, wanted = Shelf(each), {cause.example["page"] for cause in audit.causes}
    for record, findings in paired(audit):
        part = _page(over, shelf, record, findings) if record else None
        over.fits += record is not None and shelf.weight <= bears
        for place, finding in enumerate(findings):
            _finding(over, finding, part if place < MAX_FINDINGS else None)
        if record and record.url in wanted:
            over.examples[record.url] = record
    if folder and shelf.weight > bears:
        over.folder, over.parts = folder, shelf.parts()
        over.stands_in = stands_in(over.parts)
    _probes(audit, over)
    return over


def _prints(cause: Cause) -> array[int]:
    """A cause's fingerprints as sorted numbers: as text, a large site's would outweigh all else."""
    return array("Q", sorted(_number(one) for one in msgspec.json.decode(cause.findings, type=list[str])))


def _number(fingerprint: str) -> int:
    """A saved document may have been written by hand; what is no fingerprint there is still a name."""
    try:
        return int(fingerprint, 16) & 0xFFFF_FFFF_FFFF_FFFF
    except ValueError:
        return crc32(fingerprint.encode())


def _page(over: Overview, shelf: Shelf, record: PageRecord, findings: list[Finding]) -> Part:
    well = passed(record, findings)
    over.rows += 1
    over.passed += well
    over.unjudged += not record.verdicts
    over.on_pages.update({link.program or "cloaked" for link in record.affiliate_links})
    return shelf.add(record, len(findings), well)


def _finding(over: Overview, finding: Finding, part: Part | None) -> None:
    cause = over.cause_of(finding)
    if part:
        part.tell(finding, key_of(finding, cause.id if cause else ""))
    if finding.suppressed_by is not None:
        if len(over.suppressed) < MAX_SUPPRESSED:
            over.suppressed.append(finding)
            over.hold(finding, part)
        return
    kind = kind_of(finding)
    over.rules.setdefault(finding.rule, Counter())[kind] += 1
    over.impacts.setdefault(finding.impact.value, Counter())[kind] += 1
    if cause and _tell(over.told[cause.id], finding):
        over.hold(finding, part)


def _tell(told: Told, finding: Finding) -> bool:
    """Say whether the cause shows this place."""
    told.first = told.first or finding
    told.regimes.update(finding.regimes)
    shown = bool(finding.page) and len(told.places) < MAX_PLACES
    if shown:
        told.places.append(Place(finding.fingerprint, finding.file or finding.page, finding.line, finding.column))
    return shown


def _probes(audit: Audit, over: Overview) -> None:
    """Keep the chains worth showing, and the links that don't plainly arrive, the dead first."""
    decoder = msgspec.json.Decoder(Probe)
    for row in islice(audit.probes(), 200_000):
        probe = decoder.decode(row)
        if len(probe.hops) > 1 and len(over.chains) < MAX_CHAINS:
            over.chains[probe.url] = probe
        if probe.soft or probe.outcome in _TROUBLES:
            over.trouble.append(probe)
    over.trouble.sort(key=lambda probe: (_TROUBLES.get(probe.outcome, 1), probe.url))
    del over.trouble[MAX_TROUBLE:]
