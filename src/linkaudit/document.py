"""What an audit document holds: all that a report sees. Frozen and slotted, like the nouns of `model`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from .model import Disclosure, Fix, Grade, Impact, Noun, Outcome, Region, Severity, Source, Unread, Written
from .runs import Brief, Coverage, Gone, Point, Since, Summary, Within

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
    "Within",
]


class Cause(Noun, frozen=True):
    """One thing to fix, over all the pages it shows on. `findings` is the JSON list of its findings' fingerprints; `waits` marks a
    question that later runs answer, not a person; `views` is how often its pages were viewed: None without `report.weights`, and for
    what concerns the site as a whole."""

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
    waits: bool = False
    views: int | None = None


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
    views: int | None = None


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


class Audit(Noun, frozen=True):
    """All that a report sees. Pages and findings are read from the run's spool, one encoded JSON object a row; so is what was kept of
    pages, for whoever asked to keep it. `run` is the number under which the run is remembered,
    `failing` the number of pages with errors, `before` what the run before it read, though that saw nothing."""

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
    run: int | None = None
    failing: int = 0
    before: Coverage | None = None
