"""How the command behaves among others: exit codes, silence, colors, the environment, help."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_cli import LINK, NOTICE

from linkaudit.cli.main import _COMMANDS, main
from linkaudit.reports import FORMATS

GOOD = {"index.html": f"<main>{NOTICE}<p>{LINK}</p></main>"}
BAD = {"index.html": f"<main><p>{LINK.replace(' (paid link)', '')}</p></main>"}
MARKS = "\x1b["


def run(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR", "TERM")}
    words = [sys.executable, "-m", "linkaudit", *args]
    return subprocess.run(words, cwd=cwd, env=kept | env, capture_output=True, text=True, check=False, timeout=120)


def on_a_terminal(*args: str, cwd: Path, **env: str) -> str:
    """What the command prints where both of its outputs are a terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")}
    inner, outer = os.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "linkaudit", *args], cwd=cwd, env=kept | {"TERM": "xterm"} | env, stdout=outer, stderr=outer
    )
    os.close(outer)
    shown = b""
    try:
        while piece := os.read(inner, 65_536):
            shown += piece
    except OSError:  # Linux says that the other end has gone
        pass
    done.wait(timeout=60)
    os.close(inner)
    return shown.decode()


@pytest.mark.parametrize("shown", FORMATS)
def test_the_exit_code_is_the_same_in_every_format(site: Callable[..., Path], shown: str) -> None:
    words = ("audit", ".", "--offline", "--regime", "ftc", "-f", shown)
    for files, code in ((GOOD, 0), (BAD, 1)):
        done = run(*words, cwd=site(files))
        assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("shown", ["text", "json"])
def test_what_can_not_be_read_and_what_is_not_there_have_codes_of_their_own(site: Callable[..., Path], shown: str) -> None:
    folder, words = site(BAD), ("audit", ".", "--offline", "--regime", "ftc", "-f", shown)
    assert run(*words, "--fail-on", "never", cwd=folder).returncode == 0
    (folder / "index.html").write_bytes(b"\0" * 20_000_000)
    assert run(*words, cwd=folder).returncode == 3
    (folder / "index.html").unlink()
    assert run(*words, cwd=folder).returncode == 2


@pytest.mark.parametrize("files", [GOOD, BAD])
def test_quiet_prints_nothing(site: Callable[..., Path], files: dict[str, str]) -> None:
    done = run("audit", ".", "--offline", "--quiet", "-o", "report.md", cwd=site(files))
    assert (done.stdout, done.stderr) == ("", "")


def test_a_run_without_findings_is_short(site: Callable[..., Path]) -> None:
    assert len(run("audit", ".", "--offline", "--regime", "ftc", cwd=site(GOOD)).stdout.splitlines()) <= 10


def test_progress_is_for_terminals_only(site: Callable[..., Path]) -> None:
    folder = site({f"{place}.html": BAD["index.html"] for place in range(30)})
    assert "Reading pages" in on_a_terminal("audit", ".", "--offline", cwd=folder)
    assert "Reading pages" not in on_a_terminal("audit", ".", "--offline", cwd=folder, CI="true")
    assert run("audit", ".", "--offline", cwd=folder).stderr == ""


@pytest.mark.parametrize(
    ("flags", "env", "colored"),
    [
        ((), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "always", "-f", "md"), {}, False),
        ((), {"LINKAUDIT_AUDIT_COLOR": "always"}, True),
    ],
)
def test_colors_in_a_pipe(site: Callable[..., Path], flags: tuple[str, ...], env: dict[str, str], colored: bool) -> None:
    done = run("audit", ".", "--offline", *flags, cwd=site(BAD), **env)
    assert (MARKS in done.stdout) == colored


def test_colors_on_a_terminal(site: Callable[..., Path]) -> None:
    folder = site(BAD)
    assert f"{MARKS}31m" in on_a_terminal("audit", ".", "--offline", cwd=folder, CI="1")
    assert MARKS not in on_a_terminal("audit", ".", "--offline", cwd=folder, CI="1", NO_COLOR="1")
    assert MARKS not in on_a_terminal("audit", ".", "--offline", cwd=folder, CI="1", TERM="dumb")


def test_colors_change_no_word(site: Callable[..., Path]) -> None:
    folder = site(BAD)
    plain = run("audit", ".", "--offline", cwd=folder).stdout
    assert re.sub(r"\x1b\[\d*m", "", run("audit", ".", "--offline", "--color", "always", cwd=folder).stdout) == plain


def test_a_saved_audit_is_shown_in_colors_too(site: Callable[..., Path]) -> None:
    folder = site(BAD)
    run("audit", ".", "--offline", "-o", "a.json", "--quiet", cwd=folder)
    assert f"{MARKS}31m" in run("report", "a.json", "--color", "always", cwd=folder).stdout
    assert MARKS not in run("report", "a.json", cwd=folder).stdout


