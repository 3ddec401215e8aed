"""Where a publisher id may hide in an address, and how it is taken out."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final
from urllib.parse import quote, unquote

from ..identify import Identifier
from ..urls import Url, parse

__all__ = ["carries", "shown", "without"]

SHORT_ID: Final = 5
# A word of so many letters is hardly ever another part of an address by chance.
LONG_WORD: Final = 9
_DECODINGS: Final = 5
SHORTEST_BASE64: Final = 12
_INNER: Final = re.compile(r"https?://")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_TOKENS: Final = re.compile(r"[^\w.-]+")
# Redirectors of anybody take Amazon's tag as a parameter of their own.
_TAGS: Final = re.compile(r"(?:^|[?&;/])(?:associate)?tag=([a-z0-9][\w.-]*-2\d)(?![\w.-])", re.IGNORECASE)


def shown(url: Url, identifier: Identifier) -> set[str]:
    """Return the ids that an address shows: its own, and those of addresses inside it, however they are encoded."""
    found = {identifier.identify(url.href).publisher_id}
    values = (part.partition("=")[2] for part in re.split(r"[&?;]", url.query))
    for part in (*url.path.split("/"), url.fragment, *values, f"{url.path}?{url.query}"):
        for text in _readings(part):
            found |= set(_TAGS.findall(text))
            for inner in list(_INNER.finditer(text))[:4]:
                match = identifier.identify(text[inner.start() :])
                found |= {match.publisher_id} if match.program else set()
    return {one for one in found if one}


def without(text: str, ids: Collection[str], clean: Callable[[str], str | None] = lambda inner: None) -> str:
    """Drop the fragment and the query parameters that hold one of the ids; an address in one is cleaned instead, when it can be."""
    url = parse(text)
    if url is None:
        return text
    kept = [new for part in url.query.split("&") if part and (new := _cleaned(part, ids, clean)) is not None]
    return url.href.partition("#")[0].partition("?")[0] + ("?" + "&".join(kept) if kept else "")


def _cleaned(part: str, ids: Collection[str], clean: Callable[[str], str | None]) -> str | None:
    if not _holds(part, ids, query=True):
        return part
    name, _, value = part.partition("=")
    inner = next(iter(_readings(value)))
    if not _INNER.match(inner):
        return None
    # Without its address a redirector answers as if the link were dead: better not asked than asked so.
    cleaned = clean(inner)
    return part if cleaned is None else f"{name}={quote(cleaned, safe='')}"


def carries(text: str, ids: Collection[str], words: Collection[str] = ()) -> bool:
    """True when an id is anywhere in what a request would send. `words` may stand in the path: there they are the shop's own."""
    url = parse(text)
    if url is None:
        return True
    rest = url.href.partition("://")[2].partition("?")[0]
    path = [one for one in ids if one not in words]
    # The whole, as an id may hold a slash, and the parts, as each may be encoded for itself.
    parts = (rest, *(part for part in rest.split("/") if len(part) >= SHORTEST_BASE64), *url.host.split("."))
    return any(_holds(part, path) for part in parts) or _holds(url.query, ids, query=True)


def _holds(part: str, ids: Collection[str], query: bool = False) -> bool:
    if not part:
        return False
    # A site may show thousands of ids: each costs no more than a look whether it is there at all.
    return any(_is_in(low, text, query) for text in map(str.lower, _readings(part)) for one in ids if (low := one.lower()) in text and low)


def _readings(part: str) -> Iterator[str]:
    """Yield a part with all percent-encoding undone, and what it says when it is base64."""
    for _ in range(_DECODINGS if "%" in part else 0):
        plain = unquote(part)
        if plain == part:
            break
        part = plain
    yield part
    for word in _BASE64.findall(part)[:8] if len(part) >= SHORTEST_BASE64 else ():
        try:
            plain = word.rstrip("=").replace("-", "+").replace("_", "/")
            yield base64.b64decode(plain + "=" * (-len(plain) % 4)).decode()
        except (binascii.Error, ValueError):
            continue


def _is_in(one: str, text: str, query: bool) -> bool:
    """A long id inside a longer text is found too; a short one ("12") or a word ("books") in a path must stand by itself."""
    if one == text or one in _TOKENS.split(text):
        return True
    if len(one) < SHORT_ID or (one.isalpha() and not query and len(one) < LONG_WORD):
        return False
    kind = r"[^\W\d_]" if one.isalpha() else r"\d" if one.isdigit() else ""
    return not kind or re.search(rf"(?<!{kind}){re.escape(one)}(?!{kind})", text) is not None
