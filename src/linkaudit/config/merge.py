"""Settings: default < file < environment < flags, each value with its origin."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from enum import EnumMeta
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import msgspec

from ..errors import ConfigError, nearest
from .tables import INNER, SAID, Config, Table

__all__ = ["Settings", "find", "load", "repository", "schema", "variables"]

FILE_NAME: Final = "linkaudit.toml"
# Variables of these commands' options, which the command line reads itself; no table of the file has such a name.
_OPTIONS: Final = ("LINKAUDIT_AUDIT_", "LINKAUDIT_CHECK_")
_SILENT: Final = f"Expected `str` matching regex {SAID!r}"


class Settings(msgspec.Struct, frozen=True):
    """The merged configuration, the file it came from, and the origin of each value that isn't the default."""

    config: Config
    path: Path | None
    origins: dict[str, str]

    @property
    def local_programs(self) -> str | None:
        """The operator's own program files beside the configuration, or None."""
        folder = (self.path.parent if self.path else Path.cwd()) / "config" / "programs"
        return str(folder) if folder.is_dir() else None

    def place_of(self, key: str, word: str = "") -> str:
        """Return where a value was set: the file with the first line that holds `word`, the environment or the command line."""
        origin = self.origins.get(key, str(self.path or "configuration"))
        if self.path is None or origin != str(self.path) or not word:
            return origin
        lines = self.path.read_text(encoding="utf-8").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if word in text.partition("#")[0]), None)
        return f"{origin}:{line}" if line else origin


def schema() -> str:
    """Return the JSON Schema of the file, for editors."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Config)), indent=2).decode() + "\n"


def find(start: Path) -> Path | None:
    """Return the nearest configuration upwards from `start`, not beyond the repository's root."""
    for folder in (start, *start.parents):
        if (found := folder / FILE_NAME).is_file():
            return found
        project = folder / "pyproject.toml"
        if project.is_file() and "linkaudit" in tomllib.loads(project.read_text(encoding="utf-8")).get("tool", {}):
            return project
        if (folder / ".git").exists():
            return None
    return None


def repository(start: Path) -> Path | None:
    """Return the root of the repository that `start` lies in."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)


def load(path: Path | None, environment: Mapping[str, str] = os.environ, flags: Mapping[str, Any] | None = None) -> Settings:
    """Merge the layers; raises `ConfigError` naming the file, line and key, and the nearest valid name."""
    table = _read(path) if path else {}
    origins = {key: str(path) for key in _leaves(table)}
    for layer, name in ((_environment(environment), "environment"), (dict(flags or {}), "command line")):
        for key, value in layer.items():
            _put(table, key, value)
            origins[key] = name
    try:
        config = msgspec.convert(table, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(error, path, origins)) from error
    return Settings(config, path, origins)


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    if path.name == "pyproject.toml":
        found: dict[str, Any] = table.get("tool", {}).get("linkaudit", {})
        return found
    return table


def _leaves(table: Mapping[str, Any], prefix: str = "") -> list[str]:
    found = []
    for key, value in table.items():
        found += _leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key]
    return found


def _environment(environment: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Return LINKAUDIT_<TABLE>_<KEY> variables by dotted key; lists are comma-separated."""
    found: dict[str, str | list[str]] = {}
    for key, name in variables().items():
        value = environment.get(name)
        if value is not None:
            table, _, inner = key.partition(".")
            listed = get_type_hints(get_type_hints(Config)[table])[inner] == list[str]
            found[key] = value.split(",") if listed else value
    known = variables().values()
    for name in environment:
        if name.startswith("LINKAUDIT_") and name not in known and not name.startswith(_OPTIONS):
            raise ConfigError(f"environment: {name} is no setting{nearest(name, known)}")
    return found


def variables() -> dict[str, str]:
    """Return the variable of the environment for each key that one can set."""
    tables = {name: kind for name, kind in get_type_hints(Config).items() if isinstance(kind, type) and issubclass(kind, Table)}
    keys = [f"{name}.{inner}" for name, kind in tables.items() for inner in get_type_hints(kind)]
    return {key: f"LINKAUDIT_{key}".replace(".", "_").upper() for key in keys}


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    *parents, last = key.split(".")
    for name in parents:
        table = table.setdefault(name, {})
    table[last] = value


def _explain(error: msgspec.ValidationError, path: Path | None, origins: dict[str, str]) -> str:
    message = str(error)
    place = re.search(r"`\$\.?([^`]*)`$", message)
    where = place[1] if place else ""
    unknown = re.search(r"unknown field `([^`]+)`", message)
    key = f"{where}.{unknown[1]}".strip(".") if unknown else where
    if origins.get(key) in ("environment", "command line"):
        path = None
    line = _line_of(path, (unknown[1] if unknown else where.rpartition(".")[2]).split("[")[0])
    start = f"{path}{f':{line}' if line else ''}: " if path else f"{origins.get(key, 'configuration')}: "
    if unknown:
        return f'{start}unknown key "{key}"{nearest(unknown[1], _names_at(where))}'
    said = "must say something" if message.startswith(_SILENT) else message.split(" - at", maxsplit=1)[0]
    return f'{start}"{key}": {said[0].lower()}{said[1:]}{_choices(where) if "enum value" in said else ""}'


def _choices(where: str) -> str:
    """The values that a key may have."""
    *tables, name = re.sub(r"\[[^\]]*\]", "", where).split(".")
    kind: Any = Config
    for table in tables:
        kind = INNER.get(table) or get_type_hints(kind).get(table)
    hint = get_type_hints(kind).get(name) if kind else None
    found = [value for one in (hint, *get_args(hint)) for value in (get_args(one) or (list(one) if isinstance(one, EnumMeta) else ()))]
    words = [str(value) for value in found if isinstance(value, str)] or [str(value) for value in get_args(hint)]
    return f"; one of {', '.join(dict.fromkeys(words))}" if words else ""


def _line_of(path: Path | None, key: str) -> int | None:
    if path is None or not key:
        return None
    pattern = re.compile(rf'^\s*(\[+[^\]]*)?"?{re.escape(key)}"?\s*[=\].]')
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, text in enumerate(lines, 1) if pattern.match(text)), None)


def _names_at(where: str) -> list[str]:
    kind: Any = Config
    for name in where.split("."):
        hints = get_type_hints(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else {}
        hint = hints.get(name.split("[")[0])
        kind = INNER.get(name.split("[")[0], hint or kind)
    return [field.name for field in msgspec.structs.fields(kind)]
