"""What of a link stands in a source that does not hold its address: an ASIN, a slug, the name of an own redirect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_plus

from ..urls import parse
from .text import Text

__all__ = ["in_components", "places_of", "tells_its_target", "tokens_of"]

Span = tuple[int, int]

_ASIN: Final = re.compile(r"(?:B0[A-Z0-9]{8}|\d{9}[\dX])")
_TELLING: Final = re.compile(r"(?=.*[0-9_-])[A-Za-z0-9][\w-]{4,80}|\d{6,}")
_PICTURE: Final = re.compile(r"[^\s\"'()<>]{0,200}?\.(?:jpe?g|png|gif|webp|avif|svg)\b", re.IGNORECASE)
# Where a template language or a component takes its arguments; a closer further away is not its own.
_ARGUMENTS: Final = (("{{", "}}"), ("{%", "%}"), ("::", "]"))
_TAG: Final = re.compile(r"<(?=[A-Z]|[a-z][a-z0-9]*-)")
MAX_ARGUMENTS: Final = 2_000
MAX_PLACES: Final = 200


@lru_cache(maxsize=4_096)
def tokens_of(address: str, publisher_id: str | None, own: bool) -> tuple[str, ...]:
    """Return what tells a link's target from others, the surest first; of Amazon's addresses the ASIN alone."""
    url = parse(address)
    if url is None:
        return ()
    parts = [unquote_plus(part) for part in url.path.split("/") if part]
    values = [value for _, value in url.pairs() if value != publisher_id]
    if asins := [part for part in (*parts, *values) if _ASIN.fullmatch(part)]:
        return tuple(dict.fromkeys(asins))
    found = [part.rpartition(".html")[0] or part for part in reversed(parts)] + values
    telling = [part for part in found if _TELLING.fullmatch(part)]
    searched = [" ".join(value.replace("+", " ").split()) for value in values if "+" in value or " " in value]
    return tuple(dict.fromkeys([*telling, *searched, *(parts[-1:] if own else [])]))


def tells_its_target(address: str) -> bool:
    """True when an address without its query still says what it leads to."""
    parts = address.partition("?")[0].partition("#")[0].split("/")[3:]
    return any(_ASIN.fullmatch(part) or _TELLING.fullmatch(part) for part in parts)


def places_of(text: Text, token: str) -> list[Span]:
    """Return where a token stands by itself: in what a component is given and in front matter, else anywhere but in pictures' names.

    Short words are looked for in components only: in prose they mean themselves.
    """
    found = [(at, at + len(token)) for at in _finds(text.body, token) if text.is_seen(at)]
    if not found:
        return []
    given = [span for span in found if text.head[0] <= span[0] < text.head[1] or in_components(text, span[0])]
    if given or not _TELLING.fullmatch(token):
        return given
    return [span for span in found if not _PICTURE.match(text.body, span[1])]


def _finds(body: str, token: str) -> Iterator[int]:
    at = body.find(token)
    for _ in range(MAX_PLACES):
        if at < 0:
            return
        before, after = body[at - 1 : at], body[at + len(token) : at + len(token) + 1]
        if not (before.isalnum() or before in ("_", "-") or after.isalnum() or after in ("_", "-")):
            yield at
        at = body.find(token, at + len(token))


def in_components(text: Text, offset: int) -> bool:
    """True inside the braces of a template language or the tag of a component."""
    start = max(0, offset - MAX_ARGUMENTS)
    for opener, closer in _ARGUMENTS:
        opened = text.body.rfind(opener, start, offset)
        if opened >= 0 and text.body.find(closer, opened + len(opener), offset) < 0:
            return opener != "::" or "\n" not in text.body[opened:offset]
    opened = text.body.rfind("<", start, offset)
    return opened >= 0 and ">" not in text.body[opened:offset] and bool(_TAG.match(text.body, opened))
