"""Page → PageFacts. Pure: the same bytes and the same lens give the same facts."""

from __future__ import annotations

from .analyse import analyse, is_html, stub_target
from .cloaks import parse_redirects
from .lens import Lens

__all__ = ["Lens", "analyse", "is_html", "parse_redirects", "stub_target"]
