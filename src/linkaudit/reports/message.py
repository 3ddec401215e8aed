"""What changed since the run before, in a title and eight lines at most: for a mail or a chat. Nothing when nothing changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import msgspec

from ..document import Audit, Cause, Coverage, Gone, Since, Within
from ..model import Noun, Outcome, Severity
from ..urls import parse
from .words import clean, cut, inert, named, number, plural, spot

__all__ = ["Message", "message"]

MAX_LINES: Final = 8
MAX_TITLE: Final = 120
_WORDS: Final = {"new": "NEW", "reopened": "BACK"}


class Message(Noun, frozen=True):
    """A title and its lines, as plain text."""

    title: str
    lines: tuple[str, ...] = ()


class _Page(msgspec.Struct, frozen=True):
    url: str
    edit_url: str | None = None


def message(audit: Audit) -> Message | None:
    """Return what its owner should hear of a run, if anything."""
    if audit.run is None or audit.interrupted:
        return None
    since = next((one for one in audit.since if one.started), None)
    blind, was = not audit.coverage.enough, audit.before is not None and not audit.before.enough
    if blind:
        return None if was else Message(f"{_name(audit)} could not be read", tuple(_unseen(audit, since)))
    if since is None:
        return Message(f"{_name(audit)}: {_all(audit)}", _capped(audit, [_line("", one, audit) for one in _to_fix(audit)]))
    told = [*_came(audit, since), *(_fixed(one) for one in since.gone if _is_heard(one))]
    back = "can be read again" if was else ""
    if not told and not back:
        return None
    return Message(f"{_name(audit)}: {', '.join(filter(None, (back, _counts(audit, since))))}", _capped(audit, told))


def _is_heard(cause: Cause | Gone) -> bool:
    """Notes are for the report, and of a link that may be back tomorrow nobody wants to hear today."""
    return not cause.waits and (cause.outcome is Outcome.REVIEW or cause.severity is not Severity.INFO)


def _to_fix(audit: Audit) -> list[Cause]:
    return [one for one in audit.causes if _is_heard(one)]


def _came(audit: Audit, since: Since) -> Iterator[str]:
    for cause in _to_fix(audit):
        if word := _WORDS.get(since.causes.get(cause.id, "")):
            yield _line(word, cause, audit)
        elif change := since.within.get(cause.id):
            yield _changed(cause, change, audit)


def _changed(cause: Cause, change: Within, audit: Audit) -> str:
    fixed = f"{number(change.fixed)} fixed"
    if not change.new:
        return _told("LESS", cause.title, f"{fixed}, {plural(cause.pages, 'page')} left" if cause.pages else fixed, "")
    came = f"{number(change.new)} more{f' and {fixed}' if change.fixed else ''}"
    extent = f"{came}, on {plural(cause.pages, 'page')} in all" if cause.pages else came
    return _told("MORE", cause.title, extent, _place(change.page, change.spot, audit))


def _line(word: str, cause: Cause, audit: Audit) -> str:
    sign = "? " if cause.outcome is Outcome.REVIEW else ""
    where = spot(cause.example, audit) if cause.example.get("written") else ""
    place = _place(str(cause.example["page"] or ""), where, audit)
    return _told(word, sign + cause.title, plural(cause.pages, "page") if cause.pages else "", place)


def _fixed(gone: Gone) -> str:
    return _told("FIXED", gone.title, plural(gone.pages, "page") if gone.pages else "", clean(gone.page))


def _told(word: str, title: str, extent: str, place: str) -> str:
    return " · ".join(part for part in (f"{word} {inert(cut(clean(title), MAX_TITLE))}".strip(), extent, place) if part)


def _place(page: str, where: str, audit: Audit) -> str:
    """Return the page, and where it is edited: a line of the sources, else the address that the page itself names."""
    at = where or next((one.edit_url for one in map(_page, audit.pages()) if one.url == page), None) if page else ""
    return " · ".join((clean(page), *([f"edit {clean(at)}"] if at else [])))


_page: Final = msgspec.json.Decoder(_Page).decode


def _capped(audit: Audit, lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= MAX_LINES:
        return tuple(lines)
    return (*lines[: MAX_LINES - 1], f"… and {number(len(lines) - MAX_LINES + 1)} more: linkaudit show {audit.run}")


def _counts(audit: Audit, since: Since) -> str:
    """Return "2 new, 1 back, 1 grown, 1 smaller, 5 fixed": causes, as the lines are."""
    heard = [one.id for one in _to_fix(audit)]
    states = Counter(since.causes.get(name) for name in heard)
    stayed = [since.within[name] for name in heard if since.causes.get(name) not in _WORDS and name in since.within]
    grown = sum(change.new > 0 for change in stayed)
    counts = {
        "new": states["new"],
        "back": states["reopened"],
        "grown": grown,
        "smaller": len(stayed) - grown,
        "fixed": sum(map(_is_heard, since.gone)),
    }
    return ", ".join(f"{number(count)} {word}" for word, count in counts.items() if count)


def _all(audit: Audit) -> str:
    """Return what stands, where there is no run to compare with."""
    asked = sum(one.outcome is Outcome.REVIEW for one in _to_fix(audit))
    return f"{plural(len(_to_fix(audit)) - asked, 'thing')} to fix, {plural(asked, 'question')}; later messages tell what changes"


def _unseen(audit: Audit, since: Since | None) -> Iterator[str]:
    cover: Coverage = audit.coverage
    yield f"{number(cover.pages_read)} of {plural(cover.pages_found, 'page')} read."
    reasons: Counter[Any] = Counter(one.reason for one in audit.unread)
    for reason, count in islice(reasons.most_common(), MAX_LINES - 3):
        detail = next((one.detail for one in audit.unread if one.reason is reason and one.detail), "")
        yield f"{plural(count, 'page')}: {inert(cut(clean(detail or str(reason)), MAX_TITLE))}"
    yield f"Nothing is known of what has changed since {since.started[:10]}." if since else "Nothing is known of the site."
    yield "The next message comes when it can be read again."


def _name(audit: Audit) -> str:
    url = parse(named(audit))
    return clean(f"{url.host}:{url.port}" if url.port else url.host) if url else inert(clean(named(audit)))
