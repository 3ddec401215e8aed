"""A live site on loopback: breadth-first, same site only, robots, caps, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import rows, serving

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.errors import TargetError

HTML = {"content-type": "text/html; charset=utf-8"}


def crawled(url: str, **flags: object) -> object:
    return audit(Plan(url, load(None, {}, {"disclosure.regimes": ["ftc"]} | flags), probes=False, state=False))


def test_the_whole_site_and_nothing_else() -> None:
    answers = {
        "/": '<a href="/a/">a</a> <a href="b/?x=1#top">b</a> <a href="https://foreign.example/">f</a> <img src="/i.png"><a href="/doc.pdf">d</a>',
        "/a/": '<base href="/deep/"><a href="c">c</a><a href="/">home</a>',
        "/b/?x=1": '<p><a href="https://amzn.to/3abcdef">buy</a></p>',
        "/deep/c": "<p>end</p>",
    }
    with serving(answers) as (url, asked):
        document = crawled(url + "/")
    assert asked[:3] == ["/robots.txt", "/", "/sitemap.xml"]
    assert sorted(asked[3:]) == ["/a/", "/b/?x=1", "/deep/c"]
    assert document.coverage.pages_read == 4
    assert [page["url"] for page in rows(document, "pages")] == [f"{url}/b/?x=1"]


def test_cloaked_links_are_found_and_never_fetched() -> None:
    with serving({"/": '<p><a href="/go/book">book</a></p>'}) as (url, asked):
        document = crawled(url + "/")
    assert asked == ["/robots.txt", "/", "/sitemap.xml"]
    assert rows(document, "pages")[0]["affiliate_links"][0]["needs_probe"] is True


def test_robots_is_honoured_and_said() -> None:
    answers = {
        "/robots.txt": (200, {"content-type": "text/plain"}, b"User-agent: *\nDisallow: /private/"),
        "/": '<a href="/private/x">x</a>',
    }
    with serving(answers) as (url, asked):
        document = crawled(url + "/")
        assert "/private/x" not in asked
        assert [(one.reason.value, one.url) for one in document.unread] == [("robots", f"{url}/private/x")]
        assert crawled(url + "/", **{"crawl.robots": False}).coverage.pages_found == 2


def test_what_can_not_be_read_has_its_reason() -> None:
    answers = {
        "/": '<a href="/gone">1</a><a href="/pdf">2</a><a href="/loop">3</a><a href="/away">4</a><a href="/moved">5</a>',
        "/pdf": (200, {"content-type": "application/pdf"}, b"%PDF"),
        "/loop": (302, {"location": "/loop"}, b""),
        "/away": (302, {"location": "https://foreign.example/"}, b""),
        "/moved": (301, {"location": "/new"}, b""),
        "/new": "<p>here</p>",
    }
    with serving(answers) as (url, _):
        document = crawled(url + "/")
    assert sorted((one.reason.value, one.url.removeprefix(url)) for one in document.unread) == [
        ("fetch-failed", "/loop"), ("http-status", "/gone"), ("not-html", "/pdf"),
    ]  # fmt: skip
    assert document.coverage.pages_read == 2


def test_caps_and_globs() -> None:
    answers = {"/": "".join(f'<a href="/p{n}">x</a>' for n in range(50))} | {f"/p{n}": "<p>x</p>" for n in range(50)}
    with serving(answers) as (url, _):
        assert crawled(url + "/", **{"crawl.max_pages": 7}).coverage.pages_found == 7
        assert crawled(url + "/", **{"crawl.exclude": ["/p1*"]}).coverage.pages_found == 40
        assert crawled(url + "/", **{"crawl.include": ["/p2*"]}).coverage.pages_found == 12


def test_a_list_of_urls(tmp_path: Path) -> None:
    with serving({"/a": '<p><a href="https://amzn.to/3abcdef">x</a></p>', "/b": '<a href="/c">c</a>'}) as (url, asked):
        (tmp_path / "urls.txt").write_text(f"# mine\n{url}/a\n\n{url}/b\n")
        document = crawled(f"@{tmp_path / 'urls.txt'}")
    assert asked == ["/robots.txt", "/a", "/b"]
    assert document.coverage.pages_read == 2


def test_a_site_of_one_page_is_judged_as_a_site_too() -> None:
    with serving({"/": '<p>We earn a commission.</p><p><a href="https://amzn.to/3abcdef">x</a></p>'}) as (url, _):
        told = rows(crawled(url + "/"), "findings")
    assert [(one["severity"], one["page"]) for one in told if one["rule"] == "amazon-statement-missing"] == [("warning", "")]


def test_a_bad_list_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("https://a.example/\nnot a url\n")
    with pytest.raises(TargetError, match=r"urls\.txt:2: 'not a url' is not an http"):
        crawled(f"@{tmp_path / 'urls.txt'}")


def test_offline_opens_no_socket() -> None:
    with pytest.raises(TargetError, match="--offline"):
        audit(Plan("https://blog.example/", load(None, {}), offline=True))


def test_an_unknown_host_is_unread(site: Callable[..., Path]) -> None:
    document = crawled("http://nowhere.invalid/")
    assert [one.reason.value for one in document.unread] == ["fetch-failed"]
    assert document.coverage.pages_read == 0
