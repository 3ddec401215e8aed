"""Kinds of source files and generators (`data/sources.toml`)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec

from ..errors import CatalogError

__all__ = ["Generator", "Kinds", "generator_at", "is_shared", "kinds"]


class Generator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A generator is known by one of its files, beside all of the folders `with`; `output` is what it builds into by default."""

    name: str
    files: tuple[str, ...]
    output: tuple[str, ...]
    beside: tuple[str, ...] = msgspec.field(default=(), name="with")


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file."""

    pages: frozenset[str]
    templates: frozenset[str]
    data: frozenset[str]
    code: frozenset[str]
    redirects: frozenset[str]
    passed_over: frozenset[str]
    skipped: frozenset[str]
    roots: frozenset[str]
    shared: frozenset[str]
    sections: frozenset[str]
    generator: tuple[Generator, ...]

    def role_of(self, name: str) -> str | None:
        """Return what a file is by its name: page, template, data, code or redirects; None for what nobody writes links in."""
        if name in self.redirects:
            return "redirects"
        name = name.lower()
        if name in self.passed_over or ".min." in name:
            return None
        suffix = name.rpartition(".")[2]
        roles = (("page", self.pages), ("template", self.templates), ("data", self.data), ("code", self.code))
        return next((role for role, suffixes in roles if suffix in suffixes), None)


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """Return the data; raises `CatalogError` when the file is wrong."""
    try:
        text = resources.files("linkaudit").joinpath("data/sources.toml").read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), Kinds)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogError(f"data/sources.toml: {error}") from error


def is_shared(file: str) -> bool:
    """True for what many pages have lines of: a template of them, data, code."""
    *folders, name = file.split("/")
    return not kinds().shared.isdisjoint(folders) or kinds().role_of(name) in ("data", "code", "redirects")


def generator_at(folder: Path) -> Generator | None:
    """Return the generator whose project a folder is."""
    for one in kinds().generator:
        if all((folder / name).is_dir() for name in one.beside) and any((folder / name).exists() for name in one.files):
            return one
    return None
