"""Following a link, hop by hop, without a socket: conversations with written answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.http.seam import Answer, Refusal, Request, Response, Trouble
from linkaudit.identify import identifier
from linkaudit.model import Probe, Reach
from linkaudit.probes import Follower, Ways, again, first_ask, within_budget

WAYS = Ways(identifier(), lambda url: url.host == "blog.example")
DP = "https://www.amazon.com/dp/B000000001"
AMAZON = f"{DP}?tag=blog-20"
SHOP = "https://s.example/p"
CUTS = f"https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued={quote(SHOP, safe='')}"


class Spoken:
    """Holds a conversation. Answers are "301 https://…", "404", a Trouble, or a function of the request; all requests are kept."""

    def __init__(self, url: str, answers: dict[str, Any], ways: Ways = WAYS) -> None:
        self.asked: list[Request] = []
        talk = Follower(url, ways).talk()
        self.probe: Probe | None = None
        try:
            request = next(talk)
            while True:
                self.asked.append(request)
                assert len(self.asked) < 60, "the conversation must end"
                request = talk.send(self._answer(request, answers.get(f"{request.method} {request.url}", answers.get(request.url, "200"))))
        except StopIteration as end:
            self.probe = end.value

    def _answer(self, request: Request, said: str | Trouble | dict[str, str]) -> Answer:
        if isinstance(said, Trouble):
            return Refusal(request.url, said, "because")
        headers = {"content-type": "text/html"}
        if isinstance(said, dict):
            return Response(request.url, int(said["status"]), headers | said, b"", 0.1)
        status, _, rest = said.partition(" ")
        if status.startswith("3"):
            return Response(request.url, int(status), headers | {"location": rest}, b"", 0.1)
        return Response(request.url, int(status), headers, rest.encode() if request.method == "GET" else b"", 0.1)

    def methods(self) -> list[str]:
        return [one.method for one in self.asked]


def found(url: str, answers: dict[str, Any], ways: Ways = WAYS) -> Probe:
    probe = Spoken(url, answers, ways).probe
    assert probe is not None
    return probe


@pytest.mark.parametrize(
    ("head", "get", "outcome", "methods"),
    [
        ("200", "500", "ok", ["HEAD"]),
        ("405", "200", "ok", ["HEAD", "GET"]),
        ("403", "200", "ok", ["HEAD", "GET"]),
        ("404", "200", "ok", ["HEAD", "GET"]),
        ("404", "404", "gone", ["HEAD", "GET"]),
        ("410", "410", "gone", ["HEAD", "GET"]),
        ("503", "503", "unverified", ["HEAD", "GET"]),
        ("501", "301 https://s.example/q", "ok", ["HEAD", "GET", "HEAD"]),
        (Trouble.BROKEN, "200", "ok", ["HEAD", "GET"]),
        (Trouble.TIMEOUT, Trouble.TIMEOUT, "timeout", ["HEAD", "GET"]),
        (Trouble.NO_HOST, "200", "gone", ["HEAD"]),
        (Trouble.PRIVATE, "200", "unverified", ["HEAD"]),
    ],
)
def test_head_is_enough_when_it_is_believed(head: Any, get: Any, outcome: str, methods: list[str]) -> None:
    talk = Spoken(SHOP, {f"HEAD {SHOP}": head, f"GET {SHOP}": get})
    assert talk.probe is not None
    assert (talk.probe.outcome if get != "301 https://s.example/q" else "ok", talk.methods()) == (outcome, methods)


def test_pages_that_must_be_read_are_got_at_once() -> None:
    assert Spoken(AMAZON, {}).methods() == ["GET"], "a product page tells in its text whether it sells"
    assert Spoken("https://blog.example/go/x", {}).methods() == ["GET"], "an own stub redirects in its text"


OUTCOMES = (
    [(str(status), "ok") for status in (200, 203, 204)]
    + [(str(status), "gone") for status in (404, 410)]
    + [(str(status), "blocked") for status in (401, 403, 407, 429, 451, 999)]
    + [(str(status), "unverified") for status in (400, 402, 405, 408, 418, 500, 502, 503, 504, 520, 530, 600)]
    + [(trouble, "gone") for trouble in (Trouble.NO_HOST, Trouble.TLS)]
    + [(Trouble.TIMEOUT, "timeout"), (Trouble.BUSY, "blocked")]
    + [
        (trouble, "unverified")
        for trouble in (Trouble.ADDRESS, Trouble.RESOLVER, Trouble.PRIVATE, Trouble.CONNECT, Trouble.BROKEN, Trouble.HEADERS, Trouble.DEAD)
    ]
)


@pytest.mark.parametrize(("said", "outcome"), OUTCOMES)
def test_outcomes_of_design_7(said: Any, outcome: str) -> None:
    probe = found(SHOP, {SHOP: said})
    assert probe.outcome == outcome
    assert probe.reason or outcome == "ok", "what is not ok says why"


def test_every_trouble_has_an_outcome_and_few_are_gone() -> None:
    told = {said for said, _ in OUTCOMES if isinstance(said, Trouble)}
    assert told | {Trouble.STOPPED} == set(Trouble)
    assert {said for said, outcome in OUTCOMES if outcome == "gone"} == {"404", "410", Trouble.NO_HOST, Trouble.TLS}


def test_a_run_that_is_stopped_finds_nothing_out() -> None:
    assert Spoken(SHOP, {SHOP: Trouble.STOPPED}).probe is None


@pytest.mark.parametrize(
    ("location", "final"),
    [
        ("https://t.example/q", "https://t.example/q"),
        ("/q?x=1", "https://s.example/q?x=1"),
        ("q", "https://s.example/q"),
        ("?x=1", "https://s.example/p?x=1"),
        ("//t.example/", "https://t.example/"),
        ("/a\tb\nc", "https://s.example/abc"),
        ("/ü ä", "https://s.example/%C3%BC%20%C3%A4"),
        ("HTTPS://T.EXAMPLE/q", "https://t.example/q"),
        ("http://[::1", None),
        ("https://", None),
    ],
)
def test_where_a_redirect_leads(location: str, final: str | None) -> None:
    probe = found(SHOP, {SHOP: f"302 {location}"})
    assert (probe.outcome, probe.final) == (("ok", final) if final else ("unverified", SHOP))
    assert probe.hops[0].location == final
    assert probe.hops[0].status == 302


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "mailto:a@b.example", "itms-apps://x", "data:text/html,x", "file:///etc/passwd"]
)
def test_a_redirect_to_what_is_no_web_page_is_unverified(location: str) -> None:
    talk = Spoken(SHOP, {SHOP: f"302 {location}"})
    assert talk.probe is not None
    assert (talk.probe.outcome, talk.probe.reason) == ("unverified", "not an http(s) address")
    assert len(talk.asked) == 1


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308", "300", "304"])
def test_a_redirect_without_a_location_is_unverified(status: str) -> None:
    assert found(SHOP, {SHOP: {"status": status}}).outcome == "unverified"


def test_a_relative_redirect_starts_from_what_was_asked() -> None:
    link = "https://www.amazon.com/exec/obidos/ASIN/0596007124/ref=nosim/store-20"
    assert found(link, {"https://www.amazon.com/dp/0596007124": "302 other"}).final == "https://www.amazon.com/dp/other"


def test_a_redirect_to_a_private_name_is_refused_by_the_loop_and_proves_nothing() -> None:
    probe = found(SHOP, {SHOP: "302 http://169.254.169.254/latest", "http://169.254.169.254/latest": Trouble.PRIVATE})
    assert (probe.outcome, probe.reason) == ("unverified", "private-address: because")


def test_a_circle_is_a_loop() -> None:
    probe = found(SHOP, {SHOP: "302 /q", "https://s.example/q": "302 /p"})
    assert (probe.outcome, len(probe.hops)) == ("loop", 2)
    assert found(SHOP, {SHOP: "302 /p"}).outcome == "loop"


def test_a_circle_is_seen_with_the_id_stripped() -> None:
    probe = found(
        AMAZON, {DP: "302 https://www.amazon.com/dp/B000000002?tag=blog-20", "https://www.amazon.com/dp/B000000002": f"302 {AMAZON}"}
    )
    assert (probe.outcome, len(probe.hops)) == ("loop", 2)
    assert found(AMAZON, {DP: "302 https://www.amazon.com/gp/x", "https://www.amazon.com/gp/x": f"302 {DP}"}).outcome == "loop"


def test_a_shop_that_adds_an_id_of_its_own_goes_in_no_circle() -> None:
    """Booking.com does: asked without `aid`, it sends its reader to the same address with its own."""
    hotel = "https://www.booking.com/hotel/us/x.html"
    probe = found(f"{hotel}?aid=123456", {hotel: f"302 {hotel}?aid=304142&label=theirs"})
    assert (probe.outcome, probe.reason) == ("unverified", "the redirect only adds an id, which is never sent")


def test_more_than_ten_hops_are_too_many() -> None:
    answers = {f"https://s.example/{n}": f"302 /{n + 1}" for n in range(40)}
    talk = Spoken("https://s.example/0", answers)
    assert talk.probe is not None
    assert (talk.probe.outcome, talk.probe.reason, len(talk.probe.hops)) == ("loop", "more than 10 hops", 11)
    ten = {f"https://s.example/{n}": f"302 /{n + 1}" for n in range(10)}
    assert found("https://s.example/0", ten).outcome == "ok"


STUB = '200 <html><head><meta http-equiv="refresh" content="0; url={}"></head><body><a href="{}">Continue</a></body>'


def test_an_own_stub_that_answers_200_is_a_hop() -> None:
    probe = found("https://blog.example/go/x", {"https://blog.example/go/x": STUB.format(AMAZON, AMAZON)})
    assert [hop.url for hop in probe.hops] == ["https://blog.example/go/x", AMAZON]
    assert (probe.program, probe.publisher_id, probe.outcome) == ("amazon", "blog-20", "ok")


def test_a_page_with_a_text_that_refreshes_later_is_a_page() -> None:
    body = STUB.format(AMAZON, AMAZON) + "<p>" + "A page with a text of its own. " * 30
    assert found("https://blog.example/go/x", {"https://blog.example/go/x": body}).final == "https://blog.example/go/x"


@given(st.binary(max_size=300))
def test_any_stub_is_read(junk: bytes) -> None:
    page = Response("https://blog.example/go/x", 200, {}, b'<meta http-equiv="refresh" content="0;url=' + junk, 0.1)
    talk = Follower("https://blog.example/go/x", WAYS).talk()
    next(talk)
    try:
        while True:
            talk.send(page)
    except StopIteration as end:
        assert end.value.outcome in Reach


def test_networks_are_unwrapped_not_asked() -> None:
    nested = f"https://go.skimresources.com/?id=12345X67890&url={quote(CUTS, safe='')}"
    for link in (CUTS, nested):
        talk = Spoken(link, {})
        assert talk.probe is not None
        assert [one.url for one in talk.asked] == [SHOP]
        assert (talk.probe.outcome, talk.probe.final, talk.probe.affiliate) == ("ok", SHOP, True)
        assert talk.probe.hops[0].asked is None
    assert found(CUTS, {}).publisher_id == "123456"


def test_a_network_around_amazon_is_paid_by_the_tag_nearest_the_shop() -> None:
    link = f"https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued={quote(AMAZON, safe='')}"
    talk = Spoken(link, {})
    assert talk.probe is not None
    assert (talk.probe.program, talk.probe.publisher_id) == ("amazon", "blog-20")
    assert [one.url for one in talk.asked] == [DP]


def test_what_can_not_be_asked_says_so() -> None:
    link = "https://hop.clickbank.net/?affiliate=mine&vendor=shop"
    assert first_ask(link, WAYS) is None
    probe = Follower(link, WAYS).unasked()
    assert (probe.outcome, probe.program, probe.publisher_id) == ("unverified", "clickbank", "mine")
    assert "without counting a click" in probe.reason
    assert Follower(SHOP, WAYS).unasked().outcome == "unverified", "never an error: a hostile page must not end the run"


def test_a_network_wrapped_very_often_ends() -> None:
    link = SHOP
    for _ in range(25):
        link = f"https://www.awin1.com/cread.php?awinmid=1&awinaffid=123456&ued={link}"
    assert first_ask(link, WAYS) in (None, SHOP)
    assert Follower(link, WAYS).unasked().outcome in ("unverified", "loop")


@pytest.mark.parametrize(("short", "program"), [("https://amzn.to/3abcdef", "amazon"), ("https://bit.ly/3abcdef", "amazon")])
def test_a_short_link_gets_program_and_id_from_its_chain(short: str, program: str) -> None:
    talk = Spoken(short, {short: f"301 {AMAZON}"})
    assert talk.probe is not None
    assert (talk.probe.program, talk.probe.publisher_id, talk.probe.affiliate) == (program, "blog-20", True)
    assert [(hop.url, hop.asked, hop.status) for hop in talk.probe.hops] == [(short, short, 301), (AMAZON, DP, 200)]
    assert [one.url for one in talk.asked] == [short, DP]


def test_a_short_link_that_leads_to_a_plain_page_pays_nobody() -> None:
    probe = found("https://bit.ly/3abcdef", {"https://bit.ly/3abcdef": "301 https://news.example/a"})
    assert (probe.outcome, probe.affiliate, probe.program, probe.publisher_id) == ("ok", False, None, None)


LINKS: list[tuple[str, Callable[[Probe], bool]]] = [
    (AMAZON, lambda one: one.publisher_id == "blog-20"),
    (f"{DP}?tag=other-20&linkCode=x", lambda one: one.publisher_id == "other-20"),
    (DP, lambda one: one.publisher_id is None),
    (f"https://www.awin1.com/cread.php?awinmid=1&awinaffid=123456&ued={quote(DP, safe='')}", lambda one: one.publisher_id == "123456"),
]


@pytest.mark.parametrize("answers", [{DP: "404"}, {DP: "301 /dp/B000000002"}, {DP: "403"}, {}])
def test_links_that_share_the_first_address_share_its_answers_and_keep_their_ids(answers: dict[str, str]) -> None:
    told = found(LINKS[0][0], answers)
    assert {first_ask(link, WAYS) for link, _ in LINKS} == {DP}
    for link, holds in LINKS:
        retold, asked = Follower(link, WAYS).retold(told), found(link, answers)
        assert retold == asked, "as if it had been asked itself"
        assert retold.url == link
        assert holds(retold)
        assert Follower(DP, WAYS).retold(retold) == found(DP, answers), "and back"


def test_a_second_look_clears_or_confirms() -> None:
    gone, good = found(SHOP, {SHOP: "404"}), found(SHOP, {})
    assert (again(gone, good).outcome, again(gone, good).times) == ("ok", 2)
    assert (again(gone, gone).outcome, again(gone, gone).times) == ("gone", 2)
    assert again(gone, None).outcome == "unverified", "one look alone condemns nothing"


def test_a_strangers_404_to_a_cut_address_condemns_nothing() -> None:
    link = f"https://bit.ly/3abcdef?u={quote(AMAZON, safe='')}"
    probe = found(link, {f"https://bit.ly/3abcdef?u={quote(DP, safe='')}": "404"})
    assert probe.outcome == "unverified"
    assert "asked without" in probe.reason
    assert found(AMAZON, {DP: "404"}).outcome == "gone", "a known shop's page is the same without its tag"


@pytest.mark.parametrize(
    ("chain", "soft"),
    [
        ({"https://s.example/p/kettle-17": "301 /"}, "home"),
        ({"https://s.example/p/kettle-17": "302 /404"}, "home"),
        ({"https://s.example/p/kettle-17": "302 /search?q=kettle"}, "search"),
        ({"https://s.example/p/kettle-17": "301 /p/kettle-18"}, None),
        ({"https://s.example/p/kettle-17": "301 https://other.example/"}, None),
        ({"https://s.example/p/kettle-17": "301 /", "https://s.example/": "503"}, None),
    ],
)
def test_a_shop_that_sends_a_product_home_has_lost_it(chain: dict[str, str], soft: str | None) -> None:
    assert found("https://s.example/p/kettle-17", chain).soft == soft


def test_a_move_for_good_is_said_one_for_now_is_not() -> None:
    assert found(SHOP, {SHOP: "301 /new/p"}).outcome == "moved"
    assert found(SHOP, {SHOP: "302 /new/p"}).outcome == "ok"
    assert found("http://s.example/p", {"http://s.example/p": "301 https://www.s.example/p/"}).outcome == "ok"


def test_the_budget_takes_those_that_waited_longest() -> None:
    waiting = [("https://a.example/1", 30.0), ("https://a.example/2", 0.0), ("https://a.example/3", 20.0), ("https://b.example/1", 99.0)]
    assert list(within_budget(waiting, 2, Counter())) == ["https://a.example/2", "https://a.example/3", "https://b.example/1"]
    assert len(list(within_budget(waiting, 0, Counter()))) == 4
    assert list(within_budget(waiting, 2, Counter({"a.example": 1}))) == ["https://a.example/2", "https://b.example/1"], (
        "asked before a break"
    )
