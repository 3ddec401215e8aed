"""Loads and validates `data/`: programs, phrases and regimes, with the operator's own files layered on top."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec

from .errors import CatalogError, nearest
from .model import Grade, Severity, Source

__all__ = ["Law", "Phrasebook", "Program", "ProgramRule", "law", "laws", "phrasebooks", "programs", "shared", "table"]

T = TypeVar("T")
# tomli is tomllib compiled: with 240 data files it saves each start 50 ms.
_toml: Final[Any] = import_module("tomli" if find_spec("tomli") else "tomllib")


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file's table: unknown keys are errors."""


class ProgramRule(_Strict, frozen=True):
    """One form of a program's links. Host keys choose the hosts; patterns are searched, not anchored, unless they say."""

    form: str
    hosts: list[str] = []
    hosts_exact: list[str] = []
    host_regex: str | None = None
    exclude_host_regex: str | None = None
    any_host: bool = False
    marketplaces: bool = False
    path: str | None = None
    query_all: list[str] = []
    query_any: list[str] = []
    require: dict[str, str] = {}
    require_regex: dict[str, str] = {}
    id_param: list[str] = []
    id_path: str | None = None
    id_host: str | None = None
    raw_query: str | None = None
    fragment: str | None = None
    id_part: str | None = None
    id_format: str | None = None
    id_exclude: list[str] = []
    dest_param: list[str] = []
    dest_path: str | None = None
    dest_raw_query: str | None = None
    dest_encoding: str | None = None
    merchant_param: list[str] = []
    merchant_path: str | None = None
    merchant_host: str | None = None
    product_path: str | None = None
    subid_params: list[str] = []
    subid_path: str | None = None
    case_insensitive_params: bool = False
    host_is_affiliate: bool = False
    resolve: bool = False
    strength: Literal["strong", "medium", "weak"] = "strong"
    status: str | None = None
    relationship: str | None = None
    confidence: str | None = None
    note: str | None = None


class Marketplace(_Strict, frozen=True):
    """A merchant's shop in one country, and the suffix its publisher ids end in."""

    host: str
    country: str
    suffix: str
    suffix_confidence: str


class ProgramExample(_Strict, frozen=True):
    """A real URL and the publisher id it carries; these are the program's tests."""

    url: str
    id: str | None = None
    affiliate: bool = True


class Program(_Strict, frozen=True):
    """A program file. `probe` says how its links may be asked without a click (design, network manners)."""

    name: str
    kind: Literal["merchant", "network", "aggregator", "shortener"]
    relationship: str = "affiliate"
    category: str | None = None
    status: Literal["active", "closed"] = "active"
    closed: str | None = None
    confidence: Literal["verified", "mixed", "memory", "own"] = "own"
    probe: Literal["strip", "unwrap", "location", "never"] = "never"
    impression_hosts: list[str] = []
    impression_paths: list[str] = []
    shop_hosts: list[str] = []
    navigation_params: list[str] = []
    ids_per_merchant: bool = False
    sources: list[str] = []
    notes: str | None = None
    marketplace: list[Marketplace] = []
    rule: list[ProgramRule] = []
    example: list[ProgramExample] = []
    id: str = ""


class PhraseExample(_Strict, frozen=True):
    """A sentence and the grade it must get."""

    text: str
    grade: Grade


class Phrase(_Strict, frozen=True):
    """A pattern over the language's word classes: `{we} {may}? {pay} .. {money}`."""

    grade: Grade
    pattern: str
    review: bool = False


class Phrasebook(_Strict, frozen=True):
    """How one language speaks of being paid."""

    language: str
    stems: list[str]
    common: list[str]
    words: dict[str, list[str]] = {}
    phrase: list[Phrase] = []
    labels: list[str] = []
    spaced: bool = True
    example: list[PhraseExample] = []
    notice: str = ""
    statement: str = ""
    label_text: str = ""


class RuleSetting(_Strict, frozen=True):
    """What a regime or policy says of one rule, and where it says so: `source` is the place in the file's list, from 1."""

    severity: Severity
    section: str
    grade: str
    fact: bool = False
    source: int = 1


