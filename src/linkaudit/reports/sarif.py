"""SARIF 2.1.0. `sarif` is what GitHub code scanning takes: what failed, worst first, within its limits. `sarif-full` has all findings."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote

import msgspec

from ..document import Audit, RuleInfo
from ..model import Finding, Outcome, Severity
from ..urls import parse
from .places import Place, Places, said
from .words import clean, cut, number
from .worst import Prints, worst_first

__all__ = ["full", "render"]

# GitHub refuses a file with more (docs.github.com, SARIF support for code scanning); the size is that of the gzipped file, and
# whoever uploads it may pack a little worse than we do.
MAX_RESULTS: Final = 25_000
MAX_BYTES: Final = 9_500_000
# It shows as many tags of a rule.
MAX_TAGS: Final = 10
MAX_TEXT: Final = 1024
MAX_NOTES: Final = 100

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
HOME: Final = "https://github.com/linkaudit/linkaudit"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
# How often a rule's findings are true is not measured rule by rule; how well its claim is evidenced is known.
_PRECISION: Final = {"V1": "very-high", "V2": "high"}
_LINK: Final = re.compile(r"https?://[!#-;=?-Z_a-z~%]+")


class _Row(msgspec.Struct, frozen=True):
    rule: str
    outcome: Outcome
    severity: Severity
    regimes: dict[str, Severity]
    suppressed_by: str | None = None


class _Survey(msgspec.Struct):
    """What one look over all findings tells: how many failed, and each rule's highest severity and regimes."""

    failed: int
    severities: dict[str, Severity]
    regimes: dict[str, set[str]]


def render(audit: Audit, most: int = MAX_RESULTS, room: int = MAX_BYTES) -> Generator[str, None, str | None]:
    """Yield SARIF for GitHub, of at most so many results and packed bytes; return what had to be left out, if anything."""
    survey = _survey(audit)
    head = _head(audit, survey)
    yield head
    packer = zlib.compressobj()
    size, remark = len(packer.compress(head.encode())), None
    for written, line in enumerate(_results(audit, worst_first(audit), whole=False)):
        size += len(packer.compress(line.encode()))
        if written == most or size > room:
            remark = _left_out(survey.failed - written, survey.failed)
            break
        yield (",\n" if written else "\n") + line
    yield _tail(audit, remark)
    return remark


def full(audit: Audit) -> Iterator[str]:
    """Yield SARIF with questions and suppressed findings as well, and the markup they speak of."""
    yield _head(audit, _survey(audit))
    decoder = msgspec.json.Decoder(Finding)
    for place, line in enumerate(_results(audit, map(decoder.decode, audit.findings()), whole=True)):
        yield (",\n" if place else "\n") + line
    yield _tail(audit, None)


def _left_out(count: int, total: int) -> str:
    return (
        f"{number(count)} of {number(total)} findings are not in it: GitHub takes 25,000 and 10 MB at most. The worst come first; "
        "a baseline keeps old ones out."
    )


def _survey(audit: Audit) -> _Survey:
    found = _Survey(0, {}, {})
    decoder = msgspec.json.Decoder(_Row)
    for line in audit.findings():
        row = decoder.decode(line)
        found.failed += row.outcome is Outcome.FAILED and row.suppressed_by is None
        found.regimes.setdefault(row.rule, set()).update(row.regimes)
        known = found.severities.get(row.rule, Severity.INFO)
        found.severities[row.rule] = min(known, row.severity, key=lambda one: one.rank)
    return found


