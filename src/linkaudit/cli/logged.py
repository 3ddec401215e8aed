"""What the log tells of an audit at its begin and its end, and what it may never tell."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from .. import __version__
from ..config import Settings
from ..document import Audit
from ..reports.words import clean, cut, number, plural
from ..urls import host_of
from .log import current
from .masked import secrets_in

__all__ = ["began", "ended", "main_reason"]

MAX_UNREAD: Final = 20
_SECRETIVE: Final = re.compile(r"auth|cookie|token|secret|key|pass", re.IGNORECASE)


def began(target: str, settings: Settings) -> None:
    """Log that a run begins, and learn what must never be told."""
    if log := current():
        log.hide(_secrets(settings), _hosts(target, settings))
        regimes = settings.config.disclosure.regimes
        said = f"audit of {target} begins, regimes {', '.join(regimes) or 'to be guessed'}"
        log.write("begin", said, target=target, regimes=regimes, version=__version__)


def ended(document: Audit, written: Iterable[tuple[str, str]], code: int) -> None:
    """Log what was not read, what was written, and what the run came to."""
    log = current()
    if log is None:
        return
    log.settle()
    for one in document.unread[:MAX_UNREAD]:
        place, detail = one.file or one.url, f" ({one.detail})" if one.detail else ""
        log.write(
            "unread",
            f"not read: {place}: {one.reason}{detail}",
            "warning",
            page=one.url,
            file=one.file,
            reason=one.reason,
            detail=one.detail,
        )
    if (more := len(document.unread) - MAX_UNREAD) > 0:
        log.write("unread-more", f"not read: {plural(more, 'more page')}", "warning", pages=more)
    for form, file in written:
        log.write("report", f"wrote {file}", format=form, file=file)
    fields = _sum(document, code, log.seconds)
    log.write("end", _told(fields), {0: "info", 3: "error"}.get(code, "warning"), **fields)


def main_reason(document: Audit) -> str:
    """Return why most pages were not read, to be put behind a sentence."""
    reasons = Counter((one.detail or str(one.reason)) for one in document.unread)
    return "".join(f" ({clean(cut(reason, 200))})" for reason, _ in reasons.most_common(1))


def _sum(document: Audit, code: int, seconds: float) -> dict[str, Any]:
    since, cover = next(iter(document.since), None), document.coverage
    news = {"since": since.earlier, "new": since.new, "grown": since.grown, "fixed": since.fixed, "unchanged": since.still} if since else {}
    return {
        "exit": code, "pages": cover.pages_read, "unread": len(document.unread), "affiliate_links": cover.affiliate_links,
        "regimes": [one.id for one in document.regimes if one.kind == "regime"], **document.counts,
        **(news or dict.fromkeys(("since", "new", "grown", "fixed", "unchanged"))), "interrupted": document.interrupted, "seconds": seconds,
    }  # fmt: skip


def _told(end: dict[str, Any]) -> str:
    grown = f", {number(end['grown'])} grown" if end["grown"] else ""
    news = f"; {number(end['new'])} new{grown}, {number(end['fixed'])} fixed, {number(end['unchanged'])} unchanged" if end["since"] else ""
    counts = f"{plural(end['error'], 'error')}, {plural(end['warning'], 'warning')}, {number(end['review'])} to review"
    early = "interrupted, " if end["interrupted"] else ""
    return f"{early}exit {end['exit']}: {plural(end['pages'], 'page')} read, {number(end['unread'])} not; {counts}{news}; {end['seconds']:.1f} s"


def _secrets(settings: Settings) -> Iterator[str]:
    """What the configuration takes from the environment, and headers that admit somebody."""
    for text in _texts(msgspec.to_builtins(settings.config)):
        if text.startswith("env:"):
            yield from secrets_in(os.environ.get(text[4:], "").strip())
    for headers in settings.config.http.headers.values():
        for name, value in headers.items():
            if _SECRETIVE.search(name):
                yield from secrets_in(value)


def _hosts(target: str, settings: Settings) -> tuple[str, ...]:
    site = settings.config.site
    return (host_of(target), host_of(site.url or ""), *site.own)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
