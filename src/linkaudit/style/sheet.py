"""A style sheet as flat rules: nesting unfolded, conditions and layers kept beside each rule (CSS Syntax, Cascade Level 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec
import tinycss2

from .media import Viewport, media_holds, supports_holds
from .selectors import Selector, nested, selectors

__all__ = ["Declared", "Rule", "Sheet", "declarations", "sheet"]

MAX_SHEET: Final = 1_000_000
MAX_RULES: Final = 30_000
SMALL: Final = 8_000
_DEEP: Final = 6
# What decides whether and how text is seen.
_PROPERTIES: Final = frozenset(
    "display visibility opacity font-size font-weight color background-color background-image background-clip position top right bottom "
    "left text-indent clip clip-path height max-height width max-width overflow content-visibility transform scale animation-name transition will-change "
    "-webkit-text-fill-color".split()
)
_SHORT: Final = {
    "font": ("font-size", "font-weight"),
    "background": ("background-color", "background-image", "background-clip"),
    "-webkit-background-clip": ("background-clip",),
    "-webkit-clip-path": ("clip-path",),
    "-webkit-transform": ("transform",),
    "overflow-y": ("overflow",),
    "overflow-x": (),
    "animation": ("animation-name",),
    "-webkit-animation": ("animation-name",),
    "-webkit-transition": ("transition",),
    "transition-property": ("transition",),
    "all": (),
}
_IMPORT: Final = re.compile(r"@import\s+(?:url\(\s*)?[\"']?([^\"')\s;]+)[\"']?\s*\)?([^;]*);?", re.IGNORECASE)


class Declared(msgspec.Struct, frozen=True, array_like=True):
    """One declaration: the value as written in lower case."""

    name: str
    value: str
    important: bool


class Rule(msgspec.Struct, frozen=True):
    """A selector with the declarations that matter. `media` and `supports` are the conditions it stands under;
    `layer` is "" outside layers; `doubtful` marks conditions that a sheet alone can't answer, such as @container."""

    selector: Selector
    declared: tuple[Declared, ...]
    layer: str
    media: tuple[str, ...] = ()
    doubtful: bool = False

    def holds(self, screen: Viewport) -> bool | None:
        """Return whether the rule's conditions hold on a screen; None when nobody can say."""
        answers = [media_holds(one, screen) for one in self.media]
        if False in answers:
            return False
        return None if self.doubtful or None in answers else True


class Sheet(msgspec.Struct, frozen=True, eq=False):
    """A parsed style sheet. `imports` are (address, media) as written; `layers` the names in the order they were declared.
    `customs` finds the rules that declare a custom property. `cut` is True when it was too large to be read whole."""

    rules: tuple[Rule, ...]
    imports: tuple[tuple[str, str], ...]
    layers: tuple[str, ...]
    cut: bool


class _Place(msgspec.Struct, frozen=True):
    """Where in the sheet a rule stands."""

    parent: str = ""
    layer: str = ""
    media: tuple[str, ...] = ()
    doubtful: bool = False
    deep: int = 0


def sheet(css: str) -> Sheet:
    """Parse a style sheet; the result is kept, for a template's sheets are on every page. Never raises: CSS has no errors."""
    return (_small if len(css) < SMALL else _large)(css)


def _parsed(css: str) -> Sheet:
    reader = _Reader()
    # Editors leave a byte order mark before the first selector.
    text = css[:MAX_SHEET].removeprefix("\ufeff")
    cut = len(css) > MAX_SHEET
    try:
        reader.read(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), _Place())
    except RecursionError:  # a thousand brackets in each other: nothing that an author wrote
        cut = True
    return Sheet(tuple(reader.rules), tuple(reader.imports), tuple(reader.layers), cut or len(reader.rules) >= MAX_RULES)


# Pages hold dozens of small sheets and a few large ones; of the large ones, that a plugin writes anew for every page, few are kept.
_small: Final = lru_cache(maxsize=512)(_parsed)
_large: Final = lru_cache(maxsize=32)(_parsed)


@lru_cache(maxsize=1024)
def declarations(style: str) -> tuple[Declared, ...]:
    """Return the declarations of a style attribute that matter."""
    nodes = tinycss2.parse_declaration_list(style[:4000], skip_comments=True, skip_whitespace=True)
    try:
        return tuple(one for node in nodes if node.type == "declaration" for one in _declared(node))
    except RecursionError:
        return ()


