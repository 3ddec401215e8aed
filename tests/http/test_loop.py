"""The loop over real transports: whom it asks, how often, with what, and what it says when it doesn't ask."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from tests.http.badweb import PAGE, PROXIED, BadWeb
from tests.http.conftest import TRANSPORTS

from linkaudit.config import HttpTable
from linkaudit.errors import ConfigError
from linkaudit.http.loop import Loop
from linkaudit.http.manners import Manners
from linkaudit.http.proxies import Proxies
from linkaudit.http.resolve import Resolver
from linkaudit.http.robots import CAP, Robots, read_robots
from linkaudit.http.seam import Answer, Refusal, Request, Response, Talk, Trouble
from linkaudit.urls import join

PUBLIC = "93.184.216.34"
Opened = Callable[..., Loop]


class Names:
    """A look-up with names of our own."""

    def __init__(self, **names: Any) -> None:
        self.names: dict[str, Any] = {"shop.example": "127.0.0.1", "other.example": "127.0.0.2"} | names
        self.asked: list[str] = []

    def __call__(self, host: str, _port: Any, **_more: Any) -> list[Any]:
        self.asked.append(host)
        found = self.names.get(host, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
        if isinstance(found, list) and found and not isinstance(found[0], str):
            found = found.pop(0)
        if isinstance(found, Exception):
            raise found
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in one], socket.SOCK_STREAM, 6, "", (one, 0)) for one in ([found] if isinstance(found, str) else found)]


class Notes:
    """A transport that notes what it is given and answers 200: public addresses can't be connected to in a test."""

    def __init__(self) -> None:
        self.started: list[tuple[str, tuple[str, ...]]] = []
        self._due: list[tuple[int, Answer]] = []

    def start(self, ticket: int, request: Request, addresses: tuple[str, ...]) -> None:
        self.started.append((request.url, addresses))
        self._due.append((ticket, Response(request.url, 200, {}, b"", 0.0)))

    def finished(self, seconds: float) -> list[tuple[int, Answer]]:
        due, self._due = self._due, []
        return due

    def close(self) -> None:
        pass


