"""Signs that stand for a label: the star, dagger or shopping cart behind a link."""

from __future__ import annotations

import re
from typing import Final

from ..html import Element, Text

__all__ = ["mark_of"]

# A cart before the words of a button decorates it; behind a link it marks it. "€" stands in every price.
_SIGNS: Final = frozenset("*＊✱✲∗†‡🛒🛍")
_ICON: Final = re.compile(r"(^|[\s_-])(cart|basket|shopping-?(bag|cart)|einkaufswagen|warenkorb)($|[\s_-])")
_SMALL: Final = frozenset("sup small span i em b strong abbr a img svg".split())


def mark_of(link: Element) -> str:
    """Return the sign at the end of a link or just behind it; "" when there is none."""
    own = link.text.rstrip()
    if len(own) > 1 and own[-1] in _SIGNS:
        return own[-1]
    after = link.next_sibling
    if isinstance(after, Text):
        text = after.data.lstrip(" \t\n\r\xa0(")
        if text:
            return text[0] if text[0] in _SIGNS else ""
        after = after.next_sibling
    return _sign_in(after) if isinstance(after, Element) and after.tag in _SMALL else ""


def _sign_in(element: Element) -> str:
    text = element.text.strip(" \t\n\r\xa0()")
    if text:
        return text if len(text) <= 2 and text[0] in _SIGNS else ""
    name = f"{element.attr('class') or ''} {element.attr('alt') or ''}".lower()
    return "🛒" if _ICON.search(name) else ""
