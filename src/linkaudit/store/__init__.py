"""SQLite: the spool of a run, and a site's state between runs."""

from __future__ import annotations

from .frontier import Frontier, Waiting
from .pages import Pages, Seen
from .spool import Spool
from .state import State, open_state
from .targets import Targets

__all__ = ["Frontier", "Pages", "Seen", "Spool", "State", "Targets", "Waiting", "open_state"]
