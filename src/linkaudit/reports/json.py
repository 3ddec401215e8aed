"""The audit document, schema 1. Pages and findings pass through as they were encoded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..document import Audit

__all__ = ["render", "summary"]

_BATCH = 40


def render(audit: Audit) -> Iterator[str]:
    """Yield the document in pieces."""
    yield "{" + ",\n".join(f'"{name}":{_encoded(value)}' for name, value in _head(audit).items())
    yield ',\n"pages":['
    yield from _rows(audit.pages())
    yield '],\n"probes":['
    yield from _rows(audit.probes())
    yield '],\n"findings":['
    yield from _rows(audit.findings())
    yield "],\n" + ",\n".join(f'"{name}":{_encoded(value)}' for name, value in _tail(audit).items()) + "}\n"


def summary(audit: Audit) -> Iterator[str]:
    """Yield the document without its pages, findings and probes: what a list of sites or a dashboard needs."""
    causes = [msgspec.structs.replace(cause, findings=msgspec.Raw(b"[]")) for cause in audit.causes]
    yield _encoded(_head(audit) | {"causes": causes} | _tail(audit)) + "\n"


def _head(audit: Audit) -> dict[str, Any]:
    return {
        "schema": 1,
        "tool": audit.tool,
        "target": audit.target,
        "site": audit.site,
        "started": audit.started,
        "interrupted": audit.interrupted,
        "regimes": audit.regimes,
        "coverage": audit.coverage,
        "programs": audit.programs,
        "verdicts": audit.verdicts,
        "counts": audit.counts,
        "reached": audit.reached,
        "notes": audit.notes,
        "decisions": audit.decisions,
        "platforms": audit.platforms,
        "rules": audit.rules,
        "causes": audit.causes,
        "notices": audit.notices,
        "ids": audit.ids,
        "checkout": audit.checkout,
        "since": audit.since,
        "trend": audit.trend,
        "run": audit.run,
        "failing": audit.failing,
        "before": audit.before,
    }


def _tail(audit: Audit) -> dict[str, Any]:
    return {"unread": audit.unread, "not_run": audit.not_run, "broken_rules": audit.broken_rules}


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _rows(rows: Iterator[bytes]) -> Iterator[str]:
    batch: list[bytes] = []
    first = True
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield ("\n" if first else ",\n") + b",\n".join(batch).decode()
            batch, first = [], False
    if batch:
        yield ("\n" if first else ",\n") + b",\n".join(batch).decode()
