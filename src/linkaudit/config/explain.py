"""What is wrong with a setting, where it stands, and what may stand there, in the words of whoever wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import EnumMeta
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import msgspec

from ..errors import nearest
from .spots import line_of
from .tables import FROM_ENV, HOST, IDS, INNER, SAID, URL, Config

__all__ = ["FLAGS", "explained", "variable_of"]

# The option of the command line for each key that has one.
FLAGS: Final = {"disclosure.regimes": "--regime", "source.folder": "--source", "crawl.max_pages": "--max-pages", "links.lists": "--cloaks"}
_Path = tuple[str | int, ...]
_KINDS: Final = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list", "object": "a table",
    "date": "a date, such as 2026-12-31",
}  # fmt: skip
_FORMS: Final = {
    SAID: "say something",
    URL: 'be an address, such as "https://blog.example"',
    IDS: 'be one id without blanks, such as "blog-20"',
    FROM_ENV: 'name a variable of the environment, such as "env:BLOG_AUTH"',
    HOST: 'be a host, such as "blog.example", without https:// and port',
}
_TABLES: Final = {
    "programs": '[programs.amazon] with ids = ["blog-20"]',
    "rules": "[rules.tag-missing] with enabled = false",
    "ignore": '[[ignore]] with reason = "…"',
    "decision": '[[decision]] with reason = "…"',
    "http": '[http.headers."blog.example"] with X-Audit = "1"',
}
_SHOWN: Final = 60


def explained(error: msgspec.ValidationError, table: Mapping[str, Any], file: Path | None, origins: Mapping[str, str]) -> str:
    """Return a sentence that begins with where the value stands: the file and its line, the variable, the option."""
    said, _, place = str(error).partition(" - at `")
    path = _resolved(place.replace("`", ""), table)
    if is_key := place.startswith("key` in "):
        path = (*path, _culprit(path, table))
    if unknown := re.search(r"unknown field `([^`]+)`", said):
        path = (*path, unknown[1])
    start = _start(path, file, origins)
    if unknown:
        return f'{start}unknown key "{_dotted(path)}"{nearest(unknown[1], _names_at(path[:-1]))}'
    if missing := re.search(r"missing required field `([^`]+)`", said):
        return f"{start}{_called(path)} has no {missing[1]}"
    value = path[-1] if is_key else _at(path, table)
    start = _elsewhere(path, origins) or f"{start}{_called(path)}"
    return f"{start} must {_wanted(said, path, value)}{'' if said.endswith(f'{SAID!r}') else _shown(value, path)}"


def variable_of(key: str) -> str:
    """Return the variable of the environment that sets a key."""
    return f"LINKAUDIT_{key}".replace(".", "_").upper()


def _resolved(place: str, table: Mapping[str, Any]) -> _Path:
    """The path to the value: msgspec says `$.programs[...].ids` of all programs."""
    path: _Path = ()
    for name, index in re.findall(r"\.([^.\[\]]+)|\[([^\]]*)\]", place):
        path = (*path, name or (_culprit(path, table) if index == "..." else int(index)))
    return path


def _culprit(path: _Path, table: Mapping[str, Any]) -> str:
    """The first entry that is refused when it is all there is."""
    entries = _at(path, table)
    for name, value in entries.items() if isinstance(entries, dict) else ():
        alone: Any = {name: value}
        for key in reversed(path):
            alone = {key: alone} if isinstance(key, str) else [alone]
        try:
            msgspec.convert(alone, Config, strict=False)
        except msgspec.ValidationError:
            return str(name)
    return "…"


def _at(path: _Path, table: Any) -> Any:
    for key in path:
        known = (isinstance(table, dict) and key in table) or (isinstance(table, list) and isinstance(key, int) and key < len(table))
        table = table[key] if known else None
    return table


def _elsewhere(path: _Path, origins: Mapping[str, str]) -> str:
    """The variable or option that set the value; an empty string when the file did."""
    key = ".".join(str(one) for one in path[:2])
    origin = origins.get(key, "")
    return variable_of(key) if origin == "environment" else FLAGS.get(key, "command line") if origin == "command line" else ""


def _start(path: _Path, file: Path | None, origins: Mapping[str, str]) -> str:
    if name := _elsewhere(path, origins):
        return f"{name}: "
    if file is None:
        return "configuration: "
    line = line_of(file, path)
    return f"{file}:{line}: " if line else f"{file}: "


def _dotted(path: _Path) -> str:
    return ".".join(str(one) for one in path if isinstance(one, str))


def _called(path: _Path) -> str:
    if len(path) > 1 and isinstance(path[1], int) and path[0] in ("ignore", "decision"):
        head, rest = f"[[{path[0]}]] number {path[1] + 1}", path[2:]
        return f'{head}: "{_dotted(rest)}"' if rest else head
    if path and isinstance(path[-1], int):
        return f'"{_dotted(path)}", item {path[-1] + 1},'
    return f'"{_dotted(path)}"'


def _wanted(said: str, path: _Path, value: Any) -> str:
    if form := next((words for pattern, words in _FORMS.items() if said.endswith(f"matching regex {pattern!r}")), ""):
        return form
    if "length" in said:
        return "not be empty"
    if "enum value" in said or said.startswith("Expected `str`"):
        choices = _choices(path)
        return f"be one of {', '.join(choices)}" if choices else _of_kind(said, path, value)
    if bound := re.search(r"(>=|<=) (-?[\d.]+)", said):
        number = bound[2].removesuffix(".0")
        return f"be {number} or {'more' if bound[1] == '>=' else 'less'}"
    if "date" in said:
        return f"be {_KINDS['date']}"
    return _of_kind(said, path, value)


def _of_kind(said: str, path: _Path, value: Any) -> str:
    kinds = re.search(r"Expected `([^`]+)`", said)
    return f"be {_kind([one for one in kinds[1].split(' | ') if one != 'null'], path, value)}" if kinds else f"be otherwise ({said})"


def _kind(kinds: list[str], path: _Path, value: Any) -> str:
    words = " or ".join(_KINDS.get(one, one) for one in kinds)
    if kinds == ["array"] and path[-1] in ("ignore", "decision"):
        return f"a list of tables: {_TABLES[str(path[-1])]}"
    if kinds == ["array"] and isinstance(value, str) and not _is_secret(path):
        return f"{words}, such as {json.dumps([value], ensure_ascii=False)}"
    if kinds == ["object"]:
        return f"{words}: {_TABLES.get(str(path[0]), f'[{_dotted(path)}]') if path else 'a file of tables'}"
    return words


def _shown(value: Any, path: _Path) -> str:
    """What stands there. What is sent to a server may be secret."""
    if _is_secret(path):
        return ""
    if isinstance(value, bool | int | float):
        return f"; it is {str(value).lower()}"
    if isinstance(value, list | dict):
        return f"; it is {_KINDS['array' if isinstance(value, list) else 'object']}"
    if isinstance(value, str):
        told = json.dumps(value, ensure_ascii=False)
        return f"; it is the text {told}" if len(told) <= _SHOWN else "; it is other text"
    return ""


def _is_secret(path: _Path) -> bool:
    return path[:2] in (("http", "headers"), ("http", "auth")) or path[:1] == ("notify",)


def _choices(path: _Path) -> list[str]:
    """The values that a key may have, when these are a few words."""
    kind: Any = _kind_at(path[:-1])
    hint = get_type_hints(kind).get(str(path[-1])) if kind else None
    found = [value for one in (hint, *get_args(hint)) for value in (get_args(one) or (list(one) if isinstance(one, EnumMeta) else ()))]
    words = [str(value) for value in (*found, *get_args(hint)) if isinstance(value, str)]
    return list(dict.fromkeys(words))


def _names_at(path: _Path) -> list[str]:
    kind = _kind_at(path)
    return [field.name for field in msgspec.structs.fields(kind)] if kind else []


def _kind_at(path: _Path) -> Any:
    """The table that stands at a path; None where keys are free."""
    kind: Any = INNER[str(path[0])] if len(path) > 1 and path[0] in INNER else None
    if kind is None:
        kind = Config
        for name in path:
            kind = get_type_hints(kind).get(str(name)) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None
    return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None