def test_options_from_the_environment(site: Callable[..., Path]) -> None:
    folder = site(BAD)
    env = {"LINKAUDIT_AUDIT_OFFLINE": "1", "LINKAUDIT_AUDIT_REGIME": "ftc,uk", "LINKAUDIT_AUDIT_OUTPUT": "a b.md,c.json"}
    done = run("audit", ".", cwd=folder, **env)
    assert done.stdout.startswith(". → ftc (set by you); uk (set by you)")
    assert {"a b.md", "c.json"} <= {one.name for one in folder.iterdir()}
    assert run("audit", ".", cwd=folder, LINKAUDIT_AUDIT_FAIL_ON="never", **env).returncode == 0
    assert run("audit", ".", "--fail-on", "error", cwd=folder, LINKAUDIT_AUDIT_FAIL_ON="never", **env).returncode == 1
    assert run("config", cwd=folder, **env).returncode == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("LINKAUDIT_AUDIT_OFLINE", 'is no option of linkaudit audit (did you mean "LINKAUDIT_AUDIT_OFFLINE"?)'),
        ("LINKAUDIT_SIET_URL", 'is no setting (did you mean "LINKAUDIT_SITE_URL"?)'),
        ("LINKAUDIT_AUDIT_FAIL_ON", "'1' is not one of"),
    ],
)
def test_a_variable_that_means_nothing_is_an_error(site: Callable[..., Path], name: str, said: str) -> None:
    done = run("audit", ".", "--offline", cwd=site(GOOD), **{name: "1"})
    assert (done.returncode, said in done.stderr) == (2, True)


def test_a_misspelt_option_is_told_its_name(tmp_path: Path) -> None:
    done = run("audit", ".", "--offlin", cwd=tmp_path)
    assert (done.returncode, "Did you mean '--offline'?" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", _COMMANDS)
def test_the_help_of_every_command_shows_examples_before_its_options(tmp_path: Path, name: str) -> None:
    said = run(name, "--help", cwd=tmp_path).stdout
    assert f"  linkaudit {name}" in said
    assert said.index("Example") < said.index("Options:")
    assert max(map(len, said.splitlines())) <= 100


@pytest.mark.parametrize(
    ("variables", "words", "said"),
    [
        ({}, ("--regime", "fcc"), '\'--regime\': unknown regime "fcc" (did you mean "ftc"?)'),
        ({"LINKAUDIT_AUDIT_REGIME": "fcc"}, (), 'LINKAUDIT_AUDIT_REGIME: unknown regime "fcc"'),
        ({"LINKAUDIT_DISCLOSURE_REGIMES": "fcc"}, (), 'LINKAUDIT_DISCLOSURE_REGIMES: unknown regime "fcc"'),
        ({"LINKAUDIT_AUDIT_FAIL_ON": "high"}, (), "LINKAUDIT_AUDIT_FAIL_ON: 'high' is not one of"),
        ({"LINKAUDIT_AUDIT_MAX_PAGES": "x"}, (), "LINKAUDIT_AUDIT_MAX_PAGES: 'x' is no whole number of 1 or more"),
        ({"LINKAUDIT_RULES_X": "x"}, (), "LINKAUDIT_RULES_X is no setting"),
        ({}, ("--sample", "0"), "'--sample': '0' is no whole number of 1 or more"),
        ({}, ("--source", "nope"), "--source: there is no such folder of sources: nope"),
        ({}, ("-c", "."), ".: can't be read: Is a directory"),
    ],
)
def test_a_wrong_value_is_named_by_what_holds_it(
    site: Callable[..., Path], variables: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    done = run("audit", ".", "--offline", *words, cwd=site(GOOD), **variables)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr


def test_a_report_of_the_configuration_without_a_format_is_found_there(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    (folder / "linkaudit.toml").write_text('[report]\noutput = ["a.docx"]\n')
    done = run("audit", ".", "--offline", cwd=folder)
    assert (done.returncode, 'linkaudit.toml:2: "report.output": a.docx: no format' in done.stderr) == (2, True)


def test_on_a_terminal_long_lines_are_broken_between_words_and_in_a_pipe_they_are_not(site: Callable[..., Path]) -> None:
    folder = site(BAD)
    shown = on_a_terminal("audit", ".", "--offline", "--no-state", "--color", "never", cwd=folder, COLUMNS="70", CI="true").splitlines()
    piped = run("audit", ".", "--offline", "--no-state", cwd=folder).stdout.splitlines()
    assert max(map(len, shown)) <= 82 < max(map(len, piped)), "rows of the table keep their columns"
    assert " ".join(" ".join(shown).split()) == " ".join(" ".join(piped).split())
    assert all(line == line.rstrip() for line in (*shown, *piped))


def test_a_fault_of_our_own_is_no_finding_and_asks_to_be_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("linkaudit.cli.rules.rulebook", broken)
    with pytest.raises(SystemExit) as done:
        main(["rules"])
    said = capsys.readouterr().err
    assert done.value.code == 2
    assert "in broken" in said and said.endswith("Please report the lines above: https://github.com/linkaudit/linkaudit/issues\n")
