"""What a page's style sheets say of an element on one screen, the strongest declaration winning (CSS Cascade Level 5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

import msgspec

from ..html import Element, matches
from .media import Viewport
from .selectors import ANY
from .sheet import Declared, Rule, Sheet, declarations, sheet
from .shelf import Index, Linked, index_of, shelf
from .values import Colour, colour, font_size, substitute

__all__ = ["Cascade", "Style"]

_ROOT_PX: Final = 16.0
_BLACK: Final = Colour(0.0, 0.0, 0.0)
# Ranks of where a declaration comes from; sheets' layers are 0, 1, 2 …
_LAYERLESS: Final = 1_000_000
_HINT: Final = -1
_BROWSER: Final = -2
# Attributes that say what a sheet would, from before there were sheets (HTML §15.3).
_HINTS: Final = {"bgcolor": "background-color", "color": "color", "text": "color"}
_FONT_SIZES: Final = ("x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")

_Weight = tuple[int, ...]
_Found = dict[str, tuple[_Weight, str]]


class Style(msgspec.Struct, frozen=True, eq=False):
    """An element's own declarations after the cascade (`own`), what may be declared beside them (`maybe`, by property: a rule whose
    condition nobody can answer), and what it inherits. `font_px` and `colour` are None when they can't be computed."""

    own: dict[str, str]
    maybe: dict[str, str]
    font_px: float | None
    colour: Colour | None
    visibility: str
    indent: str
    weight: str


_ROOT_STYLE: Final = Style({}, {}, _ROOT_PX, _BLACK, "visible", "0", "400")


@lru_cache(maxsize=1)
def _browser() -> Sheet:
    return sheet((files("linkaudit") / "data" / "browser.css").read_text(encoding="utf-8"))


class Cascade:
    """The sheets of one page on one screen. Styles are computed once for each element that somebody asks about, ancestors included."""

    def __init__(self, linked: Sequence[Linked], screen: Viewport) -> None:
        self.screen = screen
        self._shelf = shelf(tuple((one.sheet, one.media) for one in linked), screen)
        self._memo: dict[Element, Style] = {}
        self._custom: dict[tuple[Element, str], str | None] = {}
        self._root_px = _ROOT_PX

    def of(self, element: Element) -> Style:
        """Return the style of an element."""
        style = self._memo.get(element)
        if style is None:
            chain = [element]
            while isinstance(above := chain[-1].parent, Element) and above not in self._memo:
                chain.append(above)
            inherited = self._memo.get(above, _ROOT_STYLE) if isinstance(above, Element) else _ROOT_STYLE
            for one in reversed(chain):
                style = inherited = self._memo[one] = self._known(one, inherited)
                if one.tag == "html":
                    self._root_px = style.font_px or _ROOT_PX
        assert style is not None
        return style

    def _known(self, element: Element, above: Style) -> Style:
        """Take the style from the shelf where an earlier page had the same boxes: a template's are on every page."""
        key = self._shelf.key_of(element, above) if above is _ROOT_STYLE or above in self._shelf.shared else None
        if key is None:
            return self._computed(element, above)
        style = self._shelf.kept.get(key)
        if style is None:
            style = self._computed(element, above)
            self._shelf.keep(key, style)
        return style

    def _computed(self, element: Element, above: Style) -> Style:
        pile = self._declared(element)
        found = pile.found
        own = {name: value for name, (_, raw) in found.items() if (value := self._value(raw, element)) is not None}
        unknown = {name for name in found if name not in own}
        return Style(
            own,
            pile.undecided() | dict.fromkeys(unknown, "?"),
            self._font(own, unknown, above),
            self._colour(own, unknown, above),
            _inherited(own, "visibility", above.visibility),
            _inherited(own, "text-indent", above.indent),
            _inherited(own, "font-weight", above.weight),
        )

    def _declared(self, element: Element) -> _Pile:
        pile = _Pile(element)
        pile.take(index_of(_browser(), self.screen), lambda rule: _BROWSER)
        pile.hint()
        for number, index in enumerate(self._shelf.indexes):
            pile.take(index, self._rank, number, sure=number not in self._shelf.unsure)
        for said in declarations(element.attr("style") or ""):
            pile.put(said, (_LAYERLESS, 1, 0, 0, 0, 0, 0))
        return pile

    def _rank(self, rule: Rule) -> int:
        return self._shelf.layers[rule.layer] if rule.layer else _LAYERLESS

    def _font(self, own: dict[str, str], unknown: set[str], above: Style) -> float | None:
        value = own.get("font-size")
        if "font-size" in unknown or above.font_px is None:
            return _absolute(value) if value else None
        if value is None or value in ("inherit", "unset"):
            return above.font_px
        if value in ("initial", "revert"):
            return _ROOT_PX
        return font_size(value, above.font_px, self._root_px, (self.screen.width, self.screen.height))

    @staticmethod
    def _colour(own: dict[str, str], unknown: set[str], above: Style) -> Colour | None:
        name = "-webkit-text-fill-color" if own.get("-webkit-text-fill-color", "currentcolor") != "currentcolor" else "color"
        if name in unknown:
            return None
        value = own.get(name)
        if value is None or value in ("inherit", "unset", "currentcolor"):
            return above.colour
        return _BLACK if value in ("initial", "revert") else colour(value)

    def _value(self, raw: str, element: Element) -> str | None:
        return substitute(raw, lambda name: self._custom_of(element, name)) if "var(" in raw else raw

    def _custom_of(self, element: Element, name: str) -> str | None:
        """Return a custom property's value: the element's own, else the nearest ancestor's (CSS Custom Properties §2)."""
        here: object = element
        while isinstance(here, Element):
            key = (here, name)
            if key not in self._custom:
                self._custom[key] = self._own_custom(here, name)
            if (value := self._custom[key]) is not None:
                return value.lower()
            here = here.parent
        return None

    def _own_custom(self, element: Element, name: str) -> str | None:
        pile = _Pile(element)
        for number, index in enumerate(self._shelf.indexes):
            for place, rule, value in index.customs.get(name, ()):
                if matches(element, rule.selector.text):
                    pile.put(Declared(name, value, False), (self._rank(rule), 0, *rule.selector.weight, number, place))
        for said in declarations(element.attr("style") or ""):
            if said.name == name:
                pile.put(said, (_LAYERLESS, 1))
        return pile.found[name][1] if name in pile.found else None


