"""Where a finding is shown: the author's file, the built page, an address that no reader takes for a URL."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.made import audit_of, finding, page

from linkaudit.document import Checkout
from linkaudit.model import Evidence, Fix, Written
from linkaudit.reports.places import Place, Places, said

LIVE: dict[str, Any] = {"file": None, "line": None, "column": None}


def place_of(found: Any, **more: Any) -> Place:
    return Places(audit_of([found], **more)).of(found)


def test_the_line_the_author_edits_comes_first() -> None:
    found = finding(written=Written("content/post.md", 4, 7, (60, 90), "the link's address"))
    assert place_of(found) == Place("content/post.md", 4, 7, 37, here=True)


def test_else_the_built_file_in_the_repository() -> None:
    assert place_of(finding()) == Place("public/post/index.html", 9, 4, here=True)


@pytest.mark.parametrize(("folder", "path"), [("public", "public/post/index.html"), (".", "post/index.html"), (None, "post/index.html")])
def test_the_folder_is_told_from_the_root(folder: str | None, path: str) -> None:
    place = place_of(finding(), checkout=Checkout(folder))
    assert (place.path, place.here) == (path, folder is not None)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://blog.example/post/", "blog.example/post/index.html"),
        ("https://blog.example/", "blog.example/index.html"),
        ("https://blog.example/a.html", "blog.example/a.html"),
        ("https://blog.example/?p=12", "blog.example/index.html?p=12"),
        ("http://127.0.0.1:8000/a", "127.0.0.1:8000/a"),
        ("https://blog.example/caf%C3%A9", "blog.example/caf%C3%A9"),
    ],
)
def test_a_live_page_has_its_address_without_the_scheme(url: str, path: str) -> None:
    assert place_of(finding(page=url, **LIVE)) == Place(path)


def test_what_concerns_the_site_points_at_the_configuration() -> None:
    assert place_of(finding(page="", **LIVE)) == Place("linkaudit.toml", here=True)


def test_or_at_the_first_page_or_the_home_page() -> None:
    assert place_of(finding(page="", **LIVE), pages=[page()], checkout=Checkout("public")).path == "public/post/index.html"
    assert place_of(finding(page="", **LIVE), pages=[page(file=None)], checkout=Checkout()).path == "blog.example/post/index.html"
    assert place_of(finding(page="", **LIVE), checkout=Checkout()).path == "blog.example/index.html"


def test_the_links_own_markup_tells_how_far_it_reaches() -> None:
    link = '<a href="https://amzn.to/3abcdef">book</a>'
    assert place_of(finding(evidence=Evidence(link))).end == 4 + len(link)
    assert place_of(finding(evidence=Evidence('<a href="https://amzn.to/3abcdef">…</a>'))).end is None
    assert place_of(finding(evidence=Evidence("Read the book."))).end is None


@given(st.text(max_size=40) | st.text(alphabet="./\\:a\x00\n", max_size=20), st.integers(-5, 5))
@settings(deadline=None)
def test_no_path_leads_out_of_the_repository(name: str, line: int) -> None:
    for found in (
        finding(file=name or "x", line=line, column=line),
        finding(written=Written(name, line, line)),
        finding(page=f"x{name}", **LIVE),
    ):
        place = place_of(found, checkout=Checkout(name))
        assert place.path and not place.path.startswith("/")
        assert ".." not in PurePosixPath(place.path).parts
        assert place.line >= 1 and (place.column is None or place.column >= 1)


def test_an_author_is_told_what_is_wrong_and_what_to_insert() -> None:
    assert said(finding()) == (
        "3 affiliate links, and no notice on the page. Insert above line 9, before the first affiliate link: `{{< affiliate >}}`."
    )


def test_the_line_is_the_one_of_the_file_she_edits() -> None:
    assert "Insert above line 4, before" in said(finding(written=Written("content/post.md", 4)))


def test_a_live_page_is_named_in_the_text() -> None:
    assert said(finding(fix=Fix("Mend it."), **LIVE)).endswith("page. Mend it. https://blog.example/post/")


def test_the_first_sentence_ends_so_that_it_can_be_a_title() -> None:
    assert said(finding(message="The first: “here”", fix=Fix("Name it"))) == "The first: “here”. Name it."
    assert said(finding(message="It says: “We earn.”", fix=Fix("Move it."))) == "It says: “We earn.” Move it."
