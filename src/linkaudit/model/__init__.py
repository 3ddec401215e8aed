"""The nouns. Frozen and slotted; this room imports nothing of ours."""

from __future__ import annotations

from .base import Noun
from .chain import Hop, Probe
from .closed import GUESSED_CLOAK, Carrier, Grade, Impact, Outcome, Reach, Region, Severity, Soft, Strength, UnreadReason
from .facts import Claim, Disclosure, Link, Match, Page, PageFacts, Price, Unread, first_of
from .judged import Evidence, Finding, Fix, Source

__all__ = [
    "GUESSED_CLOAK", "Carrier", "Claim", "Disclosure", "Evidence", "Finding", "Fix", "Grade", "Hop", "Impact", "Link", "Match", "Noun", "Outcome",
    "Page", "PageFacts", "Price", "Probe", "Reach", "Region", "Severity", "Soft", "Source", "Strength", "Unread", "UnreadReason", "first_of",
]  # fmt: skip
