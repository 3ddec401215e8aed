"""A pull request that renames a page fails nothing, though only the pages that it changes are read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.baseline.test_added_link import AMAZON, CONFIG, built
from tests.cli.test_changes import git
from tests.cli.test_cli import run

AUDIT = ("audit", "public", "--offline", "--no-state", "--baseline", "linkaudit.baseline.json", "--changed-only", "main")
ALIAS = '<title>moved</title><meta http-equiv="refresh" content="0; url=https://blog.example/posts/{}/">'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A Hugo site on a branch: posts without notice, rel and labels, all of it recorded; what is built is ignored by git."""
    folder = tmp_path / "content/posts"
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        links = f"We cook with [the pan]({AMAZON.format(number)}).\n\nAnd fry with [the wok]({AMAZON.format(number + 3)}).\n"
        (folder / f"pan-{number}.md").write_text(f"---\ntitle: Pan\n---\n\nA heavy pan lasts for life.\n\n{links}")
    (tmp_path / "linkaudit.toml").write_text(f'{CONFIG}[source]\nfolder = "content"\n')
    (tmp_path / "hugo.toml").write_text("")
    (tmp_path / ".gitignore").write_text("public/\n")
    built(tmp_path)
    assert run("baseline", "write", "public", "--offline", cwd=tmp_path).returncode == 0
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "all")
    git(tmp_path, "checkout", "-qb", "work")
    return tmp_path


def renamed(root: Path, **words: str) -> None:
    git(root, "mv", "content/posts/pan-2.md", "content/posts/best-pan.md")
    post = root / "content/posts/best-pan.md"
    for old, new in words.items():
        post.write_text(post.read_text().replace(old, new))
    git(root, "commit", "-qam", "renamed")
    shutil.rmtree(root / "public/posts/pan-2")
    built(root)


def audited(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*AUDIT, "-f", "json", cwd=root).stdout)
    return found


def told(root: Path) -> tuple[int, int, int, int, int]:
    (since,) = audited(root)["since"]
    return since["new"], since["grown"], since["fixed"], since["still"], since["moved"]


def test_a_renamed_page_is_known_by_what_is_no_longer_in_the_folder(root: Path) -> None:
    renamed(root)
    assert told(root) == (0, 0, 0, 0, 3)
    done = run(*AUDIT, cwd=root)
    assert done.returncode == 0
    assert "those that 1 file changed since main concern" in done.stdout
    assert "0 new findings, 0 fixed, 0 unchanged, 3 moved" in done.stdout


@pytest.mark.parametrize("left", ["stub", "redirect"])
def test_one_that_leaves_its_old_address_behind_may_change_as_it_moves(root: Path, left: str) -> None:
    renamed(root, wok="iron wok", heavy="light")
    page = root / "public/posts/best-pan/index.html"
    page.write_text(page.read_text().replace("<title>best-pan", "<title>The best pan").replace(AMAZON.format(5), AMAZON.format(9)))
    assert told(root)[0] == 3, "nothing tells that it is the same"
    if left == "stub":
        (root / "public/posts/pan-2").mkdir()
        (root / "public/posts/pan-2/index.html").write_text(ALIAS.format("best-pan"))
    else:
        (root / "public/_redirects").write_text("/posts/pan-2/ https://blog.example/posts/best-pan/ 301\n")
    assert told(root) == (0, 0, 0, 0, 3)


def test_a_page_that_stands_beside_its_copy_has_not_moved(root: Path) -> None:
    shutil.copy(root / "content/posts/pan-2.md", root / "content/posts/best-pan.md")
    built(root)
    assert told(root) == (3, 0, 0, 0, 0)


def test_a_page_that_could_not_be_read_has_not_moved(root: Path) -> None:
    shutil.copy(root / "content/posts/pan-2.md", root / "content/posts/best-pan.md")
    built(root)
    old = root / "public/posts/pan-2/index.html"
    old.unlink()
    old.symlink_to("../pan-1/index.html")
    assert told(root) == (3, 0, 0, 0, 0)


def test_what_was_mended_as_its_page_moved_is_fixed(root: Path) -> None:
    renamed(root)
    page = root / "public/posts/best-pan/index.html"
    page.write_text(page.read_text().replace("<title>best-pan", "<title>pan-2").replace("<a ", '<a rel="sponsored" '))
    assert told(root) == (0, 0, 1, 0, 2)


def test_what_a_deleted_page_had_is_fixed(root: Path) -> None:
    git(root, "rm", "-q", "content/posts/pan-2.md")
    shutil.rmtree(root / "public/posts/pan-2")
    assert told(root) == (0, 0, 3, 0, 0)
