"""Which of a site's addresses are pages, under which name each is read once, and which lead in circles."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.config import CrawlTable
from linkaudit.sources.addresses import MAX_ALIKE, Scope, Traps, template
from linkaudit.urls import bare, parse

HOME = "https://blog.example"


def scope(home: str = HOME + "/", own: tuple[str, ...] = (), **rules: Any) -> Scope:
    url = parse(home)
    assert url is not None
    return Scope(url, frozenset(own), CrawlTable(**rules), 2026)


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://BLOG.example/A", "/A"),
        ("HTTPS://blog.EXAMPLE:443/a", "/a"),
        ("http://blog.example/a", "/a"),
        ("http://blog.example:80/a", "/a"),
        ("https://www.blog.example/a", "/a"),
        ("https://blog.example", "/"),
        ("https://blog.example/a/../b/./c", "/b/c"),
        ("https://blog.example/%2e%2e/a", "/a"),
        ("https://blog.example\\a", "/a"),
        ("https://blog.example/ä b", "/%C3%A4%20b"),
        ("https://blog.example/a#top", "/a"),
        ("https://blog.example/a?", "/a"),
        ("https://blog.example/a?&&", "/a"),
        ("https://blog.example/a?utm_source=x&id=3&fbclid=y&gclid=z", "/a?id=3"),
        ("https://blog.example/a?UTM_Source=x", "/a"),
        ("https://blog.example/a?PHPSESSID=0f3a&b=1", "/a?b=1"),
        ("https://blog.example/a;jsessionid=1F3?b=1", "/a?b=1"),
        ("https://blog.example/a?b=2&a=1", "/a?b=2&a=1"),
        ("https://blog.example/a?utm=1", "/a?utm=1"),
        ("https://blog.example/a//b", "/a//b"),
        ("https://blog.example/report.pdf?x=1", None),
        ("https://blog.example/photo.JPG", None),
        ("https://blog.example/v1.2/", "/v1.2/"),
        ("https://blog.example:8443/a", None),
        ("https://blog.example.evil.example/", None),
        ("https://shop.blog.example/", None),
        ("https://blog.example@evil.example/", None),
        ("ftp://blog.example/a", None),
        ("mailto:me@blog.example", None),
        ("javascript:void(0)", None),
        ("/a", None),
        ("", None),
        ("https://[::1", None),
    ],
)
def test_a_page_has_one_address(link: str, page: str | None) -> None:
    assert scope().page_url(link) == (None if page is None else HOME + page)


def test_the_home_settles_scheme_and_www() -> None:
    here = scope("http://www.blog.example:8080/")
    assert here.page_url("https://blog.example:8080/a") == "http://www.blog.example:8080/a"
    assert here.page_url("http://www.blog.example/a") is None, "another port is another site"


def test_further_hosts_of_the_owner_keep_their_own_name() -> None:
    here = scope(own=("old.example",))
    assert here.page_url("http://www.old.example/a") == "http://www.old.example/a"
    assert here.page_url("http://new.example/a") is None


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/post/?replytocom=17", "an action"),
        ("/post/?share=twitter", "an action"),
        ("/shop/?add-to-cart=99", "an action"),
        ("/shop/?Add-To-Cart=99", "an action"),
        ("/a/b/a/b/a/b/", "repeat"),
        ("/" + "/".join(f"s{number}" for number in range(21)), "repeat"),
        ("/search?" + "&".join(f"p{number}=1" for number in range(9)), "too many parameters"),
        ("/search?a=1&a=2&a=3", "too many parameters"),
        ("/events/2031-05/", "a calendar"),
        ("/events/1823/11/", None),
        ("/?tribe-bar-date=2041-02-01", "a calendar"),
        ("/?m=203105", "a calendar"),
        ("/?month=2042", "a calendar"),
        ("/cal/2099/01/02/", "a calendar"),
        ("/2024/05/post/", None),
        ("/2027/", None),
        ("/?p=2101", None),
        ("/product/2100/", None),
        ("/1900-calories/", None),
        ("/post/?page=3&order=new", None),
        ("/a/b/a/b/", None),
        ("/product-2100-watt/", None),
        ("/?replytocomments=1", None),
        ("/search?f=1&f=2", None),
    ],
)
def test_traps_are_not_followed(path: str, why: str | None) -> None:
    said = scope().refused(HOME + path)
    assert said is None if why is None else said is not None and why in said, said


def test_include_and_exclude_globs() -> None:
    here = scope(include=["/blog/*", "/"], exclude=["*/amp/"])
    assert here.refused(HOME + "/blog/a/") is None
    assert here.refused(HOME + "/shop/") == "not in crawl.include"
    assert here.refused(HOME + "/blog/a/amp/") == "in crawl.exclude"
    assert scope().refused(HOME + "/anything") is None


def test_a_template_is_what_pages_of_a_kind_share() -> None:
    same = ["/blog/one/", "/blog/two", "/blog/3/"]
    assert len({template(HOME + path) for path in same}) == 1
    different = ["/", "/blog/one/", "/reviews/one/", "/blog/one/?p=1", "/blog/2024/one/"]
    assert len({template(HOME + path) for path in different}) == len(different)
    assert template(HOME + "/2023/one/") == template(HOME + "/2024/two/")
    assert template(HOME + "/?b=1&a=2") == template(HOME + "/?a=9&b=8")


def test_addresses_that_differ_in_numbers_only_have_an_end() -> None:
    traps = Traps()
    assert not any(traps.enough(f"{HOME}/day/{number}/") for number in range(MAX_ALIKE))
    assert traps.enough(f"{HOME}/day/99999/")
    assert not traps.enough(f"{HOME}/night/1/")
    assert not traps.enough(f"{HOME}/day/{MAX_ALIKE}/late-name/")
    assert not any(traps.enough(f"{HOME}/about/") for _ in range(3 * MAX_ALIKE)), "no number, no trap"


def test_values_of_parameters_are_numbers_too() -> None:
    traps = Traps()
    for number in range(MAX_ALIKE):
        traps.enough(f"{HOME}/list?sort={'ab'[number % 2]}&from={number}")
    assert traps.enough(f"{HOME}/list?sort=z&from=z")
    assert not traps.enough(f"{HOME}/list?from=1")


def test_a_large_blog_of_numbered_posts_is_no_trap() -> None:
    traps = Traps(max_pages=20_000)
    assert not any(traps.enough(f"{HOME}/diet/post-{number}/") for number in range(10_000))


urls = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}://{}{}/{}?{}#{}".format,
        st.sampled_from(["http", "https", "HTTPS", "ftp"]),
        st.sampled_from(["blog.example", "www.blog.example", "BLOG.example.", "www.www.blog.example", "evil.example", "a@blog.example"]),
        st.sampled_from(["", ":80", ":443", ":8080"]),
        st.text(max_size=30),
        st.text(alphabet="ab=&%;?12utm_", max_size=20),
        st.text(max_size=5),
    ),
)


@given(urls)
def test_no_address_breaks_anything(text: str) -> None:
    here = scope()
    here.refused(text)
    template(text)
    Traps().enough(text)
    page = here.page_url(text)
    if page is not None:
        url = parse(page)
        assert url is not None and bare(url.host) == "blog.example" and url.scheme == "https" and not url.port and "#" not in page


def test_a_path_that_looks_like_a_host_stays_on_the_site() -> None:
    assert scope().page_url("https://blog.example//other.example/x") == "https://blog.example//other.example/x"


@given(urls)
def test_a_pages_address_stays_as_it_is(text: str) -> None:
    page = scope().page_url(text)
    assert page is None or scope().page_url(page) == page
