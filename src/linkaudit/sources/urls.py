"""A list of URLs, one a line, from a file or standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..errors import TargetError
from ..http.seam import Refusal
from ..model import Page, Unread
from ..urls import parse
from .crawl import read_response

if TYPE_CHECKING:
    from ..http.client import Client

__all__ = ["fetch_list", "read_list"]


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
        found.append(url.href)
    if not found:
        raise TargetError(f"{where}: no URL in it")
    return list(dict.fromkeys(found))


def fetch_list(urls: list[str], client: Client) -> Iterator[Page | Unread]:
    """Fetch each URL once, redirects on the same site followed."""
    for url in urls:
        answer = client.follow(url)
        yield Unread(url, answer.reason, answer.detail) if isinstance(answer, Refusal) else read_response(answer)
