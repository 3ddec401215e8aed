"""Which lines a branch changed: real repositories, with files and settings that mislead readers of diffs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from linkaudit.cli.changes import changed_lines, pull_request_lines
from linkaudit.errors import ConfigError

Repository = Callable[[dict[str, str | bytes | None]], Path]


def git(folder: Path, *args: str) -> str:
    named = ("-c", "user.name=Ann", "-c", "user.email=ann@blog.example", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *named, *args], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def commit(tmp_path: Path) -> Repository:
    """Commit files; None removes one."""
    git(tmp_path, "init", "-q")

    def make(files: dict[str, str | bytes | None]) -> Path:
        for name, body in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if body is None:
                path.unlink()
            else:
                path.write_bytes(body if isinstance(body, bytes) else body.encode())
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "x", "--allow-empty")
        return tmp_path

    return make


def test_added_and_changed_lines(commit: Repository) -> None:
    folder = commit({"content/a.md": "1\n2\n3\n4\n5\n", "b.md": "b\n", "gone.md": "x\n", "less.md": "1\n2\n"})
    git(folder, "checkout", "-qb", "work")
    commit({"content/a.md": "1\nzwei\n3\n4\nnew\nnew\n5\n", "new.md": "1\n2\n", "gone.md": None, "less.md": "1\n"})
    assert changed_lines("main", folder) == {"content/a.md": [range(2, 3), range(5, 7)], "new.md": [range(1, 3)], "less.md": []}


def test_what_main_did_meanwhile_is_not_ours(commit: Repository) -> None:
    folder = commit({"a.md": "1\n", "b.md": "1\n"})
    git(folder, "checkout", "-qb", "work")
    commit({"a.md": "eins\n"})
    git(folder, "checkout", "-q", "main")
    commit({"b.md": "uno\n"})
    git(folder, "checkout", "-q", "work")
    assert changed_lines("main", folder) == {"a.md": [range(1, 2)]}


@pytest.mark.parametrize("name", ["größe.md", "two words.md", 'quo"te.md', "tab\tin.md", "line\nend.md", "back\\slash.md", "a b/b/c.md"])
def test_odd_names(commit: Repository, name: str) -> None:
    folder = commit({"x": "x"})
    git(folder, "checkout", "-qb", "work")
    commit({name: "1\n"})
    assert changed_lines("main", folder) == {name: [range(1, 2)]}


def test_lines_that_look_like_a_diff(commit: Repository) -> None:
    folder = commit({"a.md": "-- a/other.md\n@@ -1 +1 @@\n", "z.md": "z"})
    git(folder, "checkout", "-qb", "work")
    commit({"a.md": "++ b/evil.md\n@@ -1,9 +1,9 @@\ndiff --git a/x b/x\n", "z.md": "no end of line"})
    assert changed_lines("main", folder) == {"a.md": [range(1, 4)], "z.md": [range(1, 2)]}


def test_binary_files_have_no_lines_to_mislead(commit: Repository) -> None:
    folder = commit({"p.png": b"\x00\x01"})
    git(folder, "checkout", "-qb", "work")
    commit({"p.png": b"\x00\x02"})
    assert changed_lines("main", folder) == {}


@pytest.mark.parametrize("name", ["new.md", "rename to b.md", 'größe "two".md'])
def test_of_a_renamed_file_only_the_lines_that_differ_have_changed(commit: Repository, name: str) -> None:
    body = "".join(f"{n}\n" for n in range(9))
    folder = commit({"old.md": body, "other.md": body + "other\n"})
    git(folder, "checkout", "-qb", "work")
    commit({"old.md": None, name: body, "other.md": None, "sub/other.md": body + "rename to c.md\nother\n"})
    assert changed_lines("main", folder) == {name: [], "sub/other.md": [range(10, 11)]}


def test_the_owners_settings_do_not_change_the_form(commit: Repository) -> None:
    folder = commit({"sub/a.md": "1\n"})
    for key, value in (("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("color.ui", "always"), ("diff.external", "false"),
                       ("diff.context", "9"), ("diff.relative", "true"), ("diff.renames", "copies")):  # fmt: skip
        git(folder, "config", key, value)
    git(folder, "checkout", "-qb", "work")
    commit({"sub/a.md": "1\n2\n"})
    assert changed_lines("main", folder / "sub") == {"sub/a.md": [range(2, 3)]}


@pytest.mark.parametrize("ref", ["nowhere", "--output=/tmp/linkaudit-evil", "a b", "\0"])
def test_a_name_that_git_does_not_know_is_a_sentence(commit: Repository, ref: str) -> None:
    folder = commit({"a.md": "1\n"})
    with pytest.raises(ConfigError, match="HEAD"):
        changed_lines(ref, folder)


def test_without_a_repository_it_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="main: git can't compare it with HEAD"):
        changed_lines("main", tmp_path)


@pytest.fixture
def pull_request(commit: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The merge commit that Actions checks out, to a depth."""
    folder = commit({"a.md": "1\n"})
    git(folder, "checkout", "-qb", "work")
    commit({"a.md": "1\n2\n"})
    git(folder, "checkout", "-q", "main")
    commit({"b.md": "1\n"})
    git(folder, "merge", "-q", "--no-ff", "-m", "merge", "work")
    git(folder, "update-ref", "refs/pull/7/merge", "HEAD")
    git(folder, "reset", "-q", "--hard", "HEAD^1")

    def check_out(depth: str) -> Path:
        clone = tmp_path_factory.mktemp("clone")
        git(clone, "init", "-q")
        git(clone, "fetch", "-q", f"--depth={depth}", f"file://{folder}", "refs/pull/7/merge")
        git(clone, "checkout", "-q", "FETCH_HEAD")
        monkeypatch.chdir(clone)
        monkeypatch.setenv("GITHUB_BASE_REF", "main")
        monkeypatch.setenv("GITHUB_REF", "refs/pull/7/merge")
        return clone

    return check_out


def test_a_pull_request_of_depth_two_tells_its_lines(pull_request: Callable[[str], Path]) -> None:
    pull_request("2")
    assert pull_request_lines() == {"a.md": [range(2, 3)]}


def test_one_of_depth_one_does_not(pull_request: Callable[[str], Path]) -> None:
    pull_request("1")
    assert pull_request_lines() is None


def test_outside_of_a_pull_request_nobody_asks_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
    assert pull_request_lines() is None
