"""Reads a saved audit document back, so that any report can be made from an old run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ..document import Audit, Cause, Coverage, IdUse, Notice, RegimeChoice, RuleInfo
from ..errors import DocumentError
from ..model import Unread

__all__ = ["load"]


class _Saved(msgspec.Struct, frozen=True):
    schema: int
    tool: dict[str, str]
    target: str
    site: str
    started: str
    interrupted: bool
    regimes: tuple[RegimeChoice, ...]
    coverage: Coverage
    programs: dict[str, int]
    rules: tuple[RuleInfo, ...]
    causes: tuple[Cause, ...]
    notices: tuple[Notice, ...]
    ids: tuple[IdUse, ...]
    verdicts: dict[str, dict[str, int]]
    counts: dict[str, int]
    unread: tuple[Unread, ...]
    not_run: tuple[dict[str, str], ...]
    broken_rules: tuple[dict[str, str], ...]
    pages: tuple[msgspec.Raw, ...]
    findings: tuple[msgspec.Raw, ...]


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
    fields: dict[str, Any] = {name: getattr(saved, name) for name in saved.__struct_fields__ if name not in ("schema", "pages", "findings")}
    return Audit(
        **fields,
        pages=lambda: (bytes(row) for row in saved.pages),
        findings=lambda: (bytes(row) for row in saved.findings),
    )
