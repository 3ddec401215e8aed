"""What a site's owner has chosen to live with: findings recorded once, so that only what is new fails."""

from __future__ import annotations

from .compare import LABEL, NOT_ASKED, POLICY_UNMET, Comparison
from .file import MAX_BYTES, NOT_ONE, Baseline, Entry, Face, is_other, read, text
from .growth import Met, told_at
from .made import NEVER, baseline_of, compared, pruned
from .told import face_of, page_of

__all__ = [
    "LABEL",
    "MAX_BYTES",
    "NEVER",
    "NOT_ASKED",
    "NOT_ONE",
    "POLICY_UNMET",
    "Baseline",
    "Comparison",
    "Entry",
    "Face",
    "Met",
    "baseline_of",
    "compared",
    "face_of",
    "is_other",
    "page_of",
    "pruned",
    "read",
    "text",
    "told_at",
]
