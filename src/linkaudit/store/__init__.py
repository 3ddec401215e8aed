"""SQLite: the spool of a run."""

from __future__ import annotations

from .spool import Spool

__all__ = ["Spool"]
