"""What rules say of where links lead: the chain in one line, and doubt until enough runs have seen the same."""

from __future__ import annotations

from typing import Final

import msgspec

from ..model import Outcome, Probe, Streak
from .nouns import Verdict

__all__ = ["chain_of", "doubted"]

# Once gone and back may be a restart; more than that is a habit.
FLAPPING: Final = 3


def chain_of(probe: Probe) -> str:
    """Return a chain in one line: a → 301 → b."""
    parts = []
    for hop in probe.hops:
        parts += [hop.url[:120], str(hop.status) if hop.status else "not asked"]
    return " → ".join(parts)


def doubted(verdict: Verdict, probe: Probe) -> Verdict:
    """Ask instead of failing until as many runs on end as are wanted have found the target gone; without a memory this run decides."""
    streak = probe.streak
    if streak is None:
        return verdict
    verdict = msgspec.structs.replace(verdict, facts=(*verdict.facts, *_told(streak)))
    if streak.runs >= streak.wanted:
        return verdict
    message = f"{verdict.message} Is it gone for good? {_since(streak)}; fails when {_left(streak)} so again."
    title = "Links that may be gone; later runs will tell"
    return msgspec.structs.replace(verdict, outcome=Outcome.REVIEW, message=message, title=title, waits=True)


def _since(streak: Streak) -> str:
    return f"Gone for the first time on {streak.since}" if streak.runs == 1 else f"Gone since {streak.since}, in {streak.runs} runs"


def _left(streak: Streak) -> str:
    left = streak.wanted - streak.runs
    return "the next run finds it" if left == 1 else f"the next {left} runs find it"


def _told(streak: Streak) -> tuple[str, ...]:
    good = f"last good {streak.good}" if streak.good else "never seen good"
    flaps = f"gone and back again: {streak.turns} changes since {streak.first}" if streak.turns >= FLAPPING else ""
    return (f"gone since {streak.since}, in {streak.runs} run{'' if streak.runs == 1 else 's'}; first seen {streak.first}, {good}", flaps)
