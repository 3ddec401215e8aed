"""Tables for spreadsheets: one row a link, one row a finding (RFC 4180), streamed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from ..document import Audit, LinkRecord, PageRecord
from ..model import Finding, Probe, Written
from .words import clean

__all__ = ["FINDINGS", "LINKS", "cell", "findings", "links"]

LINKS: Final = (
    "page", "file", "line", "column", "program", "publisher_id", "owner", "url", "resolved", "destination", "strength", "carrier",
    "region", "rel", "text", "label", "slot", "via", "outcome", "soft", "reason",
    "source_file", "source_line",
)  # fmt: skip
FINDINGS: Final = (
    "rule", "cause", "outcome", "severity", "impact", "regimes", "page", "file", "line", "column", "subject", "message", "fix",
    "fingerprint", "suppressed_by", "source_file", "source_line", "views",
)  # fmt: skip
Value = str | int | None
# Excel reads a CSV that does not begin with a byte order mark in the machine's own code page, and garbles every umlaut.
# Whoever reads the table by program has the JSON, or asks for "utf-8-sig".
BOM: Final = "\ufeff"
# A cell of a spreadsheet holds 32,767 characters; the rest would run over into cells of its own.
MAX_CELL: Final = 32_000
_BATCH: Final = 100
# Most cells are plain addresses and words: one look tells that nothing needs doing.
_PLAIN: Final = re.compile(r"(?:[A-Za-z0-9/][A-Za-z0-9 /:.?&=%#+()_~!-]{0,2000}(?<! ))?")
# What makes a cell a formula (OWASP, CSV injection), full-width forms included. Where the decimal sign is a comma,
# spreadsheets part cells at semicolons, so what follows one may begin a cell too.
_FORMULA: Final = re.compile(r"(?:^|(?<=;))(?=[ \"]*[=+\-@＝＋－＠])")
_NUMBER: Final = re.compile(r"[+-]\d+([.,]\d+)*")
_QUOTED: Final = re.compile(r'[",;\n\r]|^\s|\s$')


class _Viewed(msgspec.Struct, frozen=True):
    """Of a page's record, how often it was viewed."""

    url: str
    views: int | None = None


def links(audit: Audit) -> Iterator[str]:
    """Yield `links.csv`: the affiliate links in the order of the pages, with the outcome of asking them."""
    owners = {(one.program, one.id): one.owner for one in audit.ids}
    decoder = msgspec.json.Decoder(Probe)
    asked: dict[str, tuple[Value, ...]] = {}
    for row in audit.probes():
        probe = decoder.decode(row)
        asked[probe.url] = (probe.outcome.value, probe.soft.value if probe.soft else None, probe.reason)
    return _table(LINKS, _links(audit, owners, asked))


def findings(audit: Audit) -> Iterator[str]:
    """Yield `findings.csv`: suppressed findings are among them, with what suppresses them."""
    return _table(FINDINGS, _findings(audit))


def _links(audit: Audit, owners: dict[tuple[str, str], str], asked: dict[str, tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    decoder = msgspec.json.Decoder(PageRecord)
    unasked = (None, None, None)
    for row in audit.pages():
        page = decoder.decode(row)
        for link in page.affiliate_links:
            owner = owners.get((link.program or "", link.publisher_id or ""))
            yield page.url, page.file, *_link(link, owner), *asked.get(link.resolved, unasked), *_source(link.written)


def _link(link: LinkRecord, owner: str | None) -> tuple[Value, ...]:
    return (
        link.line, link.column, link.program, link.publisher_id, owner, link.url, link.resolved, link.destination, link.strength,
        link.carrier, link.region, " ".join(link.rel), link.text, link.label, link.slot, link.via,
    )  # fmt: skip


def _findings(audit: Audit) -> Iterator[tuple[Value, ...]]:
    causes = {name: cause.id for cause in audit.causes for name in msgspec.json.decode(cause.findings, type=list[str])}
    decoder, views = msgspec.json.Decoder(Finding), _views(audit)
    for row in audit.findings():
        one = decoder.decode(row)
        regimes = " ".join(f"{name}={severity}" for name, severity in one.regimes.items())
        yield (
            one.rule, causes.get(one.fingerprint), one.outcome, one.severity, one.impact, regimes, one.page, one.file, one.line,
            one.column, one.subject, one.message, one.fix.text, one.fingerprint, one.suppressed_by,
            *_source(one.written), views(one.page),
        )  # fmt: skip


def _views(audit: Audit) -> Callable[[str], int | None]:
    """Tell how often a page was viewed, for pages asked in their order: the rows of pages and findings have one."""
    known = any(cause.views is not None for cause in audit.causes)
    pages = map(msgspec.json.Decoder(_Viewed).decode, audit.pages() if known else ())
    at = _Viewed("")

    def of(page: str) -> int | None:
        nonlocal at
        if page and at.url != page:
            at = next((one for one in pages if one.url == page), _Viewed(""))
        return at.views if page else None

    return of


def _source(written: Written | None) -> tuple[Value, Value]:
    return (written.file, written.line) if written else (None, None)


def _table(names: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> Iterator[str]:
    yield BOM + ",".join(names) + "\r\n"
    batch: list[str] = []
    for row in rows:
        batch.append(",".join(map(_written, row)) + "\r\n")
        if len(batch) == _BATCH:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch)


def _written(value: Value) -> str:
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    if _PLAIN.fullmatch(value):
        return value
    text = cell(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def cell(text: str) -> str:
    """Return audited text as a cell holds it: nothing a terminal obeys, nothing a spreadsheet computes; a signed number is none of that."""
    text = clean(text)
    if len(text) > MAX_CELL:
        text = text[: MAX_CELL - 1] + "…"
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub("'", text)
