"""What a working copy says of its files: which changed since a revision, which are tracked. Git is asked by argument list, never through a shell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from ..errors import TargetError

__all__ = ["Change", "changed_since", "tracked"]

SECONDS: Final = 60
# A reader must not wait for another git's lock, nor be answered in the machine's language.
_SURROUNDINGS: Final = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


class Change(msgspec.Struct, frozen=True):
    """A file that differs, named from the repository's root; `gone` when it was deleted, `before` its name when it was renamed."""

    file: str
    gone: bool = False
    before: str = ""

    @property
    def sides(self) -> tuple[Change, ...]:
        """The change as one that knows nothing of renaming has it: a file that has gone, and one that has come."""
        return (Change(self.before, gone=True), Change(self.file)) if self.before else (self,)


def changed_since(root: Path, revision: str) -> list[Change]:
    """Return what differs between the working tree and the commit at which this branch left `revision`; untracked files too.

    Raises `TargetError` when git is missing, or the folder is no repository, or the revision is none.
    """
    if not revision or revision.startswith("-"):
        raise TargetError(f"--changed-only {revision}: not a revision; name a branch, a tag or a commit, such as origin/main")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", why=_UNKNOWN.format(revision))
    left = _git(root, "merge-base", commit[0], "HEAD", why=_APART.format(revision))[0]
    told = iter(_git(root, "diff", "--name-status", "-z", "--find-renames", "--no-ext-diff", "--ignore-submodules=none", left, "--"))
    changes = [_change(status, file, told) for status, file in zip(told, told, strict=False)]
    return changes + [Change(file) for file in _git(root, "ls-files", "--others", "--exclude-standard", "-z")]


def _change(status: str, file: str, told: Iterator[str]) -> Change:
    return Change(next(told, file), before=file) if status.startswith("R") else Change(file, status.startswith("D"))


_UNKNOWN: Final = "--changed-only {}: git knows no such commit here; a shallow clone has no history (fetch-depth: 0 in CI fetches it)"
_APART: Final = (
    "--changed-only {}: has no commit in common with what is checked out; a shallow clone has no history (fetch-depth: 0 in CI fetches it)"
)


def tracked(root: Path, folder: Path) -> frozenset[str]:
    """Return the tracked files below a folder, named from the repository's root."""
    return frozenset(_git(root, "ls-files", "-z", "--", str(folder)))


def _git(root: Path, *arguments: str, why: str = "") -> list[str]:
    """Run git and return the fields, or the lines, of its output."""
    # A working copy from elsewhere may name a program there that git would start.
    command = ["git", "-C", str(root), "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=os.environ | _SURROUNDINGS)  # noqa: S603
    except FileNotFoundError:
        raise TargetError("--changed-only needs git, and there is none on this machine") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TargetError(f"--changed-only: git could not be asked: {error}") from error
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise TargetError(why or f"{root}: git could not say what changed: {said or f'exit {done.returncode}'}")
    return list(_fields(done.stdout))


def _fields(output: bytes) -> Iterator[str]:
    parts = output.split(b"\0") if b"\0" in output else output.splitlines()
    return (os.fsdecode(part) for part in parts if part)
