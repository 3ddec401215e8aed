"""Where a link, a notice or a missing notice is written: sources and a built page in, file:line out."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from tests.cli.test_cli import run
from tests.manuscript.conftest import BOOK, Traced, anchor, line_of, page

from linkaudit.errors import TargetError
from linkaudit.reports import FORMATS


@pytest.mark.parametrize(
    "written",
    [
        f"[the book]({BOOK}&th=1)",
        f"<{BOOK}&th=1>",
        f"See {BOOK}&th=1.",
        f'<a href="{BOOK}&amp;th=1">the book</a>',
        f"<a href='{BOOK}&#38;th=1'>the book</a>",
        f"*([the book]({BOOK}&th=1))*",
        f'[the book]({BOOK}&th=1 "a title"){{rel="sponsored"}}',
        f"[the book]({BOOK}\\&th=1)",
        f"{BOOK}&th=1[the book]",
        "[the book](https://www.amazon.com/dp/B000000001?tag=blog%2D20&th=1)",
        '{{< book "B000000001" >}}',
        '{% include book.html asin="B000000001" %}',
        '<Book\n  asin="B000000001" />',
        "book::B000000001[the book]",
    ],
)
def test_a_link_is_found_however_it_is_written(traced: Traced, written: str) -> None:
    files = {"content/a.md": f"---\ntitle: A\n---\n\nRead {written}.\n", "built/a/index.html": page(anchor(f"{BOOK}&th=1"))}
    line = 6 if "\n" in written else 5
    assert traced(files, "content")["lines"] == [f"content/a.md:{line}"]


@pytest.mark.parametrize(
    ("name", "source", "built"),
    [
        ("content/posts/x.md", "", "posts/x/index.html"),
        ("content/posts/x/index.md", "", "posts/x.html"),
        ("_posts/2024-01-02-x.md", "", "2024/01/02/x.html"),
        ("src/pages/x.mdx", "", "x/index.html"),
        ("docs/guide/README.md", "", "guide/index.html"),
        ("content/de/x.md", "", "de/x/index.html"),
        ("content/x.de.md", "", "de/x/index.html"),
        ("content/en/x.md", "", "x/index.html"),
        ("content/Some Name.md", "", "some-name/index.html"),
        ("content/x.md", "slug: y", "y/index.html"),
        ("content/x.md", "permalink: /far/away.html", "far/away.html"),
        ("content/x.md", 'url: "/y/"', "y/index.html"),
        ("content/x.md", "title: A title of its own", "q/7/index.html"),
    ],
)
def test_a_page_is_known_by_path_and_front_matter(traced: Traced, name: str, source: str, built: str) -> None:
    """Two sources hold the link: only the page's own may be named."""
    text = f"---\n{source}\n---\nRead [the book]({BOOK}).\n"
    files = {name: text, "content/other.md": f"[the book]({BOOK})", f"built/{built}": page(anchor(), "A title of its own | Blog")}
    assert traced(files, ".")["lines"] == [f"{name}:4"]


def test_the_edit_link_of_the_theme_is_believed_first(traced: Traced) -> None:
    edit = '<a href="https://github.com/a/b/edit/main/docs/two.md">Edit</a>'
    both = f"# Two\n\n[the book]({BOOK})\n"
    files = {"docs/one.md": both, "docs/two.md": "\n" + both, "built/one/index.html": page(anchor() + edit)}
    assert traced(files, "docs")["lines"] == ["docs/two.md:4"]


def test_the_nth_link_is_the_nth_in_the_source(traced: Traced) -> None:
    source = f"[first]({BOOK})\n\n<!-- [old]({BOOK}) -->\n`{BOOK}`\n\n[second]({BOOK})\n"
    files = {"content/a.md": source, "built/a.html": page(anchor(text="first") + anchor(text="second"))}
    assert traced(files, "content")["lines"] == ["content/a.md:1", "content/a.md:6"]


def test_words_decide_where_order_would_mislead(traced: Traced) -> None:
    """A template prints the front matter's link last."""
    source = f"---\nbuy: {BOOK}\n---\nRead [the long book]({BOOK}).\n"
    files = {"content/a.md": source, "built/a.html": page(anchor(text="the long book") + anchor(text="Buy"))}
    assert traced(files, "content")["lines"] == ["content/a.md:4", "content/a.md:2"]


def test_a_reference_link_is_its_definition_and_tells_its_uses(traced: Traced) -> None:
    source = f"Text.\n\nRead [the book][1].\n\n[1]: {BOOK}\n"
    found = traced({"content/a.md": source, "built/a.html": page(anchor())}, "content")
    assert found["lines"] == ["content/a.md:5"]
    assert "used in line 3" in found["links"][0]["written"]["how"]
    assert line_of(found["findings"]["disclosure-missing"]) == "content/a.md:3"


