"""Words and numbers that several reports share."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from ..document import Audit, Cause
from ..model import Outcome, Severity

__all__ = [
    "MARKS",
    "all_clear",
    "clean",
    "cut",
    "headline",
    "inert",
    "named",
    "named_site",
    "number",
    "passed_as",
    "path_of",
    "plural",
    "quoted",
    "spot",
    "too_little",
    "viewed",
    "when",
    "where",
]

MARKS: Final = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
# Control characters could move a terminal's cursor, and bidirectional ones could turn a line around. Surrogates (of a file name
# that is no UTF-8) and noncharacters can't be written in UTF-8 or XML.
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# They look in the finished text, where a backslash has gone already: a zero-width space after the sign parts it from what it
# would act on. Some chats fetch what they take for an address, and a fetched affiliate link is a click.
_ACTIVE: Final = re.compile(r"(?<=[@#!$%&~^])(?=\S)|(?<=:)(?=//|[a-z+_-][\w+-]*:)|(?<=\bgh-)(?=\d)|(?<=\bwww\.)(?=\S)", re.I)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def clean(text: str) -> str:
    """Return audited text with nothing in it that a terminal would obey, nor GitHub's runner, which takes `##[` for a command anywhere."""
    return _UNSAFE.sub("\ufffd", text).replace("\n", " ").replace("\t", " ").replace("##[", "##\u200b[")


def inert(text: str) -> str:
    """Return text in which a forge or a chat finds nothing to act on: no mention, reference, emoji or address to fetch."""
    return _ACTIVE.sub("\u200b", text)


def cut(text: str, width: int) -> str:
    """Return the text, with an ellipsis where it had to end."""
    return text if len(text) <= width else text[: width - 1] + "…"


def passed_as(audit: Audit) -> str:
    """Return what may be claimed of pages that passed: that conditions are met only where nothing is left to mend or was suppressed."""
    open_ones = any(cause.outcome is Outcome.FAILED and cause.severity is not Severity.INFO for cause in audit.causes)
    return "not failed" if open_ones or audit.counts.get("suppressed") else "with the checked conditions met"


def too_little(audit: Audit) -> str:
    """Return what is to be said of a run that has not seen its site."""
    cover = audit.coverage
    return f"Too little could be read ({number(cover.pages_read)} of {plural(cover.pages_found, 'page')}): nothing is known of the rest."


def all_clear(audit: Audit) -> str:
    """Return what may be said when nothing is to be fixed."""
    if not audit.coverage.enough:
        return too_little(audit)
    known = audit.counts.get("suppressed", 0)
    return (
        f"Nothing to fix but what is suppressed: {plural(known, 'finding')}."
        if known
        else "Nothing to fix: the checked conditions are met."
    )


def named(audit: Audit) -> str:
    """Return what the audited site is called: its address, or the folder as it was given when no page tells the address."""
    return named_site(audit.site, audit.target)


def named_site(site: str, target: str) -> str:
    """Return the address of a site, or the folder when no page tells the address."""
    return target if site.endswith("//site.invalid") else site


def when(started: str) -> str:
    """Return 2026-11-23T03:42:52Z as "2026-11-23 03:42 UTC", and what is no such time as it is."""
    return f"{started[:10]} {started[11:16]} UTC" if _TIME.fullmatch(started) else started


def number(value: int) -> str:
    """Return 9874 as 9,874."""
    return f"{value:,}"


def plural(value: int, word: str) -> str:
    """Return "1 page" or "1,102 pages"."""
    return f"{number(value)} {word}{'' if value == 1 else 's'}"


def quoted(text: str) -> str:
    """Return a string as TOML writes it: a JSON string of cleaned text is one."""
    return json.dumps(clean(text), ensure_ascii=False)


def path_of(file: str | None, audit: Audit) -> str:
    """Return the path of a built file as who stands in the repository would type it; an empty string for none."""
    folder = audit.checkout.folder
    return f"{folder}/{file}" if file and folder not in (None, "", ".") else file or ""


def spot(example: dict[str, Any], audit: Audit) -> str:
    """Return where a cause's example is mended: file, line and column that its author edits, else those of the built page."""
    at = example.get("written") or example
    place = at["file"] if at is not example else path_of(at["file"], audit) or example["page"]
    return ":".join([clean(place), *(str(at[key]) for key in ("line", "column") if at.get(key))]) if place else ""


def where(cause: Cause) -> str:
    """Return "site" for a cause of the site, else the number of its pages."""
    return "site" if not cause.pages else number(cause.pages)


def viewed(cause: Cause) -> str:
    """Return "40,000 views" of a cause's pages; nothing where views are not known. Of which time they are no export tells."""
    return plural(cause.views, "view") if cause.views is not None else ""


def headline(audit: Audit) -> str:
    """Return one sentence on the most useful change."""
    failing = audit.failing
    best = max((c for c in audit.causes if c.outcome is Outcome.FAILED), key=lambda c: c.clears["pages"], default=None)
    if not failing or best is None or best.clears["pages"] < 2:
        return ""
    place = [c.id for c in audit.causes].index(best.id) + 1
    clears = best.clears["pages"]
    return f"Change {place} alone clears {'all' if clears == failing else f'{number(clears)} of the'} {plural(failing, 'failing page')}."
