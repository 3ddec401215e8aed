"""Pure parts: how fast a host is asked, what Retry-After means, which addresses are public, what is remembered of names."""

from __future__ import annotations

import ipaddress
import math
import socket
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkaudit.http.guard import is_public
from linkaudit.http.pace import CHANCES, FAILURES, MAX_WAIT, REST, Pace, Rate, retry_after
from linkaudit.http.resolve import KEPT, KEPT_TROUBLE, Found, Resolver
from linkaudit.http.seam import Answer, Refusal, Response, Trouble

OWN = Rate(2.0, 10.0, 8)
FREE = Rate(0.0, 0.0, 4)
NOON = "Sun, 06 Nov 1994 12:00:00 GMT"


def answer(status: int = 200, seconds: float = 0.1, **headers: str) -> Response:
    return Response("http://a.example/", status, {name.replace("_", "-"): value for name, value in headers.items()}, b"", seconds)


def silence(reason: Trouble = Trouble.TIMEOUT) -> Refusal:
    return Refusal("http://a.example/", reason, "nothing")


def turn(pace: Pace, now: float, said: Answer | None = None) -> float:
    """Wait for the pace, ask, and be answered at once; return when that was."""
    wait = pace.wait(now)
    assert wait is not None
    pace.began(now + wait)
    pace.ended(said or answer(), now + wait)
    return now + wait


def turns(pace: Pace, count: int, said: Answer | None = None, now: float = 0.0) -> list[float]:
    """When each of so many requests was made."""
    found = []
    for _ in range(count):
        now = turn(pace, now, said)
        found.append(now)
    return found


# --- the rate


def test_the_first_request_waits_for_nothing_the_second_for_its_turn() -> None:
    pace = Pace(OWN)
    assert pace.wait(100.0) == 0.0
    pace.began(100.0)
    assert pace.wait(100.0) == 0.5


def test_the_rate_rises_while_answers_are_fast_up_to_its_most() -> None:
    times = turns(Pace(OWN), 200)
    assert times[1] - times[0] == pytest.approx(0.5)
    assert times[-1] - times[-2] == pytest.approx(0.1)


def test_slow_answers_bring_the_first_rate_back() -> None:
    pace = Pace(OWN)
    now = turns(pace, 200)[-1]
    slow = turns(pace, 3, answer(seconds=3.0), now)
    assert slow[-1] - slow[-2] == pytest.approx(0.5)


def test_no_limit_is_no_wait() -> None:
    assert turns(Pace(FREE), 100)[-1] == 0.0


def test_no_more_at_a_time_than_said() -> None:
    pace = Pace(FREE)
    for _ in range(4):
        assert pace.wait(0.0) == 0.0
        pace.began(0.0)
    assert pace.wait(0.0) is None
    pace.ended(answer(), 0.0)
    assert pace.wait(0.0) == 0.0


# --- what the host asks for


@pytest.mark.parametrize("rate", [OWN, FREE])
@pytest.mark.parametrize("seconds", [0.1, 3.0])
def test_a_crawl_delay_holds_whatever_the_answers(rate: Rate, seconds: float) -> None:
    pace = Pace(rate)
    pace.crawl_delay(5.0)
    times = turns(pace, 60, answer(seconds=seconds))
    assert min(later - earlier for earlier, later in pairwise(times)) >= 4.999


def test_with_a_crawl_delay_one_is_asked_at_a_time() -> None:
    pace = Pace(FREE)
    pace.crawl_delay(1.0)
    now = turns(pace, 40)[-1] + 10
    pace.began(now)
    assert pace.wait(now + 10) is None


def test_a_host_in_pain_is_asked_slower_than_its_crawl_delay_and_recovers() -> None:
    pace = Pace(OWN)
    pace.crawl_delay(1.0)
    now = turns(pace, 4, answer(503))[-1]
    after = turns(pace, 160, None, now + 10)
    assert after[1] - after[0] > 1.0
    assert after[-1] - after[-2] == pytest.approx(1.0)


def test_the_longest_crawl_delay_of_a_hosts_origins_counts() -> None:
    pace = Pace(OWN)
    for seconds in (2.0, 0.0, 1.0):
        pace.crawl_delay(seconds)
    assert turns(pace, 2)[1] == pytest.approx(2.0)


