"""Generators drop comments: an ignore in the Markdown or MDX that a page is built from counts as one in the page would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_cli import run
from tests.manuscript.conftest import BOOK, Traced, anchor, page

NOTICE = "We earn a commission if you buy through a link in this article, at no cost to you."
BARE = "https://www.amazon.com/dp/B00000000{}"
ONE, TWO = BARE.format(2), BARE.format(3)
TOLD = "<p>" + NOTICE + "</p>"
HUSH = "<!-- linkaudit: ignore[tag-missing] shown on purpose -->"
WHY = "page: shown on purpose"


def built(*links: str) -> str:
    return page(TOLD + "".join(anchor(link).replace("<a ", '<a rel="sponsored" ') for link in links))


def heard(found: dict[str, Any], rule: str = "tag-missing") -> list[tuple[str, str | None]]:
    return [(one["subject"][-1:], one["suppressed_by"]) for one in found["all"] if one["rule"] == rule]


def on(traced: Traced, source: str, html: str = "", name: str = "content/a.md", **flags: Any) -> dict[str, Any]:
    return traced({name: source, "built/a/index.html": html or built(ONE, TWO), "built/b/index.html": "<p>b"}, "content", **flags)


@pytest.mark.parametrize(
    "source",
    [
        f"{NOTICE}\n\n{HUSH}\n\nRead\n[the book]({ONE}).\n\nRead [the book]({TWO}).\n",
        f"{NOTICE}\n\n{HUSH}\nRead [the book]({ONE}).\n\nRead [the book]({TWO}).\n",
        f"{NOTICE}\r\n\r\n{HUSH}\r\n\r\nRead [the book]({ONE}).\r\n\r\nRead [the book]({TWO}).\r\n",
        f"{NOTICE}\n\nRead {HUSH}[the book]({ONE}). Read [the book]({TWO}).\n",
        f"{NOTICE}\n\n{HUSH}\n\nRead [the book][1].\n\nRead [the book]({TWO}).\n\n[1]: {ONE}\n",
    ],
)
def test_it_covers_the_next_block_and_no_other(traced: Traced, source: str) -> None:
    found = on(traced, source)
    assert heard(found) == [("2", WHY), ("3", None)]
    assert found["document"].counts["suppressed"] == 1


def test_mdx_has_comments_of_its_own(traced: Traced) -> None:
    hush = "{/* linkaudit: ignore[tag-missing] shown on purpose */}"
    source = f"{NOTICE}\n\n{hush}\n\nRead [the book]({ONE}).\n\nRead [the book]({TWO}).\n"
    assert heard(on(traced, source, name="content/a.mdx")) == [("2", WHY), ("3", None)]
    assert heard(on(traced, source)) == [("2", None), ("3", None)], "Markdown prints it"


@pytest.mark.parametrize("head", ["", "---\ntitle: A\n---\n\n", "import X from 'x';\n\n", "<!-- draft -->\n"])
def test_at_the_top_it_covers_the_page(traced: Traced, head: str) -> None:
    source = f"{head}{HUSH}\n\n{NOTICE}\n\nRead [the book]({ONE}).\n\nRead [the book]({TWO}).\n"
    assert heard(on(traced, source)) == [("2", WHY), ("3", WHY)]


def test_above_the_first_link_it_covers_what_is_said_of_the_page(traced: Traced) -> None:
    hush = "<!-- linkaudit: ignore[disclosure-missing] shown on purpose -->"
    early, late = f"Words.\n\n{hush}\n\nMore.\n\n[the book]({BOOK})\n", f"[the book]({BOOK})\n\n{hush}\n\nMore.\n"
    assert heard(on(traced, early, page(anchor())), "disclosure-missing") == [("", WHY)]
    assert heard(on(traced, late, page(anchor())), "disclosure-missing") == [("", None)]


def test_it_covers_the_call_of_what_is_at_fault(traced: Traced) -> None:
    hush = "<!-- linkaudit: ignore[disclosure-after-first-link] shown on purpose -->"
    files = {
        "content/a.md": f"[the book]({BOOK})\n\n{hush}\n\n{{{{< affiliate >}}}}\n\n[it again]({BOOK})\n",
        "layouts/shortcodes/affiliate.html": TOLD,
        "built/a/index.html": page(anchor() + TOLD + anchor(text="it again")),
    }
    assert heard(traced(files, "."), "disclosure-after-first-link") == [("", WHY)]


def test_what_the_built_page_still_has_counts_once_and_is_told_at_its_source(traced: Traced) -> None:
    source = f"Words.\n\n{HUSH}\n\nRead [the book]({BOOK}).\n"
    notes = on(traced, source, page(TOLD + HUSH + anchor()))["notes"]
    assert [note for note in notes if note.startswith("In-page")] == [
        "In-page ignores that cover nothing any more: content/a.md:3: linkaudit: ignore[tag-missing] shown on purpose"
    ]


def test_of_one_that_the_template_prints_the_built_file_is_named_from_the_root(traced: Traced) -> None:
    notes = on(traced, f"Read [the book]({BOOK}).\n", page(TOLD + HUSH + anchor()))["notes"]
    assert any("any more: built/a/index.html: linkaudit" in note for note in notes)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("<!-- linkaudit: ignore[tag-missing] -->", "In-page ignores without a reason do nothing: content/a.md:1:"),
        ("<!-- linkaudit: ignore[tag-mising] because -->", "In-page ignores of a rule that does not exist do nothing: content/a.md:1:"),
        ("<!-- linkaudit: ignore[link-malformed] because -->", "In-page ignores that cover nothing any more: content/a.md:1:"),
    ],
)
def test_one_that_does_nothing_is_told_at_its_line(traced: Traced, comment: str, said: str) -> None:
    found = on(traced, f"{comment}\n\nRead [the book]({ONE}) and [the book]({TWO}).\n")
    assert [why for _, why in heard(found)] == [None, None]
    assert any(note.startswith(said) for note in found["notes"])


def test_on_a_page_without_links_it_is_told_too(traced: Traced) -> None:
    notes = on(traced, f"{HUSH}\n\nWords.\n", page("<p>Words."))["notes"]
    assert any("any more: content/a.md:1:" in note for note in notes)


def test_code_and_what_stands_in_other_comments_say_nothing(traced: Traced) -> None:
    source = f"Words.\n\n```\n{HUSH}\n```\n\n`{HUSH}`\n\n<!-- {HUSH}\n\n[the book]({ONE})\n"
    found = on(traced, source)
    assert [why for _, why in heard(found)] == [None, None]
    assert not any("In-page" in note for note in found["notes"])


def test_the_switch_turns_them_off(traced: Traced) -> None:
    found = on(traced, f"{HUSH}\n\n[the book]({ONE})\n\n[the book]({TWO})\n", **{"site.page_ignores": False})
    assert [why for _, why in heard(found)] == [None, None]
    assert any(note.startswith("In-page ignores were not heeded") and "content/a.md:1" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("content/a.md", " A page is named by its path on the site: /a/ is built from content/a.md."),
        ("/content/[a]*.md", " A page is named by its path on the site: /a/ is built from /content/[a]*.md."),
        ("content/b.md", " A page is named by its path on the site, such as /posts/toaster/, not by its source."),
        ("/elsewhere/", ""),
    ],
)
def test_an_ignore_of_the_configuration_that_names_a_source_is_told_the_page(traced: Traced, named: str, said: str) -> None:
    files = {"content/a.md": f"[the book]({BOOK})\n", "content/b.md": "Words.\n", "built/a/index.html": page(anchor())}
    notes = traced(files, "content", ignore=[{"page": named, "reason": "old"}])["notes"]
    assert [note for note in notes if note.startswith("Covers")] == [f"Covers nothing any more: ignore of page {named} (old).{said}"]


def test_what_fix_leaves_is_named_where_its_author_finds_it(site: Callable[..., Path]) -> None:
    """The source's line, else the built file from the repository's root."""
    unknown = page(anchor("https://www.amazon.com/dp/B000000009?tag=blog-20"), "Nobody wrote this")
    root = site(
        {".git/HEAD": "", "content/a.md": f"[here]({BOOK})\n", "built/a/index.html": page(anchor(text="here")), "built/z.html": unknown}
    )
    said = run("fix", "built", "--source", "content", "--regime", "ftc", cwd=root).stderr
    assert "link-generic-text 1" in said
    assert "content/a.md:1" in said
    assert "built/z.html:1" in said
    assert " z.html" not in said
