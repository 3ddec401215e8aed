"""What is said of pages: findings, with their evidence, fix and sources."""

from __future__ import annotations

from .base import Noun
from .closed import Impact, Outcome, Severity

__all__ = ["Evidence", "Finding", "Fix", "Source", "Written"]


class Source(Noun, frozen=True):
    """Where a claim comes from. `grade`: V1 read at the source … V3 paraphrase, M memory, E our own threshold."""

    name: str
    section: str
    url: str
    grade: str


class Evidence(Noun, frozen=True):
    """What a person needs to see to agree with a finding."""

    snippet: str = ""
    facts: tuple[str, ...] = ()


class Fix(Noun, frozen=True):
    """The smallest change that clears a finding; `replace` is the corrected snippet."""

    text: str
    replace: str | None = None


class Written(Noun, frozen=True):
    """Where an author edits what a built page shows: a file relative to the repository's root (else the working directory), with `/`,
    line and column counted from 1, and `span`, the bytes of the file that hold it. `how` names what gave it away."""

    file: str
    line: int
    column: int | None = None
    span: tuple[int, int] | None = None
    how: str = ""


class Finding(Noun, frozen=True):
    """One verdict that isn't *passed*. `page` is "" for the site; `links` is how many links it speaks of, and `each` has, where every one of
    them is a fault by itself, its order on the page and a mark that tells it from other links."""

    rule: str
    also: tuple[str, ...]
    cause: str
    outcome: Outcome
    severity: Severity
    regimes: dict[str, Severity]
    impact: Impact
    page: str
    file: str | None
    line: int | None
    column: int | None
    subject: str
    message: str
    evidence: Evidence
    fix: Fix
    fingerprint: str
    suppressed_by: str | None = None
    written: Written | None = None
    links: int = 0
    each: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a finding that could not be shown or found again."""
        if self.outcome is Outcome.PASSED or not self.message or not self.fingerprint:
            raise ValueError(f"{self.rule}: a finding needs an outcome other than passed, a message and a fingerprint")
