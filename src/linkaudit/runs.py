"""What is known of a site's runs: how much each read, what it counted, what it changed. Part of the document."""

from __future__ import annotations

import msgspec

from .model import Impact, Noun, Outcome, Severity

__all__ = ["Brief", "Coverage", "Gone", "Point", "Since", "Summary", "Within"]


class Coverage(Noun, frozen=True):
    """What was found, and what was read of it. `partial` says why the run did not set out to read the whole site, or did not get to;
    `share` is how much of what was found has to be read (`crawl.min_coverage`)."""

    pages_found: int
    pages_read: int
    pages_with_affiliate_links: int
    affiliate_links: int
    hops: int = 0
    not_pages: int = 0
    feeds: int = 0
    partial: str = ""
    share: float = 0.5

    @property
    def enough(self) -> bool:
        """True when anything was read, and as much of what was found as has to be: else the run says nothing of the site."""
        return self.pages_read + self.hops > 0 and self.pages_read >= self.share * self.pages_found


class Gone(Noun, frozen=True):
    """A cause of an earlier run that this one no longer has. `page` is the one it was shown at."""

    id: str
    rule: str
    impact: Impact
    title: str
    pages: int
    severity: Severity = Severity.ERROR
    outcome: Outcome = Outcome.FAILED
    waits: bool = False
    page: str = ""


class Within(Noun, frozen=True):
    """What changed within a cause that stayed: how many findings came and went, and a page of one that came, with the line that its
    author edits."""

    new: int
    fixed: int = 0
    page: str = ""
    spot: str = ""


class Since(Noun, frozen=True):
    """What became of the findings of an earlier run or a baseline. `causes` says of each cause's id: new, still or reopened; `within`
    tells what changed in those that stayed. `grown` are findings that a baseline knows and that have become worse: they are none of the
    new ones."""

    earlier: str
    started: str
    new: int
    fixed: int
    still: int
    moved: int = 0
    grown: int = 0
    causes: dict[str, str] = msgspec.field(default_factory=dict)
    gone: tuple[Gone, ...] = ()
    within: dict[str, Within] = msgspec.field(default_factory=dict)


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
    to compare with; `causes` are the most urgent ones, `tally` counts all of them by severity, questions apart."""

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
    tally: dict[str, int] = msgspec.field(default_factory=dict)
