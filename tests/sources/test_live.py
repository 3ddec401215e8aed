"""A live site in all its moods: redirects, robots, walls, traps, second nights, and links that turn out to be cloaked."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import rows
from tests.web import auditing, web
from tests.wire import Said, Tell, wired

import linkaudit.store.state
import linkaudit.visits
from linkaudit.app import Stop
from linkaudit.cli import main
from linkaudit.document import Audit
from linkaudit.errors import TargetError
from linkaudit.http.seam import Request
from linkaudit.reports.json import render
from linkaudit.sources.addresses import MAX_ALIKE
from linkaudit.store import State

SITE = "https://blog.example"
AMAZON = "https://www.amazon.com/dp/B000000001?tag=blogex-20"
CHALLENGE = (403, {"cf-mitigated": "challenge", "server": "cloudflare"}, "<title>Just a moment...</title>")


def crawl(start: str = SITE + "/", **more: Any) -> Audit:
    return auditing("curl")(start, **({"probes": False, "http.retries": 0} | more))


def anchors(*paths: str) -> str:
    return "".join(f'<a href="{path}">x</a> ' for path in paths)


def read(document: Audit) -> int:
    return document.coverage.pages_read


def unread(document: Audit) -> dict[str, str]:
    return {one.url.removeprefix(SITE): f"{one.reason.value}: {one.detail}" for one in document.unread}


def affiliate_pages(document: Audit) -> dict[str, list[str | None]]:
    pages = {page["url"].removeprefix(SITE): [link["publisher_id"] for link in page["affiliate_links"]] for page in rows(document, "pages")}
    return {url: links for url, links in pages.items() if links}


def text_of(document: Audit) -> str:
    return "".join(render(document))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Audit]:
    """Crawl with a state of its own: each call is another night."""
    monkeypatch.chdir(tmp_path)
    return lambda start=SITE + "/", **more: crawl(start, state=True, **more)


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of pages that were analysed, in order."""
    seen: list[str] = []
    real = linkaudit.visits.safely

    def counting(page: Any, *more: Any) -> Any:
        seen.append(page.url.removeprefix(SITE))
        return real(page, *more)

    monkeypatch.setattr(linkaudit.visits, "safely", counting)
    return seen


# Redirects


def site(**pages: Said) -> dict[str, Tell]:
    return {f"{SITE}/{name}": said for name, said in pages.items() if name != "home"} | {SITE + "/": pages.get("home", "<p>")}


def test_a_page_that_moved_is_read_once_under_its_new_address() -> None:
    answers = site(home=anchors("/a", "/b", "/new"), a=f"301 {SITE}/new", b="302 /a", new="<p>here")
    with wired(answers) as wire:
        document = crawl()
    assert sorted(wire.asked) == sorted(set(wire.asked)), "nothing was asked twice"
    assert (read(document), unread(document)) == (2, {})


def test_a_circle_is_told_once_and_so_is_a_redirect_to_itself() -> None:
    answers = site(home=anchors("/a", "/b", "/c", "/self"), a="302 /b", b="302 /c", c="302 /a", self="301 /self#x")
    with wired(answers) as wire:
        document = crawl()
    assert unread(document) == {"/a": "fetch-failed: redirects in a circle", "/self": "fetch-failed: redirects to itself"}
    assert sorted(wire.asked) == sorted(set(wire.asked))


def test_a_start_page_that_goes_in_circles_is_told() -> None:
    with wired(site(home=f"302 {SITE}/a", a=f"302 {SITE}/")) as wire:
        document = crawl()
    assert list(unread(document).values()) == ["fetch-failed: redirects in a circle"]
    assert len(wire.asked) < 8


@pytest.mark.parametrize(("hops", "told"), [(10, False), (11, True)])
def test_ten_redirects_are_followed_and_no_more(hops: int, told: bool) -> None:
    chain = {f"{SITE}/h{number}": f"302 /h{number + 1}" for number in range(hops)} | {f"{SITE}/h{hops}": "<p>end"}
    with wired(site(home=anchors("/h0")) | chain) as wire:
        document = crawl()
    assert [reason.partition(": ")[2] for reason in unread(document).values()] == (["more than 10 redirects"] if told else [])
    assert (SITE + f"/h{hops}" in wire.asked) is not told


def test_a_redirect_off_the_site_is_not_followed() -> None:
    with wired(site(home=anchors("/away", "/a"), away="302 https://foreign.example/x", a="<p>")) as wire:
        document = crawl()
    assert not any("foreign" in url for url in wire.asked)
    assert (read(document), unread(document)) == (2, {})


