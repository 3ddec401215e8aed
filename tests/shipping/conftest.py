"""Where the examples run: a `linkaudit` on the PATH, as an installation puts it there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def path(tmp_path: Path) -> dict[str, str]:
    """An environment in which `linkaudit` is the sources under test, and no setting of the machine's owner is heard."""
    folder = tmp_path / "bin"
    folder.mkdir()
    shim = folder / "linkaudit"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m linkaudit "$@"\n')
    shim.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINKAUDIT_", "GITHUB_", "CI_"))}
    return kept | {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")}
