"""Pages and their findings, side by side: both are spooled in the order of the pages."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ...document import Audit, PageRecord
from ...model import Finding, Outcome

__all__ = ["paired", "passed"]


def paired(audit: Audit) -> Iterator[tuple[PageRecord | None, list[Finding]]]:
    """Yield each page with its findings; at the end, without a page, the findings of the site."""
    findings = map(msgspec.json.Decoder(Finding).decode, audit.findings())
    ahead = next(findings, None)
    for record in map(msgspec.json.Decoder(PageRecord).decode, audit.pages()):
        own: list[Finding] = []
        while ahead is not None and ahead.page == record.url:
            own.append(ahead)
            ahead = next(findings, None)
        yield record, own
    yield None, [*([ahead] if ahead else []), *findings]


def passed(record: PageRecord, findings: list[Finding]) -> bool:
    """Say whether a page sells, passed under all laws, and nothing else is to be said of it."""
    judged = set(record.verdicts.values())
    return bool(record.affiliate_links) and judged == {Outcome.PASSED} and all(one.suppressed_by is not None for one in findings)
