"""What the configuration's ignores and decisions came to: one that covers nothing any more is worth knowing of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from .config import Decision, Ignore
from .document import Decided
from .manuscript import Manuscript
from .session import Session
from .suppress import about, key_of, label_of
from .urls import parse

__all__ = ["decisions", "remarks", "sited_in"]

Sited = Callable[[str], str]
_BY_PATH: Final = " A page is named by its path on the site, such as /posts/toaster/, not by its source."


class _Page(msgspec.Struct, frozen=True):
    url: str
    file: str | None
    title: str
    language: str | None = None
    edit_url: str | None = None


_page: Final = msgspec.json.Decoder(_Page).decode


def decisions(tables: Iterable[Ignore], used: Counter[str], today: date) -> Iterator[Decided]:
    """Yield each table with what it bore on; `used` counts findings by the table's key."""
    for table in tables:
        findings = used[key_of(table)]
        state = "expired" if not table.in_force(today) else "in force" if findings else "unused"
        yield Decided(
            kind="decision" if isinstance(table, Decision) else "ignore",
            verdict="accept" if table.hides else "reject",
            reason=table.reason,
            by=table.by,
            until=table.until.isoformat() if table.until else None,
            about=about(table),
            state=state,
            findings=findings if state == "in force" else 0,
        )


def remarks(
    tables: Iterable[Ignore], told: Iterable[Decided], session: Session, not_run: Iterable[dict[str, str]], sited: Sited
) -> Iterator[str]:
    """Yield what a reader of the report must know of tables whose last day has passed, and of those that bear on nothing any more: of a
    part of the site, or of a rule that did not run, nobody knows."""
    silent = {one["rule"] for one in not_run}
    for table, one in zip(tables, told, strict=True):
        if one.state == "expired":
            yield f"Expired on {table.until}, so its findings count again: {about(table)} ({label_of(table)})."
        elif one.state == "unused" and not session.partial and table.rule not in silent:
            yield f"Covers nothing any more: {one.kind} of {about(table)} ({label_of(table)}).{sited(table.page) if table.page else ''}"


def sited_in(manuscript: Manuscript | None, pages: Callable[[], Iterable[bytes]]) -> Sited:
    """Return what says of a `page` that names a source which page is built from it: the configuration speaks of the site's paths."""

    def sited(named: str) -> str:
        files = manuscript.named(named) if manuscript else frozenset()
        if manuscript is None or not files:
            return ""
        found = (
            url.path
            for one in map(_page, pages())
            if manuscript.source(one.file, one.title, one.language, one.edit_url) in files and (url := parse(one.url))
        )
        path = next(found, "")
        return f" A page is named by its path on the site: {path} is built from {named}." if path else _BY_PATH

    return sited
