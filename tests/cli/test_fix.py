"""`linkaudit fix` as a user meets it: a diff, files written, what was left and why. A real process each time."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from tests.cli.test_cli import run

from linkaudit.cli.fix import _written
from linkaudit.mending import Change

WORDS = "We earn a commission when you buy."
LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=b-20">the pan at Amazon</a>'
MARKED = LINK.replace('b-20"', 'b-20" rel="sponsored"')
CONFIG = f'[disclosure]\nregimes = ["ftc"]\nrequired = "{WORDS}"\n[programs.amazon]\nids = ["b-20"]\n'
Site = Callable[..., Path]


@pytest.fixture
def bad(site: Site) -> Path:
    folder = site({"index.html": f"<main>\n  <p>{LINK}</p>\n</main>\n", "b/x.html": "<p>x</p>"})
    (folder.parent / "linkaudit.toml").write_text(CONFIG)
    (folder.parent / ".git").mkdir()
    return folder


def test_a_diff_is_shown_and_nothing_is_written(bad: Path) -> None:
    before = (bad / "index.html").read_bytes()
    done = run("fix", str(bad))
    assert done.returncode == 1
    assert done.stdout == (
        "--- a/site/index.html\n+++ b/site/index.html\n@@ -1,3 +1,4 @@\n <main>\n"
        f"-  <p>{LINK}</p>\n+  <p>{WORDS}</p>\n+  <p>{MARKED}</p>\n </main>\n"
    )
    assert done.stderr.startswith("1 file to change (--write does it): disclosure-missing 1, rel-sponsored-missing 1.\n")
    assert (bad / "index.html").read_bytes() == before


def test_what_is_written_is_gone_from_the_next_audit(bad: Path) -> None:
    os.chmod(bad / "index.html", 0o640)
    done = run("fix", str(bad), "--write")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("1 file written: ")
    assert stat.S_IMODE((bad / "index.html").stat().st_mode) == 0o640
    assert sorted(one.name for one in bad.iterdir()) == ["b", "index.html"]
    again = run("fix", str(bad))
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr.startswith("Nothing to change.\n")
    audit = run("audit", str(bad), "--offline", "-f", "json", "-c", str(bad.parent / "linkaudit.toml")).stdout
    assert not {one["rule"] for one in json.loads(audit)["findings"]} & {"disclosure-missing", "rel-sponsored-missing"}


def test_one_rule_alone_and_a_rule_that_no_edit_answers(bad: Path) -> None:
    done = run("fix", str(bad), "--rule", "rel-sponsored-missing", "--write")
    assert done.returncode == 0
    assert WORDS not in (bad / "index.html").read_text()
    wrong = run("fix", str(bad), "--rule", "disclosure-vague")
    assert wrong.returncode == 2
    assert 'no edit answers "disclosure-vague"' in wrong.stderr


@pytest.mark.parametrize("target", ["https://blog.example/", "no-such-folder", "-", "@list.txt"])
def test_only_a_folder_is_mended(target: str) -> None:
    done = run("fix", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert "fix takes a folder of HTML" in done.stderr


@pytest.mark.parametrize("generator", ["Hugo 0.131.0", "WordPress 6.5", "Own Tool\x1b[2J 1"])
def test_what_a_generator_made_is_left(bad: Path, generator: str) -> None:
    page = bad / "index.html"
    page.write_text(f'<meta name="generator" content="{generator}">{page.read_text()}')
    done = run("fix", str(bad))
    assert (done.returncode, done.stdout) == (0, "")
    assert "the page is built by" in done.stderr
    assert "\x1b" not in done.stderr
    assert run("fix", str(bad), "--built").returncode == 1


@pytest.mark.parametrize("generator", ["Microsoft FrontPage 4.0", "HTML Tidy for Linux/x86", "vim"])
def test_what_a_person_wrote_with_a_program_is_mended(bad: Path, generator: str) -> None:
    page = bad / "index.html"
    page.write_text(f'<meta name="generator" content="{generator}">{page.read_text()}')
    assert run("fix", str(bad)).returncode == 1


def test_ignored_findings_are_not_mended(bad: Path) -> None:
    (bad.parent / "linkaudit.toml").write_text(f'{CONFIG}[[ignore]]\nrule = "rel-sponsored-missing"\nreason = "the plugin does it"\n')
    run("fix", str(bad), "--write")
    assert "rel=" not in (bad / "index.html").read_text()
    assert WORDS in (bad / "index.html").read_text()


def test_formats_for_reviews(bad: Path) -> None:
    said = run("fix", str(bad), "-f", "suggestions")
    assert said.returncode == 1
    (comment,) = json.loads(said.stdout)["comments"]
    assert (comment["path"], comment["line"]) == ("site/index.html", 2)
    assert "No notice on the page (`disclosure-missing`)" in comment["body"]
    assert json.loads(run("fix", str(bad), "-f", "rdjson").stdout)["diagnostics"][0]["location"]["path"] == "site/index.html"


def test_a_file_that_changed_meanwhile_and_a_link_are_not_touched(tmp_path: Path) -> None:
    changed, linked, gone = tmp_path / "a.html", tmp_path / "b.html", tmp_path / "c.html"
    changed.write_text("new")
    (tmp_path / "real").write_text("old")
    linked.symlink_to("real")
    said = list(_written(Change(path, path.name, b"old", b"mended", ()) for path in (changed, linked, gone)))
    assert said[:2] == [f"{name}: it has changed since the audit, and was not touched" for name in ("a.html", "b.html")]
    assert said[2].startswith("c.html: not written: No such file")
    assert (changed.read_text(), (tmp_path / "real").read_text()) == ("new", "old")


def test_git_applies_what_is_printed(bad: Path) -> None:
    (bad.parent / ".git").rmdir()
    subprocess.run(["git", "init", "-q", str(bad.parent)], check=True)
    diff = run("fix", str(bad)).stdout
    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=bad.parent, check=True)
    assert run("fix", str(bad)).stdout == ""


def built(text: str) -> str:
    """As kramdown builds the little that these posts hold."""
    body = re.sub(r"\A---\n.*?---\n", "", text, flags=re.DOTALL)
    linked = re.sub(r"\[([^]]+)\]\(([^)]+)\)(?:\{:([^}]*)\})?", lambda m: f'<a href="{escape(m[2])}"{m[3] or ""}>{m[1]}</a>', body)
    return f"<html lang=en><main><h1>A pan</h1>{''.join(f'<p>{part}</p>' for part in linked.split(chr(10) * 2) if part.strip())}</main>"


def test_the_source_is_mended_the_site_built_anew_and_the_audit_is_content(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "_config.yml").write_text("title: Pans\n")
    (tmp_path / "linkaudit.toml").write_text(CONFIG)
    post = tmp_path / "_posts" / "2024-01-01-a-pan.md"
    page = tmp_path / "_site" / "2024" / "01" / "01" / "a-pan.html"
    for one in (post, page):
        one.parent.mkdir(parents=True)
    start = "---\ntitle: A pan\n---\nOne line.\n\nThe [pan at Amazon](https://www.amazon.com/dp/B000000001?tag=YOURTAG-20&x=é) is good.\n"
    post.write_text(start)
    page.write_text(built(start))
    done = run("fix", str(tmp_path / "_site"), "--write", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert post.read_text() == start.replace("The [pan", f"{WORDS}\n\nThe [pan").replace("YOURTAG-20&x=é)", 'b-20&x=é){: rel="sponsored"}')
    assert "Build the site again" in done.stderr
    assert page.read_text() == built(start)
    page.write_text(built(post.read_text()))
    again = run("fix", str(tmp_path / "_site"), cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "")
    assert (
        run("audit", str(tmp_path / "_site"), "--offline", "--fail-on", "warning", "-f", "md", cwd=tmp_path).stdout.count("sponsored") == 0
    )


def test_a_source_outside_the_repository_is_not_touched(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(f"The [pan]({LINK[9:56]}) is good.\n")
    root = tmp_path / "site"
    (root / "_posts").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "_config.yml").write_text("")
    (root / "_posts" / "2024-01-01-a-pan.md").symlink_to(outside)
    page = root / "_site" / "a-pan.html"
    page.parent.mkdir()
    page.write_text(built(outside.read_text()))
    run("fix", str(root / "_site"), "--write", cwd=root)
    assert outside.read_text() == f"The [pan]({LINK[9:56]}) is good.\n"


def test_an_excerpt_is_no_place_for_a_second_notice(site: Site) -> None:
    cards = "".join(f'<article><h2><a href="/p{n}/">Pan {n}</a></h2><p>We like {LINK}.</p></article>' for n in range(4))
    post = f"<main><article><h1>Pan</h1><p>{WORDS}</p><p>We like {MARKED}.</p></article></main>"
    folder = site({"index.html": f"<main>{cards}</main>", **{f"p{n}/index.html": post for n in range(4)}})
    (folder.parent / "linkaudit.toml").write_text(CONFIG)
    done = run("fix", str(folder), "--rule", "disclosure-missing", "-c", str(folder.parent / "linkaudit.toml"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "an excerpt prints the link" in done.stderr
