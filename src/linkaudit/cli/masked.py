"""What a log may never tell: passwords and tokens, whatever they stand in; and what it must go on telling, the audited site's own hosts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

__all__ = ["Mask", "secrets_in"]

# Shorter ones would blacken half of the words.
_SHORTEST: Final = 4
_LONG: Final = 8
_LONGER: Final = 20
# Credentials in an address; the second as a slip of the hand writes them, which no parser takes for credentials.
_USERINFO: Final = re.compile(r"(?<=://)(?:[^/\s?#]*@|[^\s/@:]+:(?!\d+[/?#])[^\s@]*@)")
_ADDRESS: Final = re.compile(r"[a-zA-Z][\w+.-]*://[^\s]*?(?=[\s,]+[a-zA-Z][\w+.-]*://|\s|$)")
_BETWEEN: Final = re.compile(r"[\s/:;,@?=&#]+")
_SECRETIVE: Final = re.compile(r"auth|cookie|token|secret|key|pass|pwd", re.IGNORECASE)


class Mask:
    """Writes `***` for secrets in a text; a host of the site stays, whatever it is a part of."""

    def __init__(self, secrets: Iterable[str] = (), hosts: Iterable[str] = ()) -> None:
        known = {one for one in secrets if len(one) >= _SHORTEST}
        # A lookahead, so that of two that overlap both are found; the longest first, for one may begin another.
        self._secrets = _any("(?=({}))", known)
        self._hosts = _any(r"(?i:(?<![\w-])(?:{})(?![\w-]))", {one for one in hosts if one})

    def __call__(self, text: str, most: int) -> str:
        """Return the text as it may be told."""
        # Twice as much, so that credentials are known for such where the text is cut.
        told = _USERINFO.sub("***@", self._covered(text)[: 2 * most])
        return told if len(told) <= most else f"{told[:most]} …"

    def _covered(self, text: str) -> str:
        hidden = bytearray(len(text))
        for found in self._secrets.finditer(text) if self._secrets else ():
            hidden[found.start(1) : found.end(1)] = b"\x01" * len(found[1])
        for found in self._hosts.finditer(text) if self._hosts else ():
            hidden[found.start() : found.end()] = bytes(len(found[0]))
        told, place = "", 0
        for run in re.finditer(rb"\x01+", hidden):
            told += text[place : run.start()] + "***"
            place = run.end()
        return told + text[place:]


def secrets_in(value: str) -> Iterator[str]:
    """Yield a value of the environment or of a header, and what in it is a secret by itself: an address's credentials and tokens, what
    stands behind a scheme (`Bearer …`)."""
    addresses = _ADDRESS.findall(value)
    if not addresses:
        yield value
        words = value.split()
        yield from words[1:] if len(words) == 2 else ()
        yield value.partition(":")[2] if len(words) == 1 else ""
        yield from _tokens(value)
    for address in addresses:
        parts = list(_of_address(address))
        yield from parts
        # Without anything secret in it, it says no more than the host does.
        if parts or address.strip("/").count("/") > 2 or "?" in address:
            yield from (address, value)


def _of_address(address: str) -> Iterator[str]:
    rest = address.partition("://")[2]
    user = _user_of(rest)
    if user:
        password = user.partition(":")[2]
        yield from (f"{user}@", *((user, password, unquote(password)) if password else ()))
        yield from _tokens(user)
    behind = rest[len(user) + bool(user) :]
    head, _, query = behind.partition("?")
    yield from _tokens(head)
    for pair in re.split("[&#]", query):
        name, _, value = pair.partition("=")
        if _SECRETIVE.search(name):
            yield from (value, unquote(value))
        yield from _tokens(value or name)


def _user_of(rest: str) -> str:
    """Return what stands before the `@` of an authority, also where a password with a slash has been written as it is."""
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        return authority.rpartition("@")[0]
    _, colon, port = authority.partition(":")
    return rest.partition("@")[0] if colon and not port.isdigit() and "@" in rest.partition("?")[0] else ""


def _tokens(text: str) -> Iterator[str]:
    for piece in _BETWEEN.split(text):
        for spelt in {piece, unquote(piece)}:
            if _is_token(spelt):
                yield spelt


def _is_token(text: str) -> bool:
    """True for what nobody would write as a word or a host: long, and letters mixed with digits or large with small ones."""
    digits, upper, lower = (any(map(test, text)) for test in (str.isdigit, str.isupper, str.islower))
    if "." in text:
        return len(text) >= _LONGER and upper and lower
    mixed = (digits and (upper or lower)) or (upper and lower and not text[1:].islower())
    return len(text) >= _LONG and (mixed or len(text) >= _LONGER or text.isdigit())


def _any(form: str, texts: Iterable[str]) -> re.Pattern[str] | None:
    listed = "|".join(re.escape(one) for one in sorted(texts, key=lambda one: (-len(one), one)))
    return re.compile(form.format(listed)) if listed else None
