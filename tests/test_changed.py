"""--changed-only: the pages that a change concerns, or all of them with the reason."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_cli import run
from tests.conftest import rows

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.errors import TargetError

BAD = '<main><p>Read <a href="https://www.amazon.com/dp/B00000000{}?tag=blog-20">it</a></p></main>'


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@blog.example", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def copy(site: Callable[..., Path]) -> Path:
    """A working copy whose folder of HTML is itself the source."""
    root = site({f"{name}/index.html": BAD.format(n) for n, name in enumerate("abc")} | {"style.css": "p {}", "pan.png": b"\x89PNG"})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all")
    git(root, "checkout", "-qb", "work")
    return root


def changed(root: Path, since: str = "main") -> Audit:
    settings = load(None, {}, {"disclosure.regimes": ["ftc"], "site.url": "https://blog.example"})
    return audit(Plan(str(root), settings, offline=True, changed_only=since))


def files(document: Audit) -> list[str]:
    return [one["file"] for one in rows(document, "pages")]


def test_what_was_committed_edited_and_added_since_is_read(copy: Path) -> None:
    (copy / "a/index.html").write_text(BAD.format(7))
    git(copy, "commit", "-qam", "a")
    (copy / "b/index.html").write_text(BAD.format(8))
    (copy / "new.html").write_text(BAD.format(9))
    document = changed(copy)
    assert files(document) == ["a/index.html", "b/index.html", "new.html"]
    assert document.coverage.partial == "--changed-only main"
    assert document.notes[0].startswith("3 of 4 pages were read: those that 3 files changed since main concern.")


def test_what_the_other_branch_did_meanwhile_is_not_ours(copy: Path) -> None:
    git(copy, "checkout", "-q", "main")
    (copy / "c/index.html").write_text(BAD.format(7))
    git(copy, "commit", "-qam", "c")
    git(copy, "checkout", "-q", "work")
    (copy / "a/index.html").write_text(BAD.format(7))
    assert files(changed(copy)) == ["a/index.html"]


def test_the_whole_site_is_not_judged_by_a_part_of_it(copy: Path) -> None:
    (copy / "a/index.html").write_text(BAD.format(7))
    document = changed(copy)
    assert {one["page"] for one in rows(document, "findings")} == {"https://blog.example/a/"}
    silent = {one["rule"]: one["reason"] for one in document.not_run}
    assert silent["amazon-statement-missing"] == "it needs the whole site, and this run read a part of it (--changed-only main)"
    assert "coverage-dropped" in silent


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("style.css", "style.css may show on any of them"),
        ("linkaudit.toml", "linkaudit.toml decides how pages are judged"),
        ("data/offers.json", "data/offers.json may show on any of them"),
    ],
)
def test_a_change_that_may_show_anywhere_brings_all(copy: Path, name: str, why: str) -> None:
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_text("")
    document = changed(copy)
    assert files(document) == ["a/index.html", "b/index.html", "c/index.html"]
    assert f"All pages were read, not only those that changed since main: {why}." in document.notes
    assert document.coverage.partial == ""


@pytest.mark.parametrize("name", ["pan.png", "README.md", ".github/workflows/site.yml"])
def test_a_change_that_no_page_shows_brings_none_and_is_green(copy: Path, name: str) -> None:
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    (copy / name).write_text("new")
    done = run("audit", str(copy), "--offline", "--changed-only", "main")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 of 3 pages were read" in done.stdout


def test_a_deleted_page_concerns_none(copy: Path) -> None:
    (copy / "a/index.html").unlink()
    assert files(changed(copy)) == []


def test_a_baseline_of_the_site_is_neither_stale_nor_a_source(copy: Path) -> None:
    assert run("baseline", "write", ".", "--offline", cwd=copy).returncode == 0
    (copy / "a/index.html").write_text("<p>all mended")
    done = run("audit", ".", "--offline", "--changed-only", "main", "--baseline", "linkaudit.baseline.json", cwd=copy)
    assert done.returncode == 0
    assert "1 of 3 pages were read" in done.stdout


@pytest.mark.parametrize("since", ["--output=/tmp/x", "-h", ""])
def test_an_option_is_no_revision(copy: Path, since: str) -> None:
    with pytest.raises(TargetError, match=r"not a revision; name a branch, a tag or a commit, such as origin/main"):
        changed(copy, since)


def test_an_unknown_revision_tells_of_shallow_clones(copy: Path) -> None:
    done = run("audit", str(copy), "--offline", "--changed-only", "origin/main")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: --changed-only origin/main: git knows no such commit here; a shallow clone has no history")


def test_a_folder_outside_of_any_repository_is_a_sentence(site: Callable[..., Path]) -> None:
    folder = site({"a.html": "<p>a"})
    done = run("audit", str(folder), "--offline", "--changed-only", "main", cwd=folder)
    assert (done.returncode, "lies in none" in done.stderr) == (2, True)


def test_a_live_site_has_no_working_copy() -> None:
    done = run("audit", "https://blog.example/", "--changed-only", "main")
    assert (done.returncode, "needs a folder in a working copy" in done.stderr) == (2, True)


# Built sites: the sources of manuscript/, five generators

SITES = {
    "hugo": ("content/en/posts/knives.md", ["posts/knives/index.html"], "layouts/partials/notice.html"),
    "jekyll": ("_posts/2024-02-10-sleeping-bags.markdown", ["2024/02/sleeping-bags/index.html"], "_data/kit.yml"),
    "eleventy": ("src/posts/2024-02-02-russian-novels.md", ["russia/index.html"], "src/books.njk"),
    "astro": ("src/content/blog/quiet-room.mdx", ["blog/quiet-room/index.html"], "src/components/Promo.astro"),
    "mkdocs": ("docs/guides/chairs.md", ["guides/chairs/index.html"], "snippets/cables.md"),
}


@pytest.fixture
def built(tmp_path: Path) -> Callable[[str], Path]:
    """A working copy of a generator's site; what it builds is ignored by git."""

    def make(name: str) -> Path:
        root = tmp_path / name
        shutil.copytree(Path(__file__).parent / "manuscript" / name, root)
        (root / ".gitignore").write_text("built/\n")
        git(root, "init", "-q")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "all")
        return root

    return make


