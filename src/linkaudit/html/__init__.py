"""The only room that knows the parser: bytes in, a document tree with positions and reading order out."""

from __future__ import annotations

from .dom import Dom, Element, Text, block_of, bounded_text, is_block, parse, run_text, span_of
from .style import Sheet, declarations, sheet

__all__ = [
    "Dom",
    "Element",
    "Sheet",
    "Text",
    "block_of",
    "bounded_text",
    "declarations",
    "is_block",
    "parse",
    "run_text",
    "sheet",
    "span_of",
]
