"""A link that is added to a page with known faults is told where it was added, and the page's known faults stay known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tests.cli.test_cli import run

KNOWN = ("--baseline", "linkaudit.baseline.json")
AUDIT = ("audit", "public", "--offline", "--no-state", "--source", "content")
AMAZON = "https://www.amazon.com/dp/B00000000{}?tag=blog-20"
POT = f"[the pot]({AMAZON.format(9)})"
CONFIG = '[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = ["ftc"]\n[programs.amazon]\nids = ["blog-20"]\n'
Findings = list[tuple[str, int, int]]


def built(folder: Path) -> None:
    """What a generator without any care for links does."""
    for source in (folder / "content/posts").glob("*.md"):
        _, _, body = source.read_text().removeprefix("---\n").partition("\n---\n")
        page = folder / "public/posts" / source.stem / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            f'<!doctype html><html lang="en"><head><meta name="generator" content="Hugo 0.152.2"><title>{source.stem}</title></head>'
            f"<body><main><article><h1>{source.stem}</h1>{MarkdownIt().render(body)}</article></main></body></html>"
        )


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A post without notice, rel and labels, and others like it; all of it recorded."""
    folder = tmp_path / "content/posts"
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        links = f"We cook with [the pan]({AMAZON.format(number)}).\n\nAnd fry with [the wok]({AMAZON.format(number + 3)}).\n"
        (folder / f"pan-{number}.md").write_text(f"---\ntitle: Pan\n---\n\nA heavy pan lasts for life.\n\n{links}")
    (tmp_path / "linkaudit.toml").write_text(CONFIG)
    built(tmp_path)
    assert run("baseline", "write", "public", "--offline", cwd=tmp_path).returncode == 0
    return folder / "pan-2.md"


def new(post: Path) -> Findings:
    """Rule, line in the post and number of links of what the baseline does not know."""
    built(root := post.parents[2])
    document: dict[str, Any] = json.loads(run(*AUDIT, *KNOWN, "-f", "json", cwd=root).stdout)
    found = [one for one in document["findings"] if one["suppressed_by"] is None]
    assert {one["written"]["file"] for one in found} <= {f"content/posts/{post.name}"}
    return sorted((one["rule"], one["written"]["line"], one["links"]) for one in found)


def test_what_is_new_is_told_at_the_link_that_was_added(post: Path) -> None:
    assert new(post) == []
    post.write_text(post.read_text() + f"\nFor soup we take {POT}.\n")
    assert new(post) == [("disclosure-missing", 11, 3), ("link-label-missing", 11, 3), ("rel-sponsored-missing", 11, 3)]


def test_a_link_that_is_added_above_the_known_ones_is_told_above_them(post: Path) -> None:
    post.write_text(post.read_text().replace("A heavy pan lasts", f"A heavy pan, and {POT}, last"))
    assert new(post) == [("disclosure-missing", 5, 3), ("link-label-missing", 5, 3), ("rel-sponsored-missing", 5, 3)]


def test_of_equal_links_the_last_is_taken_for_the_one_that_was_added(post: Path) -> None:
    post.write_text(post.read_text() + f"\nAgain, [the pan]({AMAZON.format(2)}).\n")
    assert new(post) == [("disclosure-missing", 11, 3), ("link-label-missing", 11, 3), ("rel-sponsored-missing", 11, 3)]


def test_a_link_that_takes_the_place_of_another_is_no_worse(post: Path) -> None:
    post.write_text(post.read_text().replace(AMAZON.format(5), AMAZON.format(9)))
    assert new(post) == []


def test_a_renamed_post_is_told_at_the_link_that_was_added_to_it(post: Path) -> None:
    """Its title, or what its links lead to, has to tell that it is the same: the old address sends its readers on."""
    page = post.parents[2] / "public/posts/pan-2/index.html"
    moved = post.rename(post.with_name("pan-2-tested.md"))
    moved.write_text(moved.read_text() + f"\nFor soup we take {POT}.\n")
    page.write_text('<title>moved</title><meta http-equiv="refresh" content="0; url=https://blog.example/posts/pan-2-tested/">')
    assert new(moved) == [("disclosure-missing", 11, 3), ("link-label-missing", 11, 3), ("rel-sponsored-missing", 11, 3)]


def test_the_annotation_stands_at_the_link_and_says_which_is_new(post: Path) -> None:
    post.write_text(post.read_text() + f"\nFor soup we take {POT}, or [the cauldron]({AMAZON.format(8)}).\n")
    built(root := post.parents[2])
    said = run(*AUDIT, *KNOWN, "-f", "github", cwd=root).stdout
    assert "file=content/posts/pan-2.md,line=11,col=28" in said
    assert "::2 new, the first “the pot”. In all, 4 affiliate links without rel=sponsored." in said
    assert "In all, 4 affiliate links, and no notice on the page. Insert above line 7 of content/posts/pan-2.md, before the first" in said
    found = run(*AUDIT, *KNOWN, "-f", "text", cwd=root).stdout
    assert "Since baseline linkaudit.baseline.json: 0 new findings, 3 grown, 0 fixed, 7 unchanged" in found
    assert " knows " not in found, "one line tells of the baseline"


def test_a_baseline_of_a_run_against_a_baseline_knows_the_added_link_too(post: Path) -> None:
    post.write_text(post.read_text() + f"\nFor soup we take {POT}.\n")
    built(root := post.parents[2])
    run(*AUDIT, *KNOWN, "-o", "audit.json", "--quiet", cwd=root)
    assert run("baseline", "write", "audit.json", cwd=root).returncode == 0
    assert new(post) == []
