"""A folder of built HTML: which files are pages, which URL each answers, what could not be read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import rows

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.errors import TargetError
from linkaudit.reading import canonical_of
from linkaudit.sources import scan

LINK = '<a href="https://amzn.to/3abcdef">x</a>'


def test_file_and_url_both_ways(site: Callable[..., Path]) -> None:
    folder = scan(site({"index.html": "", "a/index.html": "", "a/b.html": "", "old.htm": "", "x.xhtml": "", "plain": "<!doctype html><p>"}),
                  "https://blog.example/sub/", canonical_of)  # fmt: skip
    assert {file: folder.url_of(file) for file in folder.files} == {
        "index.html": "https://blog.example/sub/",
        "a/index.html": "https://blog.example/sub/a/",
        "a/b.html": "https://blog.example/sub/a/b.html",
        "old.htm": "https://blog.example/sub/old.htm",
        "x.xhtml": "https://blog.example/sub/x.xhtml",
        "plain": "https://blog.example/sub/plain",
    }
    assert folder.paths(frozenset({"sub"})) >= {"/sub/a/b", "/sub/a/b.html", "/sub/"}
    assert folder.paths(frozenset({"go"})) == frozenset()


def test_the_canonical_links_say_where_the_site_is(site: Callable[..., Path]) -> None:
    page = '<link rel="canonical" href="https://www.blog.example/base/{}">'
    files = {
        "a/index.html": page.format("a/"),
        "b/index.html": page.format("b/"),
        "c.html": '<link rel=canonical href="https://other.example/c.html">',
    }
    folder = scan(site(files), None, canonical_of)
    assert folder.base == "https://www.blog.example/base"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CNAME", "www.blog.example\n"),
        ("robots.txt", "User-agent: *\nSitemap: https://www.blog.example/sitemap.xml\n"),
        ("sitemap.xml", "<urlset><url><loc>https://www.blog.example/a/</loc></url></urlset>"),
        ("b.html", '<meta property="og:url" content="https://www.blog.example/b.html">'),
    ],
)
def test_else_the_files_of_the_host_say_it(site: Callable[..., Path], name: str, text: str) -> None:
    assert scan(site({"index.html": "<p>x", name: text}), None, canonical_of).base == "https://www.blog.example"


def test_what_is_no_page_is_said(audited: Callable[..., Audit]) -> None:
    document = audited({
        "index.html": f"<p>{LINK}</p>",
        "feed/index.html": '<?xml version="1.0"?><rss></rss>',
        "api/index.html": '{"a": 1}',
        "notes": "not html",
        "style.css": "p{}",
        ".git/x.html": "<p>",
    })  # fmt: skip
    assert (document.coverage.pages_found, document.coverage.pages_read, document.coverage.not_pages) == (1, 1, 2)


def test_xhtml_with_a_declaration_is_a_page(audited: Callable[..., Audit]) -> None:
    document = audited({"a.xhtml": f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html><html><p>{LINK}</p></html>'})
    assert document.coverage.pages_read == 1


def test_a_page_that_can_not_be_read_is_in_the_coverage(site: Callable[..., Path]) -> None:
    root = site({"index.html": f"<p>{LINK}</p>"})
    (root / "link.html").symlink_to(root / "index.html")
    (root / "gone.html").symlink_to(root / "nothing.html")
    with (root / "big.html").open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    document = audit(Plan(str(root), load(None, {}), offline=True, state=False))
    assert sorted((one.file or "", one.reason.value) for one in document.unread) == [
        ("big.html", "too-large"), ("gone.html", "unreadable"), ("link.html", "unreadable"),
    ]  # fmt: skip
    assert document.coverage.pages_found == document.coverage.pages_read + len(document.unread)


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_no_folder_no_audit(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TargetError):
        audit(Plan(str(tmp_path / name), load(None, {}), state=False))


def test_stubs_are_hops_and_their_links_are_known(audited: Callable[..., Audit]) -> None:
    document = audited({
        "audio/index.html": '<meta http-equiv="refresh" content="0; url=https://www.amazon.com/dp/B000000001?tag=blog-20">',
        "tube/index.html": '<meta http-equiv="refresh" content="0; url=https://video.example/me">',
        "post.html": '<main><p><a href="/audio/">listen</a> <a href="/tube/">watch</a></p></main>',
    })  # fmt: skip
    pages = {page["file"]: page for page in rows(document, "pages")}
    assert [link["publisher_id"] for link in pages["post.html"]["affiliate_links"]] == ["blog-20"]
    assert document.coverage.hops == 1
    assert pages["audio/index.html"]["verdicts"] == {}


def test_redirect_files_show_cloaks(audited: Callable[..., Audit]) -> None:
    document = audited({
        "_redirects": "/go/book https://www.amazon.com/dp/B000000001?tag=blog-20 302\n",
        "post.html": '<p><a href="/go/book">book</a> <a href="https://www.blog.example/go/book/">book</a></p>',
    })  # fmt: skip
    (page,) = rows(document, "pages")
    assert [link["publisher_id"] for link in page["affiliate_links"]] == ["blog-20", "blog-20"]


def test_many_pages_take_the_pool_and_keep_their_order(audited: Callable[..., Audit]) -> None:
    document = audited({f"p{n:04}.html": f"<p>{n} {LINK}</p>" for n in range(420)})
    assert document.coverage.pages_read == 420
    files = [page["file"] for page in rows(document, "pages")]
    assert files == sorted(files)


def test_the_same_folder_gives_the_same_bytes(audited: Callable[..., Audit], monkeypatch: pytest.MonkeyPatch) -> None:
    from linkaudit.reports import FORMATS

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    files = {f"p{n}.html": f"<p>{n} {LINK}</p>" for n in range(320)}
    first, second = ("".join(FORMATS["json"](audited(files))) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 1000, b"<" * 20_000, b"<div>" * 5_000, b"\xff\xfe<\0p\0>\0", "<p>" + "x" * 1_000_000, b"<meta charset=nonsense><p>x",
     f"<p>We earn a commission. {LINK}</p>" * 5_000, "<p>" + f"we earn a commission {LINK}" * 5_000, f"<div><p>Ad</p>{LINK}</div>" * 5_000,
     '<a class=btn href="https://www.bol.com/nl/x">x</a>' * 5_000 + LINK, "<style>" + ".a{display:none}" * 5_000 + f"</style><p class=a>We earn a commission {LINK}",
     "<b><i>" * 5_000 + f"We earn a commission {LINK}", "<a href=" * 3000, "<table>" * 3000 + "<a href='https://amzn.to/3abcdef'>"],
)  # fmt: skip
def test_hostile_pages_do_not_stop_the_audit(audited: Callable[..., Audit], body: str | bytes) -> None:
    document = audited({"bad.html": body, "good.html": f"<p>{LINK}</p>"})
    assert document.coverage.pages_read + document.coverage.not_pages + len(document.unread) == 2
    assert not [one for one in document.unread if one.file == "good.html"]


def test_a_name_that_is_no_text_is_told_and_not_read(audited: Callable[..., Audit], site: Callable[..., Path]) -> None:
    folder = site({"a.html": "<p>x</p>"})
    (folder / os.fsdecode(b"caf\xe9.html")).write_text("<p>x</p>")
    (folder / os.fsdecode(b"\xff")).mkdir()
    document = audited({"b.html": "<p>x</p>"})
    assert document.coverage.pages_read == 2
    assert {(one.file, one.detail) for one in document.unread} == {("caf�.html", "its name is not UTF-8"), ("�", "its name is not UTF-8")}
