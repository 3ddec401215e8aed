"""Which lines a branch changed, as git tells."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..errors import ConfigError

__all__ = ["NO_BASE", "changed_lines", "in_pull_request", "pull_request_lines"]

NO_BASE: Final = "git knows no base of this pull request, so its lines are not known: check out with fetch-depth: 2."

TIMEOUT: Final = 60
# The owner's settings for diffs must not change their form.
_DIFF: Final = (
    "-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--no-relative",
    "--src-prefix=a/", "--dst-prefix=b/", "--end-of-options",
)  # fmt: skip
_HUNK: Final = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPED: Final = re.compile(rb"\\([0-7]{3}|.)")
_LETTERS: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def changed_lines(ref: str, folder: Path = Path()) -> dict[str, list[range]]:
    """Return the lines that HEAD added or changed since it left `ref`, by file relative to the repository's root; a file that only lost
    lines has none. Raises `ConfigError` when git can't tell."""
    git = shutil.which("git")
    if git is None:
        raise ConfigError(f"{ref}: there is no git to compare it with HEAD")
    command = [git, *_DIFF, f"{ref}...HEAD", "--"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603 - no shell, no option
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise ConfigError(f"{ref}: git could not compare it with HEAD: {error}") from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise ConfigError(f"{ref}: git can't compare it with HEAD: {told.removeprefix('fatal: ')}")
    return dict(_files(iter(done.stdout.split(b"\n"))))


def in_pull_request() -> bool:
    """True in a job that GitHub Actions runs for a pull request."""
    return bool(os.environ.get("GITHUB_BASE_REF"))


def pull_request_lines() -> dict[str, list[range]] | None:
    """Return what the pull request that GitHub Actions checks out changes; None outside of one, or when the checkout is too shallow."""
    if not in_pull_request():
        return None
    base = os.environ["GITHUB_BASE_REF"]
    # A pull request is checked out as a merge commit: its first parent is the base, and is there with fetch-depth: 2.
    merged = os.environ.get("GITHUB_REF", "").endswith("/merge")
    for ref in (*(["HEAD^1"] if merged else []), f"origin/{base}", base):
        try:
            return changed_lines(ref)
        except ConfigError:
            continue
    return None


def _files(lines: Iterator[bytes]) -> Iterator[tuple[str, list[range]]]:
    """Read a diff without context. The lines of a hunk are counted: one of them may look like the head of a file."""
    name: str | None = None
    found: list[range] = []
    for line in lines:
        if hunk := _HUNK.match(line):
            lost, start, come = (int(number) if number is not None else 1 for number in hunk.groups())
            found += [range(start, start + come)] if come else []
            for _ in range(lost + come):
                next(lines, None)
        elif line.startswith(b"diff --git "):
            if name is not None:
                yield name, found
            name, found = None, []
        elif line.startswith(b"rename to "):  # all that is told of a file whose lines are as they were
            name = os.fsdecode(_unquoted(line.removeprefix(b"rename to ")))
        elif line.startswith(b"+++ "):
            name = _name(line.removeprefix(b"+++ "))
    if name is not None:
        yield name, found


def _name(told: bytes) -> str | None:
    """Return the path as files have it; git quotes one with odd signs, and ends one that has blanks with a tab."""
    told = _unquoted(told.removesuffix(b"\t"))
    return os.fsdecode(told[2:]) if told.startswith(b"b/") else None


def _unquoted(told: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: _sign(found[1]), told.strip(b'"')) if told.startswith(b'"') else told


def _sign(told: bytes) -> bytes:
    return bytes([int(told, 8)]) if told.isdigit() else _LETTERS.get(told, told)
