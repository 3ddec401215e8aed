"""Reads a saved audit document back, so that any report can be made from an old run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict

import msgspec

from .. import __version__
from ..document import Audit, PageRecord
from ..errors import DocumentError
from ..model import Finding, Probe

__all__ = ["load", "revived"]


# The document's own fields, with pages and findings left encoded: reports read them a row at a time.
_SPOOLED: Final = {"pages": PageRecord, "findings": Finding, "probes": Probe}
_KEPT: Final = [(field.name, field.type) for field in msgspec.structs.fields(Audit) if field.required and field.name not in _SPOOLED]
# What later versions added: a document of an earlier one is read without.
_ADDED: Final = [
    (field.name, field.type, field.default)
    for field in msgspec.structs.fields(Audit)
    if field.name in ("checkout", "since", "trend", "run", "failing", "before")
]
_Saved: Any = msgspec.defstruct(
    "_Saved", [("schema", int), *_KEPT, *((name, tuple[msgspec.Raw, ...]) for name in _SPOOLED), *_ADDED], frozen=True
)
_Top: Any = msgspec.defstruct("_Top", [("schema", int), *_KEPT, *_ADDED], frozen=True)
Rows = Callable[[str], Iterator[bytes]]


class _Head(msgspec.Struct, frozen=True):
    """Who wrote a document, as far as it says."""

    schema: int
    tool: dict[str, Any] = {}


class _Tool(TypedDict):
    version: str


class _Example(TypedDict):
    page: str
    file: str | None
    line: int | None
    column: int | None
    message: str
    snippet: str
    facts: list[str]
    texts: int
    written: NotRequired[_Place | None]


class _Place(TypedDict):
    """Where an author edits a cause's example; its column, and the place itself, may be missing."""

    file: str
    line: int
    column: int | None


class _Clears(TypedDict):
    findings: int
    pages: int


class _Counts(TypedDict):
    error: int
    warning: int
    info: int
    review: int
    suppressed: int


class _Unrun(TypedDict):
    rule: str
    reason: str


class _Broken(TypedDict):
    rule: str
    error: str
    pages: str


def load(path: Path) -> Audit:
    """Return the audit of a file, or of a folder that `--evidence` made. Raises `DocumentError` when there is none of this schema."""
    path = path / "report.json" if path.is_dir() else path
    try:
        body = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path}: can't be read: {error.strerror}") from error
    return _read(str(path), body, _Saved, lambda saved: lambda name: map(bytes, getattr(saved, name)))


def revived(name: str, head: bytes, rows: Rows) -> Audit:
    """Return the audit of a run that was kept: its document without the rows, and where the rows come from. Raises `DocumentError`."""
    return _read(name, head, _Top, lambda top: rows)


def _read(name: str, body: bytes, kind: Any, rows_of: Callable[[Any], Rows]) -> Audit:
    head = _head(name, body)
    if head.schema != 1:
        raise DocumentError(f"{name}: schema {head.schema}; this version reads schema 1")
    try:
        found = msgspec.json.decode(body, type=kind)
        return _audit(found, rows_of(found))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise DocumentError(_unlike(name, head, error)) from error


def _head(path: str, body: bytes) -> _Head:
    try:
        return msgspec.json.decode(body, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DocumentError(f"{path}: not an audit document of linkaudit: {error}") from error


def _audit(saved: Any, rows: Rows) -> Audit:
    _check(saved, rows)
    return Audit(
        **{name: getattr(saved, name) for name, *_ in (*_KEPT, *_ADDED)},
        pages=lambda: rows("pages"),
        findings=lambda: rows("findings"),
        probes=lambda: rows("probes"),
    )


def _check(saved: Any, rows: Rows) -> None:
    """Look at every row once, while there is still a sentence to say: reports read them when half of the file is written."""
    for name, kind in _SPOOLED.items():
        decoder = msgspec.json.Decoder(kind)
        for row in rows(name):
            decoder.decode(row)
    for cause in saved.causes:
        msgspec.convert(cause.example, _Example)
        msgspec.convert(cause.clears, _Clears)
        msgspec.json.decode(cause.findings, type=list[str])
    for value, shape in ((saved.tool, _Tool), (saved.counts, _Counts)):
        msgspec.convert(value, shape)
    msgspec.convert(saved.not_run, tuple[_Unrun, ...])
    msgspec.convert(saved.broken_rules, tuple[_Broken, ...])


def _unlike(path: str, head: _Head, error: Exception) -> str:
    version = head.tool.get("version")
    if not isinstance(version, str) or version == __version__:
        return f"{path}: not an audit document of this version of linkaudit: {error}"
    return f"{path}: written by linkaudit {version[:20]}, and this is {__version__}, which reads more: {error}; run the audit again"