def test_data_is_named_when_the_page_names_a_key(traced: Traced) -> None:
    files = {
        "content/a.md": '{{< box "walden" >}}',
        "data/books.yml": "# walden: B000000001\nwalden:\n  asin: B000000001\n",
        "hugo.toml": "",
        "built/a/index.html": page(anchor()),
    }
    assert traced(files, "content")["lines"] == ["data/books.yml:3"]


def test_of_two_that_are_as_good_none_is_named(traced: Traced) -> None:
    files = {"data/a.yml": f"url: {BOOK}\n", "data/b.yml": f"url: {BOOK}\n", "built/x.html": page(anchor())}
    assert traced(files, ".")["lines"] == [None]


def test_a_draft_is_no_candidate(traced: Traced) -> None:
    draft = f"---\ndraft: true\n---\n[the book]({BOOK})"
    files = {"content/a.md": draft, "layouts/box.html": f'\n<a href="{BOOK}">', "built/x.html": page(anchor())}
    assert traced(files, ".")["lines"] == ["layouts/box.html:2"]


def test_an_own_redirect_is_where_the_author_wrote_it(traced: Traced) -> None:
    files = {
        "built/_redirects": f"/go/book {BOOK} 302\n",
        "static/_redirects": f"/go/book {BOOK} 302\n",
        "content/a.md": "One.\n\n[the book](/go/book)\n",
        "built/a.html": page(anchor("/go/book")),
        "built/b.html": page(anchor("/go/book")),
        "content/b.md": "One.\n\n<Go to='book' />\n",
    }
    assert traced(files, ".")["lines"] == ["content/a.md:3", "content/b.md:3"]


def test_a_banner_on_every_page_is_its_partial_even_where_a_post_links_the_same(traced: Traced) -> None:
    aside = f'<aside><a href="{BOOK}">Shop</a></aside>'
    files = {
        "content/a.md": f"[the book]({BOOK})\n",
        "layouts/partials/side.html": f'\n<a href="{BOOK}">Shop</a>',
        "built/a.html": page(anchor()).replace("</main>", "</main>" + aside),
    }
    assert traced(files, ".")["lines"] == ["content/a.md:1", "layouts/partials/side.html:2"]


NOTICE = "We earn a commission if you buy through a link in this article, at no cost to you."


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"content/a.md": f"[the book]({BOOK})\n\nWe *earn* a [commission](/paid) if you\nbuy through a link in this article, at no cost to you.\n"}, "content/a.md:3"),
        ({"content/a.md": f"[the book]({BOOK})\n", "layouts/partials/n.html": f"<div>\n<p>{NOTICE}</p></div>"}, "layouts/partials/n.html:2"),
        ({"content/a.md": f"[the book]({BOOK})\n", "i18n/en.yaml": f"x: 1\nnotice: '{NOTICE}'\n"}, "i18n/en.yaml:2"),
    ],
)  # fmt: skip
def test_a_notice_is_found_by_its_words(traced: Traced, files: dict[str, str], line: str) -> None:
    built = page(anchor() + f"<p>{NOTICE}</p>")
    assert line_of(traced({**files, "built/a.html": built}, ".")["findings"]["disclosure-end-only"]) == line


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"One.\n\nTwo, and\n[the book]({BOOK}).\n", 3),
        (f"---\ntitle: A\nbuy: {BOOK}\n---\n\n# A\n\nText.\n", 8),
        (f"import X from 'x';\n\n| a | b |\n|---|---|\n| 1 | [the book]({BOOK}) |\n", 3),
    ],
)
def test_a_missing_notice_goes_above_the_paragraph_of_the_first_link(traced: Traced, source: str, line: int) -> None:
    found = traced({"content/a.mdx": source, "built/a.html": page(anchor())}, "content")["findings"]["disclosure-missing"]
    assert line_of(found) == f"content/a.mdx:{line}"
    assert found["written"]["span"][0] == found["written"]["span"][1]
    assert f"line {line} of content/a.mdx" in found["fix"]["text"]


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("latin-1", b"")])
def test_a_span_is_the_address_in_bytes(traced: Traced, encoding: str, mark: bytes) -> None:
    body = mark + f"Süße Bücher.\r\n\r\nLies [das Büchlein]({BOOK}).\r\n".encode(encoding)
    found = traced({"content/a.md": body, "built/a.html": page(anchor())}, "content")
    start, end = found["links"][0]["written"]["span"]
    assert body[start:end].decode(encoding) == BOOK
    assert found["lines"] == ["content/a.md:3"]


