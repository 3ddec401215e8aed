"""Audits made by hand: what a format does depends on a few findings only."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

import msgspec

from linkaudit.document import Audit, Cause, Checkout, Coverage, PageRecord, Reached, RuleInfo
from linkaudit.model import Evidence, Finding, Fix, Impact, Outcome, Severity, Source, Unread, UnreadReason, Written

LAW = Source("16 CFR 255 (Endorsement Guides, 2023)", "255.5(a)", "https://www.ecfr.gov/part-255", "V2")
OWN = Source("linkaudit", "engineering choice", "https://linkaudit.example/", "E")
RULES = (
    RuleInfo(
        "disclosure-missing", "No notice on the page", "A reader must be told.", "Put a sentence above the first link.", Impact.LAW, (LAW,)
    ),
    RuleInfo("tag-placeholder", "Placeholder instead of your id", "It pays nobody.", "Replace it.", Impact.MONEY, (OWN,)),
)

TITLES = {rule.id: rule.title for rule in RULES}


def finding(**more: Any) -> Finding:
    """A missing notice on /post/, with what is said otherwise."""
    known: dict[str, Any] = {
        "rule": "disclosure-missing",
        "also": (),
        "cause": "notice",
        "outcome": Outcome.FAILED,
        "severity": Severity.ERROR,
        "regimes": {"ftc": Severity.ERROR},
        "impact": Impact.LAW,
        "page": "https://blog.example/post/",
        "file": "post/index.html",
        "line": 9,
        "column": 4,
        "subject": "",
        "message": "3 affiliate links, and no notice on the page.",
        "evidence": Evidence("Read the book."),
        "fix": Fix("Insert above line 9, before the first affiliate link.", "{{< affiliate >}}"),
        "fingerprint": "00000000000000aa",
    }
    return Finding(**(known | more))


def page(**more: Any) -> PageRecord:
    """A page without links or notices."""
    known: dict[str, Any] = {
        "url": "https://blog.example/post/", "file": "post/index.html", "title": "A post", "verdicts": {}, "affiliate_links": (),
        "disclosures": (), "candidates": (),
    }  # fmt: skip
    return PageRecord(**(known | more))


def cause(*members: Finding, **more: Any) -> Cause:
    """What the findings have in common."""
    first = members[0]
    example = {"page": first.page, "file": first.file, "line": first.line, "column": first.column, "message": first.message, "texts": 1,
               "snippet": "", "facts": []}  # fmt: skip
    known: dict[str, Any] = {
        "id": first.fingerprint[-10:], "rule": first.rule, "impact": first.impact, "severity": first.severity, "outcome": first.outcome,
        "title": TITLES.get(first.rule, first.rule), "pages": len(members), "links": 1, "example": example, "fix": first.fix,
        "clears": {"findings": len(members), "pages": len(members)},
        "findings": msgspec.Raw(msgspec.json.encode([one.fingerprint for one in members])),
    }  # fmt: skip
    return Cause(**(known | more))


def audit_of(findings: Iterable[Finding] = (), pages: Iterable[PageRecord] = (), **more: Any) -> Audit:
    """An audit of public/ in a repository with a linkaudit.toml; each finding is a cause of its own when none are given."""
    findings, rows = list(findings), [msgspec.json.encode(one) for one in pages]
    found = [msgspec.json.encode(one) for one in findings]
    heard = [one for one in findings if one.suppressed_by is None]
    counts = {"error": 0, "warning": 0, "info": 0, "review": 0, "suppressed": len(findings) - len(heard)}
    for one in heard:
        counts["review" if one.outcome is Outcome.REVIEW else one.severity] += 1
    known: dict[str, Any] = {
        "tool": {"name": "linkaudit", "version": "1.2.3"}, "target": "public", "site": "https://blog.example",
        "started": "2026-01-02T03:04:05Z", "interrupted": False, "regimes": (), "coverage": Coverage(2, 2, 1, 3), "programs": {"amazon": 3},
        "platforms": (), "rules": RULES, "causes": tuple(cause(one) for one in heard), "notices": (), "ids": (), "verdicts": {},
        "counts": counts, "reached": Reached(0, {}, {}, {}), "notes": (), "decisions": (), "unread": (), "not_run": (),
        "broken_rules": (), "pages": lambda: iter(rows), "findings": lambda: iter(found), "probes": lambda: iter(()),
        "checkout": Checkout("public", "linkaudit.toml"),
    }  # fmt: skip
    return Audit(**(known | more))


def drained(pieces: Generator[str, None, str | None]) -> tuple[str, str | None]:
    """The text of a report, and what it says at its end."""
    text = ""
    while True:
        try:
            text += next(pieces)
        except StopIteration as end:
            return text, end.value


def a_small_site() -> Audit:
    """Two pages of a Hugo site: one finding is known by its source, one by the built page, one is the site's; a question, a suppressed one."""
    placeholder: dict[str, Any] = {
        "rule": "tag-placeholder", "cause": "tag", "severity": Severity.WARNING, "impact": Impact.MONEY, "regimes": {},
        "message": "The id is the placeholder “YOURTAG-20”.", "fix": Fix("Replace the placeholder with your id."),
        "evidence": Evidence('<a href="https://www.amazon.com/dp/B000000001?tag=YOURTAG-20">book</a>'),
    }  # fmt: skip
    findings = [
        finding(written=Written("content/post.md", 4, 1, (60, 90), "the link's address")),
        finding(**placeholder, fingerprint="00000000000000bb", line=12, column=5),
        finding(fingerprint="00000000000000cc", outcome=Outcome.REVIEW, message="Does a reader see a notice here?", fix=Fix("Look at the page.")),
        finding(fingerprint="00000000000000dd", suppressed_by="[[ignore]] closed archive"),
        finding(
            fingerprint="00000000000000ee", page="", file=None, line=None, column=None, severity=Severity.INFO, impact=Impact.ACCOUNT,
            message="“As an Amazon Associate I earn from qualifying purchases” is on no page.", fix=Fix("Add it to the footer."),
        ),
    ]  # fmt: skip
    return audit_of(
        findings,
        [page(), page(url="https://blog.example/fine/", file="fine/index.html")],
        unread=(Unread("https://blog.example/broken/", UnreadReason.UNREADABLE, "not UTF-8", "broken/index.html"),),
    )
