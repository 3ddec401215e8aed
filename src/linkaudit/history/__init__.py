"""Runs compared: what is new, fixed, still there or back, by fingerprints of findings and the pages that were read. Pure."""

from __future__ import annotations

from .compare import News, compare
from .seen import Memory, Seen, Sight, key_of, packed, page_key

__all__ = ["Memory", "News", "Seen", "Sight", "compare", "key_of", "packed", "page_key"]
