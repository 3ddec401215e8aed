"""A list of URLs, one a line, from a file or standard input."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import TargetError
from ..urls import parse

__all__ = ["read_list"]


def read_list(lines: Iterable[str], where: str) -> list[str]:
    """Return the URLs of a list; blank lines and `#` comments are skipped, anything else must be an http(s) URL."""
    found = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        url = parse(text)
        if url is None or not url.is_web:
            raise TargetError(f"{where}:{number}: {text[:80]!r} is not an http(s) URL")
        found.append(url.href.partition("#")[0])
    if not found:
        raise TargetError(f"{where}: no URL in it")
    return list(dict.fromkeys(found))
