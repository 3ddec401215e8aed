"""Settings: default < file < environment < flags, each value with its origin."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_origin, get_type_hints

import msgspec

from ..errors import ConfigError, nearest
from .explain import FLAGS, explained, variable_of
from .tables import Config, Table

__all__ = ["Settings", "find", "load", "repository", "schema", "variables"]

FILE_NAME: Final = "linkaudit.toml"
# Variables of these commands' options, which the command line reads itself; no table of the file has such a name.
_START: Final = "LINKAUDIT_"
_OPTIONS: Final = ("LINKAUDIT_AUDIT_", "LINKAUDIT_CHECK_")


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
        """Return where a value was set: the file with the first line that holds `word` and the key, the variable, or the option."""
        origin = self.origins.get(key, str(self.path or "configuration"))
        if origin in ("environment", "command line"):
            return variable_of(key) if origin == "environment" else FLAGS.get(key, origin)
        named = f': "{key}"' if key else ""
        if self.path is None or origin != str(self.path) or not word:
            return f"{origin}{named}"
        lines = self.path.read_text(encoding="utf-8").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if word in text.partition("#")[0]), None)
        return f"{origin}{f':{line}' if line else ''}{named}"


def schema() -> str:
    """Return the JSON Schema of the file, for editors."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Config)), indent=2).decode() + "\n"


def find(start: Path) -> Path | None:
    """Return the nearest configuration upwards from `start`, not beyond the repository's root."""
    for folder in (start, *start.parents):
        if (found := folder / FILE_NAME).is_file():
            return found
        project = folder / "pyproject.toml"
        if project.is_file() and _is_ours(project):
            return project
        if (folder / ".git").exists():
            return None
    return None


def _is_ours(project: Path) -> bool:
    """True for a project file with our table. One that can't be read may be anybody's, unless it names us: then reading it says why."""
    try:
        text = project.read_bytes()
        return _tables_of(tomllib.loads(text.decode())) is not None
    except OSError:
        return False
    except ValueError:
        return b"[tool.linkaudit" in text


def _tables_of(project: dict[str, Any]) -> Any:
    tool = project.get("tool")
    return tool.get("linkaudit") if isinstance(tool, dict) else None


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
        raise ConfigError(explained(error, table, path, origins)) from error
    return Settings(config, path, origins)


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    if path.name == "pyproject.toml":
        found = _tables_of(table)
        return found if isinstance(found, dict) else {}
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
        if name.startswith(_START) and name not in known and not name.startswith(_OPTIONS):
            near = nearest(name.removeprefix(_START), [one.removeprefix(_START) for one in known]).replace('"', f'"{_START}', 1)
            raise ConfigError(f"environment: {name} is no setting{near}; docs/environment.md lists them")
    return found


def variables() -> dict[str, str]:
    """Return the variable of the environment for each key that one can set."""
    tables = {name: kind for name, kind in get_type_hints(Config).items() if isinstance(kind, type) and issubclass(kind, Table)}
    # What is set by host needs a table.
    keys = [
        f"{name}.{inner}" for name, kind in tables.items() for inner, hint in get_type_hints(kind).items() if get_origin(hint) is not dict
    ]
    return {key: variable_of(key) for key in keys}


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    *parents, last = key.split(".")
    for name in parents:
        table = table.setdefault(name, {})
    if isinstance(table, dict):  # else the file is wrong, and told so
        table[last] = value
