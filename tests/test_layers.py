"""Imports flow one way: cli → app → engine → sources, facts, rules, reports → identify, html → store, http … → model."""

from __future__ import annotations

import ast
from pathlib import Path

import linkaudit

ROOT = Path(linkaudit.__file__).parent
LAYERS = [
    ["cli", "__main__", "__init__"],
    [
        "app", "answers", "asking", "changed", "checking", "cloaklists", "decided", "heeded", "live", "matching", "mending", "visits", "sampled", "session", "workers",
        "reading", "pipeline", "reduce", "regimes", "unrun", "remember", "sighted", "compared", "streaks", "vetting", "exports", "weights",
    ],
    ["engine", "causes", "suppress", "baseline", "history"],
    ["sources", "facts", "probes", "rules", "reports", "fixes"],
    ["identify", "html", "style", "manuscript", "phrases", "wording", "platforms", "ignoring"],
    ["store", "http", "signatures", "catalog", "config"],
    ["urls", "errors", "model", "document", "portfolio", "runs", "chronicle"],
]  # fmt: skip
SIBLINGS = {"sources", "facts", "probes", "rules", "reports", "fixes"}
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def rooms() -> dict[Path, str]:
    return {path: path.relative_to(ROOT).parts[0].removesuffix(".py") for path in ROOT.rglob("*.py")}


def imported(path: Path) -> set[str]:
    """The rooms a module imports, relative imports resolved."""
    package = ("linkaudit", *path.relative_to(ROOT).parent.parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            names = [*base, *(node.module or "").split(".")]
            names = [name for name in names if name]
            found |= {names[1]} if len(names) > 1 else {alias.name for alias in node.names}
    return found - {"__version__"}


def test_every_room_has_a_layer() -> None:
    assert set(rooms().values()) <= set(LEVEL)


def test_no_import_goes_up() -> None:
    wrong = [
        (str(path.relative_to(ROOT)), other) for path, room in rooms().items() for other in imported(path) if LEVEL[other] < LEVEL[room]
    ]
    assert wrong == []


def test_siblings_never_meet() -> None:
    wrong = [(str(path), other) for path, room in rooms().items() if room in SIBLINGS for other in imported(path) & SIBLINGS - {room}]
    assert wrong == []


def test_a_rule_imports_nothing_but_its_api() -> None:
    for path in (ROOT / "rules").glob("*.py"):
        if path.name not in ("__init__.py", "api.py", "chains.py", "markup.py", "nouns.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            ours = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level}
            assert ours == {"api"}, path.name


def test_only_html_knows_the_parser_and_only_http_the_client() -> None:
    for path, room in rooms().items():
        text = path.read_text(encoding="utf-8")
        assert "import turbohtml" not in text or room == "html", path
        assert not any(f"import {name}" in text for name in ("requests", "pycurl")) or room == "http", path


def test_files_and_functions_stay_small() -> None:
    for path in rooms():
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f"{path}:{node.lineno}"
