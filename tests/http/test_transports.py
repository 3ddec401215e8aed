"""One hop, with both transports: whatever a server does, it ends in the right answer, in time, and within the cap."""

from __future__ import annotations

import resource
import socket
import sys
import time
from typing import Any

import pytest
from tests.http.badweb import PAGE, PROXIED, BadWeb, deaf
from tests.http.conftest import TRANSPORTS
from urllib3.response import HTTPResponse

from linkaudit.http.proxies import Proxies
from linkaudit.http.seam import Answer, Refusal, Request, Response, Transport, Trouble

LOCAL = ("127.0.0.1",)
CAP = 100_000
# Long enough for a slow machine, far below what tests of endless servers would take if nothing ended them.
SECONDS = 5.0
SHORT = 0.4
SLACK = 4.0


def ask(transport: Transport, url: str, addresses: tuple[str, ...] = LOCAL, seconds: float = SECONDS, **more: Any) -> Answer:
    """The answer to one request, which has come in its time."""
    began = time.monotonic()
    transport.start(7, Request(url, seconds=seconds, **{"cap": CAP} | more), addresses)
    answer = wait(transport, 1)[7]
    assert time.monotonic() - began < seconds + SLACK
    return answer


def wait(transport: Transport, wanted: int, seconds: float = 20.0) -> dict[int, Answer]:
    """The answers by ticket, once so many have come."""
    found: dict[int, Answer] = {}
    end = time.monotonic() + seconds
    while len(found) < wanted:
        assert time.monotonic() < end, "a request got no answer"
        found |= dict(transport.finished(0.2))
    return found


def told(answer: Answer) -> str:
    """The request that the echo server got."""
    assert isinstance(answer, Response), answer
    return answer.body.decode("latin-1").lower()


# --- what a server sends, and what is made of it

ANSWERS: dict[str, tuple[int, bytes]] = {
    "ok": (200, PAGE), "unsized": (200, PAGE), "gzip": (200, PAGE), "deflate": (200, PAGE), "gzip-twice": (200, PAGE), "chunked": (200, PAGE),
    "cookie": (200, PAGE), "trailers": (200, b"ok"), "early-hints": (200, b"ok"), "too-much": (200, PAGE[:3]), "status-999": (999, PAGE),
    "no-content-with-body": (204, b""), "missing": (404, PAGE), "busy-storm": (429, b""), "unavailable": (503, b""), "no-reason": (200, b"ok"),
    "no-content-in-unknown-encoding": (204, b""), "unchanged-in-unknown-encoding": (304, b""), "line-feeds-only": (200, b"ok"),
    "same-size-twice": (200, b"ok"), "size-and-chunks": (200, b"ok"), "blank-before-colon": (200, b"ok"), "truncated-gzip": (200, PAGE),
}  # fmt: skip
BROKEN = [
    "truncated", "truncated-chunk", "bad-chunk-size", "negative-chunk-size", "not-gzip", "unknown-encoding", "size-is-no-number", "two-sizes",
    "garbage", "http-0.9", "bad-status-line", "short-status", "other-protocol", "bare-return", "silent-close", "reset", "reset-in-body", "closes",
    "size-is-superscript", "size-is-empty", "null-in-header", "header-without-colon", "switches-protocols", "http-2-in-the-clear", "twelve-encodings",
]  # fmt: skip
CUT = ["gzip-bomb", "gzip-gzip-bomb", "endless", "endless-chunks", "robots-huge"]
FLOODS = ["ten-thousand-headers", "huge-header", "endless-headers", "endless-continue"]
SLOW = ["drip", "drip-unsized", "drip-headers", "silent", "mute"]


@pytest.mark.parametrize("server", ANSWERS)
def test_what_can_be_read_is_an_answer(transport: Transport, web: BadWeb, server: str) -> None:
    answer = ask(transport, web.url(server))
    assert isinstance(answer, Response), answer
    assert (answer.status, answer.body, answer.cut) == (*ANSWERS[server], False)
    assert answer.address == "127.0.0.1"
    assert 0 <= answer.seconds < SECONDS


@pytest.mark.parametrize("server", BROKEN)
def test_what_can_not_be_read_is_broken(transport: Transport, web: BadWeb, server: str) -> None:
    answer = ask(transport, web.url(server))
    assert isinstance(answer, Refusal), answer
    assert (answer.reason, answer.url) == (Trouble.BROKEN, web.url(server))
    assert answer.detail


