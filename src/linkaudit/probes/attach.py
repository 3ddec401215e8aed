"""Facts and probes → facts: what a chain shows becomes part of the link, so that every rule judges the link as it is paid."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ..identify import Identifier
from ..model import GUESSED_CLOAK, Carrier, Disclosure, Link, PageFacts, Probe, Reach, Soft, Strength, first_of
from ..urls import parse

__all__ = ["attached", "tells"]

_NO_TAG = "the short link leads to the shop without one"


def attached(facts: PageFacts, probes: Mapping[str, Probe], identifier: Identifier) -> PageFacts:
    """Return the facts with each link's probe. A link that turned out to pay becomes an affiliate link; a guess that led nowhere, none."""
    links = [new for link in facts.links if (new := _with_probe(link, probes.get(link.resolved), identifier)) is not None]
    gained = [new for link in facts.possible if (new := _found_out(link, probes.get(link.resolved), identifier)) is not None]
    taken = {link.order for link in gained}
    kept = tuple(link for link in facts.possible if link.order not in taken)
    together = tuple(sorted((*links, *gained), key=lambda link: link.order))
    first = first_of(together)
    told = facts.disclosures if first == first_of(facts.links) else tuple(_placed(one, first) for one in facts.disclosures)
    return msgspec.structs.replace(facts, links=together, possible=kept, disclosures=told)


def _placed(told: Disclosure, first: int | None) -> Disclosure:
    """Another link has become the first; how many blocks lie before it nobody counts any more."""
    return msgspec.structs.replace(told, before_first_link=first is not None and told.order < first, blocks_to_link=None)


def tells(probe: Probe) -> bool:
    """False for a probe that changes nothing a rule looks at: one plain hop of a link that pays, with no answer or a good one."""
    if len(probe.hops) > 1 or probe.soft is not None or probe.outcome in (Reach.GONE, Reach.LOOP):
        return True
    # A path taken for a cloaked link by its name turns out to be a page.
    return not probe.affiliate and probe.outcome in (Reach.OK, Reach.MOVED)


def _found_out(link: Link, probe: Probe | None, identifier: Identifier) -> Link | None:
    """A short link that might have been anything: an affiliate link if its chain pays, or if it is marked as paid and reaches a shop."""
    if probe is None or not link.needs_probe:
        return None
    if probe.affiliate:
        return _gained(link, probe)
    return _unpaid(link, probe, identifier) if "sponsored" in link.rel else None


def _with_probe(link: Link, probe: Probe | None, identifier: Identifier) -> Link | None:
    if probe is None:
        return link
    if link.publisher_id is not None or link.strength is Strength.INTENDED or not _followed(probe):
        return msgspec.structs.replace(link, probe=probe)
    if probe.affiliate and probe.publisher_id:
        return _gained(link, probe)
    return _unpaid(link, probe, identifier)


def _gained(link: Link, probe: Probe) -> Link:
    """The chain names the program and the id. A path that was taken for a cloaked link by its name is one."""
    form = "cloaked path" if link.guessed else link.form
    return msgspec.structs.replace(
        link, probe=probe, program=probe.program or link.program, publisher_id=probe.publisher_id, destination=probe.final or link.destination,
        strength=Strength.STRONG if link.strength is not Strength.MEDIUM or probe.publisher_id else link.strength, needs_probe=False, form=form,
        named=link.name,
    )  # fmt: skip


def _unpaid(link: Link, probe: Probe, identifier: Identifier) -> Link | None:
    """The chain was seen to its end and nobody is paid: meant to earn when it leads to a shop that pays, else no affiliate link."""
    final = parse(probe.final)
    shop = identifier.shop(final.host) if final else None
    if probe.affiliate or probe.soft is Soft.MERCHANT_LEFT or link.carrier is Carrier.INJECTOR:
        return msgspec.structs.replace(link, probe=probe, form="cloaked path" if link.guessed else link.form)
    if shop:
        return msgspec.structs.replace(
            link,
            probe=probe,
            program=shop,
            destination=probe.final,
            strength=Strength.INTENDED,
            needs_probe=False,
            intent=_NO_TAG,
            named=link.name,
        )
    # What refuses, is gone or fails on the way may still lead to a program: only an end that was seen clears a guess.
    if probe.outcome in (Reach.OK, Reach.MOVED) and (link.form == GUESSED_CLOAK or link.strength is Strength.WEAK):
        return None
    return msgspec.structs.replace(link, probe=probe)


def _followed(probe: Probe) -> bool:
    """True when the chain showed more than the link itself: a redirect, or the page behind it."""
    return any(hop.status is not None for hop in probe.hops)
