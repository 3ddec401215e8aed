"""GitHub workflow commands: annotations on the lines a pull request changed, one a cause; the rest is for the step's summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

import msgspec

from ..document import Audit, Cause
from ..model import Finding, Outcome, Severity
from .md import code, prose
from .md import render as markdown
from .places import Place, Places, inserts, said
from .words import MARKS, clean, cut, number, plural
from .worst import worst_first

__all__ = ["MAX_SUMMARY", "Changes", "render", "summary"]

# Files of the repository, and their lines that the pull request adds or changes.
Changes = Mapping[str, Sequence[range]]

# GitHub shows ten errors and ten warnings of a step and drops the rest without a word; ten are as many as a person reads.
MAX_ANNOTATIONS: Final = 10
MAX_TITLE: Final = 150
MAX_TEXT: Final = 1_500
MAX_READY: Final = 300
# A step's summary that is longer is not shown at all.
MAX_SUMMARY: Final = 1024 * 1024
ROOM_TO_SAY_SO: Final = 100
_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = _DATA | {":": "%3A", ",": "%2C"}


class _Print(msgspec.Struct, frozen=True):
    fingerprint: str


class _Shown(msgspec.Struct, frozen=True):
    """The finding that speaks for a cause; `far` is 0 on a changed line, 1 in a changed file, 2 elsewhere, more where no diff shows it."""

    far: int
    finding: Finding
    place: Place


def render(audit: Audit, changes: Changes | None = None) -> Iterator[str]:
    """Yield the annotations: what the pull request touches first, then worst first. Nothing is said when nothing failed."""
    causes = [cause for cause in audit.causes if cause.outcome is Outcome.FAILED and cause.severity in _COMMANDS]
    shown = _speakers(audit, causes, changes or {})
    order = sorted(shown, key=lambda index: (min(shown[index].far, 2), index))
    for index in order[:MAX_ANNOTATIONS]:
        yield _annotation(causes[index], shown[index])
    if left := len(order) - MAX_ANNOTATIONS:
        yield f"::notice title=linkaudit::… and {number(left)} more, see the summary\n" if left > 0 else ""


def _speakers(audit: Audit, causes: Sequence[Cause], changes: Changes) -> dict[int, _Shown]:
    named = {name: index for index, cause in enumerate(causes) for name in msgspec.json.decode(cause.findings, type=list[str])}
    places, found = Places(audit), dict[int, _Shown]()
    head, whole = msgspec.json.Decoder(_Print), msgspec.json.Decoder(Finding)
    for row in audit.findings():
        index = named.get(head.decode(row).fingerprint)
        if index is None:
            continue
        finding = whole.decode(row)
        place = places.of(finding)
        far = _far(finding, place, changes)
        if index not in found or far < found[index].far:
            found[index] = _Shown(far, finding, place)
    return found


def _far(finding: Finding, place: Place, changes: Changes) -> int:
    if place.here and place.path in changes:
        return 0 if any(place.line in lines for lines in changes[place.path]) else 1
    return 2 if finding.written else 3 if place.here else 4


def _annotation(cause: Cause, shown: _Shown) -> str:
    place, finding = shown.place, shown.finding
    properties: dict[str, str | int | None] = {}
    if place.here:
        properties = {"file": place.path, "line": place.line, "col": place.column, "endColumn": place.end}
    properties["title"] = cut(clean(cause.title), MAX_TITLE)
    text = cut(said(finding), MAX_TEXT)
    if not inserts(finding) and _can_be_shown(finding.fix.replace or ""):
        text += f"\nReady to copy: {clean(finding.fix.replace or '')}"
    if cause.pages > 1:
        text += f"\nThe same on {plural(cause.pages - 1, 'more page')}."
    return _command(_COMMANDS[cause.severity], properties, f"{text}\nlinkaudit explain {clean(cause.rule)}")


def _can_be_shown(ready: str) -> bool:
    """Logs make links of addresses, and a click of the owner's on her own affiliate link can cost her the account."""
    return 0 < len(ready) <= MAX_READY and "://" not in ready


def _command(name: str, properties: Mapping[str, str | int | None], text: str) -> str:
    """Escape as the runner unescapes (actions/runner, ActionCommand.cs): a colon or a comma ends a property, a line end a command."""
    told = ",".join(f"{key}={_escaped(str(value), _PROPERTY)}" for key, value in properties.items() if value)
    return f"::{name} {told}::{_escaped(text, _DATA)}\n"


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)


def summary(audit: Audit, room: int = MAX_SUMMARY) -> Iterator[str]:
    """Yield the Markdown for `$GITHUB_STEP_SUMMARY`: the short report, then all that failed while there is room for it, in bytes."""
    left, room = 0, room - ROOM_TO_SAY_SO
    if room < 0:
        return
    for piece in chain(markdown(audit), _table(audit)):
        room -= len(piece.encode())
        left += room < 0
        if room >= 0:
            yield piece
    if left:
        yield f"\n… and {number(left)} more.\n"


def _table(audit: Audit) -> Iterator[str]:
    places, lead = Places(audit), "\n## Every finding\n\n|   | where | what, and what to do |\n|---|---|---|\n"
    for finding in worst_first(audit):
        place = places.of(finding)
        # No code span in a table can hold a bar.
        spot = f"{place.path}:{place.line}".replace("|", "\u2758")
        yield f"{lead}| {MARKS[finding.severity]} | {code(spot)} | {prose(said(finding))} |\n"
        lead = ""