def _head(audit: Audit, survey: _Survey) -> str:
    name = {"name": "linkaudit", "semanticVersion": clean(audit.tool["version"]), "informationUri": HOME}
    rules = ",\n".join(_json(_rule(rule, survey)) for rule in audit.rules)
    driver = f'{_json(name)[:-1]},"rules":[\n{rules}]}}'
    run = f'{{"tool":{{"driver":{driver}}},\n"automationDetails":{_json({"id": f"linkaudit/{_category(audit)}/"})},\n'
    return f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{run}"columnKind":"unicodeCodePoints",\n"results":['


def _category(audit: Audit) -> str:
    """Two sites in one repository must not overwrite each other; a folder that names no site is told by its place."""
    site = parse(audit.site)
    if site is None or site.host == "site.invalid":
        return clean(audit.checkout.folder or audit.target).strip("/")
    return f"{site.host}:{site.port}" if site.port else site.host


def _rule(rule: RuleInfo, survey: _Survey) -> dict[str, Any]:
    severity = survey.severities.get(rule.id, Severity.WARNING)
    grade = min((source.grade for source in rule.sources if source.grade in _PRECISION), default="")
    tags = [str(rule.impact), *sorted(survey.regimes.get(rule.id, ()))][:MAX_TAGS]
    return {
        "id": rule.id,
        "shortDescription": {"text": _text(rule.title)},
        "fullDescription": {"text": _text(rule.why)},
        "help": {"text": _plain_help(rule), "markdown": _markdown_help(rule)},
        **_help_uri(rule),
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": tags, "precision": _PRECISION.get(grade, "medium"), "problem.severity": _PROBLEMS[severity]},
    }


def _help_uri(rule: RuleInfo) -> dict[str, str]:
    urls = [source.url for source in rule.sources if source.grade != "E" and _LINK.fullmatch(source.url)]
    return {"helpUri": urls[0]} if urls else {}


def _plain_help(rule: RuleInfo) -> str:
    sources = [f"- {source.name}: {source.section} ({_evidence(source.grade)}) {source.url}" for source in rule.sources]
    return "\n".join([rule.why, "", f"To fix: {rule.help}", f"At risk: {rule.impact}.", *(["", "Sources:"] if sources else []), *sources])


def _markdown_help(rule: RuleInfo) -> str:
    lines = [rule.why, "", f"**To fix.** {rule.help}", "", f"**At risk:** {rule.impact}.", ""]
    for source in rule.sources:
        link = f" [read it]({source.url})" if source.grade != "E" and _LINK.fullmatch(source.url) else ""
        lines.append(f"- {source.name}: {source.section} ({_evidence(source.grade)}){link}")
    return "\n".join([*lines, "", f"`linkaudit explain {rule.id}` shows examples."])


def _evidence(grade: str) -> str:
    return "linkaudit's reading or threshold" if grade == "E" else f"evidence {grade}"


def _results(audit: Audit, findings: Iterable[Finding], whole: bool) -> Iterator[str]:
    places, prints = Places(audit), Prints()
    order = {rule.id: index for index, rule in enumerate(audit.rules)}
    for finding in findings:
        result = _result(finding, places.of(finding), prints.own(clean(finding.fingerprint)), order)
        yield _json(_whole(result, finding) if whole else result)


def _result(finding: Finding, place: Place, own: str, order: dict[str, int]) -> dict[str, Any]:
    region = {"startLine": place.line, "endLine": place.line, "startColumn": place.column, "endColumn": place.end}
    spot = {"artifactLocation": {"uri": quote(place.path, safe="/")}, "region": {key: value for key, value in region.items() if value}}
    location: dict[str, Any] = {"physicalLocation": spot}
    if finding.page and not finding.page.startswith("https://site.invalid/"):
        location["logicalLocations"] = [{"fullyQualifiedName": clean(finding.page), "kind": "resource"}]
    return {
        "ruleId": finding.rule,
        **({"ruleIndex": order[finding.rule]} if finding.rule in order else {}),
        "level": _LEVELS[finding.severity],
        # `[text](place)` in a message is a link (SARIF § 3.11.6), and the text may be a stranger's.
        "message": {"text": said(finding).replace("](", "]\u200b(")},
        "locations": [location],
        # GitHub reads the first alone; it says which alerts are the same when lines have moved.
        "partialFingerprints": {"primaryLocationLineHash": own, "linkaudit/v1": own},
        "properties": {"impact": finding.impact, "regimes": finding.regimes},
    }


def _whole(result: dict[str, Any], finding: Finding) -> dict[str, Any]:
    """Add what only other viewers than GitHub read."""
    if finding.outcome is Outcome.REVIEW:
        result |= {"kind": "review", "level": "none"}
    if finding.suppressed_by:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": clean(finding.suppressed_by)}]
    if finding.evidence.snippet:
        result["locations"][0]["physicalLocation"]["region"]["snippet"] = {"text": clean(finding.evidence.snippet)}
    result["properties"] |= _cleaned({"replace": finding.fix.replace, "facts": list(finding.evidence.facts), "also": list(finding.also)})
    return result


def _cleaned(told: dict[str, Any]) -> dict[str, Any]:
    return {key: clean(value) if isinstance(value, str) else [clean(one) for one in value] for key, value in told.items() if value}


def _tail(audit: Audit, remark: str | None) -> str:
    notes = [{"level": level, "message": {"text": _text(text)}} for level, text in _notes(audit, remark)]
    run = {"executionSuccessful": not audit.interrupted, "toolExecutionNotifications": notes}
    return f'],\n"invocations":[{_json(run)}]}}]}}\n'


def _notes(audit: Audit, remark: str | None) -> Iterator[tuple[str, str]]:
    """What a reader of the results must know: what they leave out, and what the audit did not see."""
    if remark:
        yield "warning", remark
    if audit.interrupted:
        yield "error", "Stopped before the end: these are the findings until then."
    yield from (("error", f"Rule {one['rule']} crashed on {one['pages']} pages: {one['error']}") for one in audit.broken_rules)
    yield from (("warning", f"Not read, {one.reason}: {one.file or one.url} {one.detail}") for one in audit.unread[:MAX_NOTES])
    if left := len(audit.unread) - MAX_NOTES:
        yield from [("warning", f"{number(left)} more pages not read")] if left > 0 else []
    yield from (("note", text) for text in audit.notes)


def _text(text: str) -> str:
    return cut(clean(text), MAX_TEXT)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
