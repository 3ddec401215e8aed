"""Gives the probes of dead targets their streaks: what one night saw fails the next, or the one after, and asks until then."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from .identify import Identifier
from .model import Probe, Reach, Streak
from .session import Session
from .store import Streaks
from .urls import host_of

__all__ = ["Patience"]


class Patience:
    """What is remembered of a live site's targets. Without a state, and for a folder, nothing is: a second look in the run confirms."""

    def __init__(self, session: Session, identifier: Identifier) -> None:
        self._links, self._identifier = session.plan.settings.config.links, identifier
        self._day = session.started[:10]
        self._streaks = Streaks(session.state, session.run.id) if session.nightly else None

    def pressing(self) -> set[str]:
        """Return the targets to ask whatever the budget says: those that were gone when they were asked last."""
        return self._streaks.gone() if self._streaks else set()

    def note(self, asked: Iterable[str], of: Callable[[str], Probe | None], put: Callable[[str, Streak], None]) -> None:
        """Note what the targets asked in this run came to, and put the streak to the links of those that are gone."""
        if self._streaks is None:
            return
        for first in asked:
            probe = of(first)
            if probe is None or (gone := _gone(probe)) is None:
                continue
            streak = self._streaks.look(first, self._day, gone)
            if streak.runs:
                put(first, msgspec.structs.replace(streak, wanted=self._wanted(probe)))
        self._streaks.forget()

    def _wanted(self, probe: Probe) -> int:
        """Amazon takes products out for a day, and answers robots as it likes: one run more. Who wants no patience gets none."""
        wanted = self._links.confirm_after
        hosts = (host_of(hop.url) for hop in probe.hops)
        amazon = any((self._identifier.shop(host) or "").startswith("amazon") for host in hosts)
        return wanted + (amazon and wanted > 1)


def _gone(probe: Probe) -> bool | None:
    """True for what sells nothing, False for what answers, None where nothing was learned."""
    if probe.outcome is Reach.GONE or probe.soft is not None:
        return True
    return False if probe.outcome in (Reach.OK, Reach.MOVED) else None
