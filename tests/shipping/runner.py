"""A GitHub runner as far as a shell step sees one: bash with its options, the environment filled, the files for outputs and summary."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec

_INPUT = re.compile(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")


class Ran(msgspec.Struct):
    """What came of a step."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


def run_step(step: dict[str, Any], inputs: dict[str, str], cwd: Path, env: dict[str, str]) -> Ran:
    """Run a step's script; the inputs must hold a value for each that the step names."""
    temp = Path(env["RUNNER_TEMP"])
    temp.mkdir(parents=True, exist_ok=True)
    output, summary, script = temp / "output", temp / "summary", temp / "step.sh"
    output.write_text("")
    summary.write_text("")
    script.write_text(step["run"])
    own = {name: _INPUT.sub(lambda found: inputs[found[1]], str(value)) for name, value in step.get("env", {}).items()}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=cwd,
        env=env | own | {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "CI": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    pairs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return Ran(done.returncode, done.stdout, pairs, summary.read_text())
