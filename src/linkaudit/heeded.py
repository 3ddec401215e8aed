"""What in-page ignores came to: one that does nothing, or has nothing left to cover, is worth knowing of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from .config import SiteTable
from .engine import Bench, Judged
from .errors import nearest
from .model import PageFacts, PageIgnore
from .rules import rulebook
from .suppress import troubles
from .urls import bare, host_of

__all__ = ["Idle", "heeded_hosts", "idle"]

_WORDS: Final = {
    "reason": "In-page ignores without a reason do nothing",
    "rule": "In-page ignores that name no rule do nothing",
    "form": "Comments that begin like an in-page ignore (<!-- linkaudit: ignore[rule] reason -->) and go on otherwise do nothing",
    "unknown": "In-page ignores of a rule that does not exist do nothing",
    "unheeded": "In-page ignores were not heeded, for their host is not among site.own, or site.page_ignores is off",
    "unused": "In-page ignores that cover nothing any more",
}


def heeded_hosts(site: SiteTable, own: tuple[str, ...], built: bool) -> tuple[str, ...]:
    """Return the hosts whose pages may hold ignores. A page under audit must not silence its auditor: of a live site, the owner says
    that it is hers; who has the folder of a site has built it."""
    if site.page_ignores is not None:
        return own if site.page_ignores else ()
    named = (host_of(site.url or ""), *site.own)
    return own if built else tuple(bare(host) for host in named if host)


def idle(facts: PageFacts, found: Iterable[Judged], bench: Bench, folder: str = "") -> tuple[tuple[str, str], ...]:
    """Return (why, where) of the page's ignores that covered nothing; of a rule that did not run here, nobody knows.
    Built files are named from the repository's root, where `folder` lies."""
    used = {table for one in found for table in one.tables}
    followed = any(link.probe is not None for link in facts.links)
    ran = {rule.id for rule, *_ in bench.weighed(bench.laws_for(facts)) if rule.check is not None and (followed or not rule.asks)}
    told = []
    built = "/".join(part for part in (folder, facts.file) if part not in ("", ".")) if facts.file else facts.url
    for one in facts.ignores:
        for why in _whys(one) or (["unused"] if one.text not in used and ran.issuperset(one.rules) else []):
            told.append((why, f"{one.place or built}: {one.text}{_meant(one) if why == 'unknown' else ''}"))
    return tuple(told)


def _whys(one: PageIgnore) -> list[str]:
    """Whoever adds the reason that is missing should not learn only then that the rule does not exist."""
    first = troubles(one)
    unknown = first == "reason" and any(name not in rulebook() for name in one.rules)
    return [first, *(["unknown"] if unknown else [])] if first else []


def _meant(one: PageIgnore) -> str:
    return "".join(nearest(name, rulebook()) for name in one.rules if name not in rulebook())


class Idle:
    """Counts the in-page ignores of a site that did nothing, with one of each kind for an example."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, told: Iterable[tuple[str, str]]) -> None:
        """Count those of one page."""
        for why, where in told:
            self._counts[why] += 1
            self._examples.setdefault(why, where)

    def notes(self) -> Iterator[str]:
        """Yield a sentence for each kind."""
        for why, words in _WORDS.items():
            if count := self._counts[why]:
                yield f"{words}: {f'{count:,}, for example ' if count > 1 else ''}{self._examples[why]}"
