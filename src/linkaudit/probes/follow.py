"""The conversation that follows one link: hop by hop, each hop identified again, no request with a publisher id on it."""

from __future__ import annotations

from typing import Final

import msgspec

from ..html import parse as parse_html
from ..http.seam import Answer, Refusal, Request, Response, Talk, Trouble
from ..model import Hop, Probe, Reach
from ..urls import join, parse
from .verdicts import Said, needs_body, said_by_address
from .verdicts import said as judged
from .ways import MAX_HOPS, Step, Ways

__all__ = ["Follower"]

# Amazon's product pages are up to 2.5 MB; their buy box stands near the end of them.
CAP: Final = 4 * 1024 * 1024
SECONDS: Final = 30.0
# A page that only sends its reader on is no larger than this.
STUB: Final = 30_000
# A server that does not like HEAD says so in many ways; only GET tells (RFC 9110 §9.3.2 lets it).
_ASK_AGAIN: Final = 400
_DOUBTFUL: Final = frozenset((Trouble.BROKEN, Trouble.TIMEOUT, Trouble.CONNECT, Trouble.RESOLVER))


class Follower:
    """Follows one link. `url` is the link as it stands in the page, resolved."""

    def __init__(self, url: str, ways: Ways) -> None:
        self._url, self._ways = url, ways
        self._hops: list[Hop] = []
        self._ids: set[str] = set()
        self._met: set[str] = set()
        self._asked: set[str] = set()

    def talk(self) -> Talk[Probe | None]:
        """Follow the chain to its end; None when the run was stopped on the way."""
        url = self._url
        while True:
            step = self._ways.step(url, self._ids)
            self._ids |= step.ids
            if len(self._hops) > MAX_HOPS:
                return self._probe(Said(Reach.LOOP, f"more than {MAX_HOPS} hops"))
            if step.unwrapped:
                self._note(url, step, None)
                url = step.unwrapped
                continue
            if step.ask is None:
                self._note(url, step, None)
                return self._probe(said_by_address(url) or Said(Reach.UNVERIFIED, step.reason))
            if round_about := self._round_about(url, step.ask):
                return self._probe(round_about)
            answer = yield from self._ask(step.ask)
            if isinstance(answer, Refusal) and answer.reason is Trouble.STOPPED:
                return None
            target = self._note(url, step, answer)
            if target is None:
                return self._probe(_doubted(judged(answer, tuple(self._hops)), step))
            url = target

    def _round_about(self, url: str, ask: str) -> Said | None:
        """Say so when the chain comes back. A shop that only adds an id of its own to what was asked goes in no circle."""
        met, asked = url in self._met or url == ask, ask in self._asked
        self._met.add(url)
        self._asked.add(ask)
        if not asked:
            return None
        if met:
            return Said(Reach.LOOP, "the redirects go round in a circle")
        return Said(Reach.UNVERIFIED, "the redirect only adds an id, which is never sent")

    def retold(self, probe: Probe) -> Probe:
        """Return the chain of this link from that of another which begins to ask at the same address."""
        url, rest = self._url, list(probe.hops)
        while rest and rest[0].asked is None:
            rest.pop(0)
        for _ in range(MAX_HOPS + 1):
            step = self._ways.step(url, self._ids)
            self._ids |= step.ids
            shared = rest.pop(0) if rest and step.ask else Hop(url)
            self._hops.append(
                msgspec.structs.replace(
                    shared,
                    url=url,
                    asked=step.ask,
                    location=shared.location or step.unwrapped,
                    program=_program(step),
                    publisher_id=step.match.publisher_id,
                )
            )
            if step.unwrapped is None:
                break
            url = step.unwrapped
        self._hops += rest
        return msgspec.structs.replace(self._probe(Said(probe.outcome, probe.reason, probe.soft)), times=probe.times)

    def unasked(self) -> Probe:
        """Return the chain of a link of which nothing may be asked, as far as its address shows it."""
        try:
            next(self.talk())
        except StopIteration as end:
            found: Probe = end.value
            return found
        return self._probe(Said(Reach.UNVERIFIED, "not asked"))

    def _ask(self, url: str) -> Talk[Answer]:
        """HEAD where a status is enough, GET where the page must be read or HEAD is not to be believed."""
        found = parse(url)
        wants_body = found is None or needs_body(found.host) or self._ways.own(found)
        if not wants_body:
            answer = yield Request(url, "HEAD", seconds=SECONDS, again=False)
            if isinstance(answer, Response) and answer.status < _ASK_AGAIN:
                return answer
            if isinstance(answer, Refusal) and answer.reason not in _DOUBTFUL:
                return answer
        return (yield Request(url, "GET", cap=CAP, seconds=SECONDS))

    def _note(self, url: str, step: Step, answer: Answer | None) -> str | None:
        """Add the hop; return where it leads, or None at the end of the chain."""
        status = answer.status if isinstance(answer, Response) else None
        target = _leads_to(answer, step.ask or url) if isinstance(answer, Response) else None
        self._hops.append(
            Hop(
                url=url,
                asked=step.ask,
                status=status,
                location=target or step.unwrapped,
                seconds=round(answer.seconds, 3) if isinstance(answer, Response) else 0.0,
                program=_program(step),
                publisher_id=step.match.publisher_id,
            )
        )
        return target

    def _probe(self, end: Said) -> Probe:
        """Say what the chain shows. The id nearest the shop is the one that is paid."""
        named = [
            hop
            for hop in self._hops
            if hop.program and (said := self._ways.identifier.identify(hop.url)).affiliate and not said.needs_probe
        ]
        paid = next((hop for hop in reversed(named) if hop.publisher_id), named[-1] if named else None)
        return Probe(
            url=self._url,
            outcome=end.outcome,
            reason=end.reason,
            final=self._hops[-1].url if self._hops else self._url,
            hops=tuple(self._hops),
            soft=end.soft,
            program=paid.program if paid else None,
            publisher_id=paid.publisher_id if paid else None,
            affiliate=bool(paid),
        )


def _doubted(said: Said, step: Step) -> Said:
    """A stranger's page that is missing without the parameter that held an id may be there with it."""
    if said.outcome is Reach.GONE and step.cut and said.reason.startswith("HTTP"):
        return Said(Reach.UNVERIFIED, f"{said.reason}, but it was asked without the part that holds the publisher id")
    return said


def _program(step: Step) -> str | None:
    return step.match.program if step.match.affiliate is not False else None


def _leads_to(answer: Response, url: str) -> str | None:
    """Return where an answer sends its reader: by a redirect, or by a page that does nothing else."""
    if answer.redirects:
        return answer.leads_to(url)
    if answer.status == 200 and answer.body and len(answer.body) <= STUB and b"refresh" in answer.body[:STUB].lower():
        dom = parse_html(answer.body)
        target = dom.refresh()
        if target and sum(len(text.strip()) for text in dom.strings[:200]) < 400:
            return join(url, target)
    return None


def again(first: Probe, second: Probe | None) -> Probe:
    """Return what stands after a second look at a link that seemed gone: one good answer is enough to clear it."""
    if second is None:
        return msgspec.structs.replace(first, outcome=Reach.UNVERIFIED, reason=f"{first.reason}; the run ended before a second look")
    return msgspec.structs.replace(second, times=2)
