"""`linkaudit fix` where a baseline or a pull request says what is its author's task today."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_changes import git
from tests.cli.test_cli import run

CONFIG = '[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = ["ftc"]\n[rules.disclosure-missing]\nenabled = false\n'
LINE = '<p>Try <a href="https://www.amazon.com/dp/B{:09}?tag=b-20">pan {}</a> (paid link)</p>\n'
BASELINE = '[baseline]\nfile = "linkaudit.baseline.json"\n'


def page(*numbers: int) -> str:
    return "".join(LINE.format(n, n) if n else "<p>Many words of the author.</p>\n" for n in numbers)


@pytest.fixture
def root(site: Callable[..., Path]) -> Path:
    """Two pages whose links lack rel, on main; what is known of them is recorded. The branch adds a page and a line."""
    folder = site({"old.html": page(1), "edited.html": page(2, *[0] * 9)})
    root = folder.parent
    (root / "linkaudit.toml").write_text(CONFIG)
    assert run("baseline", "write", "site", "--offline", "--baseline", "linkaudit.baseline.json", cwd=root).returncode == 0
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all")
    git(root, "checkout", "-qb", "work")
    (folder / "new.html").write_text(page(3))
    (folder / "edited.html").write_text(page(2, *[0] * 9, 4))
    git(root, "add", "-A")
    git(root, "commit", "-qm", "more")
    return root


def changed(diff: str) -> list[str]:
    return [line.removeprefix("--- a/site/") for line in diff.splitlines() if line.startswith("--- ")]


def suggested(root: Path, *words: str) -> tuple[list[tuple[str, int]], str]:
    done = run("fix", "site", "-f", "suggestions", *words, cwd=root)
    found: list[dict[str, Any]] = json.loads(done.stdout)["comments"]
    return [(one["path"], one["line"]) for one in found], done.stderr


def test_what_the_baseline_knows_is_left_alone_and_counted(root: Path) -> None:
    assert changed(run("fix", "site", cwd=root).stdout) == ["edited.html", "new.html", "old.html"]
    done = run("fix", "site", "--baseline", "linkaudit.baseline.json", cwd=root)
    assert changed(done.stdout) == ["edited.html", "new.html"]
    assert "1 known to the baseline (--known mends it, too) (rel-sponsored-missing 1) at old.html:1" in done.stderr


def test_what_is_known_stays_as_it_is_beside_what_is_new(root: Path) -> None:
    """The page is judged anew after each edit: what is known must not come in by that door."""
    (root / "site/old.html").write_text(page(1).replace("https:", "http:"))
    done = run("fix", "site", "--baseline", "linkaudit.baseline.json", "--write", cwd=root)
    assert done.returncode == 0
    assert (root / "site/old.html").read_text() == page(1)


def test_the_configured_baseline_is_heeded_unless_it_is_asked_for(root: Path) -> None:
    (root / "linkaudit.toml").write_text(CONFIG + BASELINE)
    assert changed(run("fix", "site", cwd=root).stdout) == ["edited.html", "new.html"]
    assert changed(run("fix", "site", "--known", cwd=root).stdout) == ["edited.html", "new.html", "old.html"]
    assert run("fix", "site", "--known", "--baseline", "linkaudit.baseline.json", cwd=root).returncode == 2


@pytest.mark.parametrize("narrow", [(), ("--changed-only", "main")])
def test_what_is_known_of_a_renamed_page_is_left_alone_too(root: Path, narrow: tuple[str, ...]) -> None:
    git(root, "mv", "site/edited.html", "site/renamed.html")
    (root / "site/renamed.html").write_text(page(2, *[0] * 9))
    words = ("--rule", "rel-sponsored-missing", "--baseline", "linkaudit.baseline.json", *narrow)
    assert changed(run("fix", "site", *words, cwd=root).stdout) == ["new.html", "renamed.html"], "one link tells nothing"
    (root / "site/edited.html").write_text('<meta http-equiv="refresh" content="0; url=https://blog.example/renamed.html">')
    assert changed(run("fix", "site", *words, cwd=root).stdout) == ["new.html"]


def test_only_pages_that_have_changed(root: Path) -> None:
    assert changed(run("fix", "site", "--changed-only", "main", cwd=root).stdout) == ["edited.html", "new.html"]
    done = run("fix", "site", "--changed-only", "nowhere", cwd=root)
    assert (done.returncode, "git knows no such commit here" in done.stderr) == (2, True)


@pytest.fixture
def on_pull_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    monkeypatch.setenv("GITHUB_REF", "refs/heads/work")


def test_outside_of_a_pull_request_suggestions_are_all(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
    assert suggested(root)[0] == [("site/edited.html", 1), ("site/edited.html", 11), ("site/new.html", 1), ("site/old.html", 1)]


@pytest.mark.usefixtures("on_pull_request")
def test_suggestions_stand_where_the_pull_request_can_bear_them(root: Path) -> None:
    found, said = suggested(root)
    assert found == [("site/edited.html", 11), ("site/new.html", 1)]
    assert "2 suggestions left out: not on lines of the pull request's diff; -f diff shows all." in said


@pytest.mark.usefixtures("on_pull_request")
def test_a_line_that_the_diff_shows_around_a_change_takes_a_suggestion(root: Path) -> None:
    (root / "site/edited.html").write_text("<p>A start.</p>\n<p>And more.</p>\n<p>Still.</p>\n" + page(2, *[0] * 9))
    git(root, "commit", "-qam", "above")
    found, _ = suggested(root, "--rule", "rel-sponsored-missing")
    assert found == [("site/edited.html", 4), ("site/new.html", 1)]


def test_a_checkout_that_is_too_shallow_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_BASE_REF", "gone")
    found, said = suggested(root)
    assert len(found) == 4
    assert "check out with fetch-depth: 2" in said
