"""The only room that knows the parser: bytes in, a document tree with positions and reading order out."""

from __future__ import annotations

from .dom import (
    Comment,
    Dom,
    Element,
    Text,
    attributes_of,
    block_of,
    bounded_text,
    is_block,
    is_reading_text,
    matches,
    parse,
    run_text,
    span_of,
    tags_of,
)

__all__ = [
    "Comment",
    "Dom",
    "Element",
    "Text",
    "attributes_of",
    "block_of",
    "bounded_text",
    "is_block",
    "is_reading_text",
    "matches",
    "parse",
    "run_text",
    "span_of",
    "tags_of",
]
