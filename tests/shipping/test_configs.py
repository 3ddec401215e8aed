"""The examples of config/: valid for their schemas, every flag one that there is, and their scripts run."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from tests.shipping.conftest import BAD, GOOD, ROOT, TAGGED, executable, read_yaml
from tests.shipping.runner import run_step

from linkaudit.cli.main import _COMMANDS, group
from linkaudit.reports import format_of

EXAMPLES = sorted(one for one in ROOT.glob("config/*/*") if one.parent.name in ("ci", "nightly"))
WORKFLOWS = [str(one.relative_to(ROOT)) for one in EXAMPLES if one.name.startswith("github")]
PIPELINES = [str(one.relative_to(ROOT)) for one in EXAMPLES if one.name.startswith("gitlab")]
INPUTS = read_yaml("action.yml")["inputs"]
NAMES = "|".join(_COMMANDS)
CALL = re.compile(rf"(?:^|[\s@/])linkaudit ((?:{NAMES})\b[^\n]*)")


def scripts(name: str) -> list[str]:
    """The shell that an example runs; of YAML and of the other files alike, comments included, for they are copied too."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith((".yml", ".yaml")):
        tree = read_yaml(name)
        jobs = [job for job in tree.values() if isinstance(job, dict) and "script" in job] + list(tree.get("jobs", {}).values())
        run = [line for job in jobs for part in ("before_script", "script") for line in job.get(part, [])]
        return (
            run + [step["run"] for job in jobs for step in job.get("steps", []) if "run" in step] + re.findall(r"# made once: (.*)", text)
        )
    return [text]


def calls(text: str) -> Iterator[list[str]]:
    """The arguments of each `linkaudit` in a text, as the shell parts them."""
    whole = re.sub(r"\$\((\w+)\)", r"$\1", re.sub(r"\\\n\s*", "", text))
    for found in CALL.finditer(whole):
        command = re.split(r"\s(?:\|\|?|&&|;|#|<)|[`)]", found[1])[0]
        yield shlex.split(command)


def understood(args: list[str]) -> None:
    """Raise for a flag, a choice or a report's format that does not exist."""
    command = group.get_command(click.Context(group), args[0])
    if isinstance(command, click.Group):
        args, command = args[1:], command.get_command(click.Context(command), args[1])
    assert command is not None
    given = command.make_context(args[0], args[1:]).params
    for name in given.get("outputs", ()):
        assert format_of(name)


def test_there_are_examples_for_each_place() -> None:
    names = {f"{one.parent.name}/{one.name}" for one in EXAMPLES}
    assert names == {
        *("ci/github-hugo.yml", "ci/github-astro.yml", "ci/gitlab.yml", "ci/pre-commit-config.yaml", "ci/audit.sh", "ci/audit.mk"),
        *("nightly/github.yml", "nightly/gitlab.yml", "nightly/linkaudit.service", "nightly/linkaudit.timer", "nightly/linkaudit.cron"),
    }


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_is_one_as_github_s_schema_has_it(name: str) -> None:
    jsonschema.validate(read_yaml(name), json.loads((ROOT / "tests/shipping/vendor/github-workflows.json").read_text()))


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_is_one_as_gitlab_s_schema_has_it(name: str) -> None:
    jsonschema.validate(read_yaml(name), json.loads((ROOT / "tests/shipping/vendor/gitlab-ci.json").read_text()))


@pytest.mark.parametrize(
    "name", [str(one.relative_to(ROOT)) for one in EXAMPLES if not one.name.startswith(("github", "pre-commit")) and one.suffix != ".timer"]
)
def test_every_flag_of_an_example_is_one_that_there_is(name: str) -> None:
    found = [args for script in scripts(name) for args in calls(script)]
    assert found
    for args in found:
        understood(args)


def test_every_flag_of_the_readme_is_one_that_there_is() -> None:
    found = [args for line in re.findall(r"^\$ (linkaudit .*)", (ROOT / "README.md").read_text(), re.M) for args in calls(line)]
    assert len(found) > 10
    for args in found:
        if args[0] != "check":  # its files must exist
            understood(args)


def test_a_flag_that_is_not_there_is_found_out() -> None:
    with pytest.raises(click.NoSuchOption):
        understood(next(calls("linkaudit audit public/ --ofline")))
    with pytest.raises(click.BadParameter):
        understood(next(calls("x && linkaudit audit public/ --fail-on all || true")))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_gives_the_action_inputs_that_it_has_and_asks_for_no_right_it_does_not_need(name: str) -> None:
    tree = read_yaml(name)
    steps = [step for job in tree["jobs"].values() for step in job["steps"]]
    (given,) = [step["with"] for step in steps if step.get("uses", "").startswith("linkaudit/")]
    assert given.keys() <= INPUTS.keys()
    assert tree["permissions"] == {"contents": "read"}
    rights = {right for job in tree["jobs"].values() for right in job.get("permissions", {})}
    assert ("security-events" in rights) == ("sarif" in given)
    assert [step["with"]["persist-credentials"] for step in steps if step.get("uses", "").startswith("actions/checkout")] == [False]
    assert not any("${{" in step.get("run", "") for step in steps)


