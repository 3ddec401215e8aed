"""Findings and a file's bytes in, the mended bytes out: what is mechanical, and what was left alone with the reason."""

from __future__ import annotations

from .kinds import KINDS, NOTICES
from .manuscripts import Dialect, mend_source
from .notices import said
from .nouns import Left, Mended, Owner, Wish
from .rounds import Look, asked_of, mend_page

__all__ = ["MECHANICAL", "Dialect", "Left", "Look", "Mended", "Owner", "Wish", "asked_of", "mend_page", "mend_source", "said"]

# The rules that some edit answers.
MECHANICAL = frozenset((*KINDS, *NOTICES))
