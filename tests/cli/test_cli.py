"""The command as a user meets it: output, exit codes, errors that are sentences. A real process each time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import serving

LINK = '<a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a> (paid link)'
NOTICE = "<p>We earn a commission when you buy. As an Amazon Associate I earn from qualifying purchases.</p>"


def run(*args: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as empty:  # a live audit keeps its state where it is run
        return subprocess.run(
            [sys.executable, "-m", "linkaudit", *args],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=cwd or empty,
            timeout=120,
            check=False,
        )


@pytest.fixture
def good(site: Callable[..., Path]) -> Path:
    return site({"index.html": f"<main>{NOTICE}<p>{LINK}</p></main>"})


def test_exit_0_and_the_summary_on_stdout(good: Path) -> None:
    done = run("audit", str(good), "--offline", "--regime", "ftc", cwd=good)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing to fix: the checked conditions are met." in done.stdout


def test_exit_1_for_findings_and_fail_on(site: Callable[..., Path]) -> None:
    bad = site({"a.html": f"<p>{LINK.replace(' (paid link)', '')}</p>"})
    assert run("audit", str(bad), "--offline", "--regime", "ftc").returncode == 1
    assert run("audit", str(bad), "--offline", "--regime", "ftc", "--fail-on", "never").returncode == 0
    mild = site({"a.html": f"<main><p>This post contains affiliate links.</p><p>{LINK}</p></main>"})
    (mild / "a.html").write_text(f"<main><p>This post contains affiliate links.</p><p>{LINK.replace(' (paid link)', '')}</p></main>")
    assert run("audit", str(mild), "--offline", "--regime", "ftc").returncode == 0
    assert run("audit", str(mild), "--offline", "--regime", "ftc", "--fail-on", "warning").returncode == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["audit", "no-such-folder"], "there is no such folder"),
        (["audit", "https://blog.example/", "--offline"], "--offline opens no socket"),
        (["audit", ".", "--regime", "fcc"], 'did you mean "ftc"'),
        (["audit", ".", "-c", "nope.toml"], "there is no such file"),
        (["audit", ".", "-o", "report.docx"], "no format for .docx"),
        (["audit", "@nope.txt"], "can't be read"),
        (["audit"], "Missing TARGET"),
        (["adit"], 'did you mean "audit"'),
        (["audit", ".", "--nonsense"], "No such option"),
        (["explain", "disclosure-mising"], 'did you mean "disclosure-missing"'),
        (["programs", "amzon"], 'did you mean "amazon"'),
        (["report", "nope.json"], "can't be read"),
    ],
)
def test_exit_2_with_a_sentence(tmp_path: Path, args: list[str], said: str) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>")
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rules.tag-mising]\nenabled = false\n", 'did you mean "tag-missing"'),
        ('[programs.amazn]\nids = ["a-20"]\n', 'did you mean "amazon"'),
        ('[[ignore]]\nrule = "nope-at-all"\nreason = "x"\n', 'no rule "nope-at-all"'),
    ],
)
def test_names_that_do_not_exist_are_errors(good: Path, text: str, said: str) -> None:
    (good / "linkaudit.toml").write_text(text)
    done = run("audit", str(good), "--offline", cwd=good)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_closed_pipe_is_not_a_finding() -> None:
    done = subprocess.run(
        f"{sys.executable} -m linkaudit programs | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_exit_3_when_too_little_could_be_read() -> None:
    with serving({"/": '<a href="/1">1</a><a href="/2">2</a>'}) as (url, _):
        done = run("audit", url + "/")
    assert done.returncode == 3
    assert "Too little could be read: 1 of 3 pages (" in done.stderr


def test_reports_are_written_and_read_back(good: Path, tmp_path: Path) -> None:
    done = run("audit", str(good), "--offline", "-o", str(tmp_path / "r/a.json"), "-o", str(tmp_path / "r/a.html"), "-f", "json")
    assert json.loads(done.stdout)["schema"] == 1
    again = run("report", str(tmp_path / "r/a.json"), "-o", str(tmp_path / "b.html"))
    assert again.returncode == 0
    assert (tmp_path / "b.html").read_text() == (tmp_path / "r/a.html").read_text()


def test_a_report_that_can_not_be_written_leaves_the_old_one(good: Path, tmp_path: Path) -> None:
    (tmp_path / "dir.html").mkdir()
    done = run("audit", str(good), "--offline", "-o", str(tmp_path / "dir.html"))
    assert done.returncode == 2
    assert "can't be written" in done.stderr
    assert not list(tmp_path.glob(".*.part"))


def test_identify_speaks_json_lines() -> None:
    done = run(
        "identify",
        "-f",
        "jsonl",
        stdin="https://amzn.to/3abcdef\nnonsense ü\nhttps://s.example/?ref=me\n//www.amazon.com/dp/B000000001?tag=b-20\n",
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert [one["affiliate"] for one in found] == [True, False, "possible", True]
    assert set(found[0]) == {"url", "affiliate", "program", "publisher_id", "destination", "strength", "needs_probe"}
    assert found[0]["needs_probe"] is True


def test_grade_speaks_json_lines() -> None:
    done = run("grade", "-f", "jsonl", "We earn a commission if you buy.", "Hello.")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert set(first) == {"text", "disclosure", "grade", "language", "accepted", "because"}
    assert (first["disclosure"], first["grade"], first["accepted"]["ftc"]) == (True, "clear", "yes")
    assert (second["disclosure"], second["grade"], set(second["accepted"].values())) == (False, "none", {"no"})


@pytest.mark.parametrize("command", ["audit", "config", "demo", "explain", "grade", "identify", "programs", "report", "rules"])
def test_every_command_has_help(command: str) -> None:
    done = run(command, "-h")
    assert done.returncode == 0
    assert "Usage: linkaudit" in done.stdout


def test_config_says_where_values_come_from(tmp_path: Path) -> None:
    (tmp_path / "linkaudit.toml").write_text('[site]\nurl = "https://b.example"\n')
    done = run("config", cwd=tmp_path)
    assert "site.url = 'https://b.example'  # " in done.stdout
    assert "linkaudit.toml" in done.stdout
    assert "crawl.max_pages = 20000  # default" in done.stdout


def test_explain_and_rules() -> None:
    assert "16 CFR 255" in run("explain", "disclosure-missing").stdout
    assert "tag-placeholder" in run("rules").stdout


def test_the_demo(tmp_path: Path) -> None:
    done = run("demo", "-o", str(tmp_path / "demo.html"))
    assert done.returncode == 0, done.stderr
    assert "things to fix" in done.stdout
    assert "Notice only at the end" in (tmp_path / "demo.html").read_text()


def test_a_policy_is_no_regime(good: Path) -> None:
    done = run("audit", str(good), "--offline", "--regime", "amazon")
    assert done.returncode == 2
    assert "amazon is a program's policy, not a regime" in done.stderr


def test_an_output_that_takes_nothing_is_exit_2(good: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "linkaudit", "audit", str(good), "--offline", "--no-state"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_who_has_seen_enough_does_not_make_a_build_green(site: Callable[..., Path]) -> None:
    bad = site({"a.html": f"<p>{LINK.replace(' (paid link)', '')}</p>"})
    command = f"set -o pipefail; {sys.executable} -m linkaudit audit {bad} --offline --no-state --regime ftc | true"
    assert subprocess.run(["bash", "-c", command], check=False, capture_output=True).returncode == 1


def test_conditions_are_met_only_where_nothing_is_left(site: Callable[..., Path], good: Path) -> None:
    assert "1 with the checked conditions met" in run("audit", str(good), "--offline", "--regime", "ftc").stdout
    mild = site({"index.html": f"<main><p>This post contains affiliate links.</p><p>{LINK.replace(' (paid link)', '')}</p></main>"})
    shown = run("audit", str(mild), "--offline", "--regime", "ftc").stdout
    assert "ftc: 1 not failed" in shown
    assert "conditions met" not in shown
