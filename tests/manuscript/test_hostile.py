"""Sources are whatever lies in a folder: no bytes break the index, no text makes it slow, and a span holds what it claims."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.facts import Lens, analyse
from linkaudit.manuscript.addresses import plain
from linkaudit.manuscript.index import Index
from linkaudit.manuscript.manuscript import Manuscript, manuscript_of
from linkaudit.manuscript.notices import run_in
from linkaudit.manuscript.text import Text
from linkaudit.model import Page, PageFacts, Written

URL = "https://www.amazon.com/dp/B000000001?tag=blog-20&th=1"
NOTICE = "We earn a commission when you buy through links on this page."
ENCODINGS = {"utf-8": b"", "utf-8-sig": b"", "utf-16": b"", "latin-1": b""}


def facts(links: int) -> PageFacts:
    body = "".join(f'<p>Read <a href="{URL.replace("&", "&amp;")}">book {n}</a>.</p>' for n in range(links))
    html = f'<html lang="en"><title>A post</title><main><article><p>{NOTICE}</p>{body}</article></main></html>'
    return analyse(Page("https://blog.example/a/", html.encode(), "a/index.html"), Lens(own=("blog.example",)))


def traced(bodies: dict[str, bytes], page: PageFacts) -> list[Written]:
    texts = [Text(f"s/{name}", name, "page" if name.endswith("md") else "data", body) for name, body in bodies.items()]
    return [one for one in Manuscript(Index(texts), "").of(page).links if one]


PIECES = st.sampled_from(
    [URL, URL.replace("&", "&amp;"), "B000000001", "[1]: ", "[1]", "[a](", ")", "{{< x ", " >}}", "<!--", "-->", "`", "```\n", "---\n", "\r\n", "\n",
     "\r", "title: A post\n", "slug: a\n", "'", '"', "ü", "日本", "\U0001f600", "\\", "%", "&", "<Box id='", "'/>", "|", " ", "\0"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.sampled_from(list(ENCODINGS)), st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_a_span_decodes_to_what_it_claims(pieces: list[str], encoding: str, links: int) -> None:
    body = "".join(pieces).encode(encoding, "ignore")
    for written in traced({"a.md": body}, facts(links)):
        assert written.span is not None
        start, end = written.span
        held = body[start:end].decode("utf-8" if encoding == "utf-8-sig" else "utf-16-le" if encoding == "utf-16" else encoding)
        assert plain(held) in (URL, "B000000001") or held.startswith("https://www.amazon.com/dp/B000000001")


@given(st.dictionaries(st.sampled_from(["a.md", "b.yml", "_index.md", "a.de.md"]), st.binary(max_size=300), min_size=1), st.integers(1, 3))
@settings(max_examples=300, deadline=None)
def test_no_bytes_break_the_index(bodies: dict[str, bytes], links: int) -> None:
    traced(bodies, facts(links))


@pytest.mark.parametrize(
    "piece",
    ["{{", "{% ", "<!--", "`", "```\n", "[", "[a](", "(", "https://", "https://a.b/", "//a.b", "/a/b", "<", "<A ", "B000000001 ", "&a", "\\/", "---\n",
     "# a\n", "title: a\n", "x" * 50, "a-", "we earn ", "0,", URL + " ", f"[1]: {URL}\n[1] "],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_seconds_at_most(piece: str) -> None:
    body = (piece * (1_000_000 // len(piece) + 1))[:1_000_000] + URL
    page = facts(2)
    started = time.process_time()
    traced({"a.md": f"---\ntitle: x\n{body}".encode(), "b.yml": body.encode()}, page)
    run_in(tuple(NOTICE.lower().strip(".").split()), Text("c.md", "c.md", "page", body.encode()))
    assert time.process_time() - started < 8


def test_files_past_the_cap_are_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "huge.md").write_bytes(b"x" * 2_000_001)
    (tmp_path / "content" / "a.md").write_text(URL)
    found = manuscript_of(tmp_path / "built", [str(tmp_path / "content")])
    assert found is not None
    assert "(1 read, 1 too large or too many)" in found.note


def test_five_thousand_sources_are_read_in_seconds(tmp_path: Path) -> None:
    """Two seconds on a quiet machine; the bound bears a busy one."""
    for number in range(1_000):
        words = " ".join(f"word{chr(97 + n % 26)} and some more plain words" for n in range(100))
        (tmp_path / f"post-{number}.md").write_text(f"---\ntitle: Post {number}\n---\n[x](https://amzn.to/{number}aB) {words}")
    started = time.process_time()
    found = manuscript_of(tmp_path / "built", [str(tmp_path)])
    assert time.process_time() - started < 2
    assert found is not None and msgspec.json.encode(found.note)
