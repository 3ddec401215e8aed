"""Which links to ask: each target once, so many a host and night, the longest unasked first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ..model import Carrier, PageFacts
from ..urls import host_of
from .ways import MAX_HOPS, Ways

__all__ = ["first_ask", "targets_of", "within_budget"]

# What a script makes of a link when the page runs can't be followed; a form or frame is asked like a link.
_NOT_ASKED = frozenset((Carrier.SCRIPT, Carrier.JSON_LD))


def targets_of(facts: PageFacts) -> list[str]:
    """Return the resolved URLs of a page's links that can be followed: affiliate links, and short ones that may be."""
    if facts.stub:
        return []
    found = [link.resolved for link in facts.links if link.carrier not in _NOT_ASKED]
    found += [link.resolved for link in facts.possible if link.needs_probe]
    return list(dict.fromkeys(found))


def first_ask(url: str, ways: Ways) -> str | None:
    """Return the address that a link's chain begins to ask at, or None when nothing of it may be asked."""
    ids: set[str] = set()
    for _ in range(MAX_HOPS + 1):
        step = ways.step(url, ids)
        ids |= step.ids
        if step.unwrapped is None:
            return step.ask
        url = step.unwrapped
    return None


def within_budget(targets: Iterable[tuple[str, float]], budget: int, used: Counter[str]) -> Iterator[str]:
    """Yield at most `budget` targets a host (0 is no limit), those asked longest ago first; `targets` are (url, when last asked).

    `used` counts what the run has asked of each host before it was interrupted.
    """
    spent = Counter(used)
    for url, _ in sorted(targets, key=lambda one: (one[1], one[0])):
        spent[host_of(url)] += 1
        if not budget or spent[host_of(url)] <= budget:
            yield url
