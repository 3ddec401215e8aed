"""Completion as a shell asks for it: the printed script is sourced, and its function called."""

from __future__ import annotations

import subprocess

import pytest


def offered(path: dict[str, str], *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    script = f"""
        source <(linkaudit completion bash)
        COMP_WORDS=({" ".join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
        _linkaudit_completion linkaudit
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "--norc", "-euo", "pipefail", "-c", script], env=path, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("linkaudit", "exp"), ["explain"]),
        (("linkaudit", "audit", "--off"), ["--offline"]),
        (("linkaudit", "audit", ".", "--regime", "ft"), ["ftc"]),
        (("linkaudit", "audit", ".", "--fail-on", ""), ["error", "warning", "never"]),
        (("linkaudit", "explain", "tag-mi"), ["tag-missing"]),
        (("linkaudit", "nonsense-"), []),
    ],
)
def test_bash_offers(path: dict[str, str], words: tuple[str, ...], wanted: list[str]) -> None:
    assert offered(path, *words) == wanted


@pytest.mark.parametrize(("shell", "first"), [("bash", "_linkaudit_completion() {"), ("zsh", "#compdef linkaudit"), ("fish", "function ")])
def test_each_script_begins_as_its_shell_needs_and_ends_with_how_to_keep_it(path: dict[str, str], shell: str, first: str) -> None:
    done = subprocess.run(["linkaudit", "completion", shell], env=path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(first)
    assert f"\n# To keep it: linkaudit completion {shell} > ~/" in done.stdout