class Clock:
    """Time that passes when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def manners(*trusted: str, private: bool = False, patience: float = 0.001, **http: Any) -> Manners:
    table = HttpTable(**{"requests_per_second": 0.0, "allow_private": private} | http)
    return Manners(table, frozenset(trusted), frozenset(), patience)


@pytest.fixture
def opened(name: str, web: BadWeb) -> Iterator[Opened]:
    """Open a loop over the transport under test; closed at the end."""
    loops: list[Loop] = []

    def open_one(how: Manners, lookup: Any = None, proxies: Proxies | None = None, clock: Any = time.monotonic) -> Loop:
        loops.append(Loop(TRANSPORTS[name](proxies or Proxies()), how, Resolver(lookup or Names(), clock)))
        return loops[-1]

    yield open_one
    for loop in loops:
        loop.close()


@pytest.fixture
def free(opened: Opened) -> Loop:
    """A loop that may ask private addresses too."""
    return opened(manners(private=True))


def one(url: str, **more: Any) -> Talk[Answer]:
    """A conversation of one request."""
    return (yield Request(url, **{"seconds": 5.0, "cap": 100_000} | more))


def follow(url: str, hops: int) -> Talk[list[Answer]]:
    """A conversation that follows redirects, and keeps all answers."""
    seen: list[Answer] = []
    while len(seen) < hops:
        answer = yield Request(url, seconds=5.0)
        seen.append(answer)
        if isinstance(answer, Refusal) or "location" not in answer.headers:
            break
        url = join(url, answer.headers["location"]) or answer.headers["location"]
    return seen


def all_of(loop: Loop, urls: list[str]) -> list[Answer]:
    """The answers to many conversations, in the order of the URLs."""
    for number, url in enumerate(urls):
        loop.add(number, one(url))
    found = dict(loop.results())
    return [found[number] for number in range(len(urls))]


def reason(answer: Answer) -> Trouble | int:
    return answer.reason if isinstance(answer, Refusal) else answer.status


# --- who may be asked


def test_a_private_address_is_refused_before_it_is_connected_to(opened: Opened, web: BadWeb) -> None:
    answer = opened(manners()).run(one(web.url("ok")))
    assert reason(answer) is Trouble.PRIVATE
    assert "127.0.0.1" in answer.detail
    assert web.connections == {}


def test_the_audited_origin_is_trusted_exactly(opened: Opened, web: BadWeb) -> None:
    loop = opened(manners(web.origin("ok")), Names(localhost="127.0.0.1"))
    assert loop.run(one(web.url("ok"))).body == PAGE
    for other in (
        web.url("missing"),
        web.url("ok", host="localhost"),
        web.url("ok", host="shop.example"),
        web.url("ok").replace("http:", "https:"),
    ):
        assert reason(loop.run(one(other))) is Trouble.PRIVATE, other
    assert web.connections == {"ok": 1}


def test_the_owner_may_allow_private_addresses(opened: Opened, web: BadWeb) -> None:
    assert reason(opened(manners(private=True)).run(one(web.url("ok")))) == 200


@pytest.mark.parametrize(
    "spelling",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
     "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254", "[64:ff9b::a9fe:a9fe]", "[fe80::1]", "[fec0::1]", "[::ffff:0:7f00:1]", "10.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_no_spelling_of_a_private_address_gets_through(spelling: str) -> None:
    notes = Notes()
    loop = Loop(notes, manners(), Resolver(Names()))
    assert reason(loop.run(one(f"http://{spelling}/"))) is Trouble.PRIVATE
    assert notes.started == []
    loop.close()


@pytest.mark.parametrize(
    "addresses",
    ["10.0.0.1", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0", [PUBLIC, "192.168.0.1"], ["2606:4700::1", "fd00::1"], [PUBLIC, "::ffff:127.0.0.1"]],
)  # fmt: skip
def test_one_forbidden_address_forbids_the_name(addresses: Any) -> None:
    notes = Notes()
    loop = Loop(notes, manners(), Resolver(Names(**{"shop.example": addresses})))
    assert reason(loop.run(one("http://shop.example/"))) is Trouble.PRIVATE
    assert notes.started == []
    loop.close()


def test_what_was_checked_is_what_is_connected_to() -> None:
    """The name's second answer is private. It is never asked for within the first one's life, and refused after it."""
    notes, clock = Notes(), Clock()
    names = Names(**{"shop.example": [[PUBLIC, "2606:4700::1"], ["127.0.0.1"]]})
    loop = Loop(notes, manners(), Resolver(names, clock))
    for _ in range(2):
        assert reason(loop.run(one("http://shop.example/"))) == 200
    assert notes.started == [("http://shop.example/", (PUBLIC, "2606:4700::1"))] * 2
    assert names.asked == ["shop.example"]
    clock.now += 3600
    assert reason(loop.run(one("http://shop.example/"))) is Trouble.PRIVATE
    assert len(notes.started) == 2
    loop.close()


@pytest.mark.parametrize("server", ["to-metadata", "to-ipv6-loopback", "to-mapped", "to-query"])
def test_a_redirect_to_a_private_address_is_not_followed(opened: Opened, web: BadWeb, server: str) -> None:
    path = f"/?{web.url('ok')}"
    seen = opened(manners(web.origin(server))).run(follow(web.url(server, path), 5))
    assert [reason(answer) for answer in seen] == [302, Trouble.PRIVATE]
    assert set(web.connections) == {server}


@pytest.mark.parametrize("server", ["to-file", "to-script", "to-nowhere"])
def test_a_redirect_to_what_is_no_web_address_is_not_followed(free: Loop, web: BadWeb, server: str) -> None:
    assert [reason(answer) for answer in free.run(follow(web.url(server), 5))] == [302, Trouble.ADDRESS]


def test_long_chains_and_loops_end_where_the_conversation_ends_them(free: Loop, web: BadWeb) -> None:
    assert [reason(answer) for answer in free.run(follow(web.url("chain", "/0"), 40))] == [302] * 30 + [200]
    assert [reason(answer) for answer in free.run(follow(web.url("loop"), 7))] == [302] * 7


@pytest.mark.parametrize("url", ["", "nonsense", "mailto:a@b.example", "http://", "http://./", "//shop.example/"])
def test_what_is_no_url_is_answered_too(free: Loop, url: str) -> None:
    assert reason(free.run(one(url))) is Trouble.ADDRESS


# --- names


def test_a_name_that_does_not_exist_is_looked_up_once(opened: Opened) -> None:
    names = Names()
    loop = opened(manners(), names)
    answers = all_of(loop, ["http://await.example/"] * 20)
    assert {reason(answer) for answer in answers} == {Trouble.NO_HOST}
    assert names.asked == ["await.example"]


def test_a_resolver_that_fails_for_a_moment_is_asked_again(opened: Opened, web: BadWeb) -> None:
    names = Names(**{"shop.example": [socket.gaierror(socket.EAI_AGAIN, "try again"), ["127.0.0.1"]]})
    # For the resolver, a minute passes at every look at its clock: it forgets the failure before it is asked again.
    loop = opened(manners(private=True), names, clock=count(0, 60).__next__)
    assert reason(loop.run(one(web.url("ok", host="shop.example")))) == 200
    assert len(names.asked) == 2


def test_a_resolver_that_fails_for_good_is_a_refusal(opened: Opened) -> None:
    names = Names(**{"shop.example": socket.gaierror(socket.EAI_AGAIN, "try again")})
    loop = opened(manners(), names)
    answers = all_of(loop, ["http://shop.example/"] * 20)
    assert {reason(answer) for answer in answers} == {Trouble.RESOLVER}
    assert len(names.asked) <= 3


# --- again


def test_a_passing_trouble_is_asked_three_times(free: Loop, web: BadWeb) -> None:
    assert reason(free.run(one(web.url("twice-unavailable")))) == 200
    assert len(web.asked["twice-unavailable"]) == 3


@pytest.mark.parametrize(
    ("server", "times", "end"),
    [("unavailable", 3, 503), ("missing", 1, 404), ("reset", 3, Trouble.BROKEN), ("to-file", 1, 302), ("ten-thousand-headers", 1, Trouble.HEADERS), ("status-999", 1, 999)],
)  # fmt: skip
def test_how_often_is_asked(free: Loop, web: BadWeb, server: str, times: int, end: Trouble | int) -> None:
    assert reason(free.run(one(web.url(server)))) == end
    assert len(web.asked[server]) == times


@pytest.mark.parametrize(("server", "calm"), [("busy-once", 1.0), ("busy-storm", 0.0)])
def test_retry_after_is_obeyed_for_its_host_only(opened: Opened, web: BadWeb, server: str, calm: float) -> None:
    """The date is measured by the server's own clock, which is decades off."""
    loop = opened(manners(private=True))
    loop.add("busy", one(web.url(server)))
    for number in range(20):
        loop.add(number, one(web.url("ok", f"/{number}", host="shop.example")))
    began, order = time.monotonic(), [key for key, _ in loop.results()]
    assert time.monotonic() - began >= calm
    assert set(order) == {"busy", *range(20)}
    assert len(web.asked[server]) == (2 if calm else 3)
    if calm:
        assert order[-1] == "busy"


