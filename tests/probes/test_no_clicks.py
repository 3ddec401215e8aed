"""No click: no request carries a publisher id, and no network's click host is asked, for every program there is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import rows, spoken
from tests.web import auditing, web, wire

from linkaudit.catalog import programs
from linkaudit.identify import identifier
from linkaudit.probes import Follower, Ways
from linkaudit.urls import parse

EXAMPLES = [example.url for program in programs().values() for example in program.example if example.affiliate and parse(example.url)]
BLOG = "blog.example"
DP = "https://www.amazon.com/dp/B000000001"
TAGGED = f"{DP}?tag=blog-20"
WAYS = Ways(identifier(), lambda url: url.host == BLOG, ids=frozenset({"blog-20"}))
BARE = Ways(identifier(), lambda url: url.host == BLOG)


def links(urls: list[str]) -> str:
    return "<html lang=en><title>x</title>" + "".join(f'<p><a rel="sponsored" href="{escape(url)}">x</a></p>' for url in urls)


def ids_in(url: str) -> set[str]:
    found = identifier().identify(url)
    return {found.publisher_id.lower()} if found.publisher_id and len(found.publisher_id) >= 4 else set()


def test_no_request_carries_an_id_and_no_network_is_asked() -> None:
    with wire({BLOG: links(EXAMPLES)}) as net:
        document = auditing("curl")(f"https://{BLOG}/")
    asked = [one for one in net.sent if BLOG not in one.url]
    hosts = {url.host for one in asked if (url := parse(one.url))}
    assert len(hosts) > 90, "merchants were asked, and the destinations inside networks' links"
    ids = set().union(*(ids_in(url) for url in EXAMPLES))
    distinctive = {one for one in ids if not one.isalpha() and not one.isdigit() and len(one) > 5}
    by_host: dict[str, set[str]] = {}
    for url in EXAMPLES:
        by_host.setdefault(url.split("/")[2].lower(), set()).update(ids_in(url))
    for one in asked:
        sent = unquote(unquote(one.url)).lower()
        assert "referer" not in map(str.lower, one.headers), one.url
        assert not [name for name in distinctive if name in sent], one.url
        assert not [name for name in by_host.get(one.url.split("/")[2], ()) if name in sent], one.url
        assert identifier().network(one.url.split("/")[2]) is None, one.url
        found = identifier().identify(one.url)
        assert found.program is None or programs()[found.program].probe == "location", one.url
    assert document.reached.targets > 300


@pytest.mark.parametrize(
    ("url", "ask"),
    [
        (f"{TAGGED}&th=1", f"{DP}?th=1"),
        ("https://www.amazon.com/exec/obidos/ASIN/0596007124/ref=nosim/store-20", "https://www.amazon.com/dp/0596007124"),
        (f"{DP}/#tag=blog-20", DP),
        ("https://mine.ref.hop.clickbank.net/?tid=x", None),
        ("https://www.bookshop.org/a/12345/9780000000000", None),
        ("https://amzn.to/3abcdef", "https://amzn.to/3abcdef"),
        ("https://s.example/p?sid=blog-20&x=1", "https://s.example/p?x=1"),
        ("https://s.example/blog-20/p", None),
        ("https://blog-20.s.example/p", None),
        ("https://s.example/p;aff=blog-20/x", None),
        ("https://s.example/p?blog-20", "https://s.example/p"),
        ("https://s.example/p?a=1;b=BLOG-20&c=2", "https://s.example/p?c=2"),
        ("https://s.example/p?x=%2562log%252D20", "https://s.example/p"),
        ("https://s.example/p?x=%25252562log-20&y=1", "https://s.example/p?y=1"),
        ("https://s.example/%62log%2D20/", None),
        ("https://s.example/p?x=YmxvZy0yMC1hbmQtbW9yZQ==&y=1", "https://s.example/p?y=1"),
        ("https://s.example/p?sub=x_blog-20_y", "https://s.example/p"),
        ("https://me:blog-20@www.amazon.com/dp/B000000001?tag=blog-20", DP),
        ("https://blog-20@s.example/p", None),
        ("ftp://s.example/", None),
        ("not a url", None),
    ],
)  # fmt: skip
def test_wherever_the_declared_id_sits(url: str, ask: str | None) -> None:
    assert WAYS.step(url).ask == ask


@pytest.mark.parametrize(
    ("url", "ask"),
    [
        (f"{DP}?tag=a-20&tag=b-20", DP),
        (f"{DP}?Tag=BLOG-20", DP),
        (f"{DP}?x=1&amp;tag=blog-20", f"{DP}?x=1"),
        (f"{DP}&tag=blog-20", DP),
        (f"{DP};tag=blog-20", DP),
        (f"{DP}?x=1?tag=blog-20", f"{DP}?x=1"),
        ("https://www.ebay.com/itm/123456789012&campid=5338000000", "https://www.ebay.com/itm/123456789012"),
        (f"https://www.amazon.com/gp/redirect.html?location={quote(DP, safe='')}%3Ftag%3Dinner-20&tag=outer-20", DP),
        ("https://rover.ebay.com/rover/1/711-53200-19255-0/1?campid=5338000000&mpre=https%3A%2F%2Fwww.ebay.com%2Fitm%2F123456789012",
         "https://www.ebay.com/itm/123456789012"),
        ("https://goto.walmart.com/c/12345678/565706/9383?u=https%3A%2F%2Fwww.walmart.com%2Fip%2F1", "https://www.walmart.com/ip/1"),
        (f"https://t.ly/x?u={quote(TAGGED, safe='')}", f"https://t.ly/x?u={quote(DP, safe='')}"),
        ("https://s.example/p?url=https://www.amazon.com/?tag=me-20", "https://s.example/p?url=https%3A%2F%2Fwww.amazon.com%2F"),
        (f"https://s.example/{TAGGED}", f"https://s.example/{DP}"),
        (f"https://s.example/to/{quote(TAGGED, safe='')}", None),
        ("https://s.example/r/aHR0cHM6Ly93d3cuYW1hem9uLmNvbS9kcC9CMDAwMDAwMDAxP3RhZz1ibG9nLTIw", None),
        ("https://s.example/go?asin=B000000001&tag=blog-20", "https://s.example/go?asin=B000000001"),
        ("https://shop.example/p?rfsn=1234567.abc123&c=red", "https://shop.example/p?c=red"),
        ("https://m.do.co/c/0123456789ab", None),
    ],
)  # fmt: skip
def test_an_id_that_nobody_declared_is_found_where_it_hides(url: str, ask: str | None) -> None:
    assert BARE.step(url).ask == ask


@pytest.mark.parametrize(
    "url",
    ["https://s.click.aliexpress.com/e/_DBcdef", "https://walmrt.us/3abc", "https://shope.ee/abc123", "https://trk.udemy.com/abc",
     "https://goto.walmart.com/c/123/565706/9383", "https://semrush.sjv.io/abc", "https://a.aliexpress.com/_mK1",
     "https://example.go2cloud.org/aff_c?offer_id=182&aff_id=12345", "https://track.shop.example/aff_c?offer_id=182&aff_id=12345"],
)  # fmt: skip
def test_a_click_host_is_not_asked_whoever_runs_it(url: str) -> None:
    """A short code stands for the publisher, a tracker's path for a click: nothing can be taken out of them."""
    step = BARE.step(url)
    assert (step.ask, step.unwrapped) == (None, None)
    assert "counting a click" in step.reason


