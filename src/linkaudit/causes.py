"""Thousands of findings, a short list of things to fix: one entry for each thing a person would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from math import inf
from typing import Any, Final

import msgspec

from .document import Cause
from .engine import Judged
from .history import Seen, key_of
from .model import Finding, Fix, Outcome, Severity
from .rules import Rule

__all__ = ["Mark", "Tally", "mark"]

Key = tuple[str, Outcome, str]
# Texts that each stand on one page only are one habit of the author, not as many things to fix.
_HABITS: Final = frozenset(("notice", "denial", "required", "incentive", "claim", "price"))
# Where each finding has advice of its own, the first of them are as good as any.
_ADVICES: Final = 8
# What every reader of JSON counts exactly.
MAX_VIEWS: Final = 2**53


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """What counting needs of a finding; the finding itself is read back once a cause."""

    rule: str
    family: str
    outcome: Outcome
    severity: Severity
    group: str
    links: int
    title: str
    fingerprint: str
    fails: bool
    suppressed: bool
    target: int = 0
    advice: int = 0
    traced: bool = False
    waits: bool = False

    @property
    def key(self) -> Key:
        """What findings of one cause share. One notice block in the wrong place is one thing to move, whichever rule says so."""
        return (self.family if self.family == "notice" and self.group else self.rule, self.outcome, self.group)


def mark(one: Judged, traced: bool = False) -> Mark:
    """Return a finding's mark; `traced` when its author's line is known."""
    finding = one.finding
    fails = finding.outcome is Outcome.FAILED and finding.severity is Severity.ERROR
    suppressed = finding.suppressed_by is not None
    return Mark(
        finding.rule, finding.cause, finding.outcome, finding.severity, one.group, one.links, one.title, finding.fingerprint, fails, suppressed,
        key_of(one.target) if one.target else 0, key_of(finding.fix.text), traced, one.waits,
    )  # fmt: skip


class _Sample(msgspec.Struct):
    body: bytes
    traced: bool
    findings: int = 0


class _Heap(msgspec.Struct):
    samples: dict[int, _Sample]
    title: str
    rule: str
    family: str
    severity: Severity
    fingerprints: bytearray
    pages: int = 0
    links: int = 0
    views: int | None = None
    last_page: str | None = None
    waits: bool = False


class Tally:
    """Gathers findings page by page; memory grows with the number of findings' fingerprints only."""

    def __init__(self) -> None:
        self._heaps: dict[Key, _Heap] = {}
        self._failing: Counter[frozenset[Key]] = Counter()
        self._counts: Counter[str] = Counter(error=0, warning=0, info=0, review=0, suppressed=0)
        self.seen = Seen()

    def add(self, page: str, marks: Sequence[Mark], bodies: Sequence[bytes], views: int | None = None) -> None:
        """Count the findings of one page, given encoded as well, and how often it was viewed; suppressed ones are nobody's task."""
        errors = set()
        self.seen.add(page, marks)
        for one, body in zip(marks, bodies, strict=True):
            if one.suppressed:
                self._counts["suppressed"] += 1
                continue
            self._counts["review" if one.outcome is Outcome.REVIEW else one.severity] += 1
            key = one.key
            heap = self._heaps.get(key)
            if heap is None:
                heap = self._heaps[key] = _Heap({}, one.title, one.rule, one.family, one.severity, bytearray())
            self._count(heap, one, page, views)
            _sampled(heap.samples, one, body)
            if one.fails:
                errors.add(key)
        if errors and page:
            self._failing[frozenset(errors)] += 1

    def _count(self, heap: _Heap, one: Mark, page: str, views: int | None) -> None:
        if one.severity.rank < heap.severity.rank:
            heap.severity = one.severity
        heap.fingerprints += bytes.fromhex(one.fingerprint)
        heap.links += one.links
        heap.waits = one.waits
        if page != heap.last_page:
            heap.pages, heap.last_page = heap.pages + 1, page
            heap.views = views if heap.views is None or views is None else min(heap.views + views, MAX_VIEWS)

    @property
    def failing(self) -> int:
        """The number of pages with errors."""
        return sum(self._failing.values())

    def counts(self) -> dict[str, int]:
        """Return the number of findings by severity, of those to review, and of those suppressed."""
        return dict(self._counts)

    def causes(self, rules: dict[str, Rule]) -> list[Cause]:
        """Return the causes in the order a person should act: errors before warnings, and questions last; among these what most
        readers meet, where views are known; then by impact, then by pages."""
        joined = self._joined()
        made = [self._cause(keys, heaps, rules) for keys, heaps in joined]
        titles = Counter(cause.title for cause in made)
        return sorted((_told_apart(cause) if titles[cause.title] > 1 else cause for cause in made), key=_urgency)

    def _joined(self) -> list[tuple[frozenset[Key], list[_Heap]]]:
        single: dict[tuple[str, Outcome], list[Key]] = {}
        for (name, outcome, group), heap in self._heaps.items():
            if heap.pages == 1 and heap.family in _HABITS:
                single.setdefault((heap.rule, outcome), []).append((name, outcome, group))
        habits = [frozenset(keys) for keys in single.values() if len(keys) > 1]
        taken = set().union(*habits) if habits else set()
        rest = [frozenset([key]) for key in self._heaps if key not in taken]
        return [(keys, [self._heaps[key] for key in sorted(keys)]) for keys in (*habits, *rest)]

    def _cause(self, keys: frozenset[Key], heaps: list[_Heap], rules: dict[str, Rule]) -> Cause:
        first, pages = msgspec.json.decode(_typical(heaps[0]), type=Finding), sum(heap.pages for heap in heaps)
        rule = rules[first.rule]
        prints = b"".join(heap.fingerprints for heap in heaps)
        cleared = sum(number for failing, number in self._failing.items() if failing <= keys)
        return Cause(
            id=blake2b("\0".join(sorted("|".join(key) for key in keys)).encode(), digest_size=5).hexdigest(),
            rule=first.rule,
            impact=first.impact,
            severity=min((heap.severity for heap in heaps), key=lambda severity: severity.rank),
            outcome=first.outcome,
            title=heaps[0].title or (first.message if not first.page or first.outcome is Outcome.REVIEW else rule.title),
            pages=pages if first.page else 0,
            links=sum(heap.links for heap in heaps),
            example=_example(first, len(keys)),
            fix=Fix(first.fix.text if pages == 1 or heaps[0].title else rule.fix, first.fix.replace),
            clears={"findings": len(prints) // 8, "pages": cleared},
            findings=_listed(prints),
            waits=heaps[0].waits,
            views=_views(heaps),
        )


def _views(heaps: list[_Heap]) -> int | None:
    """Return the views of the pages; where heaps are joined each stands on one page, several perhaps on the same."""
    known = {heap.last_page: heap.views for heap in heaps if heap.views is not None}
    return min(sum(known.values()), MAX_VIEWS) if known else None


def _sampled(samples: dict[int, _Sample], one: Mark, body: bytes) -> None:
    """Keep one finding for each advice, rather one whose author's line is known; pages in several languages get several."""
    kept = samples.get(one.advice)
    if kept is None and len(samples) < _ADVICES:
        kept = samples[one.advice] = _Sample(body, one.traced)
    if kept is None:
        return
    kept.findings += 1
    if one.traced and not kept.traced:
        kept.body, kept.traced = body, True


def _typical(heap: _Heap) -> bytes:
    """Return the finding that speaks for all: of the most frequent advice, else the first that is traced, else the first."""
    return max(heap.samples.values(), key=lambda one: (one.findings, one.traced)).body


def _listed(prints: bytes) -> msgspec.Raw:
    """Return the fingerprints as the JSON list they end up in: as strings, a large site's would outweigh all else."""
    listed = bytearray(b"[")
    for at in range(0, len(prints), 8):
        listed += b',"' if at else b'"'
        listed += prints[at : at + 8].hex().encode() + b'"'
    return msgspec.Raw(bytes(listed + b"]"))


def _example(first: Finding, texts: int) -> dict[str, Any]:
    return {
        "page": first.page,
        "file": first.file,
        "line": first.line,
        "column": first.column,
        "message": first.message,
        "snippet": first.evidence.snippet,
        "facts": list(first.evidence.facts),
        "texts": texts,
        "written": msgspec.to_builtins(first.written),
    }


def _told_apart(cause: Cause) -> Cause:
    """Causes of one rule need more than the rule's title: what the first finding says."""
    message = cause.example["message"]
    return cause if message == cause.title else msgspec.structs.replace(cause, title=f"{cause.title}: {message}"[:160])


def _urgency(cause: Cause) -> tuple[bool, int, float, int, int, int, str]:
    """Views rank inside a severity: no traffic makes a warning more urgent than a breach of law. What concerns the site as a whole
    has no views of its own, for all its readers meet it: it comes first."""
    asks = cause.outcome is Outcome.REVIEW
    readers = -cause.views if cause.views is not None else -inf
    return asks, cause.severity.rank, readers, cause.impact.rank, -cause.pages, -cause.links, cause.id