@pytest.mark.parametrize("server", CUT)
def test_a_body_is_read_up_to_the_cap(transport: Transport, web: BadWeb, server: str) -> None:
    answer = ask(transport, web.url(server))
    assert isinstance(answer, Response), answer
    assert (answer.status, len(answer.body), answer.cut) == (200, CAP, True)


def test_a_body_of_exactly_the_cap_is_whole(transport: Transport, web: BadWeb) -> None:
    whole, cut = ask(transport, web.url("ok"), cap=len(PAGE)), ask(transport, web.url("ok"), cap=len(PAGE) - 1)
    assert isinstance(whole, Response) and isinstance(cut, Response)
    assert (whole.body, whole.cut) == (PAGE, False)
    assert (cut.body, cut.cut) == (PAGE[:-1], True)


@pytest.mark.parametrize("server", FLOODS)
def test_headers_have_a_cap_too(transport: Transport, web: BadWeb, server: str) -> None:
    answer = ask(transport, web.url(server))
    assert isinstance(answer, Refusal), answer
    assert answer.reason is Trouble.HEADERS


@pytest.mark.parametrize("server", SLOW)
def test_a_slow_server_is_left_in_time(transport: Transport, web: BadWeb, server: str) -> None:
    began = time.monotonic()
    answer = ask(transport, web.url(server), seconds=SHORT)
    assert isinstance(answer, Refusal), answer
    assert answer.reason is Trouble.TIMEOUT
    assert SHORT * 0.9 <= time.monotonic() - began < SECONDS


def test_a_handshake_that_never_comes_is_left_in_time(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("mute").replace("http:", "https:"), seconds=SHORT)
    assert isinstance(answer, Refusal)
    assert answer.reason is Trouble.TIMEOUT


def test_a_host_that_takes_no_connections_is_left_in_time(transport: Transport) -> None:
    with deaf() as port:
        answer = ask(transport, f"http://127.0.0.1:{port}/", seconds=SHORT)
    assert isinstance(answer, Refusal)
    assert answer.reason is Trouble.TIMEOUT


