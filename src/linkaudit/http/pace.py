"""How fast one host is asked: a rate that rises while answers stay fast, falls when the host complains, and stops when it is dead."""

from __future__ import annotations

import random
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from .seam import Answer, Refusal, Response, Trouble

__all__ = ["MAX_WAIT", "Pace", "Rate", "retry_after"]

# Troubles in a row after which a host is left alone for a while, and how often it gets another chance.
FAILURES: Final = 5
CHANCES: Final = 3
REST: Final = 20.0
# A host that asks for a longer pause than this is asked again on another night.
MAX_WAIT: Final = 120.0
# After "too many requests" without a Retry-After: this, doubled with each such answer in a row.
FIRST_PAUSE: Final = 0.25
FAST: Final = 1.0
_STEP: Final = 10
_BUSY: Final = frozenset((429, 503))
_SILENT: Final = frozenset((Trouble.CONNECT, Trouble.TIMEOUT, Trouble.RESOLVER))


class Rate(msgspec.Struct, frozen=True):
    """Requests a second to begin with and at most (0 is no limit), and requests at a time."""

    first: float
    most: float
    at_once: int


class Pace:
    """One host's turn-taking. Knows no clock: the time in seconds is handed in."""

    def __init__(self, rate: Rate, patience: float = 1.0) -> None:
        self._rate, self._patience = rate, patience
        self._now_rate = rate.first
        self._at_once = float(rate.at_once)
        self._floor = 0.0
        self._next = self._until = 0.0
        self._good = self._failures = self._rests = self._busy = 0
        self.running = 0
        self.dead = ""
        self.trouble = Trouble.DEAD
        self.why = ""

    def wait(self, now: float) -> float | None:
        """Return the seconds until the next request may begin, or None while enough are under way."""
        if self.running >= max(1, int(self._at_once)):
            return None
        return max(0.0, self._next - now, self._until - now)

    def began(self, now: float) -> None:
        """Note that a request has begun."""
        self.running += 1
        if self._now_rate:
            self._next = max(now, self._next) + 1 / self._now_rate

    def crawl_delay(self, seconds: float) -> None:
        """Keep at least so many seconds between requests: robots.txt asks for it."""
        # The longest of a host's origins counts; what is no length (negative, not a number) leaves it.
        self._floor = min(max(self._floor, seconds), MAX_WAIT)
        self._now_rate = self._slowest(self._now_rate or 1 / self._floor) if self._floor else self._now_rate
        self._at_once = 1.0 if self._floor else self._at_once

    def ended(self, answer: Answer, now: float) -> None:
        """Learn from an answer."""
        self.running -= 1
        if isinstance(answer, Refusal):
            self._note_trouble(answer, now)
            return
        self._failures = 0
        if answer.status in _BUSY:
            self._slow_down(answer, now)
            return
        self._rests, self._busy, self.why = 0, 0, ""
        if answer.seconds < FAST:
            self._good += 1
            if self._good % _STEP == 0:
                self._speed_up()
        elif self._rate.first and self._now_rate > self._rate.first:
            self._now_rate = self._rate.first

    def _note_trouble(self, answer: Refusal, now: float) -> None:
        if answer.reason is Trouble.NO_HOST:
            self.dead = answer.detail
        if answer.reason not in _SILENT:
            return
        self._failures += 1
        if self._failures >= FAILURES and now >= self._until:
            self._rests += 1
            self._until = now + REST * self._patience * self._rests
            self._at_once = 1.0
            self.why = f"{self._failures} times no answer ({answer.reason})"
            if self._rests > CHANCES:
                self.dead = self.why

    def _slow_down(self, answer: Response, now: float) -> None:
        self._good = 0
        self._at_once = max(1.0, self._at_once / 2)
        self._now_rate = self._slowest(max(0.2, self._now_rate / 2)) if self._now_rate else 0.0
        asked = retry_after(answer.headers.get("retry-after", ""), answer.headers.get("date", ""))
        if asked is not None and asked > MAX_WAIT:
            self.dead, self.trouble = f"HTTP {answer.status}, and asks us to wait {asked:.0f} s", Trouble.BUSY
        self._busy += 1
        # Whoever has lifted the limit (0) does without our own pauses; a host's wish is still obeyed.
        own = min(MAX_WAIT, FIRST_PAUSE * 2**self._busy) * self._patience if self._rate.first else 0.0
        pause = asked if asked is not None else own
        self._until = max(self._until, now + pause * random.uniform(1.0, 1.2))  # noqa: S311 (jitter, not a secret)
        self.why = f"HTTP {answer.status}"

    def _speed_up(self) -> None:
        if not self._floor:
            self._at_once = min(float(self._rate.at_once), self._at_once + 1)
        if self._now_rate:
            self._now_rate = self._slowest(min(self._rate.most or self._now_rate, self._now_rate * 1.25))

    def _slowest(self, rate: float) -> float:
        return min(rate, 1 / self._floor) if self._floor else rate


def retry_after(value: str, date: str = "") -> float | None:
    """Return the seconds that Retry-After asks for (RFC 9110 §10.2.3: seconds, or a date, measured against the answer's own Date)."""
    value = value.strip()
    # isdigit() alone takes "²" too, which is no number.
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        asked, sent = parsedate_to_datetime(value), parsedate_to_datetime(date)
        return max(0.0, (asked - sent).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
