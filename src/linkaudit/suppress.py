"""What the owner has decided: `[[ignore]]` and `[[decision]]` tables, brought to bear on verdicts before they become findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from functools import partial

import msgspec

from .config import Ignore
from .engine import Given, Hear
from .model import Outcome, PageIgnore, Severity
from .rules import rulebook
from .urls import parse

__all__ = ["about", "hearing", "heeding", "in_force", "key_of", "label_of", "troubles"]

_NAMED = ("rule", "page", "link", "text", "regime")


def in_force(tables: Iterable[Ignore], today: date, laws: Collection[str]) -> tuple[Ignore, ...]:
    """Return the tables that bear on anything today, under these laws."""
    return tuple(table for table in tables if table.in_force(today) and (table.regime is None or table.regime in laws))


def hearing(current: tuple[Ignore, ...]) -> Hear | None:
    """Return what the tables in force make of a verdict, or None when there are none."""
    return partial(_heard, current) if current else None


def heeding(ignores: Sequence[PageIgnore], hear: Hear | None) -> Hear:
    """Return what a page's own ignores make of what the owner's decisions have left to hear."""
    return partial(_heeded, [one for one in ignores if not troubles(one)], hear)


def troubles(ignore: PageIgnore) -> str:
    """Return why an in-page ignore does nothing, or an empty string."""
    return ignore.trouble or ("unknown" if any(name not in rulebook() for name in ignore.rules) else "")


def _heeded(ignores: Sequence[PageIgnore], hear: Hear | None, one: Given, page: str) -> Iterator[Given]:
    for part in hear(one, page) if hear else (one,):
        found = None if part.why else next((ignore for ignore in ignores if _is_under(ignore, part)), None)
        yield msgspec.structs.replace(part, why=f"page: {found.reason}", tables=(*part.tables, found.text)) if found else part


def _is_under(ignore: PageIgnore, one: Given) -> bool:
    """True in the element that follows the comment; what is said of the page as such stands nowhere, so the comment must come early."""
    if one.rule.id not in ignore.rules:
        return False
    verdict = one.verdict
    if ignore.whole or (ignore.early and not verdict.subject):
        return True
    if any(line == verdict.line and verdict.column in (None, column) for line, column in ignore.spots):
        return True
    if verdict.line is None or ignore.start is None or ignore.end is None:
        return False
    spot = (verdict.line, verdict.column - 1 if verdict.column else ignore.start[1])
    return ignore.start <= spot < ignore.end


def label_of(table: Ignore) -> str:
    """Return why, and who says so."""
    return f"{table.reason} ({table.by})" if table.by else table.reason


def about(table: Ignore) -> str:
    """Return what a table speaks of."""
    return ", ".join(f"{name} {value}" for name in _NAMED if (value := getattr(table, name))) or "everything"


def key_of(table: Ignore) -> str:
    """Return what tells a table from the others, in this run and in later ones."""
    return f"{'accept' if table.hides else 'reject'} {about(table)}: {label_of(table)}"


def _heard(tables: Sequence[Ignore], one: Given, page: str) -> Iterator[Given]:
    """Yield what is left to hear of a verdict, and what is not to be heard, each part with the table that says so."""
    if one.rule.id == "notice-rejected":
        one = _of_notice(tables, one, page)
        if not one.tables:
            return
    else:
        for table in tables:
            if not table.hides and table.rule is not None and _speaks_of(table, one, page):
                one = _rejected(one, table)
    for table in tables:
        if not table.hides or not _speaks_of(table, one, page):
            continue
        kept = {name: severity for name, severity in one.regimes.items() if name != table.regime} if table.regime else {}
        gone = {name: severity for name, severity in one.regimes.items() if name not in kept}
        yield _part(one, gone, why=label_of(table), table=table)
        if not kept:
            return
        one = _part(one, kept)
    yield one


def _part(one: Given, regimes: dict[str, Severity], why: str = "", table: Ignore | None = None) -> Given:
    """What a verdict is under some of its regimes. A rule that needs no law keeps its own weight."""
    own = [one.rule.severity] if one.rule.severity else []
    highest = min((*regimes.values(), *own), key=lambda severity: severity.rank, default=one.severity)
    severity = max(highest, one.severity, key=lambda severity: severity.rank)
    tables = (*one.tables, key_of(table)) if table else one.tables
    return msgspec.structs.replace(one, regimes=regimes, severity=severity, why=why, tables=tables)


def _of_notice(tables: Sequence[Ignore], one: Given, page: str) -> Given:
    """A rejected text fails where, and under the regime that, its table says."""
    found = [table for table in tables if not table.hides and table.rule is None and _is_its_notice(table, one) and _on(table, page)]
    regimes = {table.regime: Severity.ERROR for table in found if table.regime}
    return msgspec.structs.replace(one, regimes=one.regimes | regimes, tables=tuple(map(key_of, found)))


def _is_its_notice(table: Ignore, one: Given) -> bool:
    return (table.text or "").lower() in one.verdict.snippet.lower() and label_of(table) in one.verdict.facts


def _rejected(one: Given, table: Ignore) -> Given:
    """Somebody has looked: what was a question, or less than an error, is to be mended."""
    regimes = {name: Severity.ERROR if table.regime in (None, name) else severity for name, severity in one.regimes.items()}
    verdict = msgspec.structs.replace(
        one.verdict, outcome=Outcome.FAILED, severity=None, facts=(*one.verdict.facts, f"rejected: {label_of(table)}")
    )
    return msgspec.structs.replace(one, verdict=verdict, regimes=regimes, severity=Severity.ERROR, tables=(*one.tables, key_of(table)))


def _speaks_of(table: Ignore, one: Given, page: str) -> bool:
    subject = one.verdict.subject
    return (
        (table.rule is None or table.rule == one.rule.id)
        and _on(table, page)
        and (table.link is None or table.link in subject or fnmatchcase(subject, table.link))
        and (table.text is None or table.text.lower() in one.verdict.snippet.lower())
        and (table.regime is None or table.regime in one.regimes)
    )


def _on(table: Ignore, page: str) -> bool:
    url = parse(page)
    return table.page is None or fnmatchcase(url.path if url else page, table.page) or fnmatchcase(page, table.page)
