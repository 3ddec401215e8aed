"""`--sample` and `--max-pages` of a folder: as many pages as asked for, and the rest is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_cli import LINK, run


@pytest.fixture
def read(site: Callable[..., Path]) -> Callable[..., tuple[list[str], dict[str, Any]]]:
    """The files that an audit reads of a site with three kinds of pages, and its document."""
    pages = {"index.html": LINK, "about.html": LINK}
    pages |= {f"posts/{n:02}/index.html": LINK for n in range(20)} | {f"2024/{n:02}/a.html": LINK for n in range(20)}
    folder = site(pages)

    def ask(*flags: str) -> tuple[list[str], dict[str, Any]]:
        done = run("audit", ".", "--offline", "-f", "json", "--fail-on", "never", *flags, cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        document = json.loads(done.stdout)
        return [one["file"] for one in document["pages"]], document

    return ask


def test_a_sample_has_some_of_each_kind(read: Callable[..., Any]) -> None:
    files, document = read("--sample", "6")
    kinds = [file.split("/")[0] for file in files]
    assert sorted(kinds) == ["2024", "2024", "about.html", "index.html", "posts", "posts"]
    assert document["coverage"]["partial"] == "--sample"
    assert any("6 of 42 pages were read: some of each kind" in note and "the other 36 were not" in note for note in document["notes"])


def test_max_pages_begins_at_the_start_page(read: Callable[..., Any]) -> None:
    files, document = read("--max-pages", "3")
    assert {"index.html", "about.html"} < set(files)
    assert (len(files), document["coverage"]["partial"]) == (3, "--max-pages")
    assert any("3 of 42 pages were read" in note for note in document["notes"])


@pytest.mark.parametrize("flags", [("--sample", "42"), ("--max-pages", "100")])
def test_what_cuts_nothing_is_no_part(read: Callable[..., Any], flags: tuple[str, ...]) -> None:
    files, document = read(*flags)
    assert (len(files), document["coverage"]["partial"]) == (42, "")
    assert not any("were read" in note for note in document["notes"])


def test_a_configuration_that_crawls_share_takes_nothing_from_a_folder(read: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "shared.toml").write_text("[crawl]\nmax_pages = 2\n")
    files, document = read("-c", str(tmp_path / "shared.toml"))
    assert (len(files), document["coverage"]["partial"]) == (42, "")
