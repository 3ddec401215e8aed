"""SQLite: the spool of a run, and a site's state between runs."""

from __future__ import annotations

from .frontier import Frontier, Waiting
from .pages import Pages, Seen
from .runs import Ended, Past, Runs, open_past, states
from .spool import Spool
from .state import State, open_state
from .streaks import Streaks
from .targets import Targets

__all__ = [
    "Ended",
    "Frontier",
    "Pages",
    "Past",
    "Runs",
    "Seen",
    "Spool",
    "State",
    "Streaks",
    "Targets",
    "Waiting",
    "open_past",
    "open_state",
    "states",
]  # fmt: skip
