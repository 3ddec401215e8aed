"""Walls and pages that sell nothing: each written page is taken for what it is, and a good page for nothing else."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.http.seam import Response
from linkaudit.http.walls import wall_of
from linkaudit.model import Reach, Soft
from linkaudit.probes.verdicts import needs_body, said, said_by_address
from linkaudit.signatures import soft_pages, walls

PAGES = Path(__file__).parent / "pages"
INDEX: list[dict[str, Any]] = tomllib.loads((PAGES / "index.toml").read_text(encoding="utf-8"))["page"]
GOOD = [page for page in INDEX if page["expect"] == "good"]
SOFT = {page.name: page for page in soft_pages().soft404}
SHOPS = ("www.amazon.com", "www.ebay.com", "www.etsy.com", "www.walmart.com")
TROUBLES = frozenset((Reach.GONE, Reach.BLOCKED, Reach.UNVERIFIED))


def answer(page: dict[str, Any], **changed: Any) -> Response:
    page = page | changed
    url = f"https://{page['host']}{page['path']}" + (f"?{page['query']}" if page.get("query") else "")
    body = page.get("body") or (PAGES / page["file"]).read_bytes()
    return Response(url, page["status"], dict(page["headers"]), body, 0.1)


@pytest.mark.parametrize("page", INDEX, ids=lambda page: page["file"])
def test_a_page_is_taken_for_what_it_is(page: dict[str, Any]) -> None:
    kind, _, name = page["expect"].partition(":")
    found, wall = said(answer(page), ()), wall_of(answer(page))
    if kind == "wall":
        assert wall is not None
        assert (wall.name, found.outcome, found.soft) == (name, Reach.BLOCKED, None)
        assert found.reason == f"{name} (HTTP {page['status']})"
    elif kind == "soft404":
        gone = page["status"] in (404, 410)
        assert (wall, found.outcome, found.soft) == (None, Reach.GONE if gone else Reach.OK, SOFT[name].kind)
        assert found.reason == (f"HTTP {page['status']}, {name}" if gone else name)
    else:
        assert (wall, found.soft) == (None, None)
        assert found.outcome not in TROUBLES or page["status"] >= 400


@pytest.mark.parametrize("page", INDEX, ids=lambda page: page["file"])
def test_no_two_signatures_claim_a_page(page: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is tried alone: what one takes, no other takes, so their order never matters."""
    kind, _, name = page["expect"].partition(":")
    taken = []
    for one in walls():
        monkeypatch.setattr("linkaudit.http.walls.walls", lambda one=one: (one,))
        taken += [one.name] if wall_of(answer(page)) else []
    monkeypatch.setattr("linkaudit.http.walls.walls", lambda: ())
    for soft in soft_pages().soft404:
        monkeypatch.setattr("linkaudit.probes.verdicts._pages_of", lambda host, soft=soft: (soft,) if on(host, soft.hosts) else ())
        taken += [soft.name] if said(answer(page), ()).reason.endswith(soft.name) else []
    assert taken == ([name] if kind != "good" else [])


def on(host: str, names: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith("." + name) for name in names)


@pytest.mark.parametrize("host", SHOPS)
@pytest.mark.parametrize("page", GOOD, ids=lambda page: page["file"])
def test_a_good_page_stays_good_in_any_shop(page: dict[str, Any], host: str) -> None:
    moved = answer(page, host=host)
    assert wall_of(moved) is None
    assert said(moved, ()).soft is None


def test_every_signature_has_a_page() -> None:
    named = {page["expect"].partition(":")[2] for page in INDEX}
    assert {wall.name for wall in walls()} <= named
    by_body = {page.name for page in soft_pages().soft404 if page.body_all or page.body_none or page.title or page.status}
    assert by_body <= named


def test_patterns_are_patterns_and_words_are_lower_case() -> None:
    """The body is lowered before it is searched: a capital letter in the data could never match."""
    patterns = [*soft_pages().home_paths, *soft_pages().search_paths, *(value for wall in walls() for value in wall.header.values())]
    for pattern in [*patterns, *(one for page in soft_pages().soft404 for one in (page.path, page.query) if one)]:
        re.compile(pattern)
    for words in [*(w for wall in walls() for w in wall.body_all), *(w for page in soft_pages().soft404 for w in (*page.body_all, *page.body_none, page.title or ""))]:  # fmt: skip
        assert words == words.lower()


def test_words_alone_never_kill_a_page() -> None:
    """peers.md row 2: too broad a list of phrases killed good pages."""
    said_by = [w for one in (*walls(), *soft_pages().soft404) for w in one.body_all]
    words = " ".join(w for w in said_by if re.fullmatch(r"[\w .,?!'’-]+", w) and "_" not in w)
    prose = f"<html><title>A novel about captchas</title><p>{words}</html>"
    assert len(words) > 500
    for host in ("s.example", "blog.example", "news.example"):
        found = said(Response(f"https://{host}/p/kettle", 200, {"content-type": "text/html"}, prose.encode(), 0.1), ())
        assert (found.outcome, found.soft) == (Reach.OK, None)


def test_what_must_not_be_there_is_missed_in_whole_pages_only() -> None:
    page = next(page for page in INDEX if page["expect"] == "soft404:Amazon 404 link")
    whole = answer(page)
    assert said(whole, ()).soft is Soft.GONE
    half = Response(whole.url, 200, whole.headers, whole.body, 0.1, cut=True)
    assert said(half, ()).soft is None


def test_a_closed_merchants_address_is_known_without_asking() -> None:
    found = said_by_address("https://www.awin1.com/closedMerchant.html")
    assert found is not None
    assert (found.outcome, found.soft) == (Reach.UNVERIFIED, Soft.MERCHANT_LEFT)
    assert said_by_address("https://www.amazon.com/dp/B000000001") is None
    assert said_by_address("no url") is None


HOSTS = ["www.amazon.com", "www.ebay.com", "www.etsy.com", "s.example", "www.awin1.com", "amazon.de", "[::1]", "x"]


@given(st.sampled_from(HOSTS), st.text(max_size=30), st.integers(100, 999), st.binary(max_size=400), st.dictionaries(st.sampled_from(["server", "cf-mitigated", "set-cookie", "x"]), st.text(max_size=20)))  # fmt: skip
def test_any_bytes_are_judged(host: str, path: str, status: int, body: bytes, headers: dict[str, str]) -> None:
    reply = Response(f"https://{host}/{path}", status, headers, body, 0.1)
    assert said(reply, ()).outcome in Reach
    assert needs_body(host) in (True, False)


@given(st.sampled_from([page for page in INDEX if page["file"]]), st.integers(0, 4000), st.binary(max_size=40))
def test_broken_pages_are_judged(page: dict[str, Any], place: int, junk: bytes) -> None:
    body = (PAGES / page["file"]).read_bytes()
    assert said(answer(page, body=body[:place] + junk + body[place + 7 :] or b" "), ()).outcome in Reach


@pytest.mark.parametrize("filling", [b"x", b"<title>", b"<title", b"<", "ş".encode(), b"A\n", b"</html"])
def test_a_huge_body_is_judged_fast(filling: bytes) -> None:
    body = (filling * (4 * 1024 * 1024 // len(filling)))[: 4 * 1024 * 1024]
    started = time.process_time()
    for host in SHOPS:
        said(Response(f"https://{host}/dp/B000000001", 200, {"content-type": "text/html"}, body, 0.1), ())
    assert time.process_time() - started < 2.0