@pytest.mark.parametrize("location", ["", "http://", "mailto:a@b.example", "javascript:x", "//"])
def test_a_redirect_to_nowhere_is_told(location: str) -> None:
    with wired(site(home=anchors("/a"), a=(302, {"location": location} if location else {}, ""))):
        assert unread(crawl())["/a"] == "fetch-failed: HTTP 302 without a usable Location"


def test_a_page_that_insists_on_http_is_read() -> None:
    answers = site(home=anchors("/p"), p="302 http://blog.example/p") | {"http://blog.example/p": "<p>plain"}
    with wired(answers):
        document = crawl()
    assert (read(document), unread(document)) == (2, {})


def test_http_to_https_to_http_is_a_circle() -> None:
    answers = site(home=anchors("/p"), p="302 http://blog.example/p") | {"http://blog.example/p": f"302 {SITE}/p"}
    with wired(answers) as wire:
        document = crawl()
    assert list(unread(document).values()) == ["fetch-failed: redirects in a circle"]
    assert [url for url in wire.asked if url.endswith("/p")] == [SITE + "/p", "http://blog.example/p"]


def test_a_page_behind_www_and_https_is_not_lost() -> None:
    """The start page answers without www, the page wants both: its last address settles on one that was seen already."""
    home, www = "http://blog.example", "http://www.blog.example/p"
    answers: dict[str, Tell] = {home + "/": anchors("/p"), home + "/p": f"301 {www}", www: "301 https://www.blog.example/p"}
    with wired(answers | {"https://www.blog.example/p": "<p>here"}):
        document = crawl(home + "/")
    assert (read(document), document.unread) == (2, ())


def test_the_start_page_settles_the_home() -> None:
    home = "https://www.blog.example"
    answers: dict[str, Tell] = {"http://blog.example/": f"301 {SITE}/", SITE + "/": f"301 {home}/", home + "/": anchors("/a", SITE + "/a")}
    with wired(answers | {home + "/a": "<p>a", home + "/robots.txt": "Sitemap: /map.xml"}) as wire:
        document = crawl("http://blog.example/")
    assert (document.site, read(document), document.unread) == (home, 2, ())
    assert home + "/map.xml" in wire.asked, "the sitemap that the home's own robots.txt names"
    assert sum(url.endswith("/a") for url in wire.asked) == 1


def test_a_start_page_that_leaves_for_another_host_says_so() -> None:
    with wired(site(home="301 https://new.example/")) as wire:
        document = crawl()
        assert unread(document) == {"/": "redirect-elsewhere: leads to new.example: audit that, or add it to site.own"}
        assert (read(document), any("new.example" in url for url in wire.asked)) == (0, False)
        wire.answers["https://new.example/"] = "<p>"
        assert read(crawl(**{"site.own": ["new.example"]})) == 1


# robots.txt and walls


@pytest.mark.parametrize("status", ["500", "503", "429"])
def test_robots_that_fail_close_the_site(status: str) -> None:
    with wired(site(home=anchors("/a"), a="<p>") | {SITE + "/robots.txt": status}) as wire:
        document = crawl()
    assert wire.asked == [SITE + "/robots.txt"]
    assert unread(document) == {"/": f"robots: robots.txt answers HTTP {status}"}


@pytest.mark.parametrize("said", ["404", "403", (200, {}, "<!doctype html><title>Not found"), (200, {}, "User-agent: *\nDisallow:")])
def test_robots_that_forbid_nothing(said: Said) -> None:
    with wired(site(home=anchors("/a"), a="<p>") | {SITE + "/robots.txt": said}):
        assert read(crawl()) == 2


def test_robots_close_the_start_and_what_lies_below() -> None:
    with wired(site() | {SITE + "/robots.txt": (200, {}, "User-agent: linkaudit\nDisallow: /")}):
        assert unread(crawl()) == {"/": "robots: robots.txt disallows it"}


def test_a_crawl_delay_is_kept_and_noted() -> None:
    with wired(site() | {SITE + "/robots.txt": (200, {}, "User-agent: *\nCrawl-delay: 0.2")}):
        document = crawl()
    assert "robots.txt asks for 0.2 seconds between requests; that was kept." in document.notes


def test_a_challenge_is_told_with_what_to_allow() -> None:
    with wired(site(home=anchors("/a", "/b"), a=CHALLENGE, b="<p>")):
        document = crawl()
    assert read(document) == 2
    assert unread(document)["/a"].startswith("blocked: Cloudflare challenge (HTTP 403). In Cloudflare, Security > WAF")


def test_a_site_behind_a_challenge_is_never_a_site_without_links() -> None:
    with wired({}) as wire:
        wire.answers |= {SITE + "/": CHALLENGE, SITE + "/robots.txt": CHALLENGE, SITE + "/sitemap.xml": CHALLENGE}
        document = crawl()
    assert read(document) == 0
    assert unread(document)["/"].startswith("blocked: Cloudflare challenge (HTTP 403). In Cloudflare")