def test_a_host_that_wants_to_be_left_alone_till_tomorrow_is(free: Loop, web: BadWeb) -> None:
    answers = all_of(free, [web.url("busy-absurd", f"/{number}") for number in range(50)])
    asked = len(web.asked["busy-absurd"])
    assert asked <= 8, "no more than were under way at the first answer"
    assert [reason(answer) for answer in answers].count(429) == asked
    assert [reason(answer) for answer in answers].count(Trouble.BUSY) == 50 - asked
    assert any("99999 s" in answer.detail for answer in answers if isinstance(answer, Refusal))


def test_a_retry_after_that_means_nothing_stops_nothing(free: Loop, web: BadWeb) -> None:
    assert reason(free.run(one(web.url("busy-nonsense")))) == 429


def test_a_dead_host_is_given_up(free: Loop, web: BadWeb) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answers = all_of(free, [f"http://shop.example:{port}/{number}" for number in range(100)])
    reasons = [reason(answer) for answer in answers]
    assert set(reasons) == {Trouble.CONNECT, Trouble.DEAD}
    assert reasons.count(Trouble.DEAD) > 80
    assert free.asked <= 30
    assert reason(free.run(one(web.url("ok")))) == 200


# --- stop


def test_stop_lets_end_what_is_under_way_and_begins_nothing(free: Loop, web: BadWeb) -> None:
    for number in range(40):
        free.add(number, one(web.url("drip-unsized", f"/{number}"), cap=20))
    results = free.results()
    first = next(results)
    free.stop()
    answers = dict([first, *results])
    assert free.stopped
    under_way = len(web.asked["drip-unsized"])
    assert under_way < 40
    assert [reason(answer) for answer in answers.values()].count(200) == under_way
    assert [reason(answer) for answer in answers.values()].count(Trouble.STOPPED) == 40 - under_way


