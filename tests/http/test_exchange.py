"""One hop: guarded, capped, without cookies, and every trouble a value."""

from __future__ import annotations

import pytest
import requests
import responses
from tests.conftest import serving

from linkaudit.config import HttpTable
from linkaudit.http.client import Client, Manners
from linkaudit.http.exchange import exchange
from linkaudit.http.guard import is_public
from linkaudit.http.seam import Refusal, Request, Response
from linkaudit.model import UnreadReason


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
     "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "224.0.0.1", "100.64.0.1", "nonsense"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_loopback_is_refused_unless_it_is_the_audited_origin() -> None:
    with serving({"/": "<p>secret"}) as (url, asked):
        refused = exchange(Request(url + "/"))
        assert isinstance(refused, Refusal)
        assert refused.reason is UnreadReason.PRIVATE
        assert asked == []
        found = exchange(Request(url + "/", trusted=frozenset({url})))
        assert isinstance(found, Response)
        assert found.body == b"<p>secret"
        assert isinstance(exchange(Request(url.replace("127.0.0.1", "localhost") + "/", trusted=frozenset({url}))), Refusal)


def test_the_owner_may_allow_private_addresses() -> None:
    with serving({"/": "<p>inner"}) as (url, _):
        assert isinstance(Client(Manners(HttpTable(), frozenset())).ask(url + "/"), Refusal)
        assert isinstance(Client(Manners(HttpTable(allow_private=True), frozenset())).ask(url + "/"), Response)


def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    with serving({"/": "<p>inner"}) as (inner, asked), serving({"/": (302, {"location": inner + "/"}, b"")}) as (outer, _):
        client = Client(Manners(HttpTable(), frozenset({outer})))
        answer = client.follow(outer + "/")
    assert isinstance(answer, Refusal)
    assert asked == []


def test_a_body_too_large_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(exchange.__globals__, "MAX_BODY", 1000)
    with serving({"/": "x" * 200_000}) as (url, _):
        answer = exchange(Request(url + "/", trusted=frozenset({url})))
    assert isinstance(answer, Refusal)
    assert answer.reason is UnreadReason.TOO_LARGE


def test_cookies_are_not_kept() -> None:
    with serving({"/": (200, {"set-cookie": "a=1", "content-type": "text/html"}, b"x")}) as (url, _):
        exchange(Request(url + "/", trusted=frozenset({url})))
        with exchange.__globals__["_session"]() as session:
            assert len(session.cookies) == 0


@responses.activate
@pytest.mark.parametrize(
    ("error", "said"),
    [(requests.ConnectTimeout("slow"), "timed out"), (requests.exceptions.SSLError("bad"), "TLS failed"), (requests.exceptions.ChunkedEncodingError("cut"), "Chunked")],
)  # fmt: skip
def test_troubles_are_values(error: Exception, said: str) -> None:
    responses.get("http://93.184.216.34/", body=error)
    answer = exchange(Request("http://93.184.216.34/"))
    assert isinstance(answer, Refusal)
    assert said in answer.detail


def test_headers_and_credentials_go_to_their_host_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "Basic abc")
    http = HttpTable(headers={"127.0.0.1": {"X-Audit": "1"}}, auth={"127.0.0.1": "env:SECRET", "other.example": "env:SECRET"})
    client = Client(Manners(http, frozenset()))
    from linkaudit.urls import parse

    assert client._headers(parse("http://127.0.0.1/"))["Authorization"] == "Basic abc"
    assert "Authorization" not in client._headers(parse("http://blog.example/"))