class Law(_Strict, frozen=True):
    """A regime (body of law) or program policy. `refused_labels` are those that its regulator advises against, lower case."""

    name: str
    kind: Literal["regime", "policy"]
    status: Literal["full", "experimental"]
    sources: list[Source]
    rules: dict[str, RuleSetting]
    programs: list[str] = []
    languages: list[str] = []
    tlds: list[str] = []
    accepts: dict[Grade, str] = {}
    refused_labels: list[str] = []
    id: str = ""

    def speaks_of(self, programs: Set[str | None]) -> bool:
        """True for a policy whose program is among these; "*" is any."""
        return bool(programs) and ("*" in self.programs or not programs.isdisjoint(self.programs))

    def citation(self, rule: str) -> Source:
        """Return where this law speaks of a rule that it names."""
        setting = self.rules[rule]
        return Source(self.name, setting.section, self.sources[setting.source - 1].url, setting.grade)

    @property
    def has_errors(self) -> bool:
        """True when a rule of it can fail a page."""
        return any(setting.severity is Severity.ERROR for setting in self.rules.values())


def _data(name: str) -> Traversable:
    return resources.files("linkaudit") / "data" / name


def _decode(text: str, kind: type[T], where: str) -> T:
    try:
        table = _toml.loads(text)
        return msgspec.convert(table, kind)
    except _toml.TOMLDecodeError as error:
        raise CatalogError(f"{where}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        hint = _hint(str(error), kind)
        raise CatalogError(f"{where}: {error}{hint}") from error


def _hint(message: str, kind: type) -> str:
    if "unknown field" not in message:
        return ""
    word = message.split("`")[1]
    names = [f.name for k in (kind, ProgramRule, Marketplace, ProgramExample) for f in msgspec.structs.fields(k)]
    return nearest(word, names)


@lru_cache(maxsize=8)
def programs(local: str | None = None) -> dict[str, Program]:
    """Return all programs by id (file name), sorted; `local` is a folder of the operator's own files."""
    files: dict[str, Traversable] = {p.name[:-5]: p for p in _data("programs").iterdir() if p.name.endswith(".toml")}
    if local:
        files |= {path.stem: path for path in Path(local).glob("*.toml")}
    found = {}
    for name in sorted(files):
        program = _decode(files[name].read_text(encoding="utf-8"), Program, str(files[name]))
        found[name] = msgspec.structs.replace(program, id=name)
    return found


@lru_cache(maxsize=1)
def shared() -> dict[str, Any]:
    """Return what holds for all programs: weak parameters, cloak segments, landing parameters (`data/links.toml`)."""
    found: dict[str, Any] = _toml.loads(_data("links.toml").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def phrasebooks() -> dict[str, Phrasebook]:
    """Return the phrasebooks by language code, English first."""
    found = {}
    for path in _data("disclosures").iterdir():
        if path.name.endswith(".toml"):
            book = _decode(path.read_text(encoding="utf-8"), Phrasebook, path.name)
            found[book.language] = book
    return dict(sorted(found.items(), key=lambda item: (item[0] != "en", item[0])))


def table(name: str, kind: type[T]) -> T:
    """Return a data file that one room alone reads, validated."""
    return _decode(_data(name).read_text(encoding="utf-8"), kind, name)


@lru_cache(maxsize=1)
def laws() -> dict[str, Law]:
    """Return regimes and policies by id. A paraphrase, memory or threshold of ours can't be an error."""
    found = {}
    for folder in ("regimes", "policies"):
        for path in sorted(_data(folder).iterdir(), key=lambda p: p.name):
            if path.name.endswith(".toml"):
                read = _decode(path.read_text(encoding="utf-8"), Law, path.name)
                _check_claims(path.name, read)
                found[path.name[:-5]] = msgspec.structs.replace(read, id=path.name[:-5])
    return found


def _check_claims(where: str, read: Law) -> None:
    for rule, setting in read.rules.items():
        weak = setting.grade not in ("V1", "V2") and not setting.fact
        if setting.severity is Severity.ERROR and (weak or read.status == "experimental"):
            raise CatalogError(f"{where}: {rule}: an error needs a source of grade V1 or V2, not {setting.grade}")
        if not 1 <= setting.source <= len(read.sources):
            raise CatalogError(f"{where}: {rule}: source {setting.source} of {len(read.sources)}")


def law(name: str) -> Law:
    """Return one regime or policy; raises `CatalogError` with the nearest name when there is none."""
    try:
        return laws()[name]
    except KeyError:
        raise CatalogError(f'unknown regime "{name}"{nearest(name, laws())}; known: {", ".join(laws())}') from None
