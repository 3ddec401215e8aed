"""The author's files: which source, line and bytes a built page's links, notices and findings come from."""

from __future__ import annotations

from .manuscript import Manuscript, manuscript_of
from .sheet import Sheet

__all__ = ["Manuscript", "Sheet", "manuscript_of"]