@pytest.mark.parametrize("name", [*WORKFLOWS, *PIPELINES, "config/ci/audit.sh", "config/ci/audit.mk", "config/ci/pre-commit-config.yaml"])
def test_a_check_of_a_change_is_offline_and_says_why(name: str) -> None:
    text = (ROOT / name).read_text().lower()
    if "nightly/" in name:
        assert "never with your id" in text
    else:
        assert "offline" in text
        assert "the same answer" in text.replace("\n#", "").replace("  ", " ")
        assert re.search(r"no\s+(#\s+)?merchant is\s+(#\s+)?asked|waits for no server", text)


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.name)
def test_nobody_is_told_to_install_the_other_project_of_this_name(one: Path) -> None:
    for found in re.findall(r"pip install[^\n]*", one.read_text()):
        assert "git+https://github.com/linkaudit/linkaudit@" in found


STUBS = {
    "hugo": 'mkdir -p public && cp "$SITE" public/index.html',
    "npm": '[ "$1" = ci ] || { mkdir -p dist && cp "$SITE" dist/index.html; }',
    "curl": 'while [ "$1" != --output ]; do shift; done; touch "$2"',
    "tar": 'touch "$RUNNER_TEMP/hugo"',
    "apt-get": "true",
    "pip": "true",
}
SOURCES = ("content/_index.md", "src/content/index.md")


def checked_out(folder: Path) -> None:
    """A pull request's checkout: sources that differ from the target branch, and a baseline that knows nothing."""
    for name in SOURCES:
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("---\ntitle: Home\n---\nA page.\n")
    figures = {"pages_read": 1, "pages_with_affiliate_links": 1, "affiliate_links": 1}
    (folder / "linkaudit.baseline.json").write_text(json.dumps({"version": 1, "figures": figures, "pages": [], "findings": []}))
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@blog.example"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"], ["clone", "-q", "--bare", ".", "../origin"],
                  ["remote", "add", "origin", "../origin"], ["fetch", "-q", "origin"]):  # fmt: skip
        subprocess.run([*git, *words], cwd=folder, check=True)
    for name in SOURCES:
        (folder / name).write_text(f"---\ntitle: Home\n---\nA page. [The book]({TAGGED})\n")


@pytest.fixture(params=[(GOOD, 0), (BAD, 1)], ids=["clean", "failing"])
def built(request: pytest.FixtureRequest, tmp_path: Path, path: dict[str, str]) -> tuple[dict[str, str], int]:
    """An environment in which a site's generator builds one page, and the exit code that the page deserves."""
    html, code = request.param
    (tmp_path / "site.html").write_text(html)
    checked_out(tmp_path / "checkout")
    for name, script in STUBS.items():
        executable(tmp_path / "bin" / name, f"#!/bin/sh\n{script}\n")
    own = {"SITE": str(tmp_path / "site.html"), "RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_PATH": str(tmp_path / "paths")}
    return path | own, code


@pytest.mark.parametrize("name", [name for name in WORKFLOWS if "nightly" not in name])
def test_a_workflow_s_steps_run(name: str, built: tuple[dict[str, str], int], tmp_path: Path) -> None:
    env, code = built
    (job,) = read_yaml(name)["jobs"].values()
    env = env | {key: str(value) for key, value in job.get("env", {}).items()}
    executable(tmp_path / "temp/linkaudit-venv/bin/linkaudit", (tmp_path / "bin/linkaudit").read_text())
    for step in job["steps"]:
        if "run" in step:
            done = run_step(step, {}, tmp_path / "checkout", env)
            assert done.code == 0, done.log
    inputs = {key: one.get("default", "") for key, one in INPUTS.items()} | job["steps"][-1]["with"] | {"regime": "ftc"}
    inputs |= {key: value.replace("${{ github.base_ref }}", "main") for key, value in inputs.items() if key == "changed-only"}
    audit = read_yaml("action.yml")["runs"]["steps"][1]
    done = run_step(audit, inputs, tmp_path / "checkout", env)
    assert (done.code, done.outputs.get("report")) == (code, "linkaudit-report.html"), done.log


def test_the_pipeline_s_script_runs(built: tuple[dict[str, str], int], tmp_path: Path) -> None:
    env, code = built
    subprocess.run(["hugo"], cwd=tmp_path / "checkout", env=env, check=True)
    job = read_yaml("config/ci/gitlab.yml")["affiliate-links"]
    script = "set -eo pipefail\n" + "\n".join([*job["before_script"], *job["script"]])
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path / "checkout", env=env | {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}, check=False
    )
    assert done.returncode == code
    assert (tmp_path / "checkout" / job["artifacts"]["paths"][0]).exists()


