"""The nouns. Frozen and slotted; this room imports nothing of ours."""

from __future__ import annotations

from .base import Noun
from .chain import Hop, Probe, Streak
from .closed import GUESSED_CLOAK, Carrier, Grade, Impact, Outcome, Reach, Region, Severity, Soft, Strength, UnreadReason
from .facts import Claim, Disclosure, Link, Look, Match, Page, PageFacts, PageIgnore, Price, Unread, first_of
from .judged import Evidence, Finding, Fix, Source, Written
from .site import Feed, Figures, SiteFacts, Teasing

__all__ = [
    "GUESSED_CLOAK",
    "Carrier",
    "Claim",
    "Disclosure",
    "Evidence",
    "Feed",
    "Figures",
    "Finding",
    "Fix",
    "Grade",
    "Hop",
    "Impact",
    "Link",
    "Look",
    "Match",
    "Noun",
    "Outcome",
    "Page",
    "PageFacts",
    "PageIgnore",
    "Price",
    "Probe",
    "Reach",
    "Region",
    "Severity",
    "SiteFacts",
    "Soft",
    "Source",
    "Streak",
    "Strength",
    "Teasing",
    "Unread",
    "UnreadReason",
    "Written",
    "first_of",
]  # fmt: skip
