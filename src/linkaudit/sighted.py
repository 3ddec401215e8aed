"""What a run saw, put together for comparing: what it was judged by, which pages and links it learned nothing of, which rules ran."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

import msgspec

from . import __version__
from .config import Settings
from .document import Audit, Cause, Gone
from .history import Seen, Sight, key_of, packed, page_key
from .model import Probe, Unread, UnreadReason
from .rules import rulebook
from .session import Session

__all__ = ["DIFFERENCES", "sighted"]

# What may differ between two runs beside the site, in words.
DIFFERENCES: Final = {
    "linkaudit": "another version of linkaudit judged it",
    "rules": "[rules] of the configuration has changed",
    "required": "disclosure.required has changed",
    "scope": "[crawl] of the configuration has changed",
}
# 404 on a page that the site still links is more often a fault of the night than a farewell; what is linked no more is not found.
_GONE: Final = "HTTP 410"


def sighted(audit: Audit, session: Session, seen: Seen) -> Sight:
    """Return what the run saw."""
    stopped = {row["rule"] for row in (*audit.not_run, *audit.broken_rules)}
    rules = rulebook()
    ran = tuple(name for name in rules if name not in stopped)
    unsure, blind = _doubts(audit.probes())
    return seen.sight(
        session.run.id,
        [(_gone(one), bytes(one.findings)) for one in audit.causes],
        started=audit.started,
        basis=_basis(session.plan.settings),
        whole=not session.partial and not session.plan.target.startswith(("@", "-")),
        asked=not session.interrupted,
        lost=packed(page_key(one.url) for one in audit.unread if _is_lost(one)),
        missed=packed(page_key(one.url) for one in audit.unread if not _is_lost(one)),
        unsure=unsure,
        blind=blind,
        ran=ran,
        asking=tuple(name for name in ran if rules[name].asks),
    )


def _gone(one: Cause) -> Gone:
    """Return a cause as it is remembered."""
    return Gone(one.id, one.rule, one.impact, one.title, one.pages, one.severity, one.outcome, one.waits, str(one.example["page"] or ""))


def _is_lost(one: Unread) -> bool:
    return one.reason is UnreadReason.STATUS and one.detail.startswith(_GONE)


def _doubts(probes: Iterable[bytes]) -> tuple[bytes, bytes]:
    """Return the targets whose end was not seen, and those of which nothing was."""
    decoder = msgspec.json.Decoder(Probe)
    unsure, blind = set(), set()
    for row in probes:
        probe = decoder.decode(row)
        if probe.unsure:
            unsure.add(key_of(probe.url))
            if len(probe.hops) < 2:
                blind.add(key_of(probe.url))
    return packed(unsure), packed(blind)


def _basis(settings: Settings) -> dict[str, str]:
    """Return what changes findings without the site having changed. Ids, ignores and decisions are not among it: their effect is wished for."""
    config, crawl = settings.config, settings.config.crawl
    parts = {
        "rules": config.rules,
        "required": config.disclosure.required,
        "scope": (crawl.include, crawl.exclude, crawl.robots, crawl.max_depth),
    }
    return {"linkaudit": __version__} | {
        name: blake2b(msgspec.json.encode(value), digest_size=6).hexdigest() for name, value in parts.items()
    }
