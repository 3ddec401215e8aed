"""The formats for machines as a workflow meets them: files by their suffix, annotations on stdout, the rest in the step's summary."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_changes import git
from tests.cli.test_cli import LINK, run
from tests.reports.runner import Command, commands

from linkaudit.reports.github import MAX_SUMMARY

BARE = LINK.replace(" (paid link)", "")
BAD = f"<main>\n<p>{BARE}</p></main>\n"
AUDIT = ("audit", "public", "--offline", "--regime", "ftc")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a built site, seen by none of the variables of the machine that runs the tests."""
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)
    for name in ("a", "b"):
        (tmp_path / "public" / name).mkdir(parents=True)
        (tmp_path / "public" / name / "index.html").write_text(BAD)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    return tmp_path


def test_files_by_their_suffix_and_by_name(work: Path) -> None:
    done = run(
        *AUDIT, "-o", "r.sarif", "-o", "r.xml", "-o", "gitlab:gl-code-quality.json", "-o", "sarif-full:all.sarif", "--quiet", cwd=work
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    (found,) = json.loads((work / "r.sarif").read_text())["runs"]
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in found["results"]]
    assert set(uris) == {"public/a/index.html", "public/b/index.html"}
    assert json.loads((work / "gl-code-quality.json").read_text())[0]["location"]["path"] == "public/a/index.html"
    assert (work / "r.xml").read_text().startswith('<?xml version="1.0"')


def test_annotations_and_nothing_else_on_stdout(work: Path) -> None:
    done = run(*AUDIT, "-f", "github", cwd=work)
    found = commands(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert all(isinstance(one, Command) for one in found)
    assert isinstance(found[0], Command) and found[0].properties["file"] == "public/a/index.html"


def test_the_rest_goes_to_the_summary_of_the_step(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (work / "summary.md").write_text("# Written by another command\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(work / "summary.md"))
    run(*AUDIT, "-f", "github", cwd=work)
    told = (work / "summary.md").read_text()
    assert told.startswith("# Written by another command\n# Affiliate links of")
    assert "| `public/b/index.html:2` |" in told


def test_only_annotations_write_it(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(work / "summary.md"))
    run(*AUDIT, "-o", "r.sarif", cwd=work)
    assert not (work / "summary.md").exists()


def test_a_summary_never_grows_over_what_github_shows(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (work / "summary.md").write_text("x" * (MAX_SUMMARY - 50))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(work / "summary.md"))
    run(*AUDIT, "-f", "github", cwd=work)
    assert (work / "summary.md").stat().st_size <= MAX_SUMMARY


def test_a_summary_that_cannot_be_written_is_said_and_fails_nothing_more(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(work / "no" / "summary.md"))
    done = run(*AUDIT, "-f", "github", cwd=work)
    assert done.returncode == 1
    assert "the summary can't be written: No such file or directory" in done.stderr


def test_in_a_pull_request_its_lines_come_first(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(work, "branch", "-m", "main")
    git(work, "checkout", "-qb", "work")
    (work / "public" / "b" / "index.html").write_text(BAD.replace("A book", "Another book"))
    git(work, "commit", "-qam", "y")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    first = commands(run(*AUDIT, "-f", "github", cwd=work).stdout)[0]
    assert isinstance(first, Command) and first.properties["file"] == "public/b/index.html"


def test_a_checkout_that_is_too_shallow_is_said(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_BASE_REF", "nowhere")
    done = run(*AUDIT, "-f", "github", cwd=work)
    assert done.stdout.startswith("::error ")
    last = done.stdout.splitlines()[-1]
    assert last.startswith("::notice title=linkaudit::") and "check out with fetch-depth: 2" in last


@pytest.mark.parametrize("name", ["sarif", "sarif-full", "junit", "gitlab", "github"])
def test_an_old_run_in_each_of_them(work: Path, name: str) -> None:
    run(*AUDIT, "-o", "audit.json", "-o", f"{name}:first", cwd=work)
    assert run("report", "audit.json", "-f", name, cwd=work).stdout == (work / "first").read_text()


def test_a_report_that_had_to_be_cut_says_so(work: Path, site: Callable[..., Path]) -> None:
    folder = site({"a.html": BAD})
    run("audit", str(folder), "--offline", "-o", "audit.json", cwd=work)
    saved = json.loads((work / "audit.json").read_text())
    (one, *_) = saved["findings"]
    saved["findings"] = [one | {"fingerprint": f"{n:016x}"} for n in range(25_001)]
    (work / "audit.json").write_text(json.dumps(saved))
    done = run("report", "audit.json", "-o", "r.sarif", cwd=work)
    assert done.returncode == 0
    assert done.stderr.startswith("r.sarif: 1 of 25,001 findings are not in it: GitHub takes 25,000")
    assert len(json.loads((work / "r.sarif").read_text())["runs"][0]["results"]) == 25_000
