"""Runs conversations over a transport: pace, retries, address checks and headers once, for everything that asks."""

from __future__ import annotations

import heapq
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

import msgspec

from ..urls import Url, origin, parse
from .guard import is_public
from .manners import Manners
from .pace import Pace
from .resolve import Resolver
from .seam import Answer, Refusal, Request, Talk, Transport, Trouble

__all__ = ["Loop", "Waiting"]

TICK: Final = 0.25
AT_ONCE: Final = 64


class _Turn(msgspec.Struct, eq=False):
    """A request of a conversation, and how often it was tried."""

    key: Any
    talk: Talk[Any]
    request: Request
    url: Url
    tries: int = 0


class Waiting(msgspec.Struct, frozen=True):
    """A host that is waited for, why, and how many requests wait."""

    host: str
    requests: int
    why: str


class _Lane:
    """One origin's queue. The pace is shared by all origins of a host."""

    def __init__(self, pace: Pace, private: bool) -> None:
        self.pace, self.private = pace, private
        self.turns: deque[_Turn] = deque()


class Loop:
    """Adds and runs conversations. Every request is answered: a `Refusal` stands for what can't be asked."""

    def __init__(self, transport: Transport, manners: Manners, resolver: Resolver, clock: Callable[[], float] = time.monotonic) -> None:
        self._transport, self._manners, self._clock = transport, manners, clock
        self.resolver = resolver
        self._lanes: dict[str, _Lane] = {}
        self._paces: dict[str, Pace] = {}
        self._running: dict[int, tuple[_Turn, _Lane]] = {}
        self._again: list[tuple[float, int, _Turn]] = []
        self._done: deque[tuple[Any, Any]] = deque()
        self._tickets = count(1)
        self._stopped = False
        self.open = 0
        self.asked = 0
        self.on_turn: Callable[[], None] = lambda: None

    def add(self, key: Any, talk: Talk[Any]) -> None:
        """Begin a conversation; its result comes from `results` with this key."""
        self.open += 1
        self._advance(key, talk, None)

    def results(self) -> Iterator[tuple[Any, Any]]:
        """Yield (key, result) as conversations end, until none is left; more may be added meanwhile."""
        while self._done or self.open:
            while self._done:
                self.open -= 1
                yield self._done.popleft()
            if self.open > len(self._done):
                self._turn()

    def run(self, talk: Talk[Any]) -> Any:
        """Run one conversation to its end."""
        self.add("", talk)
        return next(self.results())[1]

    def slow(self, host: str, seconds: float) -> None:
        """Obey a Crawl-delay."""
        self._pace(host).crawl_delay(seconds)

    def stop(self) -> None:
        """Begin nothing more; what is under way may end."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """True after `stop`."""
        return self._stopped

    def waiting(self) -> list[Waiting]:
        """Return the hosts that are waited for, the longest queue first."""
        found = [
            Waiting(place.partition("://")[2], len(lane.turns), lane.pace.why or "pace")
            for place, lane in self._lanes.items()
            if lane.turns
        ]
        return sorted(found, key=lambda one: -one.requests)

    def close(self) -> None:
        """Drop connections and look-ups."""
        self._transport.close()
        self.resolver.close()

    def _advance(self, key: Any, talk: Talk[Any], answer: Answer | None) -> None:
        """Hand a conversation its answer, and queue what it asks next."""
        while True:
            try:
                request = next(talk) if answer is None else talk.send(answer)
            except StopIteration as end:
                self._done.append((key, end.value))
                return
            url = parse(request.url)
            if url is not None and url.is_web and url.host and "@" not in url.href.partition("//")[2].partition("/")[0]:
                break
            answer = Refusal(request.url, Trouble.ADDRESS, "not an http(s) URL without a password in it")
        self._lane(url).turns.append(_Turn(key, talk, request, url))

    def _lane(self, url: Url) -> _Lane:
        place = origin(url)
        if place not in self._lanes:
            self._lanes[place] = _Lane(self._pace(url.host), self._manners.may_be_private(url))
        return self._lanes[place]

    def _pace(self, host: str) -> Pace:
        if host not in self._paces:
            self._paces[host] = Pace(self._manners.rate(host), self._manners.patience)
        return self._paces[host]

    def _turn(self) -> None:
        self.on_turn()
        now = self._clock()
        while self._again and (self._stopped or self._again[0][0] <= now):
            turn = heapq.heappop(self._again)[2]
            self._lane(turn.url).turns.appendleft(turn)
        wait = min([self._begin(lane, now) for lane in list(self._lanes.values()) if lane.turns], default=TICK)
        if self._again:
            wait = min(wait, self._again[0][0] - now)
        if self.resolver.busy:
            wait = min(wait, 0.005)
        for ticket, answer in self._transport.finished(0.0 if self._done else max(0.0, min(wait, TICK))):
            turn, lane = self._running.pop(ticket)
            self._ended(turn, lane, answer)

    def _begin(self, lane: _Lane, now: float) -> float:
        """Start what the lane may start now; return the seconds until it wants another look."""
        while lane.turns:
            if self._stopped or lane.pace.dead:
                self._answer_all(lane, Trouble.STOPPED if self._stopped else lane.pace.trouble)
                return 0.0
            wait = lane.pace.wait(now)
            if wait is None or len(self._running) >= AT_ONCE:
                return TICK
            if wait > 0:
                return wait
            addresses = self._addresses(lane)
            if addresses is None:
                return 0.005
            turn = lane.turns.popleft()
            turn.tries += 1
            if isinstance(addresses, Refusal):
                self._ended(turn, lane, msgspec.structs.replace(addresses, url=turn.request.url), asked=False)
            else:
                self._start(turn, lane, addresses, now)
        return TICK

    def _start(self, turn: _Turn, lane: _Lane, addresses: tuple[str, ...], now: float) -> None:
        request = msgspec.structs.replace(turn.request, headers=self._manners.headers(turn.url) | turn.request.headers)
        ticket = next(self._tickets)
        self.asked += 1
        self._running[ticket] = (turn, lane)
        lane.pace.began(now)
        self._transport.start(ticket, request, addresses)

    def _addresses(self, lane: _Lane) -> tuple[str, ...] | Refusal | None:
        """Return the checked addresses, a refusal, or None while the name is looked up. One forbidden address forbids the host."""
        host, url = lane.turns[0].url.host, lane.turns[0].request.url
        found = self.resolver.find(host)
        if found is None:
            return None
        if found.trouble:
            return Refusal(url, found.trouble, f"{host}: {found.detail}")
        hidden = None if lane.private else next((one for one in found.addresses if not is_public(one)), None)
        return Refusal(url, Trouble.PRIVATE, f"{host} is at {hidden}, which is not a public address") if hidden else found.addresses

    def _ended(self, turn: _Turn, lane: _Lane, answer: Answer, asked: bool = True) -> None:
        if asked:
            lane.pace.ended(answer, self._clock())
        pause = None if self._stopped or lane.pace.dead else self._manners.pause(answer, turn.tries)
        if pause is None:
            self._advance(turn.key, turn.talk, answer)
            return
        # The pace may make it longer; jitter keeps many clients from coming back at once.
        when = self._clock() + pause * random.uniform(0.5, 1.5)  # noqa: S311 (jitter, not a secret)
        heapq.heappush(self._again, (when, next(self._tickets), turn))

    def _answer_all(self, lane: _Lane, reason: Trouble) -> None:
        turns, lane.turns = lane.turns, deque()
        said = "the run was stopped" if reason is Trouble.STOPPED else f"{lane.pace.dead}; not asked again in this run"
        for turn in turns:
            self._advance(turn.key, turn.talk, Refusal(turn.request.url, reason, said))
