"""Affiliate URL → Probe: where does the link lead, asked without earning, faking or spending a click."""

from __future__ import annotations

from .attach import attached, tells
from .follow import Follower, again
from .plan import first_ask, targets_of, within_budget
from .ways import Ways

__all__ = ["Follower", "Ways", "again", "attached", "first_ask", "targets_of", "tells", "within_budget"]
