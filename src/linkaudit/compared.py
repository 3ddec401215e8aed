"""Two kept runs side by side: what is new, back, fixed and still there, by causes, with the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from .document import Gone
from .errors import StateError
from .history import Memory, News, Sight, compare
from .model import Finding
from .sighted import DIFFERENCES
from .store import Ended, Past, Spool

__all__ = ["Change", "Difference", "Spot", "compared"]

# Enough to see what a change is about; the two reports have all of it.
MAX_SPOTS: Final = 200
_ORDER: Final = ("new", "reopened", "fixed", "still")


class Spot(msgspec.Struct, frozen=True):
    """A finding that came or went."""

    fingerprint: str
    page: str
    file: str | None
    line: int | None
    message: str


class Change(msgspec.Struct):
    """What became of a cause: new, reopened, fixed or still, with the findings that came and went."""

    id: str
    rule: str
    impact: str
    title: str
    state: str
    pages: int
    new: list[Spot] = []
    fixed: list[Spot] = []


class Difference(msgspec.Struct, frozen=True):
    """Two runs compared. `differ` says in words what else differs between them than the site; counts are of findings."""

    site: str
    earlier: int
    earlier_started: str
    later: int
    later_started: str
    differ: list[str]
    new: int
    fixed: int
    still: int
    causes: list[Change]


def compared(past: Past, earlier: Ended, later: Ended) -> Difference:
    """Compare two runs of a site. Raises `StateError` when the document of one is not kept."""
    first, second = past.document(earlier.id), past.document(later.id)
    sight = _sight(second, later)
    memory = _memory_at(past, earlier, _sight(first, earlier))
    news = compare(msgspec.structs.replace(memory, basis=sight.basis), sight)
    assert news.since is not None
    changes = {one.id: _change(one, news.since.causes.get(one.id, "still")) for one in sight.causes}
    changes |= {one.id: _change(one, "fixed") for one in news.since.gone}
    _spots(second, sight, news, ("new", "reopened"), changes)
    _spots(first, _sight(first, earlier), news, ("fixed",), changes)
    return Difference(
        site=past.name,
        earlier=earlier.id,
        earlier_started=earlier.summary.started,
        later=later.id,
        later_started=later.summary.started,
        differ=_differ(memory, sight, earlier, later),
        new=news.since.new,
        fixed=news.since.fixed,
        still=news.since.still,
        causes=sorted(changes.values(), key=lambda change: _ORDER.index(change.state)),
    )


def _sight(spool: Spool, run: Ended) -> Sight:
    for body in spool.rows("sight"):
        try:
            return msgspec.msgpack.decode(body, type=Sight)
        except msgspec.MsgspecError:
            break
    raise StateError(f"run {run.id} was kept by another version of linkaudit and can't be compared")


def _memory_at(past: Past, earlier: Ended, sight: Sight) -> Memory:
    """Return what was remembered when the earlier run ended: what the runs before it had fixed may be back."""
    memory = None
    for run in past.runs:
        if run.kept and run.id < earlier.id and run.stream == earlier.stream and not run.summary.interrupted:
            memory = compare(memory, _sight(past.document(run.id), run)).memory
    memory = compare(memory, sight).memory
    return msgspec.structs.replace(memory, entries=memory.entries.seen_by(earlier.id))


def _change(cause: Gone, state: str) -> Change:
    return Change(cause.id, cause.rule, cause.impact, cause.title, state, cause.pages)


def _spots(spool: Spool, sight: Sight, news: News, states: tuple[str, ...], changes: dict[str, Change]) -> None:
    """Put the findings that came or went to their causes."""
    causes = {entry.print: entry.cause for entry in sight.entries if news.state_of(entry.print) in states}
    decoder = msgspec.json.Decoder(Finding)
    for finding in map(decoder.decode, spool.rows("finding")):
        place = causes.get(int(finding.fingerprint, 16))
        if place is None or place >= len(sight.causes):
            continue
        cause = sight.causes[place]
        change = changes.setdefault(cause.id, _change(cause, "still"))
        spots = change.fixed if states == ("fixed",) else change.new
        if len(spots) < MAX_SPOTS:
            spots.append(Spot(finding.fingerprint, finding.page, finding.file, finding.line, finding.message))


def _differ(memory: Memory, sight: Sight, earlier: Ended, later: Ended) -> list[str]:
    return [
        *_blind(earlier),
        *_blind(later),
        *_streams(earlier, later),
        *(words for name, words in DIFFERENCES.items() if memory.basis.get(name) != sight.basis.get(name)),
    ]


def _blind(run: Ended) -> Iterator[str]:
    cover = run.summary.coverage
    if not cover.enough:
        yield f"run {run.id} read too little, {cover.pages_read:,} of {cover.pages_found:,} pages, and says nothing of the rest"


def _streams(earlier: Ended, later: Ended) -> Iterator[str]:
    one, other = earlier.stream.split(" · "), later.stream.split(" · ")
    if one[0] != other[0]:
        yield f"run {earlier.id} is of {earlier.summary.target}, run {later.id} of {later.summary.target}"
    if one[1:2] != other[1:2]:
        yield f"run {earlier.id}: {one[1]}, run {later.id}: {other[1]}"
    if one[2:] != other[2:]:
        yield f"run {earlier.id} was judged by {', '.join(one[2:])}, run {later.id} by {', '.join(other[2:])}"
