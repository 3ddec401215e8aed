"""The action: its steps run as a runner runs them, on small sites."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.shipping.conftest import BAD, GOOD, ROOT, executable, read_yaml
from tests.shipping.runner import Ran, run_step

ACTION = read_yaml("action.yml")
INSTALL, AUDIT, *UPLOADS = ACTION["runs"]["steps"]
DEFAULTS = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}


@pytest.fixture
def act(tmp_path: Path, path: dict[str, str]) -> Callable[..., Ran]:
    """Run the audit's step in a checkout with these files; inputs are written with underscores."""

    def run(files: dict[str, str], **inputs: str) -> Ran:
        for name, text in files.items():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "checkout" / name).write_text(text)
        env = path | {"RUNNER_TEMP": str(tmp_path / "runner temp")}
        real = (tmp_path / "bin" / "linkaudit").read_text()
        executable(tmp_path / "runner temp/linkaudit-venv/bin/linkaudit", real)
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() <= DEFAULTS.keys()
        return run_step(AUDIT, DEFAULTS | given, tmp_path / "checkout", env)

    return run


@pytest.fixture
def asked(tmp_path: Path, path: dict[str, str]) -> Callable[..., list[str]]:
    """The arguments that the action's inputs come to, as the process receives them."""

    def run(**inputs: str) -> list[str]:
        env = path | {"RUNNER_TEMP": str(tmp_path / "temp")}
        executable(
            tmp_path / "temp/linkaudit-venv/bin/linkaudit", f'#!/bin/sh\nfor one; do printf "%s\\0" "$one"; done > "{tmp_path}/args"\n'
        )
        done = run_step(AUDIT, DEFAULTS | {name.replace("_", "-"): value for name, value in inputs.items()}, tmp_path, env)
        assert done.code == 0, done.log
        return (tmp_path / "args").read_text().split("\0")[:-1]

    return run


def test_the_file_is_an_action_as_github_s_schema_has_it() -> None:
    jsonschema.validate(ACTION, json.loads((ROOT / "tests/shipping/vendor/github-actions.json").read_text()))


def test_a_clean_site(act: Callable[..., Ran], tmp_path: Path) -> None:
    done = act({"public/index.html": GOOD}, regime="ftc")
    assert done.code == 0, done.log
    assert done.outputs == {"exit-code": "0", "report": "linkaudit-report.html"}
    assert "Nothing to fix" in done.summary
    assert (tmp_path / "checkout/linkaudit-report.html").read_text().startswith("<!doctype html>")
    assert not (tmp_path / "checkout/.linkaudit").exists()


def test_a_site_with_findings_fails_after_everything_is_written(act: Callable[..., Ran], tmp_path: Path) -> None:
    done = act({"my site/a b.html": BAD}, target="my site", report="reports/my report.html", regime="ftc")
    assert done.code == 1
    assert done.outputs == {"exit-code": "1", "report": "reports/my report.html"}
    assert "No notice on the page" in done.summary
    assert (tmp_path / "checkout/reports/my report.html").exists()


def test_fail_on_never_and_no_report(act: Callable[..., Ran]) -> None:
    done = act({"public/a.html": BAD}, fail_on="never", report="")
    assert (done.code, done.outputs) == (0, {"exit-code": "0"})


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"target": "nowhere"}, "there is no such folder"),
        ({"regime": "fcc"}, 'did you mean "ftc"'),
        ({"target": "https://blog.example/"}, "--offline opens no socket"),
        ({"config": "nope.toml"}, "there is no such file"),
        ({"report": "a\nexit-code=0"}, "holds a line break"),
    ],
)
def test_what_can_not_be_audited_is_said_and_an_old_report_is_not_kept(act: Callable[..., Ran], inputs: dict[str, str], said: str) -> None:
    done = act({"public/a.html": GOOD, "linkaudit-report.html": "yesterday's"}, **inputs)
    assert done.code == 2
    assert said in done.log
    assert "report" not in done.outputs