@pytest.mark.parametrize(
    ("url", "ask"),
    [
        ("https://themeforest.net/books/x/1?ref=books", "https://themeforest.net/books/x/1"),
        ("https://s.example/audiobooks/1?ref=books", "https://s.example/audiobooks/1"),
        ("https://s.example/newsletter/x?source=newsletter", "https://s.example/newsletter/x"),
        ("https://www.agoda.com/hotel-12/p.html?cid=12", "https://www.agoda.com/hotel-12/p.html"),
        ("https://www.booking.com/hotel/us/x1234567.html?aid=123456", "https://www.booking.com/hotel/us/x1234567.html"),
    ],
)
def test_ids_that_look_like_words_or_numbers_do_not_make_a_shop_unaskable(url: str, ask: str) -> None:
    assert BARE.step(url).ask == ask


def test_ids_of_earlier_hops_are_kept_from_later_ones_whatever_the_marketplace() -> None:
    talk = Follower("https://bit.ly/3abcdef", BARE).talk()
    answers = {
        "https://bit.ly/3abcdef": f"301 {TAGGED}&sub=x",
        f"{DP}?sub=x": "302 https://www.amazon.co.uk/dp/B000000001?tag=blog-20&from=blog-20&z=1",
        "https://www.amazon.co.uk/dp/B000000001?z=1": "301 https://partner.example/p/blog-20/in",
    }
    probe = spoken(talk, answers)
    assert (probe.outcome, probe.reason) == ("unverified", "the publisher id can't be taken out of the address")
    assert [hop.asked for hop in probe.hops] == [*answers, None]


SHOPS = [f"{DP}?tag=", "https://www.ebay.com/itm/123456789012?mkcid=1&campid=", "https://s.example/p?u=", "https://t.ly/r?to=",
         "https://s.example/", "https://amzn.to/", "https://www.booking.com/hotel/x.html?aid=", "https://s.example/p#", "https://s.example/p;x="]  # fmt: skip


@given(
    st.sampled_from(SHOPS),
    st.from_regex(r"[a-z]{3,8}[0-9]{0,2}-2[0-3]", fullmatch=True),
    st.lists(st.sampled_from([lambda t: quote(t, safe=""), str.upper, lambda t: f"x{t}y", lambda t: f"{DP}?tag={t}", lambda t: f"a&b={t}"]), max_size=4),
)  # fmt: skip
def test_no_address_that_is_asked_says_a_declared_id(start: str, name: str, twists: list[object]) -> None:
    text = name
    for twist in twists:
        text = twist(text)  # type: ignore[operator]
    asked = Ways(identifier(), lambda url: False, ids=frozenset({name})).step(start + text).ask or ""
    for _ in range(6):
        asked = unquote(asked)
    assert name not in asked.lower()


