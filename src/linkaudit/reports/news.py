"""What changed since an earlier run or a baseline, in the words that several reports share."""

from __future__ import annotations

from typing import Final

from ..document import Audit, Since
from .words import number, plural

__all__ = ["marked", "said", "still", "tags"]

_WORDS: Final = {"new": "new", "reopened": "back"}


def said(since: Since) -> str:
    """Return "Since 2026-11-22: 2 new findings, 5 fixed, 40 unchanged"."""
    grown = f", {number(since.grown)} grown" if since.grown else ""
    moved = f", {number(since.moved)} moved" if since.moved else ""
    new = f"{plural(since.new, 'new finding')}{grown}"
    return f"Since {_when(since)}: {new}, {number(since.fixed)} fixed, {number(since.still)} unchanged{moved}"


def tags(audit: Audit) -> dict[str, str]:
    """Return what is to be said at causes by their ids: "new since 2026-11-22", "back since 2026-11-22". What a baseline does not know
    is new by itself."""
    found: dict[str, str] = {}
    for since in filter(lambda since: since.started, audit.since):
        found |= {
            name: f"{word} since {_when(since)}"
            for name, state in since.causes.items()
            if name not in found and (word := _WORDS.get(state))
        }
        grown = {name: f"more since {_when(since)}: {number(change.new)}" for name, change in since.within.items() if change.new}
        found = grown | found
    return found


def marked(audit: Audit) -> dict[str, str]:
    """Return the same in one word for a list: "NEW ", "BACK "."""
    return {name: text.split()[0].upper() + " " for name, text in tags(audit).items()}


def still(audit: Audit) -> set[str]:
    """Return the ids of causes that were there before."""
    return {name for since in audit.since for name, state in since.causes.items() if state == "still"}


def _when(since: Since) -> str:
    return since.started[:10] or since.earlier
