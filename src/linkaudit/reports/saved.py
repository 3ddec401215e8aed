"""Reads a saved audit document back, so that any report can be made from an old run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from ..document import Audit
from ..errors import DocumentError

__all__ = ["load"]


# The document's own fields, with pages and findings left encoded: reports read them a row at a time.
_SPOOLED: Final = ("pages", "findings", "probes")
_KEPT: Final = [(field.name, field.type) for field in msgspec.structs.fields(Audit) if field.name not in _SPOOLED]
_Saved: Any = msgspec.defstruct("_Saved", [("schema", int), *_KEPT, *((name, tuple[msgspec.Raw, ...]) for name in _SPOOLED)], frozen=True)


def load(path: Path) -> Audit:
    """Return the audit; raises `DocumentError` when the file is no audit document of this schema."""
    try:
        saved = msgspec.json.decode(path.read_bytes(), type=_Saved)
    except OSError as error:
        raise DocumentError(f"{path}: can't be read: {error.strerror}") from error
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DocumentError(f"{path}: not an audit document of linkaudit: {error}") from error
    if saved.schema != 1:
        raise DocumentError(f"{path}: schema {saved.schema}; this version reads schema 1")
    return Audit(
        **{name: getattr(saved, name) for name, _ in _KEPT},
        pages=lambda: (bytes(row) for row in saved.pages),
        findings=lambda: (bytes(row) for row in saved.findings),
        probes=lambda: (bytes(row) for row in saved.probes),
    )
