"""What the owner has decided not to hear: `[[ignore]]` and accepted `[[decision]]` tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase

import msgspec

from .config import Ignore
from .engine import Judged
from .urls import parse

__all__ = ["label_of", "suppress"]


def suppress(found: list[Judged], ignores: Sequence[Ignore], today: date) -> list[Judged]:
    """Mark the findings that a table in force covers; none disappears."""
    current = [ignore for ignore in ignores if ignore.hides and ignore.in_force(today)]
    if not current:
        return found
    return [_marked(one, current) for one in found]


def label_of(ignore: Ignore) -> str:
    """Return what a suppressed finding says of the table that covers it."""
    return f"{ignore.reason} ({ignore.by})" if ignore.by else ignore.reason


def _marked(one: Judged, ignores: list[Ignore]) -> Judged:
    for ignore in ignores:
        if _covers(ignore, one):
            finding = msgspec.structs.replace(one.finding, suppressed_by=label_of(ignore))
            return msgspec.structs.replace(one, finding=finding)
    return one


def _covers(ignore: Ignore, one: Judged) -> bool:
    finding = one.finding
    url = parse(finding.page)
    path = url.path if url else finding.page
    return (
        (ignore.rule is None or ignore.rule == finding.rule or ignore.rule in finding.also)
        and (ignore.page is None or fnmatchcase(path, ignore.page) or fnmatchcase(finding.page, ignore.page))
        and (ignore.link is None or ignore.link in finding.subject or fnmatchcase(finding.subject, ignore.link))
        and (ignore.text is None or ignore.text.lower() in finding.evidence.snippet.lower())
        and (ignore.regime is None or ignore.regime in finding.regimes)
    )
