"""Sitemaps: every kind of them that sites have, and the hostile ones."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from pathlib import Path

import pytest
from tests.conftest import serving

from linkaudit.http.robots import read_robots
from linkaudit.http.seam import Refusal, Response, Talk, Trouble
from linkaudit.sources.sitemap import CAP, MAX_MAPS, MAX_URLS, Sitemaps, locations, read_sitemaps

MAP = "https://blog.example/sitemap.xml"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*paths: str, space: str = NAMESPACE) -> str:
    return f"<?xml version='1.0'?><urlset {space}>" + "".join(f"<url><loc>{path}</loc></url>" for path in paths) + "</urlset>"


def index(*urls: str) -> str:
    return f"<sitemapindex {NAMESPACE}>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>"


def pages(body: str | bytes) -> list[str]:
    return locations(body if isinstance(body, bytes) else body.encode(), MAP)[1]


def read(answers: dict[str, str | bytes | int | tuple[int, str]], *starts: str) -> tuple[Sitemaps, list[str]]:
    """Hold the conversation with written answers: a body, a status, or a redirect."""
    asked: list[str] = []
    talk: Talk[Sitemaps] = read_sitemaps(starts or (MAP,))
    try:
        request = next(talk)
        while True:
            asked.append(request.url)
            assert len(asked) < 2 * MAX_MAPS, "this never ends"
            found = answers.get(request.url, 404)
            status, place = found if isinstance(found, tuple) else (found, "") if isinstance(found, int) else (200, "")
            body = found.encode() if isinstance(found, str) else found if isinstance(found, bytes) else b""
            request = talk.send(Response(request.url, status, {"location": place} if place else {}, body[: request.cap], 0.1))
    except StopIteration as end:
        return end.value, asked


def test_a_plain_sitemap() -> None:
    assert pages(urlset("https://blog.example/a", " https://blog.example/b?x=1&amp;y=2 \n")) == [
        "https://blog.example/a", "https://blog.example/b?x=1&y=2",
    ]  # fmt: skip


@pytest.mark.parametrize("space", [NAMESPACE, "", 'xmlns="https://www.sitemaps.org/schemas/sitemap/0.9"', "xmlns='urn:wrong'"])
def test_namespaces_right_wrong_or_none(space: str) -> None:
    assert pages(urlset("https://blog.example/a", space=space)) == ["https://blog.example/a"]


def test_a_prefixed_namespace_and_a_byte_order_mark() -> None:
    text = "<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>https://blog.example/a</s:loc></s:url></s:urlset>"
    assert pages(text) == ["https://blog.example/a"]
    assert pages(b"\xef\xbb\xbf\n " + urlset("https://blog.example/a").replace("<?xml version='1.0'?>", "").encode()) == [
        "https://blog.example/a"
    ]


def test_cdata_and_relative_places() -> None:
    assert pages("<urlset><url><loc><![CDATA[https://blog.example/a?b=1&c=2]]></loc></url></urlset>") == ["https://blog.example/a?b=1&c=2"]
    assert pages("<urlset><url><loc>/a</loc></url><url><loc>b</loc></url></urlset>") == ["https://blog.example/a", "https://blog.example/b"]


def test_an_empty_place_is_none() -> None:
    assert pages("<urlset><url><loc></loc></url><url><loc>  </loc></url><url><loc/></url></urlset>") == []


def test_images_and_videos_are_no_pages() -> None:
    text = (
        f"<urlset {NAMESPACE} xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'><url><loc>https://blog.example/a</loc>"
        "<image:image><image:loc>https://blog.example/i</image:loc></image:image></url></urlset>"
    )
    assert pages(text) == ["https://blog.example/a"]


def test_a_text_list() -> None:
    assert pages("https://blog.example/a\r\nhttps://blog.example/b\n\nnot an address\n") == [
        "https://blog.example/a", "https://blog.example/b",
    ]  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"<", b"<html><body><h1>Not found</h1>", b"\x1f\x8b", b"\x1f\x8bgarbage"])
def test_what_is_no_sitemap_lists_nothing(body: bytes) -> None:
    assert locations(body, MAP) == ([], [])


def test_gzipped_and_an_index_of_indexes() -> None:
    here = "https://blog.example/"
    found, asked = read(
        {
            MAP: index(here + "posts.xml.gz", here + "more.xml"),
            here + "posts.xml.gz": gzip.compress(urlset(here + "a", here + "b").encode()),
            here + "more.xml": index(here + "deep.txt"),
            here + "deep.txt": here + "c\n" + here + "a",
        }
    )
    assert found == Sitemaps((here + "a", here + "b", here + "c"))
    assert asked == [MAP, here + "posts.xml.gz", here + "more.xml", here + "deep.txt"]


def test_indexes_that_list_each_other_end() -> None:
    other = "https://blog.example/other.xml"
    found, asked = read({MAP: index(MAP, other), other: index(MAP, other)})
    assert found == Sitemaps()
    assert asked == [MAP, other]


def test_a_sitemap_that_has_moved_is_followed_on_its_site() -> None:
    """WordPress sends /sitemap.xml to /wp-sitemap.xml, Yoast to /sitemap_index.xml."""
    new = "https://www.blog.example/wp-sitemap.xml"
    assert read({MAP: (301, new), new: urlset("https://blog.example/a")})[0].pages == ("https://blog.example/a",)
    assert read({MAP: (302, MAP)}) == (Sitemaps((), (f"{MAP}: HTTP 302",)), [MAP])
    assert read({MAP: (302, "https://evil.example/")}) == (Sitemaps((), (f"{MAP}: HTTP 302",)), [MAP])


def test_an_index_leads_to_no_other_site() -> None:
    assert read({MAP: index("https://evil.example/x.xml", "http://127.0.0.1/x.xml", "file:///etc/passwd")})[1] == [MAP]


def test_what_could_not_be_read_is_told() -> None:
    talk = read_sitemaps((MAP,))
    next(talk)
    with pytest.raises(StopIteration) as end:
        talk.send(Refusal(MAP, Trouble.TIMEOUT, "no answer for 60 s"))
    assert end.value.value == Sitemaps((), (f"{MAP}: no answer for 60 s",))
    gone = "https://blog.example/gone.xml"
    assert read({MAP: index(gone)})[0].unread == (f"{gone}: HTTP 404",)


def test_more_sitemaps_than_anybody_has() -> None:
    many = [f"https://blog.example/{number}.xml" for number in range(MAX_MAPS + 5)]
    found, asked = read({MAP: index(*many)} | {url: urlset(url[:-4]) for url in many})
    assert len(asked) == MAX_MAPS
    assert len(found.pages) == MAX_MAPS - 1
    assert found.unread[0] == f"{many[MAX_MAPS - 1]}: more than {MAX_MAPS} sitemaps or 1,000,000 pages"


def test_broken_xml_counts_until_the_fault() -> None:
    whole = urlset(*(f"https://blog.example/{number}" for number in range(100)))
    assert len(pages(whole[: len(whole) // 2])) in range(45, 55)
    assert pages("<urlset><url><loc>https://blog.example/a</loc></url><oops></urlset>") == ["https://blog.example/a"]
    assert pages("<urlset><url><loc>https://blog.example/a</loc></url>\x00\x01<url>")[:1] == ["https://blog.example/a"]


def test_broken_gzip_counts_until_the_fault() -> None:
    packed = gzip.compress(urlset(*(f"https://blog.example/{number * 7919 % 10_007}" for number in range(10_000))).encode())
    assert len(pages(packed[: len(packed) // 2])) > 1000
    assert len(pages(packed[: len(packed) // 2] + b"\xff" * 1000)) > 1000


def test_fifty_thousand_and_no_more() -> None:
    many = [f"https://blog.example/{number}" for number in range(MAX_URLS + 10)]
    assert len(pages(urlset(*many))) == MAX_URLS
    assert len(pages("\n".join(many))) == MAX_URLS
    assert len(locations(index(*many).encode(), MAP)[0]) == MAX_URLS


def test_a_gzip_bomb_stays_small() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (4 * CAP), 9)
    tracemalloc.start()
    start = time.perf_counter()
    assert pages(bomb) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * CAP and time.perf_counter() - start < 10


def test_no_entity_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://blog.example/secret")
    with serving({"/secret": "https://blog.example/secret", "/x.dtd": "<!ENTITY e 'https://blog.example/secret'>"}) as (url, asked):
        for system in (f"file://{tmp_path}/secret", f"{url}/secret"):
            doctype = f'<!DOCTYPE urlset [<!ENTITY e SYSTEM "{system}">]>'
            assert pages(f"{doctype}<urlset><url><loc>&e;</loc></url><url><loc>https://blog.example/a</loc></url></urlset>") == [
                "https://blog.example/a"
            ]
        assert pages(f'<!DOCTYPE urlset SYSTEM "{url}/x.dtd"><urlset><url><loc>&e;</loc></url></urlset>') == []
        parameter = f'<!DOCTYPE u [<!ENTITY % p SYSTEM "{url}/x.dtd"> %p;]>'
        assert pages(f"{parameter}<urlset><url><loc>https://blog.example/a</loc></url></urlset>") == ["https://blog.example/a"]
    assert asked == []


def test_a_billion_laughs_end_at_once() -> None:
    entities = '<!ENTITY l0 "https://blog.example/ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    start = time.perf_counter()
    found = pages(f"<!DOCTYPE u [{entities}]><urlset><url><loc>https://blog.example/a</loc></url><url><loc>&l9;</loc></url></urlset>")
    assert set(found) <= {"https://blog.example/a"}
    assert time.perf_counter() - start < 1


def test_robots_name_sitemaps() -> None:
    talk = read_robots("https://blog.example")
    next(talk)
    text = b"Sitemap: /here.xml\nSITEMAP: https://cdn.example/map.xml.gz\nUser-agent: *\nDisallow:\nSitemap:\n"
    with pytest.raises(StopIteration) as end:
        talk.send(Response("https://blog.example/robots.txt", 200, {}, text, 0.1))
    assert set(end.value.value.sitemaps) >= {"https://blog.example/here.xml", "https://cdn.example/map.xml.gz"}
