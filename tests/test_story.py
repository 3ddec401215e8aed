"""A pull request from its first red build to its green one, on a site that is built from Markdown, as its authors live it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tests.cli.test_cli import run

NOTICE = "{{< affiliate >}}"
SAID = "<p>We earn a commission when you buy through our links. As an Amazon Associate I earn from qualifying purchases.</p>"
AMAZON = "https://www.amazon.com/dp/B00000000{}?tag=blog-20"
AUDIT = ("audit", "public", "--offline", "--source", "content")
CONFIG = f"""[site]
url = "https://blog.example"
[disclosure]
regimes = ["ftc"]
insert = "{NOTICE}"
[programs.amazon]
ids = ["blog-20"]
[rules.link-label-missing]
enabled = false
"""


def post(number: int) -> str:
    return f"---\ntitle: Pan {number}\n---\n\n{NOTICE}\n\nA heavy pan lasts for life.\n\nWe cook with [the pan {number}]({AMAZON.format(number)}) every day.\n"


def built(folder: Path) -> None:
    """What a generator does with the sources: a theme's frame, the shortcode of the notice, a render hook that marks paid links."""
    for source in (folder / "content/posts").glob("*.md"):
        head, _, body = source.read_text().removeprefix("---\n").partition("\n---\n")
        html = MarkdownIt().render(body.replace(NOTICE, "NOTICE")).replace("<p>NOTICE</p>", SAID)
        html = re.sub(r'<a (href="https://www\.amazon[^>]*>.*?</a>)', r'<a rel="sponsored" \1', html)
        page = folder / "public/posts" / source.stem / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            f'<!doctype html><html lang="en"><head><meta name="generator" content="Hugo 0.152.2"><title>{head.removeprefix("title: ")}</title>'
            f"</head><body><header><a href='/'>Blog</a></header><main><article><h1>{head.removeprefix('title: ')}</h1>{html}</article></main></body></html>"
        )


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A repository with three posts on its main branch, built."""
    (tmp_path / "content/posts").mkdir(parents=True)
    for number in (1, 2, 3):
        (tmp_path / f"content/posts/pan-{number}.md").write_text(post(number))
    (tmp_path / "hugo.toml").write_text('baseURL = "https://blog.example"\n')
    (tmp_path / "linkaudit.toml").write_text(CONFIG)
    (tmp_path / ".gitignore").write_text("public/\n")
    git(tmp_path, "init", "-q", "-b", "main")
    committed(tmp_path, "Three posts")
    built(tmp_path)
    return tmp_path


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=Ann", "-c", "user.email=ann@blog.example", *words], cwd=folder, check=True)


def committed(folder: Path, said: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", said)


def changed(blog: Path) -> None:
    """The pull request: one post loses its notice, another gets a link without the tag."""
    git(blog, "checkout", "-qb", "spring")
    first, second = blog / "content/posts/pan-1.md", blog / "content/posts/pan-2.md"
    first.write_text(first.read_text().replace(f"{NOTICE}\n\n", ""))
    second.write_text(second.read_text() + "\nFor fish we take [the wide pan](https://www.amazon.com/dp/B000000009).\n")
    committed(blog, "Spring cleaning")
    built(blog)


def failed(blog: Path, *more: str) -> list[tuple[str, str, int]]:
    """Rule, file and line of what fails the build."""
    document: dict[str, Any] = json.loads(run(*AUDIT, "-f", "json", *more, cwd=blog).stdout)
    errors = [one for one in document["findings"] if one["severity"] == "error" and one["outcome"] == "failed" and not one["suppressed_by"]]
    return sorted((one["rule"], one["written"]["file"], one["written"]["line"]) for one in errors)


def test_main_is_clean_and_says_nothing(blog: Path) -> None:
    done = run(*AUDIT, "--fail-on", "warning", "-f", "github", cwd=blog)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_build_fails_on_the_lines_that_the_author_edits(blog: Path) -> None:
    changed(blog)
    assert failed(blog) == [("disclosure-missing", "content/posts/pan-1.md", 7), ("tag-missing", "content/posts/pan-2.md", 11)]
    done = run(*AUDIT, "-f", "github", cwd=blog)
    assert done.returncode == 1
    marks = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    assert [re.search(r"file=([^,]+),line=(\d+)", mark).groups() for mark in marks] == [  # type: ignore[union-attr]
        ("content/posts/pan-1.md", "7"),
        ("content/posts/pan-2.md", "11"),
    ]


def test_what_one_post_lacks_is_written_into_that_post(blog: Path) -> None:
    changed(blog)
    causes = json.loads(run(*AUDIT, "-f", "json", cwd=blog).stdout)["causes"]
    (missing,) = [one["fix"]["text"] for one in causes if one["rule"] == "disclosure-missing"]
    assert missing == "Insert above line 7 of content/posts/pan-1.md, before the first affiliate link.", "and no layout is named"


def test_only_the_changed_pages_are_read_when_that_is_wished(blog: Path) -> None:
    changed(blog)
    assert failed(blog, "--changed-only", "main") == failed(blog)
    document = json.loads(run(*AUDIT, "-f", "json", "--changed-only", "main", cwd=blog).stdout)
    assert document["coverage"]["pages_read"] == 2


def test_a_built_folder_in_git_does_not_hide_a_source_that_changed(blog: Path) -> None:
    (blog / ".gitignore").unlink()
    committed(blog, "The built site too")
    first = blog / "content/posts/pan-1.md"
    first.write_text(first.read_text() + "\nSteel is fine, too.\n")
    document = json.loads(run(*AUDIT, "-f", "json", "--changed-only", "HEAD", cwd=blog).stdout)
    assert document["coverage"]["pages_read"] == 1


def test_fix_and_a_rebuild_make_it_pass(blog: Path) -> None:
    changed(blog)
    done = run("fix", "public", "--source", "content", "--write", cwd=blog)
    assert done.returncode == 0, done.stderr
    built(blog)
    assert run(*AUDIT, "--quiet", cwd=blog).returncode == 0
    assert NOTICE in (blog / "content/posts/pan-1.md").read_text()
    assert "[the wide pan](https://www.amazon.com/dp/B000000009?tag=blog-20)" in (blog / "content/posts/pan-2.md").read_text()
    assert (blog / "content/posts/pan-3.md").read_text() == post(3), "nobody else's file is touched"
    assert run("fix", "public", "--source", "content", cwd=blog).returncode == 0, "a second run has nothing to change"


def test_an_old_fault_is_known_and_a_new_one_on_the_same_post_fails(blog: Path, record: Callable[[Path], None]) -> None:
    changed(blog)
    record(blog)
    assert failed(blog, "--baseline", "linkaudit.baseline.json") == []
    second = blog / "content/posts/pan-2.md"
    second.write_text(second.read_text() + "\nAnd for soup [the pot](https://www.amazon.com/dp/B000000008).\n")
    built(blog)
    assert failed(blog, "--baseline", "linkaudit.baseline.json") == [("tag-missing", "content/posts/pan-2.md", 13)]


@pytest.fixture
def record() -> Callable[[Path], None]:
    """Write the baseline of a site as it is."""

    def write(folder: Path) -> None:
        assert run("baseline", "write", "public", "--offline", cwd=folder).returncode == 0

    return write
