"""URLs as browsers read them (WHATWG, through ada), and hosts compared on label boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

import ada_url
import msgspec

__all__ = [
    "Url", "domains", "host_of", "host_within", "join", "origin", "parameter_place", "parse", "same_site", "spliced", "strip_blanks", "tld",
    "value_places",
]  # fmt: skip

_ATTRIBUTES: Final = ("href", "protocol", "hostname", "port", "pathname", "search", "hash")
# Longer than any URL a browser keeps in its bar; the cap bounds what a hostile page can make us parse.
MAX_LENGTH: Final = 16_384
_CONTROL: Final = re.compile(r"[\t\n\r]")


class Url(msgspec.Struct, frozen=True):
    """A parsed absolute URL. `query` and `fragment` come without `?` and `#`; `host` is lower case, punycode."""

    href: str
    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @property
    def is_web(self) -> bool:
        """True for http and https."""
        return self.scheme in ("http", "https")

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query's decoded (name, value) pairs, in order. A second `?` separates too: real links have it."""
        return [_pair(part) for part in re.split(r"[&?]", self.query) if part]


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    # `+` stays: publisher ids hold it (A8), and no id holds a blank.
    return unquote(name), unquote(value)


def strip_blanks(text: str) -> str:
    """Remove what WHATWG removes from a URL attribute: blanks around it, tabs and line ends inside."""
    text = text.strip(" \t\n\r\f\0")
    return _CONTROL.sub("", text) if "\n" in text or "\t" in text or "\r" in text else text


@lru_cache(maxsize=16_384)
def parse(text: str) -> Url | None:
    """Parse an absolute URL; None when it isn't one, or is longer than `MAX_LENGTH`."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        got = ada_url.parse_url(text, _ATTRIBUTES)
    except (ValueError, UnicodeError):
        return None
    return Url(
        href=got["href"],
        scheme=got["protocol"][:-1],
        host=got["hostname"].rstrip("."),
        port=got["port"],
        path=got["pathname"],
        query=got["search"][1:],
        fragment=got["hash"][1:],
    )


@lru_cache(maxsize=16_384)
def join(base: str, reference: str) -> str | None:
    """Resolve `reference` against `base`; None when the result is no URL."""
    if len(reference) > MAX_LENGTH:
        return None
    try:
        return ada_url.join_url(base, reference)
    except (ValueError, UnicodeError):
        return None


def host_of(text: str) -> str:
    """Return the host of an absolute URL, or an empty string."""
    url = parse(text)
    return url.host if url else ""


def host_within(host: str, domain: str) -> bool:
    """True when `host` is `domain` or below it: `www.a.co` is within `a.co`, `404media.co` is not."""
    return host == domain or host.endswith("." + domain)


def domains(host: str) -> list[str]:
    """Return a host and the domains it is below, the narrowest first."""
    labels = host.split(".")
    return [".".join(labels[cut:]) for cut in range(len(labels))]


def bare(host: str) -> str:
    """Return the host without a leading `www.`."""
    return host[4:] if host.startswith("www.") else host


def same_site(one: Url, other: Url) -> bool:
    """Same host, with or without www, and same port; http and https count as one."""
    return bare(one.host) == bare(other.host) and one.port == other.port


def tld(host: str) -> str:
    """Return the last label of a host."""
    return host.rpartition(".")[2]


def origin(url: Url) -> str:
    """Return scheme, host and port as one string, without a slash at the end."""
    host = f"[{url.host}]" if ":" in url.host and not url.host.startswith("[") else url.host
    return f"{url.scheme}://{host}" + (f":{url.port}" if url.port else "")


# A change of a text: from where to where, and what stands there then.
Splice = tuple[int, int, str]


def parameter_place(text: str, name: str, value: str) -> Splice:
    """Return the change that gives an address a parameter, its value encoded already: in the place of an empty one of that name, else at
    the query's end."""
    end = len(text.rstrip(" \t\n\r\f")) if "#" not in text else text.index("#")
    query = text.find("?", 0, end)
    empty = re.compile(rf"(?<=[?&]){re.escape(name)}=?(?=[&]|$)").search(text, query, end) if query >= 0 else None
    if empty is not None:
        return empty.start(), empty.end(), f"{name}={value}"
    joint = "?" if query < 0 else "" if text[end - 1] in "?&" else "&"
    return end, end, f"{joint}{name}={value}"


def value_places(text: str, value: str) -> list[tuple[int, int]]:
    """Return where the parameters of an address that have this value hold it; else where it stands, if that is one place."""
    found = [match.span(1) for match in re.finditer(r"[?&][^?&=#]*=([^?&#\s]*)", text) if unquote(match[1]).strip() == value.strip()]
    if found:
        return found
    spelled = value if value in text else quote(value, safe="")
    at = text.find(spelled)
    return [(at, at + len(spelled))] if spelled and at >= 0 and text.count(spelled) == 1 else []


def spliced(text: str, changes: Iterable[Splice]) -> str:
    """Return the text with changes made; none of them overlaps another."""
    pieces, at = [], 0
    for start, end, new in sorted(changes):
        pieces += [text[at:start], new]
        at = end
    return "".join([*pieces, text[at:]])
