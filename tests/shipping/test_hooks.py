"""The hooks: the file's shape as pre-commit wants it, and each entry run as pre-commit runs it."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.shipping.conftest import BAD, GOOD, TAGGED, read_yaml

HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in read_yaml(".pre-commit-hooks.yaml")}
KEYS = {"id", "name", "entry", "language", "types_or", "args", "pass_filenames", "require_serial", "stages"}


def call(name: str, files: list[str], cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    hook = HOOKS[name]
    words = [*shlex.split(hook["entry"]), *hook.get("args", []), *(files if hook.get("pass_filenames", True) else [])]
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_the_shape() -> None:
    assert list(HOOKS) == ["linkaudit", "linkaudit-site"]
    for hook in HOOKS.values():
        assert hook.keys() <= KEYS
        assert hook["language"] == "python"
        assert hook["entry"].split()[0] == "linkaudit"
    assert HOOKS["linkaudit"]["types_or"] == ["markdown", "mdx", "html"]
    assert HOOKS["linkaudit-site"]["pass_filenames"] is False
    assert "--offline" in HOOKS["linkaudit-site"]["entry"]


def test_changed_files(tmp_path: Path, path: dict[str, str]) -> None:
    (tmp_path / "good.md").write_text(f"[a]({TAGGED})\n")
    (tmp_path / "a b.md").write_text(f"# Title\n\n[a]({TAGGED.replace('blog-20', 'YOURTAG-20')})\n")
    (tmp_path / "page.html").write_text(GOOD)
    done = call("linkaudit", ["good.md", "page.html"], tmp_path, path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = call("linkaudit", ["good.md", "a b.md"], tmp_path, path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        1,
        "a b.md:3:5: error tag-placeholder: The id is the placeholder “YOURTAG-20”. Replace the placeholder with your id.",
    )


@pytest.mark.parametrize(("html", "code"), [(GOOD, 0), (BAD, 1)])
def test_the_built_site(tmp_path: Path, path: dict[str, str], html: str, code: int) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text(html)
    assert call("linkaudit-site", ["changed.md"], tmp_path, path).returncode == code
    assert not (tmp_path / ".linkaudit").exists()


def test_the_example_names_hooks_that_there_are() -> None:
    (repository,) = read_yaml("config/ci/pre-commit-config.yaml")["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == list(HOOKS)
