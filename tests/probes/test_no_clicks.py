"""No click: no request carries a publisher id, and no network's click host is asked, for every program there is."""

from __future__ import annotations

from html import escape
from urllib.parse import unquote

import pytest
from tests.conftest import rows
from tests.web import auditing, web

from linkaudit.catalog import programs
from linkaudit.identify import identifier
from linkaudit.probes import Ways
from linkaudit.urls import parse

EXAMPLES = [
    (program.id, example.url) for program in programs().values() for example in program.example if example.affiliate and parse(example.url)
]
BLOG = "blog.example"


def ids_in(url: str) -> set[str]:
    found = identifier().identify(url)
    return {found.publisher_id} if found.publisher_id and len(found.publisher_id) >= 4 else set()


def test_no_request_carries_an_id_and_no_network_is_asked() -> None:
    with web({}) as net:
        links = "".join(f'<p><a rel="sponsored" href="{escape(net.url(url))}">x</a></p>' for _, url in EXAMPLES)
        net.answers |= {BLOG: f"<html lang=en><title>x</title>{links}"}
        document = auditing("curl")(net.url(f"https://{BLOG}/"))
        asked = [one for one in net.asked if not one.url.startswith(BLOG)]
    assert len(asked) > 50, "merchants were asked"
    ids: dict[str, set[str]] = {}
    for _, url in EXAMPLES:
        ids.setdefault(url.split("/")[2].lower(), set()).update(ids_in(url))
    for one in asked:
        host = one.url.partition("/")[0]
        sent = unquote(one.url + one.headers.get("referer", "")).lower()
        assert not [name for name in ids.get(host, ()) if name.lower() in sent], one.url
        assert identifier().network(host) is None, one.url
        program = identifier().identify(f"http://{one.url}").program
        assert program is None or programs()[program].probe in ("strip", "location"), one.url
    assert document.reached.targets > 300


@pytest.mark.parametrize(
    ("url", "ask"),
    [
        ("https://www.amazon.com/dp/B000000001?tag=blog-20&th=1", "https://www.amazon.com/dp/B000000001?th=1"),
        ("https://www.amazon.com/exec/obidos/ASIN/0596007124/ref=nosim/store-20", "https://www.amazon.com/dp/0596007124"),
        ("https://www.amazon.com/dp/B000000001/#tag=blog-20", "https://www.amazon.com/dp/B000000001/"),
        ("https://mine.ref.hop.clickbank.net/?tid=x", None),
        ("https://www.bookshop.org/a/12345/9780000000000", None),
        ("https://amzn.to/3abcdef", "https://amzn.to/3abcdef"),
        ("https://s.example/p?sid=blog-20&x=1", "https://s.example/p?x=1"),
        ("https://s.example/blog-20/p", None),
        ("https://blog-20.s.example/p", None),
        ("ftp://s.example/", None),
    ],
)  # fmt: skip
def test_wherever_the_id_sits(url: str, ask: str | None) -> None:
    ways = Ways(identifier(), lambda one: one.host == BLOG, ids=frozenset({"blog-20"}))
    assert ways.step(url).ask == ask


def test_the_owner_may_have_networks_followed_and_still_no_shop_sees_the_id() -> None:
    link = "https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2Fp"
    answers = {"www.awin1.com/cread.php": "→ https://s.example/p?awc=1234_99&sub=123456", BLOG: ""}
    with web(answers) as net:
        net.answers[BLOG] = f'<p><a rel="sponsored" href="{escape(net.url(link))}">x</a></p>'
        document = auditing("requests")(net.url(f"https://{BLOG}/"), **{"links.clicks": "resolve"})
        assert [url for url in net.urls() if url.startswith(("www.awin1", "s.example"))] == [
            link.partition("://")[2],
            "s.example/p?awc=1234_99",
        ]
    (probe,) = rows(document, "probes")
    assert (probe["outcome"], probe["program"], probe["publisher_id"]) == ("ok", "awin", "123456")