def edited(root: Path, name: str) -> Audit:
    with (root / name).open("a") as file:
        file.write("\n")
    return audit(Plan(str(root / "built"), load(None, {}, {"disclosure.regimes": ["ftc"]}), offline=True, changed_only="HEAD"))


@pytest.mark.parametrize("name", SITES)
def test_a_changed_source_brings_the_pages_built_from_it(built: Callable[[str], Path], name: str) -> None:
    source, pages, _ = SITES[name]
    document = edited(built(name), source)
    assert (files(document), document.coverage.pages_found) == (pages, len(pages))


@pytest.mark.parametrize("name", SITES)
def test_a_changed_template_include_or_data_file_brings_all(built: Callable[[str], Path], name: str) -> None:
    *_, shared = SITES[name]
    document = edited(built(name), shared)
    assert document.coverage.partial == ""
    assert any(note.startswith("All pages were read") and shared in note for note in document.notes)


def test_a_source_that_was_moved_is_the_new_one(built: Callable[[str], Path]) -> None:
    root = built("hugo")
    git(root, "mv", "content/en/posts/knives.md", "content/en/posts/blades.md")
    shutil.move(root / "built/posts/knives", root / "built/posts/blades")
    document = audit(Plan(str(root / "built"), load(None, {}, {"disclosure.regimes": ["ftc"]}), offline=True, changed_only="HEAD"))
    assert files(document) == ["posts/blades/index.html"]
    assert any("those that 1 file changed since HEAD concern" in note for note in document.notes)


def test_a_template_that_became_a_page_brings_all(built: Callable[[str], Path]) -> None:
    root = built("hugo")
    git(root, "mv", "layouts/partials/notice.html", "content/en/posts/notice.html")
    document = audit(Plan(str(root / "built"), load(None, {}, {"disclosure.regimes": ["ftc"]}), offline=True, changed_only="HEAD"))
    assert any("layouts/partials/notice.html may show on any of them" in note for note in document.notes)
