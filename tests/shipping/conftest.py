"""Where the examples run: a `linkaudit` on the PATH, as an installation puts it there."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
TAGGED = "https://www.amazon.com/dp/B000000001?tag=blog-20"
GOOD = f"""<main><p>We earn a commission when you buy. As an Amazon Associate I earn from qualifying purchases.</p>
<p><a rel="sponsored" href="{TAGGED}">A book</a> (paid link)</p></main>"""
BAD = f'<main><p>Read <a rel="sponsored" href="{TAGGED}">the book</a>.</p></main>'


def read_yaml(name: str) -> Any:
    """A file of the repository; YAML reads the key `on` of a workflow as true."""
    found = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    if isinstance(found, dict) and True in found:
        found["on"] = found.pop(True)
    return found


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


@pytest.fixture
def path(tmp_path: Path) -> dict[str, str]:
    """An environment in which `linkaudit` is the sources under test, and no setting of the machine's owner is heard."""
    folder = tmp_path / "bin"
    executable(folder / "linkaudit", f'#!/bin/sh\nexec "{sys.executable}" -m linkaudit "$@"\n')
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINKAUDIT_", "GITHUB_", "CI"))}
    return kept | {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
