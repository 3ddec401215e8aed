"""What all nouns share."""

from __future__ import annotations

import msgspec

__all__ = ["Noun"]


class Noun(msgspec.Struct, frozen=True):
    """Base of the nouns: immutable, slotted, cheap to encode."""
