"""Words and numbers that several reports share."""

from __future__ import annotations

import re
from typing import Any, Final

from ..document import Audit, Cause
from ..model import Outcome, Severity

__all__ = ["MARKS", "clean", "cut", "headline", "named", "number", "passed_as", "plural", "spot", "where"]

MARKS: Final = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
# Control characters could move a terminal's cursor, and bidirectional ones could turn a line around.
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return audited text with nothing in it that a terminal would obey."""
    return _UNSAFE.sub("\ufffd", text).replace("\n", " ").replace("\t", " ")


def cut(text: str, width: int) -> str:
    """Return the text, with an ellipsis where it had to end."""
    return text if len(text) <= width else text[: width - 1] + "…"


def passed_as(audit: Audit) -> str:
    """Return what may be claimed of pages that passed: that conditions are met only where nothing is left to mend or was suppressed."""
    open_ones = any(cause.outcome is Outcome.FAILED and cause.severity is not Severity.INFO for cause in audit.causes)
    return "not failed" if open_ones or audit.counts.get("suppressed") else "with the checked conditions met"


def named(audit: Audit) -> str:
    """Return what the audited site is called: its address, or the folder as it was given when no page tells the address."""
    return audit.target if audit.site.endswith("//site.invalid") else audit.site


def number(value: int) -> str:
    """Return 9874 as 9,874."""
    return f"{value:,}"


def plural(value: int, word: str) -> str:
    """Return "1 page" or "1,102 pages"."""
    return f"{number(value)} {word}{'' if value == 1 else 's'}"


def spot(example: dict[str, Any]) -> str:
    """Return where a cause's example is mended: file, line and column that its author edits, else those of the built page."""
    at = example.get("written") or example
    place = at["file"] or example["page"]
    return ":".join([clean(place), *(str(at[key]) for key in ("line", "column") if at.get(key))]) if place else ""


def where(cause: Cause) -> str:
    """Return "site" for a cause of the site, else the number of its pages."""
    return "site" if not cause.pages else number(cause.pages)


def headline(audit: Audit) -> str:
    """Return one sentence on the most useful change."""
    failing = max((counts.get("failed", 0) for counts in audit.verdicts.values()), default=0)
    best = max((c for c in audit.causes if c.outcome is Outcome.FAILED), key=lambda c: c.clears["pages"], default=None)
    if not failing or best is None or best.clears["pages"] < 2:
        return ""
    place = [c.id for c in audit.causes].index(best.id) + 1
    return f"Change {place} alone clears {number(best.clears['pages'])} of the {plural(failing, 'failing page')}."
