"""URL in, program, id and destination out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.identify import identifier
from linkaudit.model import Strength

identify = identifier().identify


@pytest.mark.parametrize(
    ("url", "program", "publisher"),
    [
        ("https://www.amazon.co.uk/dp/B000000001?tag=blog-21", "amazon", "blog-21"),
        ("https://smile.amazon.com/gp/product/B000000001?linkCode=ll1&tag=blog-20", "amazon", "blog-20"),
        ("https://www.amazon.com/exec/obidos/ASIN/0596007124/ref=nosim/store-20", "amazon", "store-20"),
        ("https://amzn.to/3abcdef", "amazon-short", None),
        ("https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2F", "awin", "123456"),
        ("https://px.a8.net/svt/ejp?a8mat=3HOOWF+C7ZI8A+CO4+5ZU2B", "a8", "3HOOWF+C7ZI8A+CO4+5ZU2B"),
        ("https://shop.example/?rfsn=1234567.abcdef", "refersion", "1234567.abcdef"),
    ],
)
def test_affiliate(url: str, program: str, publisher: str | None) -> None:
    match = identify(url)
    assert (match.affiliate, match.program, match.publisher_id) == (True, program, publisher)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.amazon.com/dp/B000000001",
        "https://www.amazon.com/dp/B000000001?linkCode=ll1&linkId=1",
        "https://404media.co/amazon.com?x=1",
        "https://notamazon.com/dp/B000000001?tag=blog-20",
        "https://affiliate-program.amazon.com/?tag=blog-20",
        "https://blog.example/posts?tag=gardening",
        "https://ko-fi.com/me?ref=blog",
        "https://www.ebay.com/itm/1?mkcid=16&campid=5337957690",
        "https://www.awin1.com/cshow.php?s=123&v=1234&q=1&r=123456",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "not a url",
        "",
    ],
)
def test_not_affiliate(url: str) -> None:
    assert identify(url).affiliate is False


def test_a_weak_parameter_is_possible() -> None:
    match = identify("https://shop.example/?ref=someone")
    assert (match.affiliate, match.strength) == (None, Strength.WEAK)


@pytest.mark.parametrize(
    ("url", "destination"),
    [
        ("https://go.skimresources.com/?id=123X456&url=https%3A%2F%2Fs.example%2Fp", "https://s.example/p"),
        ("https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=https%253A%252F%252Fs.example%252Fx", "https://s.example/x"),
        ("https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=javascript%3Aalert(1)", None),
        (
            "https://www.ojrq.net/p/?return=https%3A%2F%2Fbrand.sjv.io%2Fc%2F1234567%2F12345%2F1234%3Fu%3Dhttps%253A%252F%252Fbrand.example%252Fp",
            "https://brand.example/p",
        ),
    ],
)
def test_destination(url: str, destination: str | None) -> None:
    assert identify(url).destination == destination


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    identify(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abc%&?=#/:@[]{}()\\ü\0+. ", max_size=80))
def test_no_query_breaks_it(text: str) -> None:
    for host in ("www.amazon.com", "clk.tradedoubler.com", "hop.clickbank.net", "prf.hn", "shop.example"):
        identify(f"https://{host}/{text}")


@given(st.from_regex(r"[a-z0-9]{2,12}-2[012]", fullmatch=True), st.from_regex(r"[A-Z0-9]{10}", fullmatch=True))
def test_any_amazon_tag_is_read_back(tag: str, asin: str) -> None:
    match = identify(f"https://www.amazon.de/dp/{asin}/?psc=1&tag={tag}&linkCode=ll1")
    assert (match.affiliate, match.publisher_id) == (True, tag)


def test_an_endless_nesting_of_wrappers_ends() -> None:
    url = "https://s.example/"
    for _ in range(30):
        from urllib.parse import quote

        url = f"https://go.skimresources.com/?id=1X2&url={quote(url, safe='')}"[:12_000]
    identify(url)