class _Pile:
    """The strongest declaration of each property of one element: of the rules that hold, and of those that may (`maybe`)."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self._keys = _keys(element)
        self.found: _Found = {}
        self._maybe: _Found = {}

    def take(self, index: Index, rank: Callable[[Rule], int], number: int = 0, *, sure: bool = True) -> None:
        """Add what the matching rules of a sheet declare."""
        for key in self._keys:
            for place, rule, holds in index.by_key.get(key, ()):
                if rule.selector.is_key or matches(self._element, rule.selector.text):
                    weight = (rank(rule), 0, *rule.selector.weight, number, place)
                    for said in rule.declared:
                        if said.name[:2] != "--":
                            self.put(said, weight, sure=sure and holds)

    def put(self, said: Declared, weight: _Weight, *, sure: bool = True) -> None:
        """Add one declaration; of important ones the lower layer is the stronger."""
        into = self.found if sure else self._maybe
        weight = (1, -weight[0], *weight[1:]) if said.important else (0, *weight)
        if said.name not in into or into[said.name][0] <= weight:
            into[said.name] = (weight, said.value)

    def hint(self) -> None:
        """Add what attributes say that are older than sheets."""
        attrs = self._element.attrs
        for attribute, name in _HINTS.items():
            if attribute in attrs and (attribute != "text" or self._element.tag == "body") and (value := self._element.attr(attribute)):
                self.put(Declared(name, value.lower(), False), (_HINT,))
        if self._element.tag == "font" and (size := (self._element.attr("size") or "").strip()):
            step = int(size) + (3 if size[0] in "+-" else 0) if size.lstrip("+-").isdecimal() and len(size) < 3 else 3
            self.put(Declared("font-size", _FONT_SIZES[max(1, min(7, step)) - 1], False), (_HINT,))

    def undecided(self) -> dict[str, str]:
        """Return what would win if its condition held."""
        return {name: value for name, (weight, value) in self._maybe.items() if name not in self.found or weight > self.found[name][0]}


def _keys(element: Element) -> list[str]:
    keys = [element.tag, ANY]
    if name := element.attr("id"):
        keys.append(f"#{name}")
    if names := element.attr("class"):
        keys += [f".{one}" for one in names.split()]
    return keys


def _inherited(own: dict[str, str], name: str, above: str) -> str:
    value = own.get(name, "inherit")
    return above if value in ("inherit", "unset") else value


def _absolute(value: str) -> float | None:
    """A size that needs no parent: pixels, rem, keywords."""
    one, two = (font_size(value, parent, _ROOT_PX, (0, 0)) for parent in (10.0, 20.0))
    return one if one == two else None
