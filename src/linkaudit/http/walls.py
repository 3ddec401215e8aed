"""Bot walls: answers that speak of the visitor, not of the page. The signatures are data (`data/probes/walls.toml`)."""

from __future__ import annotations

import re

from ..signatures import Wall, walls
from ..urls import host_within, parse
from .seam import Response

__all__ = ["wall_of"]

HEAD = 65_536


def wall_of(answer: Response) -> Wall | None:
    """Return the wall that an answer is, or None."""
    size, text = len(answer.body), ""
    for wall in walls():
        if (wall.status and answer.status not in wall.status) or (wall.max_bytes is not None and size > wall.max_bytes):
            continue
        if not _headers_fit(wall, answer) or not _is_at(wall, answer.url):
            continue
        text = text or answer.body[:HEAD].decode("utf-8", "replace").lower()
        if all(words in text for words in wall.body_all):
            return wall
    return None


def _headers_fit(wall: Wall, answer: Response) -> bool:
    for name, pattern in wall.header.items():
        value = answer.headers.get(name)
        if value is None or not re.search(pattern, value):
            return False
    return True


def _is_at(wall: Wall, text: str) -> bool:
    if not wall.hosts:
        return True
    url = parse(text)
    return url is not None and any(host_within(url.host, name) for name in wall.hosts)
