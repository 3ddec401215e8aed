"""JUnit XML, the core that every reader knows: a test case for each page and rule with something to say, and for each page with nothing.

Columns and files stand in the text: `file` and `line` on a test case make Jenkins' xUnit plugin refuse the whole file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from itertools import groupby
from typing import Final

import msgspec

from ..document import Audit
from ..model import Finding, Outcome, Severity
from .places import Place, Places, ended, said
from .words import clean, cut, named, number, plural

__all__ = ["render"]

# GitLab reads 30 MB.
MAX_BYTES: Final = 28_000_000
MAX_MESSAGE: Final = 400
MAX_TEXT: Final = 8_000
# What an answer is to a test runner. Severity info is what no build should stop for.
_WARNS: Final = (Severity.ERROR, Severity.WARNING)


class _Case(msgspec.Struct, frozen=True):
    """A test case; `kind` is failure, error, skipped or passed."""

    page: str
    name: str
    kind: str = "passed"
    type: str = ""
    message: str = ""
    text: str = ""


class _Page(msgspec.Struct, frozen=True):
    url: str
    file: str | None


def render(audit: Audit, room: int = MAX_BYTES) -> Generator[str, None, str | None]:
    """Yield the report, of at most so many bytes; return what had to be left out, if anything. The counts come first, so the cases are made twice."""
    from xml.sax.saxutils import quoteattr  # loads urllib and http: 20 ms of every start

    kinds: Counter[str] = Counter()
    size = 0
    for case in _cases(audit):
        size += len(_written(case).encode())
        kinds["left" if size > room else case.kind] += 1
    left = kinds.pop("left", 0)
    counts = f'tests="{kinds.total()}" failures="{kinds["failure"]}" errors="{kinds["error"]}"'
    name = quoteattr(f"linkaudit {clean(named(audit))}")
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="linkaudit" {counts} time="0">\n'
    yield f'<testsuite name={name} {counts} skipped="{kinds["skipped"]}" time="0" timestamp={quoteattr(clean(audit.started))}>\n'
    for number_, case in enumerate(_cases(audit)):
        if number_ == kinds.total():
            break
        yield _written(case)
    remark = f"{number(left)} test cases are not in it: GitLab reads 30 MB at most." if left else None
    if remark:
        yield f"<system-out>{remark}</system-out>\n"
    yield "</testsuite>\n</testsuites>\n"
    return remark


def _cases(audit: Audit) -> Iterator[_Case]:
    """GitLab drops the second of two cases with the same page and name."""
    given: set[tuple[str, str]] = set()
    for case in _all_cases(audit):
        name, again = case.name, 1
        while (case.page, name) in given:
            again += 1
            name = f"{case.name} ({again})"
        given.add((case.page, name))
        yield case if name == case.name else msgspec.structs.replace(case, name=name)


def _all_cases(audit: Audit) -> Iterator[_Case]:
    places, spoken = Places(audit), set()
    decoder = msgspec.json.Decoder(Finding)
    for url, rows in groupby(map(decoder.decode, audit.findings()), key=lambda one: one.page):
        spoken.add(url)
        by_rule: dict[str, list[Finding]] = {}
        for finding in rows:
            by_rule.setdefault(finding.rule, []).append(finding)
        for rule, findings in by_rule.items():
            page = places.page(url, findings[0].file) if url else "site"
            yield _judged(page, rule, [(finding, places.of(finding)) for finding in findings])
    for one in audit.unread:
        yield _Case(places.page(one.url, one.file), "read", "error", str(one.reason), clean(f"Not read, {one.reason}: {one.detail}"))
    for broken in audit.broken_rules:
        yield _Case("linkaudit", broken["rule"], "error", "crash", clean(f"Crashed on {broken['pages']} pages: {broken['error']}"))
    page_of = msgspec.json.Decoder(_Page)
    for row in audit.pages():
        read = page_of.decode(row)
        if read.url not in spoken:
            yield _Case(places.page(read.url, read.file), "checked conditions")


def _judged(page: str, rule: str, found: list[tuple[Finding, Place]]) -> _Case:
    """One case can hold one answer (Jenkins reads no second): the worst, with all that the rule found, and what to do, in the text.
    GitLab shows the text alone."""
    found.sort(key=lambda pair: _weight(pair[0]))
    first = found[0][0]
    kind = "failure" if _weight(first) < len(_WARNS) else "skipped"
    more = f" (and {plural(len(found) - 1, 'more finding')})" if len(found) > 1 else ""
    text = "\n".join(f"{place.path}:{place.line}: {_manner(one)}: {said(one)}" for one, place in found)
    return _Case(
        page, rule, kind, _manner(first), cut(f"{_reason(first)}{ended(clean(first.message))}", MAX_MESSAGE) + more, cut(text, MAX_TEXT)
    )


def _weight(finding: Finding) -> int:
    if finding.suppressed_by is not None:
        return 4
    return 3 if finding.outcome is Outcome.REVIEW else finding.severity.rank


def _manner(finding: Finding) -> str:
    if finding.suppressed_by is not None:
        return "suppressed"
    return "review" if finding.outcome is Outcome.REVIEW else finding.severity


def _reason(finding: Finding) -> str:
    """Why a case is skipped."""
    told = {"suppressed": f"Suppressed ({clean(finding.suppressed_by or '')}): ", "review": "A person must look: ", "info": "Info: "}
    return told.get(_manner(finding), "")


def _written(case: _Case) -> str:
    from xml.sax.saxutils import escape, quoteattr

    head = f'<testcase classname={quoteattr(case.page)} name={quoteattr(clean(case.name))} time="0"'
    if case.kind == "passed":
        return f"{head}/>\n"
    body = f"<{case.kind} type={quoteattr(case.type)} message={quoteattr(case.message)}>{escape(case.text)}</{case.kind}>"
    return f"{head}>{body}</testcase>\n"