def test_a_closed_port_is_not_connected_to(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = ask(transport, f"http://127.0.0.1:{port}/")
    assert isinstance(answer, Refusal)
    assert answer.reason is Trouble.CONNECT


@pytest.mark.parametrize("server", ["head-with-body", "head-in-unknown-encoding"])
def test_a_head_answer_has_no_body(transport: Transport, web: BadWeb, server: str) -> None:
    answer = ask(transport, web.url(server), method="HEAD")
    assert isinstance(answer, Response), answer
    assert (answer.status, answer.body) == (200, b"")
    assert web.asked[server][0].startswith("HEAD / ")


# --- headers


@pytest.mark.parametrize(
    ("server", "name_of_header", "value"),
    [
        ("same-header-twice", "x-two", "a, b"),
        ("control-characters", "location", "/a\x01\x0b\x7fb"),
        ("not-ascii", "location", "/caf\xe9"),
        ("split-location", "location", "/a"),
        ("split-location", "x-second", "yes"),
        ("blank-before-colon", "x-blank", "yes"),
        ("blank-before-colon", "x-after", "yes"),
        ("early-hints", "x-early", None),
        ("trailers", "location", None),
    ],
)
def test_headers_come_as_sent(transport: Transport, web: BadWeb, server: str, name_of_header: str, value: str | None) -> None:
    answer = ask(transport, web.url(server))
    assert isinstance(answer, Response), answer
    assert answer.headers.get(name_of_header) == value


def test_a_folded_header_makes_no_new_one(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("folded-header"))
    assert isinstance(answer, Response), answer
    assert "location" not in {name for name in answer.headers if name != "x-long"}
    assert answer.headers["x-long"].split() == ["one", "Location:", "two"]


@pytest.mark.parametrize(
    ("server", "target"),
    [
        ("to-metadata", "http://169.254.169.254/latest/meta-data/"), ("to-ipv6-loopback", "http://[::1]:1/"), ("to-file", "file:///etc/passwd"),
        ("to-script", "javascript:alert(1)"), ("to-nowhere", "http://"), ("loop", "/loop"), ("no-location", None), ("chain", "/1"),
    ],
)  # fmt: skip
def test_redirects_are_told_and_not_followed(transport: Transport, web: BadWeb, server: str, target: str | None) -> None:
    answer = ask(transport, web.url(server))
    assert isinstance(answer, Response), answer
    assert (answer.status, answer.headers.get("location")) == (302, target)
    assert len(web.asked[server]) == 1


@pytest.mark.parametrize("server", ["endless-redirect", "redirect-with-bomb"])
def test_a_redirects_body_is_capped_like_any_other(transport: Transport, web: BadWeb, server: str) -> None:
    answer = ask(transport, web.url(server))
    assert isinstance(answer, Response), answer
    assert (answer.status, len(answer.body), answer.cut) == (302, CAP, True)


# --- where the transports differ, and why


def test_a_hundred_headers_are_too_many_for_the_standard_library(name: str, transport: Transport, web: BadWeb) -> None:
    """http.client stops at 100 headers whatever their size; libcurl counts bytes."""
    answer = ask(transport, web.url("hundred-fifty-headers"))
    if name == "curl":
        assert isinstance(answer, Response)
        assert answer.body == b"ok"
    else:
        assert isinstance(answer, Refusal)
        assert answer.reason is Trouble.HEADERS


def test_brotli_is_read_where_its_library_is(name: str, transport: Transport, web: BadWeb) -> None:
    """libcurl comes with brotli, urllib3 takes the package if installed. Nobody hands compressed bytes on as if they were a page."""
    answer = ask(transport, web.url("brotli-bomb"))
    if name == "curl" or "br" in HTTPResponse.CONTENT_DECODERS:
        assert isinstance(answer, Response), answer
        assert (len(answer.body), answer.cut) == (CAP, True)
    else:
        assert isinstance(answer, Refusal)
        assert (answer.reason, answer.detail) == (Trouble.BROKEN, "can't decode br")


@pytest.mark.parametrize(("server", "body"), [("gzip-in-two-members", PAGE * 2), ("gzip-and-garbage", PAGE)])
def test_libcurl_takes_one_gzip_member_and_nothing_after_it(name: str, transport: Transport, web: BadWeb, server: str, body: bytes) -> None:
    """urllib3 reads all members and lets garbage be, as browsers do; libcurl has no code for it."""
    answer = ask(transport, web.url(server))
    if name == "curl":
        assert isinstance(answer, Refusal)
        assert answer.reason is Trouble.BROKEN
    else:
        assert isinstance(answer, Response), answer
        assert answer.body == body


def test_urllib3_escapes_more(name: str, transport: Transport, web: BadWeb) -> None:
    """It escapes what RFC 3986 doesn't list; libcurl sends what browsers send. Servers read both alike."""
    told(ask(transport, web.url("echo", "/a|b")))
    assert web.asked["echo"][0].split()[1] == ("/a|b" if name == "curl" else "/a%7Cb")


def test_libcurl_knows_more_characters_that_no_host_has(name: str, transport: Transport, web: BadWeb) -> None:
    """`!` in a host is allowed by WHATWG; no such name can be registered."""
    answer = ask(transport, web.url("ok", host="a!b.example"))
    assert isinstance(answer, Response) if name == "plain" else isinstance(answer, Refusal) and answer.reason is Trouble.ADDRESS


# --- a gigabyte in a megabyte


@pytest.mark.parametrize("server", ["gzip-bomb", "gzip-gzip-bomb", "brotli-bomb", "redirect-with-bomb", "endless", "endless-redirect"])
def test_a_bomb_takes_no_memory(transport: Transport, web: BadWeb, server: str) -> None:
    before = peak_megabytes()
    ask(transport, web.url(server), cap=1_000_000)
    # The bombs are a gigabyte; 64 MB leaves room for buffers, libraries and the other tests' garbage.
    assert peak_megabytes() - before < 64


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


# --- only the given addresses


def test_the_given_address_is_connected_to_under_the_urls_name(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("echo", host="shop.example"), ("127.0.0.2",))
    assert f"host: shop.example:{web.ports['echo']}\r\n" in told(answer)
    assert isinstance(answer, Response)
    assert (answer.headers["x-received-at"], answer.address) == ("127.0.0.2", "127.0.0.2")


def test_an_ipv6_address_too(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("echo", host="shop.example"), ("::1",))
    assert isinstance(answer, Response), answer
    assert (answer.headers["x-received-at"], answer.address) == ("::1", "::1")


def test_addresses_are_tried_until_one_connects(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("ok", host="shop.example"), ("127.0.0.3", "127.0.0.1"))
    assert isinstance(answer, Response), answer
    assert answer.address == "127.0.0.1"


def test_a_kept_connection_is_not_used_for_another_address(transport: Transport, web: BadWeb) -> None:
    """The host has moved; what is connected to is what was checked last."""
    places = []
    for address in ("127.0.0.1", "127.0.0.2", "127.0.0.1"):
        answer = ask(transport, web.url("echo", host="shop.example"), (address,))
        assert isinstance(answer, Response), answer
        places.append(answer.headers["x-received-at"])
    assert places == ["127.0.0.1", "127.0.0.2", "127.0.0.1"]


# libcurl's own pins read the first as "forget x.invalid", the second as "soon forgotten"; the last is pinned without its dot.
@pytest.mark.parametrize("host", ["shop.invalid", "-x.invalid", "shop.invalid.", "a_b.invalid", "xn--bcher-kva.invalid", "127.0.0.2"])
def test_names_are_never_looked_up(transport: Transport, web: BadWeb, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """`.invalid` names don't exist: libcurl would answer that it found none."""
    really = socket.getaddrinfo

    def refuse(name: str, *args: Any, **more: Any) -> Any:
        assert name == "127.0.0.1", f"{name} was looked up"
        return really(name, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    answer = ask(transport, web.url("ok", host=host))
    assert isinstance(answer, Response), answer
    assert answer.address == "127.0.0.1"


def test_without_an_address_nothing_is_asked(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("ok", host="localhost"), ())
    assert isinstance(answer, Refusal)
    assert answer.reason is Trouble.CONNECT
    assert web.connections == {}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "gopher://127.0.0.1/", "", "http://", "http://*/"])
def test_what_is_no_web_address_is_refused(transport: Transport, url: str) -> None:
    answer = ask(transport, url)
    assert isinstance(answer, Refusal), answer
    assert (answer.reason, answer.url) == (Trouble.ADDRESS, url)


# --- TLS


def test_tls_is_spoken_with_the_name_at_the_address(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("tls-good", host="shop.example"), ("127.0.0.2",))
    assert f"host: shop.example:{web.ports['tls-good']}\r\n" in told(answer)
    assert isinstance(answer, Response)
    assert answer.headers["x-received-at"] == "127.0.0.2"
    assert web.names == ["shop.example"]


def test_a_dot_at_the_end_of_the_name_is_in_no_certificate(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("tls-good", host="shop.example."))
    assert f"host: shop.example.:{web.ports['tls-good']}\r\n" in told(answer)
    assert web.names == ["shop.example"]


@pytest.mark.parametrize("server", ["tls-wrong-host", "tls-expired", "tls-self-signed"])
def test_a_bad_certificate_is_refused(transport: Transport, web: BadWeb, server: str) -> None:
    answer = ask(transport, web.url(server, host="shop.example"))
    assert isinstance(answer, Refusal), answer
    assert answer.reason is Trouble.TLS
    assert server not in web.asked


def test_a_certificate_for_the_address_does_not_do_for_the_name(transport: Transport, web: BadWeb) -> None:
    answer = ask(transport, web.url("tls-good", host="evil.example"))
    assert isinstance(answer, Refusal), answer
    assert answer.reason is Trouble.TLS


@pytest.mark.parametrize(("server", "reason"), [("no-handshake", Trouble.TLS), ("http-0.9", Trouble.TIMEOUT), ("closes", Trouble.BROKEN)])
def test_no_tls_at_all(transport: Transport, web: BadWeb, server: str, reason: Trouble) -> None:
    """A lost connection is no verdict on the certificate: TLS troubles count as "gone", lost connections are tried again."""
    answer = ask(transport, web.url(server, host="shop.example").replace("http:", "https:"), seconds=SHORT)
    assert isinstance(answer, Refusal), answer
    assert answer.reason is reason


# --- what is sent


def test_the_request_is_as_asked(transport: Transport, web: BadWeb) -> None:
    got = told(ask(transport, web.url("echo", "//two//slashes?q=a+b&c=%41#part"), headers={"User-Agent": "me", "X-Name": "caf\xe9"}))
    assert got.startswith("get //two//slashes?q=a+b&c=%41 http/1.1\r\n")
    assert "user-agent: me\r\n" in got
    assert "x-name: caf\xe9\r\n" in got
    assert got.count("host:") == 1


def test_cookies_are_never_sent_back(transport: Transport, web: BadWeb) -> None:
    for _ in range(2):
        ask(transport, web.url("cookie"))
    assert "cookie:" not in web.asked["cookie"][1].lower()


@pytest.mark.parametrize("value", ["a\r\nX-Injected: yes", "a\nb", "a\x00b", "\u4e2d"])
def test_a_header_that_would_be_two_is_not_sent(transport: Transport, web: BadWeb, value: str) -> None:
    answer = ask(transport, web.url("ok"), headers={"X-Name": value})
    assert isinstance(answer, Refusal), answer
    assert answer.reason is Trouble.ADDRESS
    assert web.asked == {}


def test_headers_of_one_request_are_not_sent_with_the_next(transport: Transport, web: BadWeb) -> None:
    ask(transport, web.url("echo"), headers={"Authorization": "Basic abc"}, method="HEAD")
    got = told(ask(transport, web.url("echo")))
    assert got.startswith("get / ")
    assert "authorization" not in got


# --- many at a time


def test_many_hops_at_once_each_with_its_own_answer(transport: Transport, web: BadWeb) -> None:
    """A slow one holds up nobody."""
    transport.start(0, Request(web.url("silent"), seconds=SECONDS), LOCAL)
    for ticket in range(1, 41):
        transport.start(ticket, Request(web.url("to-query", f"/?/{ticket}"), seconds=SECONDS), LOCAL)
    found = wait(transport, 40)
    assert 0 not in found
    told_by_ticket = {ticket: answer.headers["location"] if isinstance(answer, Response) else answer for ticket, answer in found.items()}
    assert told_by_ticket == {ticket: f"/{ticket}" for ticket in range(1, 41)}


def test_finished_without_patience_returns_at_once(transport: Transport, web: BadWeb) -> None:
    transport.start(1, Request(web.url("silent"), seconds=SECONDS), LOCAL)
    assert transport.finished(0.0) == []


def test_close_drops_what_is_under_way(name: str, web: BadWeb) -> None:
    transport = TRANSPORTS[name](Proxies())
    for ticket in range(5):
        transport.start(ticket, Request(web.url("silent"), seconds=60), LOCAL)
    while web.connections.get("silent", 0) < 5:
        transport.finished(0.05)
    began = time.monotonic()
    transport.close()
    assert time.monotonic() - began < SECONDS


# --- proxies


@pytest.fixture
def proxied(name: str, web: BadWeb, request: pytest.FixtureRequest) -> Transport:
    transport = TRANSPORTS[name](Proxies(dict.fromkeys(("http", "https"), web.origin("proxy"))))
    request.addfinalizer(transport.close)
    return transport


def test_a_proxy_is_asked_with_the_whole_url(proxied: Transport, web: BadWeb) -> None:
    answer = ask(proxied, "http://shop.example/a?b", ("192.0.2.1",))
    assert told(answer).startswith("get http://shop.example/a?b http/1.1\r\n")
    assert "host: shop.example\r\n" in told(answer)
    assert isinstance(answer, Response)
    assert answer.address == "", "whom the proxy asked can't be known"


def test_https_is_tunnelled(proxied: Transport) -> None:
    answer = ask(proxied, "https://shop.example/", ("192.0.2.1",))
    assert isinstance(answer, Refusal)
    assert answer.reason is Trouble.CONNECT
    assert PROXIED[0].startswith("CONNECT shop.example:443 ")


def test_a_drip_through_a_proxy_is_left_in_time(proxied: Transport) -> None:
    answer = ask(proxied, "http://shop.example/drip", seconds=SHORT)
    assert isinstance(answer, Refusal)
    assert answer.reason is Trouble.TIMEOUT


def test_no_proxy_is_honoured(proxied: Transport, web: BadWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "inner.example")
    answer = ask(proxied, web.url("echo", host="inner.example"))
    assert isinstance(answer, Response), answer
    assert answer.headers["x-received-at"] == "127.0.0.1"
    assert PROXIED == []


def test_the_environment_alone_sets_no_proxy(transport: Transport, web: BadWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read once, into `Proxies`; a transport that read it again would not be the one that was checked."""
    monkeypatch.setenv("http_proxy", web.origin("proxy"))
    assert isinstance(ask(transport, web.url("ok")), Response)
    assert PROXIED == []


def test_the_environment_is_read_into_proxies(web: BadWeb, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("http_proxy", web.origin("proxy"))
    transport = TRANSPORTS[name](Proxies.of_environment())
    ask(transport, "http://shop.example/")
    transport.close()
    assert len(PROXIED) == 1


# --- connections are kept


def test_a_connection_serves_more_than_one_hop(transport: Transport, web: BadWeb) -> None:
    for _ in range(4):
        assert isinstance(ask(transport, web.url("keeps")), Response)
    assert (len(web.asked["keeps"]), web.connections["keeps"]) == (4, 1)


def test_a_kept_connection_that_the_server_drops_is_opened_anew(transport: Transport, web: BadWeb) -> None:
    for _ in range(2):
        answer = ask(transport, web.url("forgets"))
        assert isinstance(answer, Response), answer
        assert answer.body == b"ok"
    assert web.connections["forgets"] == 2
