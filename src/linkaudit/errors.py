"""Errors a caller can meet. Expected trouble of the outside world is a value (`Unread`), not an exception.

LinkauditError            exit 2: a sentence that says what happened, where, and what to do
├── ConfigError           a key, value or file of the configuration is wrong
├── CatalogError          a program, phrase or regime file is wrong
├── TargetError           the folder, URL or list to audit can't be used
├── BaselineError         a baseline file can't be read, or can't be written from this run
├── DocumentError         a saved audit can't be read back
└── StateError            the state under .linkaudit/ is held by another run, damaged or can't be written
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["BaselineError", "CatalogError", "ConfigError", "DocumentError", "LinkauditError", "StateError", "TargetError", "nearest"]


class LinkauditError(Exception):
    """Base of all errors that end a run; the text is written for the person who typed the command."""


class ConfigError(LinkauditError):
    """A configuration file, key or flag is wrong."""


class CatalogError(LinkauditError):
    """A data file (program, phrase or regime) is wrong."""


class TargetError(LinkauditError):
    """What was to be audited can't be used."""


class BaselineError(LinkauditError):
    """A baseline file is wrong, or a run can't become one."""


class DocumentError(LinkauditError):
    """A saved audit document can't be read."""


class StateError(LinkauditError):
    """The state of earlier runs can't be used."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint such as ` (did you mean "site.url"?)`, or an empty string when nothing is near."""
    from rapidfuzz import process  # loaded only when something is wrong: it costs start-up time

    found = process.extractOne(word, list(known), score_cutoff=62)
    return f' (did you mean "{found[0]}"?)' if found else ""
