"""What an in-page ignore says: `linkaudit: ignore[rule, rule] reason`, in whichever comment it stands."""

from __future__ import annotations

import re
from typing import Final

import msgspec

__all__ = ["MARK", "Ignoring", "ignoring"]

MARK: Final = "linkaudit:"
_FORM: Final = re.compile(r"linkaudit:\s*ignore\[([^\]]{0,2000})\]\s*(.{0,400})", re.S)


class Ignoring(msgspec.Struct, frozen=True):
    """The comment's text, which rules it names and why; `trouble` is why it does nothing."""

    text: str
    rules: tuple[str, ...]
    reason: str
    trouble: str


def ignoring(comment: str, heeded: bool) -> Ignoring | None:
    """Return what a comment says; None for one that is about something else."""
    text = comment.strip()
    if not text.startswith(MARK):
        return None
    form = _FORM.match(text)
    rules = tuple(name for part in form[1].split(",") if (name := part.strip())) if form else ()
    reason = " ".join(form[2].split())[:200] if form else ""
    trouble = "form" if form is None else "rule" if not rules else "reason" if not re.search(r"\w", reason) else ""
    return Ignoring(" ".join(text.split())[:120], rules, reason, trouble if heeded else "unheeded")
