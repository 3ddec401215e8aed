"""What an audit document holds: all that a report sees. Frozen and slotted, like the nouns of `model`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from .model import Disclosure, Fix, Grade, Impact, Noun, Outcome, Region, Severity, Source, Unread, Written

__all__ = [
    "Audit",
    "Brief",
    "Cause",
    "Checkout",
    "Coverage",
    "Decided",
    "Gone",
    "IdUse",
    "Kept",
    "LinkRecord",
    "Notice",
    "PageRecord",
    "Point",
    "Reached",
    "RegimeChoice",
    "RuleInfo",
    "Since",
    "Summary",
]


class Cause(Noun, frozen=True):
    """One thing to fix, over all the pages it shows on. `findings` is the JSON list of its findings' fingerprints."""

    id: str
    rule: str
    impact: Impact
    severity: Severity
    outcome: Outcome
    title: str
    pages: int
    links: int
    example: dict[str, Any]
    fix: Fix
    clears: dict[str, int]
    findings: msgspec.Raw


class RuleInfo(Noun, frozen=True):
    """What a report says about a rule."""

    id: str
    title: str
    why: str
    help: str
    impact: Impact
    sources: tuple[Source, ...]


class RegimeChoice(Noun, frozen=True):
    """A regime or policy in force, and why."""

    id: str
    why: str
    name: str = ""
    kind: str = "regime"


class Coverage(Noun, frozen=True):
    """What was found, and what was read of it. `partial` says why the run did not set out to read the whole site, or did not get to."""

    pages_found: int
    pages_read: int
    pages_with_affiliate_links: int
    affiliate_links: int
    hops: int = 0
    not_pages: int = 0
    feeds: int = 0
    partial: str = ""


class Reached(Noun, frozen=True):
    """What became of the links' targets: their number, outcomes, soft 404s, why some are blocked or unverified, and `links.clicks`."""

    targets: int
    outcomes: dict[str, int]
    soft: dict[str, int]
    reasons: dict[str, int]
    clicks: str = "never"


class LinkRecord(Noun, frozen=True):
    """An affiliate link as the audit document lists it; the names are the document's contract."""

    url: str
    resolved: str
    carrier: str
    program: str | None
    publisher_id: str | None
    strength: str
    needs_probe: bool
    text: str
    line: int | None
    column: int | None
    region: str
    rel: tuple[str, ...]
    order: int
    selector: str
    span: tuple[int, int] | None
    destination: str | None
    label: str | None
    via: str | None
    slot: str
    block: int
    group: int
    written: Written | None = None


class PageRecord(Noun, frozen=True):
    """A page as the audit document lists it."""

    url: str
    file: str | None
    title: str
    verdicts: dict[str, Outcome]
    affiliate_links: tuple[LinkRecord, ...]
    disclosures: tuple[Disclosure, ...]
    candidates: tuple[Disclosure, ...]
    edit_url: str | None = None
    language: str | None = None


class Kept(Noun, frozen=True):
    """The bytes of a page as they were read, kept as evidence: their hash, how many they are, and when they were read."""

    url: str
    sha256: str
    bytes: int
    time: str


class Notice(Noun, frozen=True):
    """A distinct notice text of the site, with where it stands and on how many pages. `accepted` is what each regime in force
    makes of its grade: yes, near-link or no."""

    text: str
    grade: Grade
    language: str | None
    region: Region
    selector: str
    pages: int
    example: str
    accepted: dict[str, str] = msgspec.field(default_factory=dict)


class IdUse(Noun, frozen=True):
    """A publisher id found on the site; `owner` is yours, foreign, placeholder or unknown."""

    program: str
    id: str
    links: int
    pages: int
    owner: str
    example: str


class Decided(Noun, frozen=True):
    """An ignore or decision of the configuration, and what came of it: `state` is in force, expired or unused."""

    kind: str
    verdict: str
    reason: str
    by: str | None
    until: str | None
    about: str
    state: str
    findings: int


class Checkout(Noun, frozen=True):
    """Where the audited folder and the configuration lie in their author's working copy: relative to the repository's root (else the
    working directory), with `/`; None where there is none."""

    folder: str | None = None
    config: str | None = None


class Gone(Noun, frozen=True):
    """A cause of an earlier run that this one no longer has."""

    id: str
    rule: str
    impact: Impact
    title: str
    pages: int


class Since(Noun, frozen=True):
    """What became of the findings of an earlier run or a baseline. `causes` says of each cause's id: new, still or reopened."""

    earlier: str
    started: str
    new: int
    fixed: int
    still: int
    moved: int = 0
    causes: dict[str, str] = msgspec.field(default_factory=dict)
    gone: tuple[Gone, ...] = ()


class Point(Noun, frozen=True):
    """A run in the site's history: what it read and what it counted."""

    started: str
    pages: int
    links: int
    counts: dict[str, int]
    programs: dict[str, int] = msgspec.field(default_factory=dict)


class Brief(Noun, frozen=True):
    """A cause in short."""

    id: str
    rule: str
    impact: Impact
    severity: Severity
    outcome: Outcome
    title: str
    pages: int


class Summary(Noun, frozen=True):
    """A run in short, kept longer than its document. `news` counts its new, fixed and unchanged findings, None when there was nothing
    to compare with; `causes` are the most urgent ones."""

    run: int
    target: str
    site: str
    started: str
    ended: str
    interrupted: bool
    regimes: tuple[str, ...]
    coverage: Coverage
    programs: dict[str, int]
    counts: dict[str, int]
    causes: tuple[Brief, ...]
    news: tuple[int, int, int] | None = None


class Audit(Noun, frozen=True):
    """All that a report sees. Pages and findings are read from the run's spool, one encoded JSON object a row; so is what was kept of
    pages, for whoever asked to keep it."""

    tool: dict[str, str]
    target: str
    site: str
    started: str
    interrupted: bool
    regimes: tuple[RegimeChoice, ...]
    coverage: Coverage
    programs: dict[str, int]
    platforms: tuple[str, ...]
    rules: tuple[RuleInfo, ...]
    causes: tuple[Cause, ...]
    notices: tuple[Notice, ...]
    ids: tuple[IdUse, ...]
    verdicts: dict[str, dict[str, int]]
    counts: dict[str, int]
    reached: Reached
    notes: tuple[str, ...]
    decisions: tuple[Decided, ...]
    unread: tuple[Unread, ...]
    not_run: tuple[dict[str, str], ...]
    broken_rules: tuple[dict[str, str], ...]
    pages: Callable[[], Iterator[bytes]]
    findings: Callable[[], Iterator[bytes]]
    probes: Callable[[], Iterator[bytes]]
    kept: Callable[[], Iterator[bytes]] = lambda: iter(())
    checkout: Checkout = Checkout()
    since: tuple[Since, ...] = ()
    trend: tuple[Point, ...] = ()