def test_stop_waits_for_no_pause(opened: Opened, web: BadWeb) -> None:
    """A retry is due in an hour; its conversation is told at once."""
    loop = opened(manners(private=True, patience=3600.0))
    loop.add("later", one(web.url("unavailable")))
    loop.add("now", one(web.url("ok")))
    results = loop.results()
    assert next(results)[0] == "now"
    while loop.waiting() == [] and not web.asked.get("unavailable"):
        time.sleep(0.01)
    loop.stop()
    key, answer = next(results)
    assert (key, reason(answer) in (Trouble.STOPPED, 503)) == ("later", True)
    assert list(results) == []


def test_who_waits_is_told(opened: Opened, web: BadWeb) -> None:
    loop = opened(manners(private=True, requests_per_second=1.0))
    for number in range(3):
        loop.add(number, one(web.url("ok", f"/{number}")))
    next(loop.results())
    (waiting,) = loop.waiting()
    assert (waiting.host, waiting.requests, waiting.why) == (f"127.0.0.1:{web.ports['ok']}", 2, "pace")
    loop.stop()
    assert len(list(loop.results())) == 2


# --- what is sent to whom


def test_headers_and_credentials_go_to_their_host_only(opened: Opened, web: BadWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "Basic abc")
    http: dict[str, Any] = {"headers": {"shop.example": {"X-Audit": "mine"}}, "auth": {"shop.example": "env:SECRET"}}
    loop = opened(manners(private=True, **http))
    start = web.url("to-query", f"/?{web.url('echo', host='other.example')}", host="shop.example")
    assert [reason(answer) for answer in loop.run(follow(start, 5))] == [302, 200]
    first, second = web.asked["to-query"][0].lower(), web.asked["echo"][0].lower()
    assert "authorization: basic abc" in first and "x-audit: mine" in first
    assert "authorization" not in second and "x-audit" not in second
    assert "user-agent: linkaudit/" in second and "+https://" in second
    assert "cookie" not in second and "referer" not in second


