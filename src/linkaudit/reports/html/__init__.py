"""One HTML file: no network, no script, every audited string inert. Opens with what to fix."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...document import Audit, Cause, PageRecord
from ...model import Disclosure, Finding, Outcome, Probe, Reach, Severity
from ...urls import parse
from ..words import MARKS, clean, headline, named, number, passed_as, plural, where
from .strip import strip

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["render"]

# Beyond this many pages the list would make a browser slow; the JSON has them all, and the report says so.
MAX_PAGES: Final = 2000
MAX_FINDINGS: Final = 40
MAX_TROUBLE: Final = 500
_TROUBLES: Final = {Reach.GONE: 0, Reach.LOOP: 2, Reach.TIMEOUT: 3, Reach.BLOCKED: 4}


class PageView(msgspec.Struct, frozen=True):
    """A page of the list: its record and its findings."""

    record: PageRecord
    findings: list[Finding]


def render(audit: Audit) -> Iterator[str]:
    """Yield the report in pieces."""
    css = resources.files(__name__).joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(sha256(css.encode()).digest()).decode()
    yield from _template().generate(audit=audit, css=css, digest=digest, pages=_pages(audit), **_sections(audit))


def _sections(audit: Audit) -> dict[str, Any]:
    failed = [cause for cause in audit.causes if cause.outcome is Outcome.FAILED]
    rules = {rule.id: rule for rule in audit.rules}
    return {
        "todo": [cause for cause in failed if cause.severity is not Severity.INFO],
        "notes": [cause for cause in failed if cause.severity is Severity.INFO],
        "asked": [cause for cause in audit.causes if cause.outcome is Outcome.REVIEW],
        "examples": _examples(audit),
        "rules": rules,
        "ran": [rule for rule in audit.rules if rule.id not in {row["rule"] for row in audit.not_run}],
        "line": headline(audit),
        "trouble": _trouble(audit),
        "max_pages": MAX_PAGES,
    }


def _examples(audit: Audit) -> dict[str, PageRecord]:
    """The records of the pages that causes show as their example; one pass over the spool."""
    wanted = {cause.example["page"] for cause in audit.causes}
    decoder = msgspec.json.Decoder(PageRecord)
    found = {}
    for row in audit.pages():
        record = decoder.decode(row)
        if record.url in wanted:
            found[record.url] = record
    return found


def _pages(audit: Audit) -> Iterator[PageView]:
    """Pages with their findings, side by side: both are spooled in the order of the pages."""
    decoder = msgspec.json.Decoder(Finding)
    findings = (decoder.decode(row) for row in audit.findings())
    ahead = next(findings, None)
    records = msgspec.json.Decoder(PageRecord)
    for count, row in enumerate(audit.pages()):
        if count == MAX_PAGES:
            return
        record = records.decode(row)
        own: list[Finding] = []
        while ahead is not None and ahead.page == record.url:
            if len(own) < MAX_FINDINGS:
                own.append(ahead)
            ahead = next(findings, None)
        yield PageView(record, own)


def _trouble(audit: Audit) -> list[Probe]:
    """The links that don't plainly arrive, the dead first; those that were never asked are told by their reasons."""
    decoder = msgspec.json.Decoder(Probe)
    found = [probe for row in audit.probes() if (probe := decoder.decode(row)).soft or probe.outcome in _TROUBLES]
    return sorted(found, key=lambda probe: (_TROUBLES.get(probe.outcome, 1), probe.url))[:MAX_TROUBLE]


def _web(url: str) -> str:
    """Return a page's address when it is safe to click, else an empty string."""
    found = parse(url)
    return url if found is not None and found.is_web and not found.host.endswith(".invalid") else ""


class Step(msgspec.Struct, frozen=True):
    """A notice or link in the reading order of a page."""

    order: int
    kind: str
    line: int | None
    text: str
    more: str


def _order(record: PageRecord) -> list[Step]:
    """What stands before what on a page: the first notices and the first links, in reading order."""
    told = [Step(d.order, "notice", d.line, d.text, _of_notice(d)) for d in record.disclosures]
    links = [Step(x.order, "link", x.line, x.text or x.resolved, x.program or "cloaked") for x in record.affiliate_links]
    return sorted(told[:4] + links[:4], key=lambda step: step.order)


def _of_notice(told: Disclosure) -> str:
    return f"{told.grade}, {told.region}" + ("" if told.visible else f", {told.hidden_reason}")


def _example_of(cause: Cause, examples: dict[str, PageRecord]) -> PageRecord | None:
    return examples.get(cause.example["page"])


@lru_cache(maxsize=1)
def _template() -> Template:
    import jinja2  # loaded when a page is written: the terminal needs none

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: resources.files(__name__).joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
    )
    environment.filters |= {"number": number, "plural": plural, "web": _web}
    environment.globals |= {
        "where": where,
        "strip": strip,
        "order_of": _order,
        "example_of": _example_of,
        "marks": MARKS,
        "named": named,
        "passed_as": passed_as,
    }
    return environment.get_template("report.html.j2")
