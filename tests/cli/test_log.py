"""`--log`: a run as lines for journald and collectors, on stderr, with nothing between them and nothing secret in them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.test_cli import LINK, NOTICE
from tests.cli.test_manners import run
from tests.conftest import serving

from linkaudit.app import Step
from linkaudit.cli.log import PAUSE, Log
from linkaudit.cli.main import main

GOOD = f"<main>{NOTICE}<p>{LINK}</p></main>"
BAD = f"<main><p>{LINK.replace(' (paid link)', '')}</p></main>"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (info|warning|error) \S.*")
SECRET = "Bearer s3cr3t-of-the-blog"


def told(stderr: str) -> list[dict[str, Any]]:
    """The lines, each an object of ASCII."""
    assert stderr.isascii()
    found = [json.loads(line) for line in stderr.splitlines()]
    assert all({"time", "level", "event", "message"} <= line.keys() for line in found)
    return found


def test_a_run_in_text(site: Callable[..., Path]) -> None:
    done = run("audit", ".", "--offline", "--regime", "ftc", "--quiet", "--log", "text", "-o", "a.md", cwd=site({"a.html": BAD}))
    lines = done.stderr.splitlines()
    assert done.stdout == ""
    assert all(map(LINE.fullmatch, lines)), lines
    said = [line.split(" ", 1)[1] for line in lines]
    assert said[:3] == ["info audit of . begins, regimes ftc", "info reading pages: 1 done, 0 to go", "info wrote a.md"]
    assert said[3].startswith("warning exit 1: 1 page read, 0 not; ")


def test_a_run_in_json(site: Callable[..., Path], tmp_path: Path) -> None:
    folder, case = site({"a.html": GOOD}), tmp_path / "case"
    done = run("audit", ".", "--offline", "--log", "json", "-o", "gitlab:a.json", "--evidence", str(case), cwd=folder)
    begin, step, *reports, end = told(done.stderr)
    assert (begin["event"], begin["target"], begin["regimes"]) == ("begin", ".", [])
    assert (step["event"], step["stage"], step["done"], step["left"]) == ("step", "Reading pages", 1, 0)
    assert [(one["event"], one["format"], one["file"]) for one in reports] == [
        ("report", "gitlab", "a.json"),
        ("report", "evidence", str(case)),
    ]
    assert (end["event"], end["level"], end["exit"], end["pages"], end["error"], end["new"]) == ("end", "info", 0, 1, 0, None)
    assert done.stdout.startswith(". → ")


def test_from_the_second_run_on_the_end_says_what_is_new(site: Callable[..., Path], tmp_path: Path) -> None:
    folder = site({"a.html": BAD, "b.html": BAD})
    words = ("audit", "site", "--no-probes", "--quiet", "--regime", "ftc", "--log", "json")
    run(*words, cwd=tmp_path)
    (folder / "b.html").write_text(GOOD)
    end = told(run(*words, cwd=tmp_path).stderr)[-1]
    assert end["fixed"] > 0
    assert end["unchanged"] > 0
    assert end["new"] == 0


def test_the_environment_asks_for_a_log_too(site: Callable[..., Path]) -> None:
    done = run("audit", ".", "--offline", "--quiet", cwd=site({"a.html": GOOD}), LINKAUDIT_AUDIT_LOG="json")
    assert [line["event"] for line in told(done.stderr)] == ["begin", "step", "end"]
    assert "Reading" not in run("rules", cwd=site({}), LINKAUDIT_AUDIT_LOG="json").stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["no-such-folder"], "there is no such folder"),
        ([], "Missing TARGET"),
        ([".", "--nonsense"], "No such option"),
        ([".", "--fail-on", "moon"], "is not one of"),
        ([".", "-o", "report.docx"], "no format for .docx"),
        ([".", "--offline", "-o", "a.html/b.md"], "is no folder"),
        ([".", "-c", "nope.toml"], "there is no such file"),
        ([".", "--weights", "nope.csv"], "there is no such file"),
    ],
)
@pytest.mark.parametrize("where", ["flag", "environment"])
def test_what_ends_a_run_is_a_line_too(site: Callable[..., Path], args: list[str], said: str, where: str) -> None:
    folder = site({"a.html": GOOD})
    flags, env = (["--log=json"], {}) if where == "flag" else ([], {"LINKAUDIT_AUDIT_LOG": "json"})
    done = run("audit", *args, *flags, cwd=folder, **env)
    last = told(done.stderr)[-1]
    assert (done.returncode, last["event"], last["level"], last["exit"]) == (2, "error", "error", 2)
    assert said in last["message"]


def test_a_log_that_there_is_not_is_a_usage_error(site: Callable[..., Path]) -> None:
    done = run("audit", ".", "--log", "xml", cwd=site({"a.html": GOOD}))
    assert (done.returncode, "'xml' is not one of" in done.stderr) == (2, True)


def test_pages_not_read_are_warnings_twenty_of_them(tmp_path: Path) -> None:
    links = "".join(f'<a href="/p{n}">x</a>' for n in range(30))
    down = {f"/p{n}": (500, {"content-type": "text/html"}, b"down") for n in range(30)}
    (tmp_path / "linkaudit.toml").write_text("[http]\nretries = 0\nrequests_per_second = 0\n")
    with serving({"/": links + GOOD} | down) as (url, _):
        done = run("audit", url, "--no-probes", "--quiet", "--log", "json", cwd=tmp_path)
    lines = told(done.stderr)
    unread = [line for line in lines if line["event"] == "unread"]
    assert len(unread) == 20
    assert {line["level"] for line in unread} == {"warning"}
    assert all(line["page"].startswith(f"{url}/p") and line["reason"] for line in unread)
    (rest,) = (line for line in lines if line["event"] == "unread-more")
    assert (rest["pages"] + 20, lines[-1]["exit"], lines[-1]["level"]) == (lines[-1]["unread"], 3, "error")
    assert any(line["event"] == "note" and "Too little could be read" in line["message"] for line in lines)


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_secret_is_never_told(tmp_path: Path, form: str) -> None:
    """A site that echoes credentials in its addresses."""
    (tmp_path / "linkaudit.toml").write_text(
        '[http]\nretries = 0\nauth."127.0.0.1" = "env:BLOG_AUTH"\nheaders."127.0.0.1" = { X-Api-Key = "k-1234567" }\n'
    )
    echo = "".join(f'<a href="/{text}">x</a>' for text in ("s3cr3t-of-the-blog", "k-1234567"))
    broken = {"/s3cr3t-of-the-blog": (500, {}, b""), "/k-1234567": (500, {}, b"")}
    with serving({"/": echo + GOOD} | broken) as (url, _):
        done = run("audit", url, "--no-probes", "--quiet", "--log", form, cwd=tmp_path, BLOG_AUTH=SECRET)
    assert done.stderr.count("/***") >= 2
    assert not any(text in done.stderr for text in ("s3cr3t", "k-1234567"))
    wrong = run("audit", "https://ann:pa55word@blog.example/", "--log", form, cwd=tmp_path)
    assert "pa55word" not in wrong.stderr
    slipped = run("audit", "https://ann:pa55/word@blog.example/", "--log", form, cwd=tmp_path)
    assert not any(text in slipped.stderr for text in ("pa55", "word@"))


@pytest.mark.parametrize("form", ["text", "json"])
def test_names_of_files_end_no_line_and_move_no_cursor(site: Callable[..., Path], form: str) -> None:
    folder = site({"a.html": GOOD})
    (folder / "b\n2026-01-01T00:00:00Z error \x1b[2J\u202e.html").write_bytes(b"\0" * 20_000_000)
    done = run("audit", ".", "--offline", "--quiet", "--log", form, cwd=folder)
    lines = done.stderr.splitlines()
    assert len([line for line in lines if "not read" in line and "2026-01-01" in line]) == 1
    assert all(line.startswith("{") if form == "json" else LINE.fullmatch(line) for line in lines)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", done.stderr)


def test_a_fault_of_the_program_is_a_line_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a \x1b[2J fault")

    monkeypatch.setattr("linkaudit.cli.audit._audited", broken)
    with pytest.raises(SystemExit) as ended:
        main(["audit", ".", "--log", "json"])
    (line,) = told(capsys.readouterr().err)
    assert (ended.value.code, line["event"], line["exit"]) == (2, "error", 2)
    assert "ZeroDivisionError" in line["message"]
    assert "in broken" in line["trace"]


def test_a_run_that_is_stopped_says_so(tmp_path: Path) -> None:
    links = "".join(f'<a href="/p{n}">x</a>' for n in range(60))
    with serving({"/": links} | {f"/p{n}": GOOD for n in range(60)}) as (url, _):
        words = [sys.executable, "-m", "linkaudit", "audit", url, "--no-probes", "--quiet", "--log", "json"]
        (tmp_path / "linkaudit.toml").write_text("[http]\nrequests_per_second = 4\n")
        process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        first = [process.stderr.readline() for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        process.stderr.close()
    lines = told("".join(first) + rest)
    assert process.wait(30) == 130
    assert any(line["message"].startswith("Stopping:") for line in lines)
    assert (lines[-1]["event"], lines[-1]["interrupted"], lines[-1]["exit"]) == ("end", True, 130)


def test_a_reader_who_has_gone_ends_no_run(site: Callable[..., Path]) -> None:
    folder = site({"a.html": BAD})
    inner, outer = os.pipe()
    os.close(inner)
    words = [sys.executable, "-m", "linkaudit", "audit", ".", "--offline", "--quiet", "--log", "text", "-o", "a.md"]
    done = subprocess.run(words, cwd=folder, stderr=outer, stdout=subprocess.DEVNULL, check=False, timeout=60)
    os.close(outer)
    assert (done.returncode, (folder / "a.md").is_file()) == (1, True)


def test_many_sites_have_their_begin_reports_and_end_each_with_the_reason_when_it_failed(tmp_path: Path) -> None:
    for name, body in (("a", GOOD), ("b", BAD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(body)
    (tmp_path / "c.toml").write_text('[notify]\nto = ["env:BLOG_MAIL"]\n')
    listed = ['target = "a"\noutput = ["a.md"]', 'target = "b"', 'target = "b"\nname = "c"\nconfig = "c.toml"']
    (tmp_path / "sites.toml").write_text("".join(f"[[site]]\n{one}\n" for one in listed))
    words = ("audit", "--sites", "sites.toml", "--quiet", "--no-probes", "--no-state", "--regime", "ftc")
    lines = told(run(*words, "--log", "json", cwd=tmp_path).stderr)
    assert (lines[0]["event"], lines[-1]["event"], lines[-1]["exit"], lines[-1]["sites"]) == ("begin", "end", 2, 3)
    assert [(one["site"], one["target"]) for one in lines if one["event"] == "site-begin"] == [("a", "a"), ("b", "b"), ("c", "b")]
    assert [(one["site"], one["file"]) for one in lines if one["event"] == "report"] == [("a", "a.md")]
    ends = {one["site"]: one for one in lines if one["event"] == "site-end"}
    assert {name: (one["level"], one["exit"], one.get("pages"), one["reason"]) for name, one in ends.items()} == {
        "a": ("info", 0, 1, None),
        "b": ("warning", 1, 1, None),
        "c": ("error", 2, None, "notify.to: the environment has no BLOG_MAIL"),
    }
    assert ends["b"]["message"].startswith("b: exit 1: 1 page read, 0 not; ")
    text = run(*words, cwd=tmp_path, LINKAUDIT_AUDIT_LOG="text").stderr.splitlines()
    assert all(map(LINE.fullmatch, text)), text
    assert len([line for line in text if " c: exit 2; notify.to: the environment has no BLOG_MAIL" in line]) == 1


def test_the_files_that_were_written_are_named_the_page_of_runs_among_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text(GOOD)
    (tmp_path / "linkaudit.toml").write_text('[report]\nindex = "reports/index.html"\n')
    done = run("audit", "site", "--no-probes", "--quiet", "--log", "json", "-o", "reports/{site}/{date}.html", cwd=tmp_path)
    reports = [(one["format"], one["file"]) for one in told(done.stderr) if one["event"] == "report"]
    assert reports == [("html", "reports/site/2026-11-01.html"), ("runs", "reports/index.html")]
    assert all((tmp_path / file).is_file() for _, file in reports)


def test_a_stage_is_told_now_and_again(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages come by the hundred; the clock of the log decides."""
    now = 100.0
    monkeypatch.setattr("linkaudit.cli.log.time.monotonic", lambda: now)
    log = Log("json")
    for done in range(100):
        now += PAUSE / 40
        log.step(Step("Reading pages", done, 99 - done))
    log.step(Step("Asking links", 0, 5, ("shop.example: 3 (503)",)))
    log.step(Step("Asking links", 5, 0))
    log.settle()
    lines = told(capsys.readouterr().err)
    assert [(line["stage"], line["done"]) for line in lines] == [
        ("Reading pages", 0), ("Reading pages", 40), ("Reading pages", 80), ("Reading pages", 99), ("Asking links", 0), ("Asking links", 5),
    ]  # fmt: skip
    assert lines[4]["waiting"] == ["shop.example: 3 (503)"]


@given(st.text(), st.sampled_from(["text", "json"]))
def test_any_text_is_one_line(text: str, form: str) -> None:
    log, lines = Log(form), list[str]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr.write", lines.append)
        log.write("note", text, at=text)
    (line,) = lines
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    if form == "json":
        told(line)


@given(st.text("ab:/@?#.1 ", max_size=40))
def test_no_parser_finds_a_password_in_what_is_told(rest: str) -> None:
    from urllib.parse import urlsplit

    shown = Log("text")._bare(f"https://{rest}")
    for word in shown.split(" "):
        if word.startswith("https://"):
            netloc = urlsplit(word).netloc
            assert "@" not in netloc or netloc.startswith("***@")
