"""The list of pages: each with its findings, in the order of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import msgspec

from ...document import Audit, Cause, PageRecord
from ...model import Disclosure, Finding
from .overview import Overview
from .pairs import paired, passed
from .parts import MAX_FINDINGS, key_of, kind_of

__all__ = ["FindingView", "PageView", "Step", "listed", "reading_order"]


class FindingView(msgspec.Struct, frozen=True):
    """A finding and the cause it belongs to."""

    finding: Finding
    cause: Cause | None

    @property
    def kind(self) -> str:
        """What a reader must do: mend an error, look at a warning, answer a question."""
        return kind_of(self.finding)

    @property
    def key(self) -> str:
        """What the filter looks at."""
        return key_of(self.finding, self.cause.id if self.cause else "")


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
    """Yield the pages that passed without a word, or the others; without parts both end together at the most that a browser can show."""
    for record, findings in islice(paired(audit), over.rows if over.parts else over.fits):
        if record and passed(record, findings) is well:
            shown = [FindingView(one, over.cause_of(one)) for one in findings[:MAX_FINDINGS]]
            yield PageView(record, shown, len(findings) - len(shown), over)


def reading_order(record: PageRecord) -> list[Step]:
    """What stands before what on a page: the first notices and the first links, in reading order."""
    told = [Step(d.order, "notice", d.line, d.text, _of_notice(d)) for d in record.disclosures[:4]]
    links = [Step(x.order, "link", x.line, x.text or x.resolved, x.program or "cloaked") for x in record.affiliate_links[:4]]
    return sorted(chain(told, links), key=lambda step: step.order)


def _of_notice(told: Disclosure) -> str:
    return f"{told.grade}, {told.region}" + ("" if told.visible else f", {told.hidden_reason}")