WRAPPINGS = [
    lambda url: f"https://t.ly/r?u={quote(url, safe='')}",
    lambda url: f"https://s.example/out?a=1&to={quote(quote(url, safe=''), safe='')}&b=2",
    lambda url: f"https://s.example/{url}",
    lambda url: f"https://s.example/r/{quote(url, safe='')}",
    lambda url: f"https://www.walmart.com/ip/1?url={quote(url, safe='')}",
    lambda url: f"https://www.awin1.com/cread.php?awinmid=1&awinaffid=123456&ued={quote(url, safe='')}",
    lambda url: url.replace("?", "?x=1&amp;", 1),
    lambda url: url.replace("?", "&", 1),
    lambda url: url.replace("https://", "http://user@", 1),
]


@pytest.mark.parametrize("wrap", WRAPPINGS)
def test_an_id_inside_another_address_is_not_sent_either(wrap: Callable[[str], str]) -> None:
    """Every program's link, inside a redirector, a shop, a network, or written as authors break it."""
    asked = 0
    for url in EXAMPLES:
        name = (identifier().identify(url).publisher_id or "").lower()
        if len(name) < 6 or name.isalpha() or name not in unquote(url).lower():
            continue
        found = identifier().identify(wrap(url))
        step = BARE.step(wrap(url), {name} if found.affiliate is False else ())
        while step.unwrapped:
            step = BARE.step(step.unwrapped, step.ids)
        ask = unquote(unquote(unquote(step.ask or ""))).lower()
        asked += bool(ask)
        assert name not in ask, wrap(url)
    assert asked > 20 or wrap is WRAPPINGS[3], "nothing can be taken out of a path"


@given(
    st.text(max_size=80),
    st.sampled_from(["", "https://", "https://www.amazon.com/", "https://s.example/?u=", "//", "https://www.awin1.com/cread.php?ued="]),
)
def test_any_text_is_decided(text: str, start: str) -> None:
    step = WAYS.step(start + text)
    assert step.ask or step.unwrapped or step.reason


def test_addresses_nested_without_end_are_left_alone() -> None:
    for inner in (f"{'https%3A%2F%2Ft.ly%2F%3Fu%3D' * 500}{quote(TAGGED, safe='')}", "http://a/" * 1700, "%25" * 5000, "A" * 16000):
        step = BARE.step(f"https://t.ly/?u={inner}")
        assert "blog-20" not in (step.ask or "")


def test_several_links_of_a_site_share_an_address_and_no_id() -> None:
    urls = [f"{DP}?tag=one-20", f"{DP}?tag=two-20", f"{DP}?linkCode=x&tag=one-20", TAGGED]
    with wire({BLOG: links(urls)}) as net:
        document = auditing("curl")(f"https://{BLOG}/")
    assert [one.url for one in net.sent if BLOG not in one.url] == [DP]
    assert sorted(row["publisher_id"] for row in rows(document, "probes")) == ["blog-20", "one-20", "one-20", "two-20"]


def test_a_cloak_that_leads_to_a_network_is_followed_no_further() -> None:
    awin = "https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2Fp%3Fsub%3D123456"
    answers = {f"https://{BLOG}/go/s": (302, {"location": awin}, ""), f"https://{BLOG}/go/c": (302, {"location": "https://hop.clickbank.net/?affiliate=mine&vendor=shop"}, "")}  # fmt: skip
    with wire({BLOG: links(["/go/s", "/go/c"]), **answers}) as net:
        document = auditing("curl")(f"https://{BLOG}/")
    assert [one.url for one in net.sent if BLOG not in one.url] == ["https://s.example/p"]
    clickbank, found = rows(document, "probes")
    assert (clickbank["outcome"], clickbank["program"], clickbank["publisher_id"]) == ("unverified", "clickbank", "mine")
    assert (found["outcome"], found["program"], found["publisher_id"]) == ("ok", "awin", "123456")


def test_the_owner_may_have_networks_followed_and_still_no_shop_sees_the_id() -> None:
    link = "https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2Fp"
    with web({"www.awin1.com/cread.php": "→ https://s.example/p?awc=1234_99&sub=123456"}) as net:
        net.answers[BLOG] = links([net.url(link)])
        document = auditing("requests")(net.url(f"https://{BLOG}/"), **{"links.clicks": "resolve"})
        assert [url for url in net.urls() if url.startswith(("www.awin1", "s.example"))] == [
            link.partition("://")[2],
            "s.example/p?awc=1234_99",
        ]
    (probe,) = rows(document, "probes")
    assert (probe["outcome"], probe["program"], probe["publisher_id"]) == ("ok", "awin", "123456")
