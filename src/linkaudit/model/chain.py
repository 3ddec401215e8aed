"""What is found out by asking where a link leads."""

from __future__ import annotations

from .base import Noun
from .closed import Reach, Soft

__all__ = ["Hop", "Probe", "Streak"]


class Hop(Noun, frozen=True):
    """One step of a chain. `url` is the address as a reader would meet it, `asked` the one that was requested: without the
    publisher id, None when nothing was requested. `seconds` is the time the answer took."""

    url: str
    asked: str | None = None
    status: int | None = None
    location: str | None = None
    seconds: float = 0.0
    program: str | None = None
    publisher_id: str | None = None


class Streak(Noun, frozen=True):
    """What is remembered of a target: in how many runs on end it was `gone`, `since` which day, when it was last `good` ("" for never)
    and `first` asked, and its `turns` from one to the other. `wanted` runs make a finding of it."""

    runs: int = 0
    since: str = ""
    good: str = ""
    first: str = ""
    turns: int = 0
    wanted: int = 0

    def after(self, gone: bool, day: str) -> Streak:
        """Return the streak after one more run."""
        known = bool(self.runs or self.good)
        turns = self.turns + (known and gone != bool(self.runs))
        if gone:
            return Streak(self.runs + 1, self.since if self.runs else day, self.good, self.first, turns)
        return Streak(0, "", day, self.first, turns)


class Probe(Noun, frozen=True):
    """Where a link leads. `reason` says in words why the outcome is no plain ok; `soft` is set for a page that answers and sells nothing.
    `times` counts how often the chain was followed in this run; `streak` is what earlier runs know of a target that is gone."""

    url: str
    outcome: Reach
    reason: str = ""
    final: str = ""
    hops: tuple[Hop, ...] = ()
    soft: Soft | None = None
    program: str | None = None
    publisher_id: str | None = None
    affiliate: bool = False
    times: int = 1
    streak: Streak | None = None

    @property
    def unsure(self) -> bool:
        """True when the end was not seen and might have been: what is never asked is as well known as it will ever be."""
        open_ended = self.outcome in (Reach.BLOCKED, Reach.TIMEOUT, Reach.UNVERIFIED) and self.soft is None
        return open_ended and (not self.hops or self.hops[-1].asked is not None)
