"""The pass over the network, end to end: what is asked, how often, and what the document says of it."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from tests.conftest import rows
from tests.web import Web, auditing, web

from linkaudit.document import Audit
from linkaudit.http.resolve import Resolver
from linkaudit.reports.json import render
from linkaudit.rules import rulebook
from linkaudit.session import Stop

BLOG = "blog.example"
HTML = {"content-type": "text/html; charset=utf-8"}
NOTICE = "<p>As an Amazon Associate I earn from qualifying purchases. I earn a commission when you buy through links on this page.</p>"


@pytest.fixture(params=["curl", "requests"])
def run(request: pytest.FixtureRequest) -> Callable[..., Audit]:
    """Audit with either transport."""
    return auditing(request.param)


def page(net: Web, *urls: str, text: str = "") -> str:
    links = "".join(f'<p><a rel="sponsored" href="{net.url(url) if "://" in url else url}">at Amazon</a></p>' for url in urls)
    return f"<html lang=en><title>x</title>{NOTICE}{text}{links}"


def dp(number: int, tag: str = "blog-20") -> str:
    return f"https://www.amazon.com/dp/B00000000{number}?tag={tag}"


def probes(document: Audit) -> dict[str, dict[str, Any]]:
    """The probes, by the path of their link."""
    return {row["url"].partition("://")[2].partition("/")[2]: row for row in rows(document, "probes")}


def found(document: Audit, rule: str) -> list[dict[str, Any]]:
    return [row for row in rows(document, "findings") if rule in (row["rule"], *row["also"])]


def foreign(net: Web) -> list[str]:
    return [f"{one.method} {one.url}" for one in net.asked if not one.url.startswith(BLOG)]


def test_each_target_is_asked_once_a_run(run: Callable[..., Audit]) -> None:
    with web({}) as net:
        both = page(net, dp(1), dp(1, "other-20"), "https://s.example/p?rfsn=1234567.abc123", dp(2), "/go/x")
        net.answers |= {BLOG: both, f"{BLOG}/a": both, f"{BLOG}/": both + '<a href="/a">a</a>', f"{BLOG}/go/x": "→ " + dp(3)}
        document = run(net.url(f"https://{BLOG}/"))
        assert Counter(foreign(net)) == Counter(
            ["GET www.amazon.com/dp/B000000001", "GET www.amazon.com/dp/B000000002", "GET www.amazon.com/dp/B000000003", "HEAD s.example/p"]
        )
        assert sum(one.url == f"{BLOG}/go/x" for one in net.asked) <= 2, "at most once by the crawl, once as a link"
    assert document.reached.targets == 5
    assert document.reached.outcomes == {"ok": 5}


def test_the_rows_of_the_document(run: Callable[..., Audit]) -> None:
    with web({"amzn.to/3abcdef": "→ " + dp(1), "www.amazon.com/dp/B000000001": "→ " + dp(2)}) as net:
        net.answers[BLOG] = page(net, "https://amzn.to/3abcdef")
        document = run(net.url(f"https://{BLOG}/"))
        short, first, second, bare = (
            net.url(url) for url in ("https://amzn.to/3abcdef", dp(1), dp(2), "https://www.amazon.com/dp/B000000002")
        )
    written = msgspec.json.decode("".join(render(document)))
    (row,) = written["probes"]
    assert {key: row[key] for key in ("url", "outcome", "reason", "final", "program", "publisher_id")} == {
        "url": short, "outcome": "ok", "reason": "", "final": second, "program": "amazon", "publisher_id": "blog-20",
    }  # fmt: skip
    assert [(hop["url"], hop["status"], hop["location"], hop["program"], hop["publisher_id"]) for hop in row["hops"]] == [
        (short, 302, first, "amazon-short", None),
        (first, 302, second, "amazon", "blog-20"),
        (second, 200, None, "amazon", "blog-20"),
    ]
    assert row["hops"][2]["asked"] == bare
    assert all(hop["seconds"] >= 0 for hop in row["hops"])
    (link,) = [link for one in written["pages"] for link in one["affiliate_links"]]
    assert link["resolved"] == row["url"]
    assert (link["program"], link["publisher_id"]) == ("amazon", "blog-20")
    assert written["reached"]["targets"] == 1


def test_gone_is_confirmed_by_a_second_look(run: Callable[..., Audit]) -> None:
    with web({"www.amazon.com/dp/B000000001": "404"}) as net:
        net.answers[BLOG] = page(net, dp(1), dp(2))
        document = run(net.url(f"https://{BLOG}/"))
        asked = [url for url in foreign(net) if "B000000001" in url]
    assert len(asked) == 2, "once, and again at the end"
    assert asked[-1] == foreign(net)[-1]
    row = probes(document)["dp/B000000001?tag=blog-20"]
    assert (row["outcome"], row["reason"], row["times"]) == ("gone", "HTTP 404", 2)
    (finding,) = found(document, "link-broken")
    assert finding["outcome"] == "failed"
    assert any("asked twice" in fact for fact in finding["evidence"]["facts"])


class Recovering(Web):
    """Answers 404 to the first request for a page, then as it should."""

    def answer(self, asked: Any) -> Any:
        seen = sum(one.url == asked.url for one in self.asked)
        return (404, {}, "") if "B000000001" in asked.url and seen == 1 else super().answer(asked)


def test_a_link_that_comes_back_is_not_reported(run: Callable[..., Audit]) -> None:
    with patch("tests.web.Web", Recovering), web({}) as net:
        net.answers[BLOG] = page(net, dp(1))
        document = run(net.url(f"https://{BLOG}/"))
    (row,) = rows(document, "probes")
    assert (row["outcome"], row["times"]) == ("ok", 2)
    assert found(document, "link-broken") == []


def test_blocked_and_unverified_are_coverage_not_findings(run: Callable[..., Audit]) -> None:
    robot = "<html><head><title>Robot Check</title></head><body><form action=/errors/validateCaptcha></form>api-services-support@amazon.com</body></html>"
    answers = {
        "www.amazon.com/dp/B000000001": robot, "www.amazon.com/dp/B000000002": "403", "www.amazon.com/dp/B000000003": "500",
        "www.amazon.com/dp/B000000004": "451",
    }  # fmt: skip
    with web(dict(answers)) as net:
        net.answers[BLOG] = page(net, *(dp(n) for n in (1, 2, 3, 4)), "https://hop.clickbank.net/?affiliate=mineabc&vendor=shopabc")
        document = run(net.url(f"https://{BLOG}/"))
    assert document.reached.outcomes == {"blocked": 3, "unverified": 2}
    assert document.reached.reasons["HTTP 403"] == 1
    assert any("Amazon captcha" in reason for reason in document.reached.reasons)
    assert any("without counting a click" in reason for reason in document.reached.reasons)
    asking = {rule.id for rule in rulebook().values() if rule.asks}
    assert [row["rule"] for row in rows(document, "findings") if row["rule"] in asking] == []


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder where the state is kept from night to night."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_budget_asks_the_oldest_first_night_after_night(run: Callable[..., Audit], kept: Path) -> None:
    with web({}) as net:
        net.answers[BLOG] = page(net, *(dp(n) for n in range(1, 6)), "https://s.example/p?rfsn=1234567.abc123")
        nights = []
        for _ in range(3):
            net.asked.clear()
            document = run(net.url(f"https://{BLOG}/"), state=True, **{"links.budget": 2})
            nights.append({url.rpartition("/")[2] for url in foreign(net) if "amazon" in url})
            assert "HEAD s.example/p" in foreign(net), "the budget is each host's own"
            assert document.reached.reasons["not asked tonight (links.budget)"] == 3
    assert [len(night) for night in nights] == [2, 2, 2]
    assert not nights[0] & nights[1]
    assert len(nights[0] | nights[1] | nights[2]) == 5, "after three nights each was asked"


def test_good_answers_are_kept_for_a_while_and_failures_never(run: Callable[..., Audit], kept: Path) -> None:
    answers: dict[str, Any] = {
        "www.amazon.com/dp/B000000002": "404",
        "www.amazon.com/dp/B000000003": "403",
        "www.amazon.com/dp/B000000004": "500",
    }
    with web(answers) as net:
        net.answers[BLOG] = page(net, *(dp(n) for n in (1, 2, 3, 4)))
        run(net.url(f"https://{BLOG}/"), state=True, **{"links.recheck_after": 7})
        net.asked.clear()
        net.answers["www.amazon.com/dp/B000000002"] = "<p>back"
        document = run(net.url(f"https://{BLOG}/"), state=True, **{"links.recheck_after": 7})
        asked = {url.rpartition("/")[2] for url in foreign(net)}
    assert asked == {"B000000002", "B000000003", "B000000004"}
    assert {row["outcome"] for row in rows(document, "probes")} == {"ok", "blocked", "unverified"}
    assert probes(document)["dp/B000000001?tag=blog-20"]["outcome"] == "ok", "kept from last night"
    assert found(document, "link-broken") == []


def test_without_recheck_after_each_run_asks_anew(run: Callable[..., Audit], kept: Path) -> None:
    with web({}) as net:
        net.answers[BLOG] = page(net, dp(1))
        for _ in range(2):
            net.asked.clear()
            run(net.url(f"https://{BLOG}/"), state=True)
            assert foreign(net) == ["GET www.amazon.com/dp/B000000001"]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], str]:
    def write(html: str) -> str:
        (tmp_path / "site").mkdir(exist_ok=True)
        (tmp_path / "site" / "index.html").write_text(html, encoding="utf-8")
        return str(tmp_path / "site")

    return write


def test_a_folder_is_probed_too(run: Callable[..., Audit], folder: Callable[[str], str]) -> None:
    with web({"amzn.to/3abcdef": "→ " + dp(1), "www.amazon.com/dp/B000000001": "410"}) as net:
        document = run(folder(page(net, "https://amzn.to/3abcdef")), **{"site.url": f"https://{BLOG}"})
    (row,) = rows(document, "probes")
    assert (row["outcome"], row["publisher_id"], row["times"]) == ("gone", "blog-20", 2)
    (finding,) = found(document, "link-broken")
    assert finding["file"] == "index.html"


@pytest.fixture
def nowhere() -> Iterator[None]:
    """No name server knows any name."""

    def lookup(host: str, *args: Any, **more: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with patch("linkaudit.http.opened.Resolver", lambda: Resolver(lookup)):
        yield


def test_without_a_network_no_host_is_called_gone(run: Callable[..., Audit], folder: Callable[[str], str], nowhere: None) -> None:
    html = (
        f'{NOTICE}<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">x</a> <a href="https://s.example/?rfsn=1234567.abc123">y</a>'
    )
    document = run(folder(html), **{"site.url": f"https://{BLOG}"})
    assert document.reached.outcomes == {"unverified": 2}
    (reason,) = document.reached.reasons
    assert "is the network" in reason or "is there a network" in reason
    assert found(document, "link-broken") == []


def test_a_host_that_nobody_knows_is_gone_when_others_are_known(run: Callable[..., Audit], folder: Callable[[str], str]) -> None:
    def lookup(host: str, *args: Any, **more: Any) -> list[Any]:
        if host == "closed.example":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(2, 1, 6, "", ("127.0.0.1", 0))]

    with web({}) as net, patch("linkaudit.http.opened.Resolver", lambda: Resolver(lookup)):
        html = page(net, "https://closed.example/p?rfsn=1234567.abc123", dp(1))
        document = run(folder(html), **{"site.url": f"https://{BLOG}"})
    assert document.reached.outcomes == {"gone": 1, "ok": 1}
    (finding,) = found(document, "link-broken")
    assert "closed.example" in finding["message"]


def test_no_network_host_is_asked_even_when_a_cloak_leads_there(run: Callable[..., Audit]) -> None:
    networks = ["https://www.awin1.com/cread.php?awinmid=1&awinaffid=123456", "https://hop.clickbank.net/?affiliate=mineabc&vendor=shopabc",
                "https://www.anrdoezrs.net/click-1234567-12345678", "https://www.shareasale.com/r.cfm?b=1&u=123456&m=1"]  # fmt: skip
    cloaks: dict[str, Any] = {f"{BLOG}/go/{n}": "→ " + url for n, url in enumerate(networks)}
    with web(cloaks) as net:
        net.answers[BLOG] = page(net, *(f"/go/{n}" for n in range(len(networks))))
        document = run(net.url(f"https://{BLOG}/"))
        assert foreign(net) == []
    named = {row["program"] for row in rows(document, "probes")}
    assert named == {"awin", "clickbank", "cj", "shareasale"}
    assert document.reached.outcomes == {"unverified": len(networks)}


def test_cloaks_that_robots_txt_forbids_are_asked_and_that_is_said(run: Callable[..., Audit]) -> None:
    with web({f"{BLOG}/robots.txt": (200, {"content-type": "text/plain"}, "User-agent: *\nDisallow: /go/\n")}) as net:
        net.answers |= {f"{BLOG}/go/x": "→ " + dp(1), BLOG: page(net, "/go/x")}
        document = run(net.url(f"https://{BLOG}/"))
        assert f"{BLOG}/go/x" in net.urls()
    (row,) = rows(document, "probes")
    assert (row["program"], row["publisher_id"]) == ("amazon", "blog-20")
    assert any("robots.txt" in note and "cloaked" in note for note in document.notes)


def test_without_probes_nothing_is_asked_and_that_is_said(run: Callable[..., Audit]) -> None:
    with web({}) as net:
        net.answers[BLOG] = page(net, dp(1), "https://amzn.to/3abcdef", "/go/x")
        document = run(net.url(f"https://{BLOG}/"), probes=False)
        assert foreign(net) == []
    assert (document.reached.targets, list(document.probes())) == (0, [])
    said = {row["rule"] for row in document.not_run if "--no-probes" in row["reason"]}
    assert {rule.id for rule in rulebook().values() if rule.asks} <= said


def test_a_run_that_is_stopped_keeps_what_it_has(run: Callable[..., Audit]) -> None:
    """Nothing is called gone on one look."""
    stop = Stop()

    class Stopping(Web):
        def answer(self, asked: Any) -> Any:
            stop.wished = stop.wished or "amazon" in asked.url
            return super().answer(asked)

    with patch("tests.web.Web", Stopping), web({"www.amazon.com/dp/B000000001": "404"}) as net:
        net.answers[BLOG] = page(net, dp(1))
        document = run(net.url(f"https://{BLOG}/"), stop=stop)
    assert document.interrupted
    assert [row["outcome"] for row in rows(document, "probes")] in ([], ["unverified"])
    assert found(document, "link-broken") == []


class Interrupted(Web):
    """The run is asked to stop while s.example is slow; by then the page at Amazon has answered 404 once."""

    stop = Stop()

    def answer(self, asked: Any) -> Any:
        if asked.url.startswith("s.example"):
            self.stop.wished = True
            time.sleep(0.4)
        return super().answer(asked)


@pytest.fixture
def interrupted(run: Callable[..., Audit], kept: Path) -> Iterator[tuple[Web, Audit]]:
    Interrupted.stop = Stop()
    with patch("tests.web.Web", Interrupted), web({"www.amazon.com/dp/B000000001": "404"}) as net:
        net.answers[BLOG] = page(net, dp(1), "https://s.example/p?rfsn=1234567.abc123")
        yield net, run(net.url(f"https://{BLOG}/"), state=True, stop=Interrupted.stop)


def test_one_look_condemns_nothing_when_the_run_is_stopped(interrupted: tuple[Web, Audit]) -> None:
    _, document = interrupted
    assert document.interrupted
    assert found(document, "link-broken") == []


def test_a_resumed_run_looks_again_at_what_seemed_gone(interrupted: tuple[Web, Audit], run: Callable[..., Audit]) -> None:
    net, _ = interrupted
    net.answers["www.amazon.com/dp/B000000001"] = "<p>back"
    document = run(net.url(f"https://{BLOG}/"), state=True, resume=True)
    assert probes(document)["dp/B000000001?tag=blog-20"]["outcome"] == "ok"


def test_an_id_that_another_link_of_the_site_carries_is_not_sent(run: Callable[..., Audit]) -> None:
    with web({}) as net:
        net.answers[BLOG] = page(net, dp(1, "kettle9-20"), "https://s.example/p?rfsn=1234567.abc123&sub=kettle9-20")
        run(net.url(f"https://{BLOG}/"))
        assert "HEAD s.example/p" in foreign(net)
