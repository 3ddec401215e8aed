"""Edits inside a tag: the address in its attribute, and the words of its rel."""

from __future__ import annotations

import re
from typing import Final

from ..html import Element, attributes_of
from .nouns import Edit, Unsure
from .spelling import Spelled

__all__ = ["address_in", "rel_edit"]

_ATTRIBUTE: Final = re.compile(r"""[^\s=]+(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'][^\s]*)))?""")

Span = tuple[int, int]


def address_in(text: str, span: Span, said: str) -> Spelled:
    """Return the value of the attribute at a span, which must say what the parser read."""
    value = _value(text, span)
    spelled = Spelled(text[value[0] : value[1]], value[0], markup=True) if value else None
    if spelled is None or spelled.says != said or "\ufffd" in said:
        raise Unsure("its address is spelled in a way that linkaudit does not read")
    return spelled


def rel_edit(text: str, element: Element, href: Span, token: str, rule: str) -> Edit | None:
    """Add a word to a tag's rel, behind those that are there; a tag without rel gets one behind its address."""
    said = element.attr("rel")
    if token in (said or "").lower().split():
        return None
    span = attributes_of(element).get("rel")
    if span is None:
        return Edit(href[1], href[1], f' rel="{token}"', rule)
    value = _value(text, span)
    if value is None:
        return Edit(*span, f'rel="{token}"', rule)
    told = text[slice(*value)]
    if Spelled(told, 0, markup=True).says.split() != (said or "").split():
        raise Unsure("its rel is spelled in a way that linkaudit does not read")
    between = " " if told and not told[-1].isspace() else ""
    if text[value[0] - 1] in "\"'":
        return Edit(value[1], value[1], between + token, rule)
    return Edit(*value, f'"{told} {token}"', rule)


def _value(text: str, span: Span) -> Span | None:
    """Return where an attribute's value stands, without quotation marks; None when it has none."""
    found = _ATTRIBUTE.fullmatch(text, *span)
    group = next((number for number in (1, 2, 3) if found and found[number] is not None), None)
    return found.span(group) if found and group else None
