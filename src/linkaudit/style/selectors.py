"""A selector's weight, and the name by which its candidates are found (Selectors Level 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
import tinycss2

__all__ = ["Selector", "nested", "selectors"]

# Boxes of their own, not the element: what they declare hides nothing of it.
_PSEUDO_ELEMENTS: Final = frozenset("before after first-line first-letter".split())
_TAKES_WEIGHT: Final = frozenset("is not has matches any".split())
_COMBINATORS: Final = frozenset(">+~")
ANY: Final = "*"
MAX_TEXT: Final = 600
MAX_FUNCTIONS: Final = 12


class Selector(msgspec.Struct, frozen=True):
    """One complex selector: its text, its specificity, and the id (`#x`), class (`.x`) or tag that its subject must have.
    `is_key` is True when it asks for nothing else."""

    text: str
    weight: tuple[int, int, int]
    key: str
    is_key: bool


def selectors(prelude: list[Any]) -> Iterator[Selector]:
    """Yield the selectors of a rule's prelude (a list of tinycss2 tokens), without those of pseudo-elements."""
    for tokens in _split(prelude):
        text = tinycss2.serialize(tokens).strip()
        if text and not _is_costly(text) and not _is_pseudo_element(tokens):
            key = _key(tokens)
            yield Selector(text, _weight(tokens), key, text == key)


def nested(prelude: list[Any], parent: str) -> list[Any]:
    """Return the prelude of a nested rule as one that stands alone (CSS Nesting §3): `&` is the parent."""
    whole = f":is({parent})"
    texts = []
    for tokens in _split(prelude):
        text = tinycss2.serialize(tokens).strip()
        texts.append(text.replace("&", whole) if "&" in text else f"{whole} {text}")
    flat: list[Any] = tinycss2.parse_component_value_list(", ".join(texts))
    return flat


def _split(tokens: list[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            yield part
            part = []
        elif token.type != "comment":
            part.append(token)
    yield part


def _is_costly(text: str) -> bool:
    """True for selectors that no author writes and that take a matcher hours: every :has() searches all that is inside."""
    return len(text) > MAX_TEXT or text.count(":has(") > 1 or text.count("(") > MAX_FUNCTIONS


def _is_pseudo_element(tokens: list[Any]) -> bool:
    for here, after in zip(tokens, [*tokens[1:], None], strict=True):
        if here.type == "literal" and here.value == ":" and after is not None:
            name = getattr(after, "lower_value", getattr(after, "lower_name", ""))
            if (after.type == "literal" and after.value == ":") or name in _PSEUDO_ELEMENTS:
                return True
    return False


def _weight(tokens: list[Any]) -> tuple[int, int, int]:
    ids = classes = tags = 0
    last = ""
    for token in tokens:
        kind = token.type
        if kind == "hash":
            ids += 1
        elif kind == "[] block" or (kind == "ident" and last in (".", ":")):
            classes += 1
        elif kind == "ident":
            tags += 1
        elif kind == "function":
            more = _of_function(token)
            ids, classes, tags = ids + more[0], classes + more[1], tags + more[2]
        last = token.value if kind == "literal" else ""
    return ids, classes, tags


def _of_function(token: Any) -> tuple[int, int, int]:
    if token.lower_name == "where":
        return 0, 0, 0
    if token.lower_name in _TAKES_WEIGHT:
        return max(map(_weight, _split(token.arguments)))
    return 0, 1, 0


def _key(tokens: list[Any]) -> str:
    """The subject's id, else its last class, else its tag; any element when there is none of them."""
    found = {"#": "", ".": "", "tag": ""}
    last = ""
    for token in tokens:
        if token.type == "whitespace" or (token.type == "literal" and token.value in _COMBINATORS):
            ended = True
        else:
            if last == "ended":
                found = dict.fromkeys(found, "")
            ended = False
            _note(token, last, found)
        last = "ended" if ended else token.value if token.type == "literal" else ""
    if found["#"]:
        return f"#{found['#']}"
    return f".{found['.']}" if found["."] else found["tag"] or ANY


def _note(token: Any, last: str, found: dict[str, str]) -> None:
    if token.type == "hash":
        found["#"] = token.value
    elif token.type == "ident" and last == ".":
        found["."] = token.value
    elif token.type == "ident" and last == ":":
        if token.lower_value == "root":
            found["tag"] = "html"
    elif token.type == "ident":
        found["tag"] = token.lower_value