def test_without_a_project_nothing_is_traced_and_nothing_said(traced: Traced) -> None:
    found = traced({"content/a.md": f"[the book]({BOOK})", "built/a.html": page(anchor())})
    assert found["lines"] == [None]
    assert found["notes"] == ()


def test_a_project_around_the_folder_is_guessed_and_said(traced: Traced) -> None:
    found = traced({"mkdocs.yml": "", "docs/a.md": f"[the book]({BOOK})", "built/a/index.html": page(anchor())})
    assert found["lines"] == ["docs/a.md:1"]
    assert "MkDocs" in found["notes"][0]


def test_a_folder_that_does_not_exist_is_a_sentence(traced: Traced) -> None:
    with pytest.raises(TargetError, match="no such folder of sources"):
        traced({"built/a.html": page(anchor())}, "nowhere")


def test_links_out_of_the_sources_are_not_followed(traced: Traced, tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "a.md").write_text(f"[the book]({BOOK})")
    (tmp_path / "site" / "content").mkdir(parents=True)
    (tmp_path / "site" / "content" / "out").symlink_to(outside)
    (tmp_path / "site" / "content" / "a.md").symlink_to(outside / "a.md")
    assert traced({"built/a.html": page(anchor())}, "content")["lines"] == [None]


def test_what_a_saved_document_says_of_sources_comes_back(traced: Traced) -> None:
    found = traced({"content/a.md": f"[the book]({BOOK})", "built/a.html": page(anchor())}, "content")
    assert msgspec.json.decode(msgspec.json.encode(found["links"]))[0]["written"]["file"] == "content/a.md"


def test_a_page_without_text_of_its_own_is_mended_where_its_link_stands(traced: Traced) -> None:
    aside = f'<aside><a href="{BOOK}">Shop</a></aside>'
    files = {
        "content/_index.md": "---\ntitle: A\n---\n",
        "layouts/side.html": f'\n<a href="{BOOK}">Shop</a>',
        "built/index.html": page("") + aside,
    }
    assert line_of(traced(files, ".")["findings"]["disclosure-missing"]) == "layouts/side.html:2"


def test_reports_name_the_authors_line(traced: Traced) -> None:
    found = traced({"content/a.md": f"One.\n\n[the book]({BOOK})", "built/a.html": page(anchor())}, "content")
    for render in ("text", "md", "findings", "html"):
        assert "content/a.md" in "".join(FORMATS[render](found["document"])), render
    assert "content/a.md,3\r\n" in "".join(FORMATS["links"](found["document"]))


def test_the_sentence_decides_where_front_matter_says_the_same_words(traced: Traced) -> None:
    source = f"---\nlinks:\n  - text: Pegs\n    url: {BOOK}\n---\nEvery tent needs twelve [pegs]({BOOK}) and a mallet.\n"
    body = f'<p>Every tent needs twelve <a href="{BOOK}">pegs</a> and a mallet.</p><ul><li><a href="{BOOK}">Pegs</a></ul>'
    assert traced({"content/a.md": source, "built/a.html": page(body)}, "content")["lines"][0] == "content/a.md:6"


def test_a_listing_parts_one_address_over_the_posts_it_prints(traced: Traced) -> None:
    def sentence(name: str) -> str:
        return f"In the {name} chapter of it I read "

    files = {f"content/{name}.md": f"{sentence(name)}[this]({BOOK}).\n" for name in ("first", "second")}
    body = "".join(f'<p>{sentence(name)}<a href="{BOOK}">this</a>.</p>' for name in ("second", "first"))
    assert traced({**files, "built/list.html": page(body, "All of them")}, "content")["lines"] == [
        "content/second.md:1",
        "content/first.md:1",
    ]


def test_what_an_audit_has_written_is_no_source(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "hugo", tmp_path / "site", ignore=shutil.ignore_patterns("expected.tsv"))
    words = ("audit", "built", "--offline", "--no-state", "--source", "content", "-f", "findings")
    first = run(*words, cwd=tmp_path / "site").stdout
    outputs = ("audit.json", "audit.html", "gitlab:quality.json", "sarif:s.sarif", "junit:j.xml", "links.csv", "f.csv", "m.md", "t.txt")
    run(*words, *(part for name in outputs for part in ("-o", name)), cwd=tmp_path / "site")
    run("baseline", "write", "built", "--offline", cwd=tmp_path / "site")
    assert run(*words, cwd=tmp_path / "site").stdout == first