class _Reader:
    """Gathers rules while walking a sheet's blocks."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.imports: list[tuple[str, str]] = []
        self.layers: dict[str, None] = {}
        self._at = {"media": self._media, "supports": self._supports, "layer": self._layer, "import": self._import,
                    "container": self._doubt, "scope": self._doubt, "starting-style": self._skip}  # fmt: skip

    def read(self, nodes: list[Any], place: _Place) -> None:
        for node in nodes:
            if len(self.rules) >= MAX_RULES or place.deep > _DEEP:
                return
            if node.type == "qualified-rule":
                self._rule(node, place)
            elif node.type == "at-rule" and (handle := self._at.get(node.lower_at_keyword)):
                handle(node, place)

    def _rule(self, node: Any, place: _Place) -> None:
        prelude = nested(node.prelude, place.parent) if place.parent else node.prelude
        nests = any(token.type == "{} block" for token in node.content)
        parse = tinycss2.parse_blocks_contents if nests else tinycss2.parse_declaration_list
        content = parse(node.content, skip_comments=True, skip_whitespace=True)
        self._add(prelude, content, place)
        if nests:
            parent = tinycss2.serialize(prelude).strip()
            if len(parent) < 1000:
                self.read(content, msgspec.structs.replace(place, parent=parent, deep=place.deep + 1))

    def _add(self, prelude: list[Any], content: list[Any], place: _Place) -> None:
        declared = tuple(one for node in content if node.type == "declaration" for one in _declared(node))
        if declared:
            for selector in selectors(prelude):
                self.rules.append(Rule(selector, declared, place.layer, place.media, place.doubtful))

    def _inside(self, node: Any, place: _Place) -> None:
        if node.content is None:
            return
        inner = msgspec.structs.replace(place, deep=place.deep + 1)
        if not place.parent:
            self.read(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), inner)
            return
        content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        self._add(tinycss2.parse_component_value_list(place.parent), content, inner)
        self.read(content, inner)

    def _media(self, node: Any, place: _Place) -> None:
        query = tinycss2.serialize(node.prelude).strip().lower()
        self._inside(node, msgspec.structs.replace(place, media=(*place.media, query)))

    def _supports(self, node: Any, place: _Place) -> None:
        held = supports_holds(tinycss2.serialize(node.prelude).strip().lower())
        if held is not False:
            self._inside(node, msgspec.structs.replace(place, doubtful=place.doubtful or held is None))

    def _layer(self, node: Any, place: _Place) -> None:
        names = [name.strip() for name in tinycss2.serialize(node.prelude).split(",")]
        if node.content is None:
            self.layers.update(dict.fromkeys(_inner(place.layer, name) for name in names))
            return
        name = _inner(place.layer, names[0] or f"({len(self.layers)})")
        self.layers.setdefault(name)
        self._inside(node, msgspec.structs.replace(place, layer=name))

    def _import(self, node: Any, place: _Place) -> None:
        found = _IMPORT.match(f"@import {tinycss2.serialize(node.prelude)};")
        if found and not place.deep:
            self.imports.append((found[1], re.sub(r"(layer|supports)(\([^)]*\))?", "", found[2]).strip().lower()))

    def _doubt(self, node: Any, place: _Place) -> None:
        self._inside(node, msgspec.structs.replace(place, doubtful=True))

    def _skip(self, node: Any, place: _Place) -> None:
        """What holds for the first moment only does not hold at rest."""


def _inner(outer: str, name: str) -> str:
    return f"{outer}.{name}" if outer else name


def _declared(node: Any) -> Iterator[Declared]:
    name = node.lower_name
    if name.startswith("--"):
        yield Declared(node.name, tinycss2.serialize(node.value).strip(), bool(node.important))
        return
    if name not in _PROPERTIES and name not in _SHORT and name != "inset":
        return
    value = tinycss2.serialize(node.value).strip().lower()
    if not value:
        return
    if name == "inset":
        yield from _sides(value, bool(node.important))
        return
    for longhand in _SHORT.get(name, (name,)):
        yield Declared(longhand, value, bool(node.important))


def _sides(value: str, important: bool) -> Iterator[Declared]:
    """`inset` is top, right, bottom, left; what is left out repeats the other side."""
    parts = value.split()
    if not parts or "(" in value:
        return
    top, right = parts[0], parts[min(1, len(parts) - 1)]
    bottom, left = (parts[2] if len(parts) > 2 else top), (parts[3] if len(parts) > 3 else right)
    for name, one in (("top", top), ("right", right), ("bottom", bottom), ("left", left)):
        yield Declared(name, one, important)