@pytest.mark.parametrize("seconds", [-5.0, -math.inf, math.nan, 0.0])
def test_a_crawl_delay_that_is_none_changes_nothing(seconds: float) -> None:
    pace = Pace(OWN)
    pace.crawl_delay(seconds)
    assert turns(pace, 2)[1] == pytest.approx(0.5)


@pytest.mark.parametrize("seconds", [1e6, math.inf])
def test_no_crawl_delay_is_longer_than_patience(seconds: float) -> None:
    pace = Pace(OWN)
    pace.crawl_delay(seconds)
    assert turns(pace, 2)[1] == pytest.approx(MAX_WAIT)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_left_alone_as_long_as_it_asks(status: int) -> None:
    pace = Pace(FREE)
    turn(pace, 0.0, answer(status, retry_after="30"))
    assert 30.0 <= (pace.wait(0.0) or 0) <= 36.0
    assert pace.why == f"HTTP {status}"
    assert not pace.dead
    turn(pace, 40.0)
    assert pace.why == ""


def test_a_host_that_asks_for_hours_is_not_asked_again() -> None:
    pace = Pace(FREE)
    turn(pace, 0.0, answer(429, retry_after="99999"))
    assert pace.trouble is Trouble.BUSY
    assert "99999 s" in pace.dead


def test_fewer_at_a_time_when_the_host_complains() -> None:
    pace = Pace(FREE)
    turn(pace, 0.0, answer(503, retry_after="0"))
    for _ in range(2):
        pace.began(1.0)
    assert pace.wait(1.0) is None


# --- hosts that don't answer


def test_a_silent_host_gets_rests_and_chances_then_is_given_up() -> None:
    pace, now, asked = Pace(FREE), 0.0, 0
    while not pace.dead:
        now = turn(pace, now, silence())
        asked += 1
        assert asked < 100
    assert asked == FAILURES + CHANCES
    assert now == REST * sum(range(1, CHANCES + 1))
    assert pace.trouble is Trouble.DEAD


def test_answers_from_requests_under_way_count_as_one_failure() -> None:
    pace = Pace(Rate(0.0, 0.0, 50))
    for _ in range(50):
        pace.began(0.0)
    for _ in range(50):
        pace.ended(silence(), 10.0)
    assert not pace.dead


def test_one_answer_forgives_all_silence() -> None:
    pace = Pace(FREE)
    for _ in range(50):
        turns(pace, FAILURES - 1, silence())
        turn(pace, 0.0)
    assert not pace.dead


@pytest.mark.parametrize("reason", [Trouble.TLS, Trouble.BROKEN, Trouble.HEADERS])
def test_a_host_that_answers_badly_is_not_silent(reason: Trouble) -> None:
    pace = Pace(FREE)
    turns(pace, 50, silence(reason))
    assert not pace.dead


def test_patience_scales_the_rests() -> None:
    pace = Pace(FREE, patience=0.001)
    turns(pace, FAILURES, silence())
    assert pace.wait(0.0) == pytest.approx(REST * 0.001)


# --- Retry-After


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("0", "", 0.0), ("120", "", 120.0), (" 7 ", "", 7.0), ("99999999999999", "", 999_999_999.0),
        ("Sun, 06 Nov 1994 12:00:30 GMT", NOON, 30.0), ("Sun, 06 Nov 1994 13:00:30 +0100", NOON, 30.0), ("Sun, 06 Nov 1994 11:00:00 GMT", NOON, 0.0),
        ("", "", None), ("soon", NOON, None), ("-5", "", None), ("1.5", "", None), ("²", "", None), ("٣", "", None),
        ("Sun, 06 Nov 1994 12:00:30 GMT", "", None), ("Sun, 06 Nov 1994 12:00:30 -0000", NOON, None), ("Sun, 06 Nov 99999 12:00:30 GMT", NOON, None),
    ],
)  # fmt: skip
def test_retry_after_by_example(value: str, date: str, seconds: float | None) -> None:
    assert retry_after(value, date) == seconds


SOUP = st.one_of(
    st.text(),
    st.from_regex(r"(Mon, )?[0-9]{1,3} (Jan|Feb|May) [0-9]{1,6} [0-9]{1,3}:[0-9]{1,3}(:[0-9]{1,3})?( (GMT|EST|[+-][0-9]{1,30}))?"),
    st.text(alphabet="0123456789 -+:,.GMTJanSun²"),
)