@pytest.mark.parametrize(
    "words", [["bash", str(ROOT / "config/ci/audit.sh")], ["make", "-s", "-f", str(ROOT / "config/ci/audit.mk"), "audit"]]
)
def test_the_shell_and_make_examples_run(words: list[str], built: tuple[dict[str, str], int], tmp_path: Path) -> None:
    env, code = built
    done = subprocess.run(words, cwd=tmp_path / "checkout", env=env, check=False, capture_output=True, text=True)
    # make says 2 for whatever went wrong.
    assert done.returncode == (2 * code if words[0] == "make" else code), done.stderr
    assert list((tmp_path / "checkout").rglob("*.html"))


def unit(name: str) -> dict[str, dict[str, Any]]:
    """A unit file's sections; a key that stands twice keeps both values."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",), inline_comment_prefixes=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((ROOT / "config/nightly" / name).read_text())
    return {section: dict(parser[section]) for section in parser.sections()}


def test_the_service_is_shut_in_and_its_command_is_understood() -> None:
    service = unit("linkaudit.service")["Service"]
    assert service["Type"] == "oneshot"
    program, *args = shlex.split(service["ExecStart"])
    assert Path(program).is_absolute()
    understood(args)
    for key, value in {"DynamicUser": "yes", "ProtectSystem": "strict", "NoNewPrivileges": "yes", "StateDirectory": "linkaudit"}.items():
        assert service[key] == value
    # Its memory is kept beside the configuration or where it runs: the one folder that it may write.
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert "-c" not in args
    assert service["SuccessExitStatus"] == "1"


def test_the_timer_is_patient() -> None:
    timer = unit("linkaudit.timer")
    assert timer["Timer"] == {"OnCalendar": "*-*-* 02:30:00", "RandomizedDelaySec": "45min", "Persistent": "yes"}
    assert timer["Install"] == {"WantedBy": "timers.target"}


NIGHTS = [(GOOD, 0), (BAD, 0), ("", 3), ("[notify]\nto = ['env:BLOG_MAIL']\n", 2)]


def nightly(script: str, what: str, tmp_path: Path, path: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script of a night over a folder instead of the site: one page, no readable one, or settings that lack a variable."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.html").write_text(what) if what[:1] == "<" else (tmp_path / "site/a.html").symlink_to("nowhere")
    (tmp_path / "linkaudit.toml").write_text('[disclosure]\nregimes = ["ftc"]\n' + (what if what[:1] == "[" else ""))
    command = script.replace("/var/lib/linkaudit", str(tmp_path)).replace("https://blog.example/", "site --no-probes")
    return subprocess.run(["bash", "-c", command], cwd=tmp_path, env=path, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("what", "code"), NIGHTS)
def test_cron_mails_only_when_the_run_could_not_be_made(what: str, code: int, tmp_path: Path, path: dict[str, str]) -> None:
    line = next(one for one in (ROOT / "config/nightly/linkaudit.cron").read_text().splitlines() if one[:1].isdigit())
    *when, user, command = line.split(maxsplit=6)
    assert (len(when), user) == (5, "linkaudit")
    assert "%" not in command  # cron ends the command there
    done = nightly(command, what, tmp_path, path)
    assert done.stdout == (f"linkaudit: exit {code}, see {tmp_path}/reports/blog.example.html\n" if code else "")
    assert bool(done.stderr) == bool(code), done.stderr


@pytest.mark.parametrize(("what", "code"), NIGHTS)
def test_gitlab_s_night_fails_only_when_the_run_could_not_be_made(what: str, code: int, tmp_path: Path, path: dict[str, str]) -> None:
    (script,) = read_yaml("config/nightly/gitlab.yml")["affiliate-links-nightly"]["script"]
    assert nightly(script, what, tmp_path, path).returncode == code


def test_github_s_night_does_not_fail_for_what_stands_and_gets_the_variable_of_notify() -> None:
    (job,) = read_yaml("config/nightly/github.yml")["jobs"].values()
    (given,) = [step["with"] for step in job["steps"] if step.get("uses", "").startswith("linkaudit/")]
    assert (given["fail-on"], given["notify"]) == ("never", "true")
    assert job["env"] == {"BLOG_MAIL": "${{ secrets.BLOG_MAIL }}"}


def test_a_second_run_of_cron_s_does_not_begin(tmp_path: Path, path: dict[str, str]) -> None:
    line = next(one for one in (ROOT / "config/nightly/linkaudit.cron").read_text().splitlines() if one[:1].isdigit())
    command = line.split(maxsplit=6)[-1].replace("/var/lib/linkaudit", str(tmp_path))
    executable(tmp_path / "bin/linkaudit", "#!/bin/sh\necho it ran\n")
    held = os.open(tmp_path / ".lock", os.O_CREAT | os.O_RDONLY)
    import fcntl

    fcntl.flock(held, fcntl.LOCK_EX)
    done = subprocess.run(["bash", "-c", command], env=path, capture_output=True, text=True, check=False)
    os.close(held)
    assert done.stdout.startswith("linkaudit: exit 75")
