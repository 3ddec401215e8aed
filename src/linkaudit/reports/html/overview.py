"""What the sections need to know before the first line is written: one pass over the findings, one over the pages, one over the probes."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from itertools import islice
from typing import Final
from zlib import crc32

import msgspec

from ...document import Audit, Cause, PageRecord
from ...model import Finding, Outcome, Probe, Reach

__all__ = ["Overview", "Place", "Told", "look_over", "passed"]

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
    flagged: set[str] = set()
    rows: int = 0
    passed: int = 0
    chains: dict[str, Probe] = {}
    trouble: list[Probe] = []

    @property
    def most(self) -> int:
        """Return the findings of the impact that has most: the longest bar."""
        return max((sum(counts.values()) for counts in self.impacts.values()), default=0)

    def cause_of(self, finding: Finding) -> Cause | None:
        """Return the cause that a finding belongs to."""
        key = _number(finding.fingerprint)
        for cause, prints in self.causes:
            if cause.outcome is finding.outcome:
                at = bisect_left(prints, key)
                if at < len(prints) and prints[at] == key:
                    return cause
        return None


def look_over(audit: Audit) -> Overview:
    """Return what the sections need."""
    over = Overview({cause.id: Told() for cause in audit.causes}, [(cause, _prints(cause)) for cause in audit.causes])
    _findings(audit, over)
    _pages(audit, over)
    _probes(audit, over)
    return over


def passed(record: PageRecord, flagged: set[str]) -> bool:
    """Say whether a page sells, passed under all laws, and nothing else is to be said of it."""
    judged = set(record.verdicts.values())
    return bool(record.affiliate_links) and judged == {Outcome.PASSED} and record.url not in flagged


def _prints(cause: Cause) -> array[int]:
    """A cause's fingerprints as sorted numbers: as text, a large site's would outweigh all else."""
    return array("Q", sorted(_number(one) for one in msgspec.json.decode(cause.findings, type=list[str])))


def _number(fingerprint: str) -> int:
    """A saved document may have been written by hand; what is no fingerprint there is still a name."""
    try:
        return int(fingerprint, 16) & 0xFFFF_FFFF_FFFF_FFFF
    except ValueError:
        return crc32(fingerprint.encode())


def _findings(audit: Audit, over: Overview) -> None:
    decoder = msgspec.json.Decoder(Finding)
    for row in audit.findings():
        finding = decoder.decode(row)
        if finding.suppressed_by is not None:
            if len(over.suppressed) < MAX_SUPPRESSED:
                over.suppressed.append(finding)
            continue
        kind = "review" if finding.outcome is Outcome.REVIEW else finding.severity.value
        over.flagged.add(finding.page)
        over.rules.setdefault(finding.rule, Counter())[kind] += 1
        over.impacts.setdefault(finding.impact.value, Counter())[kind] += 1
        if cause := over.cause_of(finding):
            _tell(over.told[cause.id], finding)


def _tell(told: Told, finding: Finding) -> None:
    told.first = told.first or finding
    told.regimes.update(finding.regimes)
    if finding.page and len(told.places) < MAX_PLACES:
        told.places.append(Place(finding.fingerprint, finding.file or finding.page, finding.line, finding.column))


def _pages(audit: Audit, over: Overview) -> None:
    wanted = {cause.example["page"] for cause in audit.causes}
    decoder = msgspec.json.Decoder(PageRecord)
    for row in audit.pages():
        record = decoder.decode(row)
        over.rows += 1
        over.passed += passed(record, over.flagged)
        over.on_pages.update({link.program or "cloaked" for link in record.affiliate_links})
        if record.url in wanted:
            over.examples[record.url] = record


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
