"""Lengths, font sizes and colours as numbers (CSS Values Level 4, CSS Color Level 4). What can't be computed is None."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec
import tinycss2
from tinycss2 import color4

__all__ = ["Colour", "colour", "contrast", "font_size", "is_painted", "length", "over", "substitute"]

_PX: Final = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54}
_EM: Final = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "ic": 1.0, "cap": 0.7}
_SIZES: Final = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0,
}  # fmt: skip
_RELATIVE: Final = {"smaller": 1 / 1.2, "larger": 1.2}
_PICTURES: Final = ("url(", "gradient(", "image-set(", "image(", "element(", "cross-fade(")
_DEEP: Final = 8


class Colour(msgspec.Struct, frozen=True):
    """An sRGB colour, each part from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def __str__(self) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in (self.red, self.green, self.blue))

    @property
    def luminance(self) -> float:
        """Relative luminance (WCAG 2.2, "relative luminance")."""
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (self.red, self.green, self.blue)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def over(front: Colour, back: Colour) -> Colour:
    """Return a colour painted over an opaque one."""
    share = front.alpha
    return Colour(*(a * share + b * (1 - share) for a, b in ((front.red, back.red), (front.green, back.green), (front.blue, back.blue))))


def contrast(one: Colour, two: Colour) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((one.luminance, two.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def colour(value: str) -> Colour | None:
    """Return the colour that a `color` or `background` value names; None when it names none or one beyond sRGB's notations."""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type in ("ident", "hash", "function"):
            try:
                found = color4.parse_color(token)
                if found is None or isinstance(found, str):
                    continue
                red, green, blue = (min(1.0, max(0.0, part or 0.0)) for part in found.to("srgb").coordinates)
            except ValueError:  # color() with nothing in it
                continue
            except NotImplementedError:  # lab, lch, oklab, oklch, color(): tinycss2 can't bring them to sRGB
                return None
            return Colour(red, green, blue, min(1.0, max(0.0, float(found.alpha or 0.0))))
    return None


def is_painted(value: str) -> bool:
    """True for a background that is a picture or a gradient."""
    return any(name in value for name in _PICTURES)


@lru_cache(maxsize=4096)
def length(value: str, em: float, root: float, whole: float | None = None, screen: tuple[int, int] | None = None) -> float | None:
    """Return a length in pixels. `em` and `root` are font sizes, `whole` is what a percentage is of, `screen` is (width, height)."""
    tokens = [token for token in tinycss2.parse_component_value_list(value, skip_comments=True) if token.type != "whitespace"]
    return _Sum(em, root, whole, screen).of(tokens[0]) if len(tokens) == 1 else None


@lru_cache(maxsize=4096)
def font_size(value: str, parent: float, root: float, screen: tuple[int, int]) -> float | None:
    """Return the pixels of a `font-size`, or of the size in a `font` shorthand."""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type == "ident":
            if token.lower_value in _SIZES:
                return _SIZES[token.lower_value]
            if token.lower_value in _RELATIVE:
                return parent * _RELATIVE[token.lower_value]
        elif token.type in ("dimension", "percentage", "function") or (token.type == "number" and token.value == 0):
            return _Sum(parent, root, parent, screen).of(token)
        elif token.type == "literal":
            return None
    return None


class _Sum:
    """Evaluates one token; what it meets and doesn't know makes the whole unknown."""

    def __init__(self, em: float, root: float, whole: float | None, screen: tuple[int, int] | None) -> None:
        self._em, self._root, self._whole, self._screen = em, root, whole, screen

    def of(self, token: Any, deep: int = 0) -> float | None:
        if token.type == "number":
            return float(token.value)
        if token.type == "percentage":
            return None if self._whole is None else token.value / 100 * self._whole
        if token.type == "dimension":
            return self._dimension(token.value, token.lower_unit)
        if token.type == "() block" and deep < _DEEP:
            return self._sum(token.content, deep + 1)
        return self._function(token, deep + 1) if token.type == "function" and deep < _DEEP else None

    def _dimension(self, value: float, unit: str) -> float | None:
        if unit in _PX:
            return value * _PX[unit]
        if unit in _EM:
            return value * _EM[unit] * self._em
        if unit in ("rem", "rlh"):
            return value * self._root * (1.0 if unit == "rem" else 1.2)
        bare = unit[1:] if unit[:1] in "sld" and len(unit) == 3 else unit
        if self._screen is None or bare not in ("vw", "vh", "vi", "vb", "vmin", "vmax"):
            return None
        width, height = self._screen
        sides = {"vw": width, "vi": width, "vh": height, "vb": height, "vmin": min(width, height), "vmax": max(width, height)}
        return value / 100 * sides[bare]

    def _function(self, token: Any, deep: int) -> float | None:
        parts = [self._sum(part, deep) for part in _commas(token.arguments)]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts) or not known:
            return None
        name = token.lower_name
        if name == "clamp" and len(known) == 3:
            return max(known[0], min(known[1], known[2]))
        return known[0] if name == "calc" else min(known) if name == "min" else max(known) if name == "max" else None

    def _sum(self, tokens: list[Any], deep: int) -> float | None:
        """Evaluate `a + b * c`: products first, from left to right."""
        total, product, sign, times = 0.0, None, 1.0, "*"
        for token in tokens:
            if token.type in ("whitespace", "comment"):
                continue
            if token.type == "literal" and token.value in "+-":
                total, product, sign = total + sign * (product or 0.0), None, 1.0 if token.value == "+" else -1.0
            elif token.type == "literal" and token.value in "*/":
                times = token.value
            elif (value := self.of(token, deep)) is None:
                return None
            elif product is None:
                product, times = value, "*"
            elif times == "/" and value == 0:
                return None
            else:
                product = product / value if times == "/" else product * value
        return total + sign * product if product is not None else None


def _commas(tokens: list[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def substitute(value: str, custom: Any, deep: int = 0) -> str | None:
    """Return a value with each `var(--x, fallback)` replaced by what `custom("--x")` says; None when one is not known."""
    at = value.find("var(")
    if at < 0:
        return value
    depth, end = 0, len(value)
    for place in range(at + 3, len(value)):
        depth += {"(": 1, ")": -1}.get(value[place], 0)
        if depth == 0:
            end = place
            break
    name, _, fallback = (part.strip() for part in value[at + 4 : end].partition(","))
    found = custom(name) or fallback or None
    if found is None or deep > _DEEP or len(value) > 2000:
        return None
    return substitute(f"{value[:at]}{found}{value[end + 1 :]}", custom, deep + 1)