@pytest.mark.parametrize("value", ["env:NO_SUCH_SECRET", "Basic abc"])
def test_a_secret_that_is_missing_ends_the_run(opened: Opened, web: BadWeb, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.delenv("NO_SUCH_SECRET", raising=False)
    loop = opened(manners(private=True, auth={"127.0.0.1": value}))
    with pytest.raises(ConfigError, match=r'http\.auth\."127\.0\.0\.1"'):
        loop.run(one(web.url("echo")))
    assert web.asked == {}


def test_cookies_are_not_kept(free: Loop, web: BadWeb) -> None:
    all_of(free, [web.url("cookie", f"/{number}") for number in range(3)])
    assert not any("cookie:" in asked.lower() for asked in web.asked["cookie"])


# --- proxies


def test_behind_a_proxy_the_target_is_still_checked(opened: Opened, web: BadWeb) -> None:
    loop = opened(manners(), Names(**{"public.example": PUBLIC}), Proxies({"http": web.origin("proxy")}))
    assert reason(loop.run(one("http://shop.example/"))) is Trouble.PRIVATE
    assert PROXIED == []
    assert reason(loop.run(one("http://public.example/"))) == 200
    assert PROXIED[0].startswith("GET http://public.example/ ")


# --- robots.txt


def robots(loop: Loop, web: BadWeb, server: str) -> Robots:
    found = loop.run(read_robots(web.origin(server)))
    assert isinstance(found, Robots)
    return found


@pytest.mark.parametrize("server", ["missing", "robots-html", "to-metadata", "no-location", "loop", "no-content-with-body"])
def test_no_robots_file_allows_all(free: Loop, web: BadWeb, server: str) -> None:
    found = robots(free, web, server)
    assert (found.closed, found.allows(web.url(server, "/private"))) == ("", True)


@pytest.mark.parametrize(
    ("server", "why"),
    [("unavailable", "HTTP 503"), ("busy-storm", "HTTP 429"), ("garbage", "broken-answer"), ("ten-thousand-headers", "headers-too-large")],
)
def test_a_robots_file_that_can_not_be_read_closes_the_host(free: Loop, web: BadWeb, server: str, why: str) -> None:
    found = robots(free, web, server)
    assert why in found.closed
    assert not found.allows(web.url(server))


@pytest.mark.parametrize("server", ["robots-huge", "robots-bom", "robots-odd"])
def test_what_can_be_read_of_a_robots_file_counts(free: Loop, web: BadWeb, server: str) -> None:
    found = robots(free, web, server)
    assert found.closed == ""
    assert found.allows(web.url(server, "/page"))
    assert not found.allows(web.url(server, "/private/page"))


def test_a_rule_cut_in_half_is_no_rule(free: Loop, web: BadWeb) -> None:
    """At the cap, `Disallow: /secret` has become `Disallow: /`: nothing could be read at all."""
    body = free.run(one(web.url("robots-cut-in-a-rule"), cap=CAP)).body
    assert body.endswith(b"\nDisallow: /")
    assert robots(free, web, "robots-cut-in-a-rule").allows(web.url("robots-cut-in-a-rule", "/page"))


def test_sitemaps_are_absolute_and_odd_delays_are_none(free: Loop, web: BadWeb) -> None:
    found = robots(free, web, "robots-odd")
    assert (found.sitemaps, found.crawl_delay) == ((web.url("robots-odd", "/map.xml"),), 0.0)


def test_robots_redirects_are_followed_on_the_same_site_only(opened: Opened, web: BadWeb) -> None:
    loop = opened(manners(private=True), Names(**{"www.shop.example": "127.0.0.1"}))
    place = web.origin("robots-moved", host="shop.example")
    found = loop.run(read_robots(place))
    assert [asked.split()[1] for asked in web.asked["robots-moved"]] == ["/robots.txt", "/2", "/3"]
    assert "host: www.shop.example" in web.asked["robots-moved"][2].lower()
    assert not found.allows(f"{place}/private")
    assert loop.run(read_robots(web.origin("robots-away"))).allows(web.url("robots-away", "/private"))


def test_a_crawl_delay_is_kept(opened: Opened, web: BadWeb) -> None:
    loop = opened(manners(private=True))
    loop.slow("127.0.0.1", 0.3)
    began = time.monotonic()
    assert {reason(answer) for answer in all_of(loop, [web.url("ok", f"/{number}") for number in range(3)])} == {200}
    assert time.monotonic() - began >= 0.6


def test_nothing_asked_is_nothing_waited_for(free: Loop) -> None:
    assert list(free.results()) == []