@given(SOUP, st.one_of(SOUP, st.just(NOON)))
@example("²", "")
@example("Mon, 20 Nov 1995 19:12:08 +99999999999999999", NOON)
def test_retry_after_never_raises_and_is_never_negative(value: str, date: str) -> None:
    found = retry_after(value, date)
    assert found is None or (found >= 0 and math.isfinite(found))


@given(SOUP, SOUP)
def test_no_header_upsets_the_pace(value: str, date: str) -> None:
    pace = Pace(OWN)
    turn(pace, 0.0, answer(429, retry_after=value, date=date))
    wait = pace.wait(0.0)
    assert wait is not None and math.isfinite(wait)
    assert pace.dead or wait <= MAX_WAIT * 1.2


# --- public addresses


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
     "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1", "4000::1", "::ffff:127.0.0.1", "::ffff:0:7f00:1",
     "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::", "::7f00:1", "[::1]", "nonsense", "", "1.2.3",
     "127.0.0.1/8", "0x7f.1"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "1.1.1.1",
        "2606:2800:220:1:248:1893:25c8:1946",
        "[2606:4700::1]",
        "::ffff:93.184.216.34",
        "64:ff9b::5db8:d822",
        "2002:5db8:d822::1",
    ],
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
@example(ipaddress.IPv4Address("127.0.0.1"))
@example(ipaddress.IPv4Address("192.168.1.1"))
@example(ipaddress.IPv4Address("1.1.1.1"))
def test_an_ipv4_address_is_judged_alike_in_all_its_ipv6_forms(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    forms = {
        "mapped": (0xFFFF << 32) | number,
        "NAT64": (0x64FF9B << 96) | number,
        "6to4": (0x2002 << 112) | (number << 80) | 1,
    } | ({"compatible": number} if number > 0xFFFF else {})
    assert {name: is_public(str(ipaddress.IPv6Address(form))) for name, form in forms.items()} == dict.fromkeys(
        forms, is_public(str(address))
    )


@given(st.text())
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        assert not is_public(text)


# --- names


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def found(resolver: Resolver, host: str) -> Found:
    end = time.monotonic() + 10
    while (answered := resolver.find(host)) is None:
        assert time.monotonic() < end
        time.sleep(0.001)
    return answered


def test_addresses_come_once_each_ipv4_first() -> None:
    rows = [(socket.AF_INET6, ("2606:4700::1", 0, 0, 0)), (socket.AF_INET, ("1.1.1.1", 0)), (socket.AF_INET, ("1.1.1.1", 0))]
    resolver = Resolver(lambda *_args, **_more: [(kind, 1, 6, "", place) for kind, place in rows])
    assert found(resolver, "a.example").addresses == ("1.1.1.1", "2606:4700::1")
    assert resolver.works
    resolver.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "::ffff:1.2.3.4"])
def test_an_address_is_not_looked_up(host: str) -> None:
    def refuse(*_args: Any, **_more: Any) -> list[Any]:
        raise AssertionError("looked up")

    resolver = Resolver(refuse)
    assert found(resolver, host).addresses == (str(ipaddress.ip_address(host.strip("[]"))),)
    assert not resolver.works


@pytest.mark.parametrize(
    ("error", "trouble", "kept"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no"), Trouble.NO_HOST, KEPT), (socket.gaierror(socket.EAI_AGAIN, "later"), Trouble.RESOLVER, KEPT_TROUBLE),
        (OSError("no network"), Trouble.RESOLVER, KEPT_TROUBLE), (UnicodeError("label too long"), Trouble.RESOLVER, KEPT_TROUBLE),
        (ValueError("null"), Trouble.RESOLVER, KEPT_TROUBLE), (None, Trouble.NO_HOST, KEPT),
    ],
)  # fmt: skip
def test_trouble_with_a_name_is_a_value_and_remembered_as_long_as_it_may_last(
    error: Exception | None, trouble: Trouble, kept: float
) -> None:
    asked, clock = [], Clock()

    def lookup(host: str, *_args: Any, **_more: Any) -> list[Any]:
        asked.append(host)
        if error:
            raise error
        return []

    resolver = Resolver(lookup, clock)
    for now, times in ((0.0, 1), (kept * 0.9, 1), (kept * 1.1, 2)):
        clock.now = now
        assert found(resolver, "a.example").trouble is trouble
        assert len(asked) == times
    assert not resolver.works
    resolver.close()
