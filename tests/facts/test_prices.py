"""Prices and ratings beside Amazon links, and Amazon's pages in frames."""

from __future__ import annotations

import pytest
from tests.conftest import facts_of

BUY = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy it</a>'
LONG = "A long text about how lamps were made and sold in the old days, when nobody had one at home. " * 3


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (f"<div><h3>Lamp</h3><b>$29.99</b> {BUY}</div>", "$29.99"),
        (f"<table><tr><td>Lamp</td><td>29,99 €</td><td>{BUY}</td></tr></table>", "29,99 €"),
        (f"<ul><li>{BUY.replace('Buy it', 'Lamp for £1,299.00')}</li></ul>", "£1,299.00"),
        (f"<div><p>R$ 59,90</p>{BUY}</div>", "R$ 59,90"),
        (f"<div><p>3,980円</p>{BUY}</div>", "3,980円"),
        (f"<p>{LONG} {BUY} ($29.99).</p>", "$29.99"),
        ('<div><b>$29</b> <a href="https://amzn.to/3abcdef">Buy</a></div>', "$29"),
    ],
)
def test_a_price_in_the_small_box_of_a_link(html: str, shown: str) -> None:
    assert [(one.kind, one.text) for one in facts_of(html).prices] == [("price", shown)]


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Lamps under $30: {BUY}</p>",
        f"<p>I saved $30 with {BUY}</p>",
        f"<p>It costs $20-$30: {BUY}</p>",
        f"<p>They were sold for $12.</p><p>{LONG}</p><p>{BUY}</p>",
        f"<p>In 1960 it was $12. {LONG} {BUY}</p>",
        f"<div><b>$29</b> {BUY} <a href='https://lamps.example/1'>Lamps.example</a></div>",
        "<div><b>$29</b> <a href='https://www.amazon.com/dp/B000000001'>Buy</a></div>",
        f"<div>{BUY}</div><script>s.replace(/a/, '$1')</script>",
    ],
    ids=[
        "a bound",
        "a saving",
        "a range",
        "far away",
        "another sentence",
        "another shop beside it",
        "a link that earns nothing",
        "a script",
    ],
)
def test_an_amount_that_is_not_the_price_of_the_link(html: str) -> None:
    assert facts_of(html).prices == ()


@pytest.mark.parametrize(
    ("html", "served", "dated"),
    [
        (f"<div><b>$29</b> {BUY}</div>", False, False),
        (f"<div><b>$29</b> {BUY} <i>Price as of 2 Oct 2026</i></div>", False, True),
        (f"<p>Last updated 2 Oct 2026</p><p>{LONG}</p><div><b>$29</b> {BUY}</div>", False, False),
        (f'<div class="aawp"><div><b>$29</b> {BUY}</div></div>', True, False),
        (f'<div class="aawp"><b>$29</b> {BUY}</div><p>{LONG}</p><p>Last update on 2026-10-02 / Affiliate links</p>', True, True),
        (f"<div><b>$29</b> {BUY}</div><p>{LONG}</p><p>Product prices are accurate as of the date indicated.</p>", False, True),
    ],
    ids=["bare", "stamped", "the article's date", "a plugin's", "a plugin's, stamped at the end", "Amazon's sentence"],
)
def test_where_a_price_comes_from_and_when_it_was_asked(html: str, served: bool, dated: bool) -> None:
    assert [(one.served, one.dated) for one in facts_of(html).prices] == [(served, dated)]


def test_stars_are_the_customers_where_the_words_say_so() -> None:
    (rating,) = facts_of(f"<div><p>4.6 out of 5 stars, 1,234 ratings</p>{BUY}</div>").prices
    assert (rating.kind, rating.text) == ("rating", "4.6 out of 5")
    assert facts_of(f"<div><p>My verdict: 4.5/5</p>{BUY}</div>").prices == ()


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("https://www.amazon.com/dp/B000000001?tag=blog-20", 1),
        ("//www.amazon.de/gp/product/B000000001", 1),
        ("https://read.amazon.com/kp/card?asin=B000000001", 0),
        ("//ws-eu.amazon-adsystem.com/widgets/cm?o=2", 0),
        ("https://music.amazon.com/embed/B000000001", 0),
        ("https://amazon.com.evil.example/dp/B000000001", 0),
    ],
)
def test_frames_of_the_shop(source: str, number: int) -> None:
    assert len(facts_of(f'<iframe src="{source}"></iframe><p>{BUY}</p>').frames) == number
