"""A run against what is remembered: only what both could see counts, and the rest is remembered as it was."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from ..document import Gone, Since, Within
from .seen import NO_CAUSE, Entries, Entry, Memory, Sight, key_of, numbers, packed

__all__ = ["News", "compare"]

# What was not seen for so many runs, or was fixed so long ago, is remembered no more.
FORGOTTEN: Final = 100
MAX_IDS: Final = 500
SITE: Final = key_of("")


class News(msgspec.Struct, frozen=True):
    """What a run changed: None when there is nothing to compare with. `why` says what makes runs incomparable; `first` counts findings on
    pages that no earlier run had read; `prints` are the sorted fingerprints of what is new, reopened and fixed."""

    since: Since | None
    memory: Memory
    why: tuple[str, ...] = ()
    first: int = 0
    prints: dict[str, array[int]] = {}

    def state_of(self, fingerprint: int) -> str | None:
        """Return what became of a finding that is new, reopened or fixed."""
        return next((state for state, prints in self.prints.items() if _holds(prints, fingerprint)), None)


def compare(before: Memory | None, now: Sight) -> News:
    """Compare a run with what is remembered of those before; the memory returned is for the next one."""
    why = _differ(before.basis, now.basis) if before else ()
    pairs = _Pairs(before, now, alike=not why)
    entries = Entries.of(pairs.joined())
    states, went = pairs.causes()
    since = None
    if before and not why:
        new, back, fixed = (len(pairs.prints[state]) for state in ("new", "reopened", "fixed"))
        since = Since(
            f"run {before.run}", before.started, new + back, fixed, pairs.still, causes=states, gone=went, within=pairs.within(states)
        )
    memory = _memory(before, now, entries, pairs, tuple(one.id for one in went))
    return News(since, memory, why, pairs.first if before else 0, pairs.prints)


class _Pairs:
    """Walks both sides by fingerprint and counts."""

    def __init__(self, before: Memory | None, now: Sight, alike: bool) -> None:
        self._before, self._now, self._alike = before, now, alike
        self._read, self._lost = numbers(now.read), numbers(now.lost)
        self._unsure, self._blind = numbers(now.unsure), numbers(now.blind)
        self._known = numbers(before.read) if before else array("Q")
        self._missed = numbers(before.missed) if before else array("Q")
        # What is not found by a run that looked everywhere is there no more.
        self._everywhere = now.whole and not any(_holds(self._known, key) for key in numbers(now.missed))
        self._ran, self._asking = set(now.ran), set(now.asking)
        self._rules = {rule: place for place, rule in enumerate(now.rules)}
        self._causes = {one.id: place for place, one in enumerate(now.causes)}
        self._kept: dict[int, int] = {}
        self.prints = {state: array("Q") for state in ("new", "reopened", "fixed")}
        self.still = self.first = 0
        self._of_cause: dict[int, Counter[str]] = {}
        self._overlap: Counter[tuple[int, int]] = Counter()
        self._left: dict[int, Counter[str]] = {}

    def joined(self) -> Iterator[Entry]:
        """Yield what is to be remembered."""
        old, new = iter(self._before.entries if self._before else ()), iter(self._now.entries)
        was, is_ = next(old, None), next(new, None)
        while was is not None or is_ is not None:
            if is_ is None or (was is not None and was.print < is_.print):
                assert was is not None
                yield from self._unseen(was)
                was = next(old, None)
            else:
                met = was if was is not None and was.print == is_.print else None
                self._seen(is_, met)
                yield is_
                was = next(old, None) if met else was
                is_ = next(new, None)

    def _seen(self, is_: Entry, was: Entry | None) -> None:
        if was is not None and not was.gone and self._before is not None and was.cause != NO_CAUSE:
            self._left.setdefault(was.cause, Counter())["there"] += 1
            if is_.cause != NO_CAUSE:
                self._overlap[is_.cause, was.cause] += 1
        if is_.quiet:
            return
        state = self._state(is_, was)
        self._of_cause.setdefault(is_.cause, Counter())[state] += 1
        if state in self.prints:
            self.prints[state].append(is_.print)
        self.still += state == "still"
        self.first += state == "first"

    def _state(self, is_: Entry, was: Entry | None) -> str:
        if was is None:
            return "new" if self._could_be_seen(is_) else "first"
        if was.gone:
            return "reopened"
        # A link that was doubted in the first night and fails in the second is news then.
        doubted = is_.failed and not was.failed and not was.quiet
        return "new" if doubted and self._now.rules[is_.rule] in self._asking else "still"

    def _could_be_seen(self, is_: Entry) -> bool:
        """True when an earlier run read the page, or looked everywhere and did not find it."""
        before = self._before
        if before is None:
            return False
        if is_.page == SITE:
            return before.whole and self._now.whole
        return _holds(self._known, is_.page) or (before.whole and not _holds(self._missed, is_.page))

    def _unseen(self, was: Entry) -> Iterator[Entry]:
        """Yield an entry that this run did not meet, as it is from now on."""
        before = self._before
        assert before is not None
        rule = before.rules[was.rule]
        fixed = was.gone or self._is_fixed(was, rule)
        if not was.gone and not was.quiet and was.cause != NO_CAUSE:
            self._left.setdefault(was.cause, Counter())["fixed" if fixed else "there"] += 1
        if fixed and not was.gone and not was.quiet:
            self.prints["fixed"].append(was.print)
        if self._now.run - was.last > FORGOTTEN or (fixed and not self._alike):
            return
        place = self._rules.setdefault(rule, len(self._rules))
        yield msgspec.structs.replace(was, rule=place, cause=NO_CAUSE if fixed else self._cause(was.cause), gone=fixed)

    def _cause(self, was: int) -> int:
        """Return where the cause of an entry that was not met is remembered."""
        before = self._before
        if was == NO_CAUSE or before is None:
            return NO_CAUSE
        same = self._causes.get(before.causes[was].id)
        return same if same is not None else self._kept.setdefault(was, len(self._now.causes) + len(self._kept))

    def _is_fixed(self, was: Entry, rule: str) -> bool:
        """True when this run would have seen it: its rule ran, its page was read, and its link was asked with an answer."""
        if rule not in self._ran:
            return False
        if was.page == SITE:
            return self._now.whole and bool(self._read)
        if _holds(self._lost, was.page) or (self._everywhere and not _holds(self._read, was.page)):
            return True
        doubts = self._unsure if rule in self._asking else self._blind
        doubted = bool(was.target) and (not self._now.asked or _holds(doubts, was.target))
        return _holds(self._read, was.page) and not doubted

    def causes(self) -> tuple[dict[str, str], tuple[Gone, ...]]:
        """Return what became of each cause, and those that went away."""
        before = self._before
        if before is None:
            return {}, ()
        known = {before.causes[place].id for place in self._left}
        met = self._met()
        found = {one.id: state for place, one in enumerate(self._now.causes) if (state := self._became(one.id, place, known, place in met))}
        gone = (one for place, one in enumerate(before.causes) if (left := self._left.get(place)) and not left["there"])
        return found, tuple(one for one in gone if one.id not in found)

    def within(self, states: dict[str, str]) -> dict[str, Within]:
        """Count what came to the causes that stayed, and what went."""
        found: dict[str, Within] = {}
        for place, one in enumerate(self._now.causes):
            if states.get(one.id) != "still":
                continue
            came = self._of_cause.get(place, Counter())
            change = Within(came["new"] + came["reopened"], sum(self._left[was]["fixed"] for was in self._once(place)))
            if change.new or change.fixed:
                found[one.id] = change
        return found

    def _once(self, place: int) -> set[int]:
        """Return the places, among the causes before, of what a cause was then: one with another finding has another name."""
        before = self._before.causes if self._before else ()
        name = self._now.causes[place].id
        return {was for was in self._left if was < len(before) and before[was].id == name} | {
            was for mine, was in self._overlap if mine == place and was in self._left
        }

    def _became(self, name: str, place: int, known: set[str], met: bool) -> str | None:
        """Say what became of a cause. One with a finding more has another name, and is known by the findings that it kept."""
        assert self._before is not None
        counts = self._of_cause.get(place, Counter())
        if name in known:
            return "still"
        if counts["new"] == counts.total() > 0:
            return "new"
        if met:
            return "still"
        if 2 * counts["reopened"] >= counts.total() > 0 or name in self._before.ids:
            return "reopened"
        return "new" if counts["new"] else "still" if counts["still"] else None

    def _met(self) -> set[int]:
        """Return the causes that share half of their findings, or half of its own, with one that was there."""
        left = self._left
        return {
            mine
            for (mine, was), both in self._overlap.items()
            if 2 * both >= min(self._of_cause.get(mine, Counter()).total(), left[was].total())
        }

    @property
    def rules(self) -> tuple[str, ...]:
        """The names that entries refer to."""
        return tuple(self._rules)

    @property
    def remembered_causes(self) -> tuple[Gone, ...]:
        """The causes that entries refer to."""
        return (*self._now.causes, *(self._before.causes[place] for place in self._kept)) if self._before else self._now.causes


def _memory(before: Memory | None, now: Sight, entries: Entries, pairs: _Pairs, went: tuple[str, ...]) -> Memory:
    everything = now.whole and not now.missed
    read = now.read if before is None or everything else packed([*numbers(before.read), *numbers(now.read)])
    known = set(numbers(read))
    missed = [*numbers(now.missed), *(numbers(before.missed) if before and not everything else ())]
    back = {one.id for one in now.causes}
    ids = [name for name in (*(before.ids if before else ()), *went) if name not in back]
    # The next run is compared with the last that saw anything.
    last = before if before and not now.read else now
    return Memory(
        run=last.run,
        started=last.started,
        basis=now.basis,
        whole=now.whole or bool(before and before.whole and before.basis == now.basis),
        read=read,
        missed=packed(key for key in missed if key not in known),
        rules=pairs.rules,
        causes=pairs.remembered_causes,
        ids=tuple(dict.fromkeys(ids))[-MAX_IDS:],
        entries=entries,
    )


def _differ(one: dict[str, str], other: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in {**one, **other} if one.get(name) != other.get(name))


def _holds(keys: array[int], key: int) -> bool:
    at = bisect_left(keys, key)
    return at < len(keys) and keys[at] == key
