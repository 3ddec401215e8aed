"""A set of sheets on one screen, shared by all pages that link it: rules by name, and the styles that earlier pages had computed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import msgspec

from ..html import Element
from .media import Viewport, media_holds
from .selectors import ANY
from .sheet import Rule, Sheet

__all__ = ["Index", "Linked", "Shelf", "index_of", "shelf"]

MAX_KEPT: Final = 4000
# Selectors that ask for nothing but tags, ids and classes of an element and of those around it.
_PLAIN: Final = re.compile(r"[\w\-.#\s>]+|:root")
_NAMES: Final = re.compile(r"[.#]([\w-]+)")
# Elements whose look depends on attributes beyond id, class and style.
_VARIED: Final = frozenset("a area button dialog font img input table tbody td tfoot th thead tr".split())
_ATTRIBUTES: Final = frozenset(("hidden", "bgcolor", "color", "text"))


class Linked(msgspec.Struct, frozen=True, eq=False):
    """A sheet of a page with the media it is for."""

    sheet: Sheet
    media: str = ""


class Index(msgspec.Struct, frozen=True, eq=False):
    """A sheet's rules that may hold on one screen, by the name their subject must have, each with its place in the sheet."""

    by_key: dict[str, list[tuple[int, Rule, bool]]]
    customs: dict[str, list[tuple[int, Rule, str]]]


@lru_cache(maxsize=256)
def index_of(found: Sheet, screen: Viewport) -> Index:
    """Return a sheet's rules for a screen."""
    index = Index({}, {})
    for place, rule in enumerate(found.rules):
        held = rule.holds(screen)
        if held is False:
            continue
        if any(not one.name.startswith("--") for one in rule.declared):
            index.by_key.setdefault(rule.selector.key, []).append((place, rule, held is True))
        for one in rule.declared:
            if one.name.startswith("--") and held:
                index.customs.setdefault(one.name, []).append((place, rule, one.value))
    return index


class Shelf:
    """Sheets on a screen. `unsure` are the places of those whose media nobody can answer; `layers` ranks names of layers.

    `kept` holds styles by what decides them: the element's tag, style attribute and those of its names that a sheet speaks of,
    and the style above, which stands for the ancestors' names in turn.
    """

    def __init__(self, linked: Iterable[tuple[Sheet, str]], screen: Viewport) -> None:
        held = [(one, media_holds(media, screen)) for one, media in linked]
        sheets = [one for one, holds in held if holds is not False]
        self.unsure = {place for place, holds in enumerate(holds for _, holds in held if holds is not False) if holds is None}
        self.indexes = [index_of(one, screen) for one in sheets]
        self.layers = {name: rank for rank, name in enumerate(dict.fromkeys(name for one in sheets for name in one.layers))}
        self.kept: dict[Any, Any] = {}
        self.shared: set[Any] = set()
        rules = [rule for index in self.indexes for found in index.by_key.values() for _, rule, _ in found]
        customs = [rule for index in self.indexes for found in index.customs.values() for _, rule, _ in found]
        self._names = {name for rule in (*rules, *customs) for name in (rule.selector.key[1:], *_NAMES.findall(rule.selector.text))}
        self._entangled = {rule.selector.key for rule in rules if not _PLAIN.fullmatch(rule.selector.text)}
        if any(not _PLAIN.fullmatch(rule.selector.text) for rule in customs):
            self._entangled |= {rule.selector.key for rule in rules if any("var(" in one.value for one in rule.declared)}
        self._all_entangled = ANY in self._entangled

    def key_of(self, element: Element, above: object) -> Any:
        """Return what decides an element's style, or None where more than names does."""
        tag, attrs = element.tag, element.attrs
        if tag in _VARIED or tag in self._entangled or self._all_entangled or not _ATTRIBUTES.isdisjoint(attrs):
            return None
        style, names = element.attr("style"), list[str]()
        if text := element.attr("class"):
            names = [f".{one}" for one in text.split() if one in self._names]
        if (name := element.attr("id")) in self._names:
            names.append(f"#{name}")
        if (names and not self._entangled.isdisjoint(names)) or (style and "--" in style):
            return None
        return (tag, style, above, *sorted(names)) if names else (tag, style, above)

    def keep(self, key: Any, style: object) -> None:
        """Put a style on the shelf while there is room."""
        if len(self.kept) < MAX_KEPT:
            self.kept[key] = style
            self.shared.add(style)


@lru_cache(maxsize=16)
def shelf(linked: tuple[tuple[Sheet, str], ...], screen: Viewport) -> Shelf:
    """Return the shelf of a set of sheets."""
    return Shelf(linked, screen)
