"""The baseline's file: versioned, sorted, a page or a finding a line, so that what a commit changes in it can be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal

import msgspec

from ..errors import BaselineError
from ..model import Figures

__all__ = ["MAX_BYTES", "NOT_ONE", "Baseline", "Entry", "Face", "Weight", "is_other", "read", "text"]

VERSION: Final = 1
MAX_BYTES: Final = 100_000_000
NOT_ONE: Final = "not a baseline of linkaudit, which is the JSON file that linkaudit baseline write TARGET makes"
_BEGINNING: Final = 4096
Weight = Literal["error", "warning", "info", "review"]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A finding that is known. `page` is path and query, "" for the site; `weight` its severity, or review for a question;
    `links` how many links it speaks of, where each of them is a fault, and `each` their marks;
    `asked` tells that the run which found it had asked its link."""

    page: str
    rule: str
    weight: Weight
    subject: str
    message: str
    fingerprint: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$")]
    also: tuple[str, ...] = ()
    links: Annotated[int, msgspec.Meta(ge=0)] = 0
    each: tuple[str, ...] = ()
    asked: bool = False


class Face(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page is known by under another address: its title, how many targets its affiliate links have, and a hash of these."""

    page: str
    title: str
    links: int
    targets: str


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that the file holds. It knows no line numbers and no dates: what moves within a page stays known."""

    version: int
    figures: Figures
    pages: tuple[Face, ...]
    findings: tuple[Entry, ...]


class _Head(msgspec.Struct, frozen=True):
    version: int


def read(body: bytes, name: str) -> Baseline:
    """Return what a file holds; raises `BaselineError` with what is wrong and what to do."""
    if len(body) > MAX_BYTES:
        raise BaselineError(f"{name}: more than {MAX_BYTES} bytes; this is no baseline")
    if b"\n<<<<<<< " in body or body.startswith(b"<<<<<<< "):
        raise BaselineError(f"{name}: holds an unsettled merge; take either side, then run linkaudit baseline prune or write")
    try:
        version = msgspec.json.decode(body, type=_Head).version
        if version != VERSION:
            newer = "made by a newer linkaudit; update, or write it anew" if version > VERSION else "write it anew"
            raise BaselineError(f"{name}: version {version}, and this linkaudit reads version {VERSION}: {newer}")
        return msgspec.json.decode(body, type=Baseline)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BaselineError(f"{name}: {_instead(body, name, error)}") from error


def is_other(body: bytes) -> bool:
    """True for bytes that were never a baseline, not even one that a merge has torn."""
    return bool(body.strip()) and b'"figures"' not in body[:_BEGINNING]


def _instead(body: bytes, name: str, error: Exception) -> str:
    if body.startswith(b'{"schema":') and b'"tool":' in body[:_BEGINNING]:
        return f"not a baseline, but the document of a run; linkaudit baseline write {name} makes one of it"
    return NOT_ONE if is_other(body) or not body.strip() else f"{NOT_ONE}; something has changed it: {error}"


def text(baseline: Baseline) -> str:
    """Return the file's text: the same findings, the same bytes."""
    figures = {name: getattr(baseline.figures, name) for name in ("pages_read", "pages_with_affiliate_links", "affiliate_links")}
    pages = sorted(baseline.pages, key=lambda face: face.page)
    findings = sorted(baseline.findings, key=lambda entry: (entry.page, entry.rule, entry.subject, entry.fingerprint))
    return (
        f'{{\n"version": {VERSION},\n"figures": {msgspec.json.encode(figures).decode()},\n'
        f'"pages": [{_lines(pages)}],\n"findings": [{_lines(findings)}]\n}}\n'
    )


def _lines(rows: Iterable[msgspec.Struct]) -> str:
    lines = ",\n".join(msgspec.json.encode(row).decode() for row in rows)
    return f"\n{lines}\n" if lines else ""