def test_a_challenge_in_place_of_robots_is_told_as_one() -> None:
    with wired(site() | {SITE + "/robots.txt": (503, {"cf-mitigated": "challenge"}, "")}):
        assert unread(crawl())["/"].startswith("blocked: robots.txt: Cloudflare challenge (HTTP 503). In Cloudflare")


def test_a_challenge_that_answers_200_is_no_page() -> None:
    with wired(site(home=anchors("/a"), a=(200, {"cf-mitigated": "challenge"}, "<p>wait"))):
        assert unread(crawl())["/a"].startswith("blocked: Cloudflare challenge (HTTP 200)")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"/robots.txt": "503"}, "robots.txt answers HTTP 503"),
        ({"/robots.txt": "404", "/": CHALLENGE}, "In Cloudflare, Security > WAF"),
        ({"/": "301 https://new.example/"}, "leads to new.example: audit that"),
        ({"/": "500"}, "HTTP 500"),
    ],
)
def test_a_site_that_can_not_be_read_is_exit_3_with_the_reason(
    answers: dict[str, Tell], why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINKAUDIT_HTTP_RETRIES", "0")
    monkeypatch.chdir(tmp_path)
    with wired({SITE + path: said for path, said in answers.items()}), pytest.raises(SystemExit) as end:
        main(["audit", SITE + "/", "--no-state"])
    assert end.value.code == 3
    printed = capsys.readouterr()
    assert why in " ".join(printed.out.split()), printed.out
    assert "Too little could be read: 0 of 1 page (" in printed.err


# Sitemaps


def urlset(*places: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{place}</loc></url>" for place in places) + "</urlset>"


def test_a_sitemap_leads_to_pages_that_nothing_links_to() -> None:
    answers = site(home="<p>", lone="<p>", **{"sitemap.xml": urlset(SITE + "/lone")})
    with wired(answers):
        assert read(crawl()) == 2


def test_robots_name_the_sitemap() -> None:
    answers = site(home="<p>", lone="<p>", **{"robots.txt": (200, {}, f"Sitemap: {SITE}/m.xml.gz"), "m.xml.gz": urlset("/lone")})
    with wired(answers) as wire:
        assert read(crawl()) == 2
    assert SITE + "/sitemap.xml" not in wire.asked


def test_a_sitemap_can_not_lead_off_the_site_or_to_one_page_twice() -> None:
    listed = ["https://foreign.example/", "http://127.0.0.1/x", "http://www.blog.example/a", SITE + "/a?utm_source=map", SITE + "/p.pdf"]
    with wired(site(home="<p>", a="<p>", **{"sitemap.xml": urlset(*listed)})) as wire:
        document = crawl()
    assert (read(document), document.unread) == (2, ())
    assert wire.asked == [f"{SITE}/{path}" for path in ("robots.txt", "", "sitemap.xml", "a")]


def test_a_sitemap_as_target_is_all_that_is_read() -> None:
    answers = site(home=anchors("/c"), a=anchors("/c"), b="<p>", **{"map.xml": urlset(SITE + "/a", SITE + "/b")})
    with wired(answers) as wire:
        document = crawl(SITE + "/map.xml")
    assert (read(document), document.site) == (2, SITE)
    assert sorted(wire.asked) == [f"{SITE}/{path}" for path in ("a", "b", "map.xml", "robots.txt")]


@pytest.mark.parametrize(("robots", "why"), [("404", "HTTP 404"), ("503", "robots.txt answers HTTP 503")])
def test_a_sitemap_that_can_not_be_read_is_told(robots: str, why: str) -> None:
    with wired({SITE + "/robots.txt": robots}):
        document = crawl(SITE + "/map.xml")
    assert f"1 sitemap could not be read: {SITE}/map.xml: {why}" in document.notes


def test_a_named_sitemap_that_is_gone_is_told_and_the_default_is_not() -> None:
    with wired(site() | {SITE + "/robots.txt": (200, {}, "Sitemap: /gone.xml")}):
        assert crawl().notes == (f"1 sitemap could not be read: {SITE}/gone.xml: HTTP 404",)
    with wired(site()):
        assert crawl().notes == ()


# Caps and traps


def test_the_depth_has_an_end() -> None:
    with wired(site(home=anchors("/1"), **{str(n): anchors(f"/{n + 1}") for n in range(1, 9)})):
        document = crawl(**{"crawl.max_depth": 3})
    assert read(document) == 4
    assert document.notes == (f"1 address not followed (more than crawl.max_depth links from the start), for example {SITE}/4",)


def test_a_sample_takes_some_of_each_kind() -> None:
    kinds = ("reviews", "news", "shop")
    paths = [f"{kind}/p{number}" for kind in kinds for number in range(40)]
    with wired(site(home=anchors(*(f"/{path}" for path in paths)), **dict.fromkeys(paths, "<p>"))) as wire:
        document = crawl(sample=True, **{"crawl.max_pages": 7})
    assert read(document) == 7
    assert [sum(f"/{kind}/" in url for url in wire.asked) for kind in kinds] == [2, 2, 2]
    assert "114 more pages are known and were not read: a sample of each kind of page." in document.notes


def test_a_sample_is_drawn_from_all_that_sitemaps_list() -> None:
    listed = [f"{SITE}/{name}" for name in [*(f"posts/{number}" for number in range(2000)), "tools/one", "reviews/one"]]
    with wired(site(**{"sitemap.xml": urlset(*listed)}) | dict.fromkeys(listed, "<p>")) as wire:
        crawl(sample=True, **{"crawl.max_pages": 4})
    assert {url.removeprefix(SITE) for url in wire.asked[3:]} >= {"/tools/one", "/reviews/one"}


def tangled(pages: int, seed: int) -> dict[str, Tell]:
    """A site where a page is reached by links, redirects and sitemaps at once."""
    lot = random.Random(seed)
    names = [f"k{number % 5}/p{number}" for number in range(pages)]
    answers = site(home=anchors(*(f"/{name}" for name in lot.sample(names, 12))))
    for name in names:
        choice, others = lot.random(), [f"/{other}" for other in lot.sample(names, 4)]
        answers[f"{SITE}/{name}"] = f"302 {others[0]}" if choice < 0.3 else "404" if choice < 0.35 else anchors(*others)
    return answers


@pytest.mark.parametrize("site_number", range(4))
@pytest.mark.parametrize("cap", [9, 25, 1000])
def test_the_outcome_does_not_depend_on_the_order_of_answers(site_number: int, cap: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    seen = set()
    for seed in range(6):
        with wired(tangled(80, site_number), seed):
            seen.add(text_of(crawl(**{"crawl.max_pages": cap})))
    assert len(seen) == 1


def test_nor_on_the_delays_of_a_real_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    lot, seen = random.Random(7), set()
    with web({}) as net:
        names = [f"k{number % 3}/p{number}" for number in range(40)]

        def late(body: str) -> Any:
            def answer(_: object) -> Any:
                time.sleep(lot.random() / 50)
                return body

            return answer

        net.answers |= {f"blog.example/{name}": late(anchors(*(f"/{other}" for other in names[::3]))) for name in names}
        net.answers["blog.example/"] = anchors(*(f"/{name}" for name in names))
        net.answers["blog.example/robots.txt"] = net.answers["blog.example/sitemap.xml"] = "404"
        for _ in range(3):
            seen.add(text_of(crawl(net.url(SITE + "/"), **{"crawl.max_pages": 12})))
    assert len(seen) == 1


class Endless(dict[str, Tell]):
    """A site that has a page for every address."""

    def __init__(self, page: Callable[[str], str]) -> None:
        self._page = page

    def get(self, url: str, default: Any = None) -> Any:
        path = url.removeprefix(SITE)
        return "404" if path.endswith((".txt", ".xml")) else self._page(path)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (lambda path: anchors(*(f"{path.rstrip('/')}/{step}/" for step in "ab")), "path segments repeat"),
        (lambda path: '<a href="a/b/">x</a>', "path segments repeat"),
        (lambda path: anchors(*(f"/events/{2026 + n}/{1 + n % 12}/" for n in range(-60, 60))), "a calendar"),
        (lambda path: anchors(f"{path}{'&' if '?' in path else '?'}f{len(path)}=1", "/?a=1&a=2&a=3"), "too many parameters"),
        (lambda path: anchors(f"{path}?replytocom=3", f"{path}?add-to-cart=4"), "an action, not a page"),
    ],
)
def test_a_trap_ends_and_is_told(page: Callable[[str], str], why: str) -> None:
    with wired(Endless(page)) as wire:
        document = crawl(**{"crawl.max_pages": 500})
    assert len(wire.asked) < 300
    assert any(why in note for note in document.notes), document.notes


def test_a_calendar_of_days_ends_before_the_cap() -> None:
    def page(path: str) -> str:
        day = int(path.strip("/").rpartition("/")[2] or 0) if path != "/about/" else 0
        return anchors(*(f"/day/{day * 7 + step}/" for step in range(1, 8)))

    with wired(Endless(page)) as wire:
        document = crawl(**{"crawl.max_pages": 1500})
    assert len(wire.asked) < MAX_ALIKE + 70
    assert any("many addresses that differ in digits or values only" in note for note in document.notes)


def test_what_a_sitemap_lists_is_no_trap() -> None:
    listed = [f"{SITE}/?p={number}" for number in range(MAX_ALIKE + 50)]
    with wired(site(**{"sitemap.xml": urlset(*listed)}) | dict.fromkeys(listed, "<p>post")):
        assert read(crawl()) == MAX_ALIKE + 51


def test_session_ids_in_every_link_lead_to_one_page() -> None:
    with wired(Endless(lambda path: anchors(f"/a?PHPSESSID={random.random()}", f"/a;jsessionid={random.random()}"))) as wire:
        assert read(crawl()) == 2
    assert len(wire.asked) == 4


def test_a_page_of_20_mb_is_too_large() -> None:
    with web({"blog.example/": anchors("/big"), "blog.example/big": "<p>" + "x" * 20_000_000}) as net:
        net.answers |= {"blog.example/robots.txt": "404", "blog.example/sitemap.xml": "404"}
        document = crawl(net.url(SITE + "/"))
    assert [(one.reason.value, one.detail) for one in document.unread] == [("too-large", "more than 16777216 bytes")]


def test_a_list_over_several_hosts(tmp_path: Path) -> None:
    hosts = [f"https://{name}.example" for name in ("one", "two", "www.three")]
    (tmp_path / "urls.txt").write_text("".join(f"{host}/a\n" for host in hosts))
    answers: dict[str, Tell] = {f"{host}/a": anchors("/b") for host in hosts[:2]} | {hosts[2] + "/a": "302 /c", hosts[2] + "/c": "<p>"}
    with wired(answers | {hosts[1] + "/robots.txt": (200, {}, "User-agent: *\nDisallow: /")}) as wire:
        document = crawl(f"@{tmp_path / 'urls.txt'}")
    assert read(document) == 2
    assert [(one.url, one.reason.value) for one in document.unread] == [(hosts[1] + "/a", "robots")]
    assert sorted(wire.asked) == sorted([f"{host}/robots.txt" for host in hosts] + [hosts[0] + "/a", hosts[2] + "/a", hosts[2] + "/c"])


# The second night


def tagged(body: Said | str, etag: str | None = None, modified: str | None = None) -> Callable[[Request], Said]:
    """A page that answers 304 to those who have it."""

    def answer(request: Request) -> Said:
        headers = {name: value for name, value in (("etag", etag), ("last-modified", modified)) if value}
        asked = {name.lower(): value for name, value in request.headers.items()}
        if (etag and asked.get("if-none-match") == etag) or (modified and asked.get("if-modified-since") == modified):
            return 304, headers, ""
        return 200, headers, str(body)

    return answer


def link(url: str = AMAZON) -> str:
    return f'<p><a href="{url}">buy</a></p>'


def test_the_second_night_asks_only_for_what_changed(kept: Callable[..., Audit], analysed: list[str]) -> None:
    monday = "Mon, 05 Jan 2026 10:00:00 GMT"
    answers = site(home=anchors("/a", "/b")) | {
        f"{SITE}/a": tagged(link() + anchors("/deep"), etag='"1"'),
        f"{SITE}/b": tagged(link(), modified=monday),
        f"{SITE}/deep": link(),
    }
    with wired(answers) as wire:
        first = kept()
        assert sorted(analysed) == ["/", "/a", "/b", "/deep"]
        wire.asked.clear()
        analysed.clear()
        second = kept()
    assert analysed == [], "304, or the same bytes again: nothing to do"
    assert sorted(wire.asked)[:3] == [SITE + "/", SITE + "/a", SITE + "/b"]
    assert affiliate_pages(second) == affiliate_pages(first) == {path: ["blogex-20"] for path in ("/a", "/b", "/deep")}
    assert second.counts == first.counts and read(second) == 4


def test_what_is_said_of_the_site_outlives_the_night(kept: Callable[..., Audit], analysed: list[str]) -> None:
    sells = "<main><p>We earn a commission when you buy.</p>" + "".join(link(f"https://amzn.to/3abcde{number}") for number in range(3))
    answers = site(home=f'<main><h2><a href="/a">Pans</a></h2>{anchors("/b")}</main>', a=sells, b="<p>b")
    flags = {"disclosure.regimes": ["uk"]}

    def said(document: Audit) -> list[str]:
        return [cause.title for cause in document.causes if cause.rule == "teaser-label-missing"]

    with wired(answers) as wire:
        first = said(kept(**flags))
        analysed.clear()
        wire.answers[f"{SITE}/b"] = "<p>another b"
        second = said(kept(**flags))
    assert analysed == ["/b"]
    assert first == second == ["1 article whose links to shops all pay, teased on 1 page without a label."]


def test_changed_content_is_analysed_again(kept: Callable[..., Audit], analysed: list[str]) -> None:
    answers = site(home=anchors("/a", "/b"), b="<p>b") | {f"{SITE}/a": tagged(link(), etag='"1"')}
    with wired(answers) as wire:
        kept()
        analysed.clear()
        wire.answers[f"{SITE}/a"] = tagged("<p>no link", etag='"2"')
        second = kept()
    assert analysed == ["/a"]
    assert affiliate_pages(second) == {}


def test_a_new_etag_for_old_content_is_remembered(kept: Callable[..., Audit]) -> None:
    told: list[str] = []

    def page(etag: str) -> Callable[[Request], Said]:
        def answer(request: Request) -> Said:
            told.append(request.headers.get("If-None-Match", ""))
            return 200, {"etag": etag}, "<p>same"

        return answer

    with wired(site(home=anchors("/a"))) as wire:
        for etag in ('"1"', '"2"', '"3"'):
            wire.answers[f"{SITE}/a"] = page(etag)
            kept()
    assert told == ["", '"1"', '"2"']


@pytest.mark.parametrize(
    "setting", [{"ids": {"amazon": ["blogex-20"]}}, {"disclosure.regimes": ["uk"]}, {"rules": {"link-insecure": {"enabled": False}}}]
)
def test_a_changed_setting_analyses_everything_again(setting: dict[str, Any], kept: Callable[..., Audit], analysed: list[str]) -> None:
    with wired(site(home=anchors("/a")) | {f"{SITE}/a": tagged(link(), etag='"1"')}):
        kept()
        analysed.clear()
        kept(**setting)
    assert sorted(analysed) == ["/", "/a"]


def test_a_password_in_an_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(TargetError) as told:
        crawl("https://ann:secret@blog.example/")
    assert "secret" not in str(told.value)
    assert 'http.auth."blog.example"' in str(told.value)


# Style sheets

STYLED = '<link rel=stylesheet href="/s.css"><p class=n>We earn a commission if you buy.</p>'


def css(text: str) -> Said:
    return 200, {"content-type": "text/css"}, text


def hidden(document: Audit) -> list[str]:
    return [one["page"].removeprefix(SITE) for one in rows(document, "findings") if one["rule"] == "disclosure-hidden-css"]


@pytest.mark.parametrize("seed", range(5))
def test_pages_wait_for_their_sheets_and_each_is_asked_once(seed: int) -> None:
    paths = [f"/p{number}" for number in range(8)]
    answers = site(home=anchors(*paths)) | {SITE + path: STYLED + link() for path in paths}
    answers |= {f"{SITE}/s.css": css("@import 'deep.css';"), f"{SITE}/deep.css": css(".n{display:none}")}
    with wired(answers, seed) as wire:
        document = crawl()
    assert hidden(document) == paths
    assert [wire.asked.count(f"{SITE}/{name}.css") for name in ("s", "deep")] == [1, 1]
    assert read(document) == 9


def test_a_sheet_that_changed_judges_unchanged_pages_again(kept: Callable[..., Audit], analysed: list[str]) -> None:
    answers = site(home=anchors("/a")) | {f"{SITE}/a": tagged(STYLED + link(), etag='"1"'), f"{SITE}/s.css": css(".n{color:#222}")}
    with wired(answers) as wire:
        assert hidden(kept()) == []
        analysed.clear()
        assert hidden(kept()) == []
        assert analysed == []
        wire.answers[f"{SITE}/s.css"] = css(".n{display:none}")
        assert hidden(kept()) == ["/a"]
    assert analysed == ["/a"]


def test_a_sheet_that_can_not_be_had_is_noted_and_hides_nothing() -> None:
    answers = site(home=anchors("/a"), a=STYLED + link()) | {f"{SITE}/s.css": "404"}
    with wired(answers):
        document = crawl()
    assert hidden(document) == []
    assert any("style sheet" in note and "/s.css" in note for note in document.notes)


def test_robots_hold_for_sheets() -> None:
    answers = site(home=anchors("/a"), a=STYLED + link()) | {f"{SITE}/robots.txt": "User-agent: *\nDisallow: /s.css"}
    with wired(answers) as wire:
        assert read(crawl()) == 2
    assert f"{SITE}/s.css" not in wire.asked


def test_a_page_that_went_is_not_kept(kept: Callable[..., Audit]) -> None:
    with wired(site(home=anchors("/a"), a=link())) as wire:
        kept()
        wire.answers[f"{SITE}/a"] = "404"
        document = kept()
    assert (affiliate_pages(document), unread(document)) == ({}, {"/a": "http-status: HTTP 404"})


def test_not_modified_that_nobody_asked_for_is_told() -> None:
    with wired(site(home=anchors("/a"), a=(304, {}, ""))):
        assert unread(crawl()) == {"/a": "http-status: HTTP 304, and it was never read before"}


def test_an_old_copy_of_a_cache_is_noted(kept: Callable[..., Audit]) -> None:
    with wired(site(home=(200, {"age": "30"}, anchors("/a")), a=(200, {"age": str(50 * 3600), "cf-cache-status": "HIT"}, "<p>"))):
        for _ in range(2):
            assert kept().notes == ("1 page came from a cache and may be out of date (up to 50 hours old).",)
    with wired(site(home=(200, {"age": "soon"}, "<p>"))):
        assert kept().notes == ()


def test_a_run_that_is_taken_up_late_says_all_that_it_had_to_say(kept: Callable[..., Audit]) -> None:
    stop = Stop()

    def ask_to_stop(request: Request) -> Said:
        stop.wished = True
        return "<p>In stock."

    shop = AMAZON.partition("?")[0]
    answers = site(home=anchors("/2099/01/") + link(), **{"robots.txt": (200, {}, "Sitemap: /gone.xml\nUser-agent: *\nCrawl-delay: 0.01")})
    with wired(answers | {shop: ask_to_stop}) as wire:
        first = kept(probes=True, stop=stop)
        wire.asked.clear()
        second = kept(probes=True, resume=True)
    assert first.interrupted and not second.interrupted
    assert wire.asked == [SITE + "/robots.txt", SITE + "/"], "the crawl was over, and the shop had answered"
    assert [note.partition(":")[0].partition(" (")[0] for note in second.notes] == [
        "robots.txt asks for 0.01 seconds between requests; that was kept.", "1 sitemap could not be read", "1 address not followed",
    ]  # fmt: skip


def test_the_regimes_of_the_command_line_hold_when_a_run_is_taken_up(kept: Callable[..., Audit], analysed: list[str]) -> None:
    stop = Stop()

    def ask_to_stop(request: Request) -> Said:
        stop.wished = True
        return "<p>"

    with wired(site(home=anchors("/a", "/b"), a=link()) | {f"{SITE}/b": ask_to_stop}):
        kept(stop=stop)
        analysed.clear()
        document = kept(resume=True, **{"disclosure.regimes": ["uk"]})
    assert [one.id for one in document.regimes if one.id in ("ftc", "uk")] == ["uk"]
    assert sorted(analysed) == ["/", "/a", "/b"], "what was judged by the other law is judged again"
    assert any("this one began anew" in note for note in document.notes)


def test_every_commit_is_a_place_to_go_on_from(kept: Callable[..., Audit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill leaves what was committed: here each commit is copied, and a run is taken up from each copy."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setattr(linkaudit.store.state, "SECONDS", 0.0)
    copies: list[Path] = []
    commit = State.commit

    def copying(state: State) -> None:
        commit(state)
        if (folder := tmp_path / f"copy{len(copies)}") and Path.cwd() == tmp_path:
            (folder / ".linkaudit").mkdir(parents=True)
            with (
                closing(sqlite3.connect(folder / ".linkaudit" / "blog.example.sqlite")) as copy,
                closing(sqlite3.connect(state.path or "")) as db,
            ):
                db.backup(copy)
            copies.append(folder)

    answers = tangled(40, 1) | vanity() | {AMAZON.partition("?")[0]: "<p>In stock.", SITE + "/go/1": f"302 {AMAZON}"}
    answers[SITE + "/"] = anchors("/a", "/b", "/go/1", *(f"/k{number % 5}/p{number}" for number in range(0, 40, 9)))
    monkeypatch.setattr(State, "commit", copying)
    with wired(answers, 1):
        whole = text_of(kept(probes=True, **{"crawl.max_pages": 25}))
    assert len(copies) > 50
    differing = []
    for number, folder in enumerate(copies[:-1]):  # after the last commit the run is done
        monkeypatch.chdir(folder)
        with wired(answers, number):
            if text_of(kept(probes=True, resume=True, **{"crawl.max_pages": 25})) != whole:
                differing.append(number)
    assert differing == []


# Own addresses that turn out to lead to a shop


def vanity(target: str = AMAZON) -> dict[str, Tell]:
    return site(home=anchors("/a", "/b")) | {
        f"{SITE}/a": tagged(link("/bluehost"), etag='"a"'),
        f"{SITE}/b": tagged("<p>nothing", etag='"b"'),
        f"{SITE}/bluehost": f"302 {target}",
    }


def test_a_vanity_link_makes_its_pages_affiliate_pages(analysed: list[str]) -> None:
    with wired(vanity()) as wire:
        document = crawl()
    assert affiliate_pages(document) == {"/a": ["blogex-20"]}
    assert sorted(analysed) == ["/", "/a", "/a", "/b"], "only the page that links there is read again"
    assert not any("amazon" in url for url in wire.asked)
    assert read(document) == 3


def test_a_vanity_link_over_two_own_addresses() -> None:
    with wired(vanity("/offers/bluehost") | {f"{SITE}/offers/bluehost": f"301 {AMAZON}"}):
        assert affiliate_pages(crawl()) == {"/a": ["blogex-20"]}


def test_a_vanity_link_found_late() -> None:
    answers = site(home=link("/bluehost?x=1") + anchors("/1"), **{"1": anchors("/2"), "2": link("/bluehost")}) | {
        f"{SITE}/bluehost?x=1": "404", f"{SITE}/bluehost": f"302 {AMAZON}",
    }  # fmt: skip
    with wired(answers):
        assert affiliate_pages(crawl()) == {"/": ["blogex-20"], "/2": ["blogex-20"]}


def test_an_address_with_a_query_does_not_make_a_shop_of_the_home_page() -> None:
    with wired(site(home=anchors("/?out=7", "/a"), a=anchors("/")) | {f"{SITE}/?out=7": f"302 {AMAZON}"}):
        assert affiliate_pages(crawl()).get("/a") is None


def test_a_vanity_link_within_the_cap_of_pages() -> None:
    """The page that has to be read again is read again, though others wait that come before it."""
    names = [f"k/{letter}" for letter in "abcdefgh"]
    answers = site(home=anchors("/bluehost", "/z", *(f"/{name}" for name in names)), bluehost=f"302 {AMAZON}", z=link("/bluehost"))
    with wired(answers | {f"{SITE}/{name}": link("/bluehost") for name in names}):
        document = crawl(**{"crawl.max_pages": 4})
    found = affiliate_pages(document)
    assert read(document) == 4 and len(found) == 4 and all(ids == ["blogex-20"] for ids in found.values()), found


def test_a_page_that_goes_while_it_is_read_again() -> None:
    said = iter([link("/bluehost"), "404"])
    with wired(vanity() | {f"{SITE}/a": lambda request: next(said)}):
        document = crawl()
    assert (affiliate_pages(document), unread(document)) == ({}, {"/a": "http-status: HTTP 404"})


def test_a_vanity_link_on_the_second_night(kept: Callable[..., Audit], analysed: list[str]) -> None:
    with wired(vanity()):
        first = kept()
        analysed.clear()
        second = kept()
    assert analysed == []
    assert affiliate_pages(second) == affiliate_pages(first) == {"/a": ["blogex-20"]}


@pytest.mark.parametrize(
    ("target", "found"),
    [("https://www.amazon.com/dp/B000000001?tag=thief-20", {"/a": ["thief-20"]}), ("https://nothing.example/", {})],
)
def test_a_vanity_link_that_leads_elsewhere_on_the_second_night(
    target: str, found: dict[str, list[str]], kept: Callable[..., Audit], analysed: list[str]
) -> None:
    with wired(vanity()) as wire:
        kept()
        analysed.clear()
        wire.answers[f"{SITE}/bluehost"] = f"302 {target}"
        second, third = kept(), kept()
    assert affiliate_pages(second) == affiliate_pages(third) == found
    assert analysed == ["/a"], "read once more when it changed, and not on the third night"


def test_a_vanity_link_that_is_new_on_the_second_night(kept: Callable[..., Audit]) -> None:
    with wired(vanity() | {f"{SITE}/bluehost": "<p>a page of ours"}) as wire:
        assert affiliate_pages(kept()) == {}
        wire.answers[f"{SITE}/bluehost"] = f"302 {AMAZON}"
        assert affiliate_pages(kept()) == {"/a": ["blogex-20"]}


def test_a_vanity_link_that_became_a_page(kept: Callable[..., Audit]) -> None:
    with wired(vanity()) as wire:
        kept()
        wire.answers[f"{SITE}/bluehost"] = "<p>a page of ours"
        assert affiliate_pages(kept()) == {}


def test_a_sitemaps_pages_decide_the_regime_like_a_start_page() -> None:
    german = (
        '<html lang="de"><title>x</title><p>Wir verlinken <a href="https://www.amazon.de/dp/B000000001?tag=b-21">ein Buch</a>.</p></html>'
    )
    with web({}) as net:
        net.answers["blog.example/map.xml"] = f"<urlset><url><loc>{net.url('https://blog.example/a/')}</loc></url></urlset>"
        net.answers["blog.example/a/"] = german
        document = auditing("curl")(net.url("https://blog.example/map.xml"), probes=False, **{"disclosure.regimes": []})
        asked = net.urls()
    assert [one.id for one in document.regimes if one.kind == "regime"] == ["de"]
    assert asked.count("blog.example/a/") == asked.count("blog.example/map.xml") == 1
