"""The image, as far as it can be judged without a daemon: what it copies is there, and nobody in it is root."""

from __future__ import annotations

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import PurePath

from tests.shipping.conftest import ROOT

LINES = re.sub(r"^\s*#.*\n", "", re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text()), flags=re.M).splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES if line]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def last(word: str) -> str:
    return [rest for name, rest in STEPS if name == word][-1]


def copied() -> list[str]:
    return [source for name, rest in STEPS if name == "COPY" and "--from" not in rest for source in rest.split()[:-1]]


def test_the_instructions_are_docker_s() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "LABEL", "ENV", "USER", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in STEPS} <= known


def test_what_is_copied_is_there_and_not_ignored() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert copied()
    for source in copied():
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source.removeprefix("./"), pattern) for pattern in kept), source


def test_the_build_has_what_the_project_file_names() -> None:
    named = [PROJECT["readme"], *PROJECT["license-files"], "pyproject.toml", "src"]
    assert {PurePath(name).parts[0] for name in named} <= set(copied())


def test_two_stages_of_one_slim_python_that_the_project_takes() -> None:
    images = [rest.split()[0] for name, rest in STEPS if name == "FROM"]
    assert len(images) == 2
    assert len(set(images)) == 1
    found = re.fullmatch(r"python:3\.(\d+)-slim", images[0])
    assert found
    assert int(found[1]) >= int(PROJECT["requires-python"].removeprefix(">=3."))


def test_it_runs_linkaudit_and_not_as_root() -> None:
    names = [name for name, _ in STEPS]
    assert last("USER").split(":")[0] not in ("root", "0")
    assert names.index("USER") > max(place for place, name in enumerate(names) if name == "RUN")
    assert last("ENTRYPOINT") == json.dumps(["linkaudit"])
    assert last("HEALTHCHECK") == "NONE"
    assert any("[fast]" in rest for _, rest in STEPS)
