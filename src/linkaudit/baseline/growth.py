"""A finding about links, each of them a fault, that speaks of more links than the baseline knows: it is told at what was added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from ..document import LinkRecord
from ..model import Finding, Fix
from .file import Entry

__all__ = ["Met", "added", "told_at"]

WIDTH: Final = 60


class Met(msgspec.Struct, frozen=True):
    """What a baseline makes of a finding that it has an entry for: known, unless `worse` says what has become worse. `added` are the
    orders of the links that it did not know."""

    worse: str = ""
    added: tuple[int, ...] = ()


def added(entry: Entry, finding: Finding) -> tuple[int, ...]:
    """Return the orders of the links that were added. Of equal links it can't be known which was; authors add below."""
    if not entry.each:
        return ()
    known, found = Counter(entry.each), list[int]()
    for order, mark in sorted(finding.each):
        if known[mark] > 0:
            known[mark] -= 1
        else:
            found.append(order)
    return tuple(found)


def told_at(finding: Finding, links: Iterable[LinkRecord], orders: tuple[int, ...]) -> Finding:
    """Return the finding as its author is to meet it: at the first link that she added."""
    first = next((link for link in links if link.order == orders[0]), None) if orders else None
    if first is None:
        return finding
    name = f"“{_cut(first.text or first.resolved)}”"
    new = f"New: {name}." if len(orders) == 1 else f"{len(orders):,} new, the first {name}."
    return msgspec.structs.replace(
        finding,
        line=first.line,
        column=first.column,
        written=first.written,
        message=f"{new} In all, {finding.message}",
        evidence=msgspec.structs.replace(finding.evidence, snippet=f"{first.text} {first.url}".strip()[:400]),
        # A notice still goes above the first link; other markup would be that of another link.
        fix=finding.fix if finding.fix.text.startswith("Insert ") else Fix(finding.fix.text),
    )


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
