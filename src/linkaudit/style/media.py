"""Which conditional rules hold for a reader's screen: @media, @supports (Media Queries Level 4, Conditional Rules Level 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
import tinycss2

from .values import length

__all__ = ["DESKTOP", "PHONE", "Viewport", "media_holds", "supports_holds"]


class Viewport(msgspec.Struct, frozen=True):
    """A screen at rest, in CSS pixels, light, at normal resolution."""

    width: int
    height: int
    touch: bool


DESKTOP: Final = Viewport(1280, 800, touch=False)
PHONE: Final = Viewport(390, 844, touch=True)

_TYPES: Final = {"all": True, "screen": True, "print": False, "speech": False, "tty": False, "handheld": False, "tv": False}
# What an ordinary reader's browser answers; other features are not known.
_PLAIN: Final = {
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference",
    "forced-colors": "none",
    "inverted-colors": "none",
    "scripting": "enabled",
    "display-mode": "browser",
    "color": "",
    "color-gamut": "srgb",
    "grid": "0",
    "update": "fast",
}
_Test = Callable[[list[Any]], bool | None]


def media_holds(query: str, screen: Viewport) -> bool | None:
    """Return whether a media query list holds on a screen; None when it asks what can't be known."""
    tokens = tinycss2.parse_component_value_list(query, skip_comments=True)
    if not any(token.type != "whitespace" for token in tokens):
        return True
    return _any([_one(part, screen) for part in _parts(tokens, ",")])


def supports_holds(condition: str) -> bool | None:
    """Return whether a current browser supports a condition: what standards name, not what vendors prefixed."""
    tokens = tinycss2.parse_component_value_list(condition, skip_comments=True)
    return _condition(tokens, _supported)


def _supported(tokens: list[Any]) -> bool | None:
    return not tinycss2.serialize(tokens).strip().startswith(("-ms-", "-moz-", "-o-"))


def _one(tokens: list[Any], screen: Viewport) -> bool | None:
    words = [token for token in tokens if token.type != "whitespace"]
    negated = bool(words) and words[0].type == "ident" and words[0].lower_value == "not" and len(words) > 1 and words[1].type == "ident"
    if negated or (words and words[0].type == "ident" and words[0].lower_value == "only"):
        words = words[1:]
    answers: list[bool | None] = []
    if words and words[0].type == "ident" and words[0].lower_value != "not":
        answers.append(_TYPES.get(words[0].lower_value, False))
        words = words[2:]
    if words:
        answers.append(_condition(words, lambda inner: _feature(inner, screen)))
    found = _all(answers)
    return found if not negated else None if found is None else not found


def _condition(tokens: list[Any], test: _Test) -> bool | None:
    """Evaluate `not (…)`, `(…) and (…)`, `(…) or (…)`; a part in parentheses may hold a condition again."""
    words = [token for token in tokens if token.type != "whitespace"]
    joined = {token.lower_value for token in words if token.type == "ident"}
    answers = [_part(token, test) for token in words if token.type in ("() block", "function")]
    if not answers:
        return None
    if "not" in joined:
        return None if answers[0] is None else not answers[0]
    return _any(answers) if "or" in joined else _all(answers)


def _part(token: Any, test: _Test) -> bool | None:
    if token.type == "function":  # selector(…), font-tech(…)
        return True
    if any(inner.type == "() block" for inner in token.content):
        return _condition(token.content, test)
    return test(token.content)


def _feature(tokens: list[Any], screen: Viewport) -> bool | None:
    """Evaluate `min-width: 40em`, `width >= 40em`, `400px < width <= 700px`, `orientation: portrait`."""
    text = tinycss2.serialize(tokens).strip().lower()
    if ":" in text:
        name, _, value = (part.strip() for part in text.partition(":"))
        return _named(name, value, screen)
    for sign in ("<=", ">=", "<", ">", "="):
        if sign in text:
            return _range(text.replace(sign[0] + " =", sign), screen)
    return _named(text, "", screen)


def _named(name: str, value: str, screen: Viewport) -> bool | None:
    sizes = {"width": screen.width, "height": screen.height, "device-width": screen.width, "device-height": screen.height}
    bare = name.removeprefix("min-").removeprefix("max-")
    if bare in sizes:
        return _sized(name, sizes[bare], value)
    if name == "orientation":
        return value == ("portrait" if screen.height >= screen.width else "landscape")
    if name in ("hover", "any-hover"):
        return value == ("none" if screen.touch else "hover")
    if name in ("pointer", "any-pointer"):
        return value == ("coarse" if screen.touch else "fine")
    if name.endswith(("resolution", "device-pixel-ratio")):
        return name.startswith("max-") if not screen.touch else None
    return value == _PLAIN[name] if name in _PLAIN else None


def _sized(name: str, size: int, value: str) -> bool | None:
    if not value:
        return size > 0
    bound = length(value, 16, 16)
    if bound is None:
        return None
    return size >= bound if name.startswith("min-") else size <= bound if name.startswith("max-") else size == bound


def _range(text: str, screen: Viewport) -> bool | None:
    for name, size in (("width", screen.width), ("height", screen.height)):
        if name in text and "device" not in text and "aspect" not in text:
            before, _, after = text.partition(name)
            return _all([_holds(before, size, swapped=True), _holds(after, size, swapped=False)])
    return None


def _holds(part: str, size: int, *, swapped: bool) -> bool | None:
    part = part.strip()
    if not part:
        return True
    sign = "".join(char for char in part if char in "<>=")
    bound = length(part.strip("<>= "), 16, 16)
    if bound is None:
        return None
    left, right = (bound, size) if swapped else (size, bound)
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right}.get(sign)


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _any(answers: list[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _parts(tokens: list[Any], sign: str) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == sign:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
