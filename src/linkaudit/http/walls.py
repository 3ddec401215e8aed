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
    url = parse(answer.url)
    host = url.host if url else ""
    text = b""
    for wall in walls():
        if wall.hosts and not any(host_within(host, name) for name in wall.hosts):
            continue
        if wall.status and answer.status not in wall.status:
            continue
        if wall.max_bytes is not None and len(answer.body) > wall.max_bytes:
            continue
        if not all(re.search(pattern, answer.headers.get(name, "")) for name, pattern in wall.header.items()):
            continue
        text = text or answer.body[:HEAD].lower()
        if all(words.encode() in text for words in wall.body_all):
            return wall
    return None
