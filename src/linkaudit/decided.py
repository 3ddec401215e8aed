"""What the configuration's ignores and decisions came to: one that covers nothing any more is worth knowing of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from .config import Decision, Ignore
from .document import Decided
from .suppress import label_of

__all__ = ["decisions"]


def decisions(tables: Iterable[Ignore], used: Counter[str], rejected: int, today: date) -> Iterator[Decided]:
    """Yield each table with what it covered. `used` counts suppressed findings by their label, `rejected` those of notices decided against."""
    for table in tables:
        findings = used[label_of(table)] if table.hides else rejected
        state = "expired" if not table.in_force(today) else "in force" if findings else "unused"
        yield Decided(
            kind="decision" if isinstance(table, Decision) else "ignore",
            verdict="accept" if table.hides else "reject",
            reason=table.reason,
            by=table.by,
            until=table.until.isoformat() if table.until else None,
            about=_about(table),
            state=state,
            findings=findings if state == "in force" else 0,
        )


def _about(table: Ignore) -> str:
    fields = {name: getattr(table, name) for name in ("rule", "page", "link", "text", "regime")}
    return ", ".join(f"{name} {value}" for name, value in fields.items() if value) or "everything"
