"""The list of pages: each with its findings, in the order of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

import msgspec

from ...document import Audit, Cause, PageRecord
from ...model import Disclosure, Finding, Outcome
from .overview import Overview, passed

__all__ = ["MAX_PAGES", "FindingView", "PageView", "Step", "listed", "reading_order"]

# Beyond this many pages the list would make a browser slow; the JSON has them all, and the report says so.
MAX_PAGES: Final = 12_000
MAX_FINDINGS: Final = 40


class FindingView(msgspec.Struct, frozen=True):
    """A finding and the cause it belongs to."""

    finding: Finding
    cause: Cause | None

    @property
    def kind(self) -> str:
        """What a reader must do: mend an error, look at a warning, answer a question."""
        return "review" if self.finding.outcome is Outcome.REVIEW else self.finding.severity.value

    @property
    def key(self) -> str:
        """What the filter looks at, in one word: impact, kind, regimes, cause."""
        regimes = "+".join(self.finding.regimes)
        return f"{self.finding.impact}/{self.kind}/+{regimes}+/{self.cause.id if self.cause else ''}"


class PageView(msgspec.Struct, frozen=True):
    """A page of the list: its record and its findings."""

    record: PageRecord
    findings: list[FindingView]
    more: int
    over: Overview

    @property
    def keys(self) -> str:
        """What the filter looks at."""
        return " ".join(dict.fromkeys(view.key for view in self.findings if view.finding.suppressed_by is None))

    @property
    def worst(self) -> str:
        """The gravest that is said of the page."""
        kinds = {view.kind for view in self.findings if view.finding.suppressed_by is None}
        return next((kind for kind in ("error", "review", "warning", "info") if kind in kinds), "passed")


class Step(msgspec.Struct, frozen=True):
    """A notice or link in the reading order of a page."""

    order: int
    kind: str
    line: int | None
    text: str
    more: str


def listed(audit: Audit, over: Overview, well: bool) -> Iterator[PageView]:
    """Yield the pages that passed without a word, or the others; both end together at the most that a browser can show."""
    for count, view in enumerate(_pages(audit, over)):
        if count == MAX_PAGES:
            return
        if passed(view.record, over.flagged) is well:
            yield view


def _pages(audit: Audit, over: Overview) -> Iterator[PageView]:
    """Pages with their findings, side by side: both are spooled in the order of the pages."""
    decoder = msgspec.json.Decoder(Finding)
    findings = (decoder.decode(row) for row in audit.findings())
    ahead = next(findings, None)
    records = msgspec.json.Decoder(PageRecord)
    for row in audit.pages():
        record = records.decode(row)
        own: list[FindingView] = []
        more = 0
        while ahead is not None and ahead.page == record.url:
            if len(own) < MAX_FINDINGS:
                own.append(FindingView(ahead, over.cause_of(ahead)))
            else:
                more += 1
            ahead = next(findings, None)
        yield PageView(record, own, more, over)


def reading_order(record: PageRecord) -> list[Step]:
    """What stands before what on a page: the first notices and the first links, in reading order."""
    told = [Step(d.order, "notice", d.line, d.text, _of_notice(d)) for d in record.disclosures[:4]]
    links = [Step(x.order, "link", x.line, x.text or x.resolved, x.program or "cloaked") for x in record.affiliate_links[:4]]
    return sorted(chain(told, links), key=lambda step: step.order)


def _of_notice(told: Disclosure) -> str:
    return f"{told.grade}, {told.region}" + ("" if told.visible else f", {told.hidden_reason}")