def test_the_defaults_open_no_socket_and_leave_no_state(asked: Callable[..., list[str]], tmp_path: Path) -> None:
    summary = f"md:{tmp_path}/temp/linkaudit-results/summary.md"
    assert asked() == [
        *("audit", "--fail-on", "error", "--output", summary, "--offline"),
        *("--output", "html:linkaudit-report.html", "--format", "github", "--no-state", "--", "public"),
    ]


NASTY = ["a b", 'a"; touch owned; "', "$(touch owned)", "`touch owned`", "-rf", "*", "a'b", "ünï"]


@pytest.mark.parametrize("value", NASTY)
def test_every_input_arrives_as_one_argument(asked: Callable[..., list[str]], tmp_path: Path, value: str) -> None:
    args = asked(target=value, config=value, baseline=value, source=value, changed_only=value, report=value, sarif="true", state="true")
    assert args[-2:] == ["--", value]
    for flag in ("--config", "--baseline", "--source", "--changed-only"):
        assert args[args.index(flag) + 1] == value
    assert f"html:{value}" in args
    assert f"sarif:{tmp_path}/temp/linkaudit-results/linkaudit.sarif" in args
    assert "--no-state" not in args
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("value", "wanted"), [("", []), ("ftc", ["ftc"]), ("ftc, uk", ["ftc", "uk"]), ("ftc\nuk\n", ["ftc", "uk"]), ("*", ["*"])]
)
def test_regimes_are_parted(asked: Callable[..., list[str]], value: str, wanted: list[str]) -> None:
    args = asked(regime=value)
    assert [args[place + 1] for place, word in enumerate(args) if word == "--regime"] == wanted


def test_no_script_holds_an_expression_and_every_input_is_used() -> None:
    assert not any("${{" in step["run"] for step in (INSTALL, AUDIT))
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == ACTION["inputs"].keys()


def test_uploads_come_after_a_failed_audit_too_and_only_of_what_there_is() -> None:
    conditions = {step["uses"].partition("@")[0]: step["if"] for step in UPLOADS}
    assert conditions == {
        "actions/upload-artifact": "${{ !cancelled() && steps.audit.outputs.report != '' }}",
        "github/codeql-action/upload-sarif": "${{ !cancelled() && steps.audit.outputs.sarif != '' }}",
    }


@pytest.mark.parametrize(("notify", "extras"), [("false", "fast"), ("true", "fast,notify")])
def test_it_installs_the_checkout_of_the_action_itself(tmp_path: Path, path: dict[str, str], notify: str, extras: str) -> None:
    venv, told = tmp_path / "temp/linkaudit-venv/bin", tmp_path / "told"
    record = f'#!/bin/sh\nprintf "%s|" "$@" >> "{told}"\n'
    executable(venv / "python", record)
    executable(tmp_path / "bin/python3", record)
    env = path | {"RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_ACTION_PATH": "/an action/v0"}
    done = run_step(INSTALL, DEFAULTS | {"notify": notify}, tmp_path, env)
    assert done.code == 0, done.log
    assert told.read_text().endswith(f"-m|venv|{venv.parent}|-m|pip|install|--quiet|--disable-pip-version-check|/an action/v0[{extras}]|")


def test_an_old_python_is_refused_with_what_to_do(tmp_path: Path, path: dict[str, str]) -> None:
    executable(tmp_path / "bin/python3", "#!/bin/sh\nexit 1\n")
    done = run_step(INSTALL, DEFAULTS, tmp_path, path | {"RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_ACTION_PATH": "/x"})
    assert (done.code, "add actions/setup-python" in done.log) == (2, True)


def _actions(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        return [found for key, value in tree.items() for found in ([value] if key == "uses" else _actions(value))]
    return [found for value in tree for found in _actions(value)] if isinstance(tree, list) else []


@pytest.mark.parametrize("name", ["action.yml", *(str(one.relative_to(ROOT)) for one in sorted(ROOT.glob("config/*/github*.yml")))])
def test_actions_of_others_are_named_by_version_or_commit(name: str) -> None:
    assert _actions(read_yaml(name))
    assert all(re.fullmatch(r"[\w./-]+@(v\d+|[0-9a-f]{40})", one) for one in _actions(read_yaml(name)))
