"""Page → PageFacts. Pure: the same bytes and the same lens give the same facts."""

from __future__ import annotations

from .analyse import analyse, is_html, stub_target
from .cloaks import parse_redirects
from .lens import Lens, cloak_segments
from .sheets import linked_sheets

__all__ = ["Lens", "analyse", "cloak_segments", "is_html", "linked_sheets", "parse_redirects", "stub_target"]
