"""Redirects on one site, as a conversation: for what is asked before a crawl begins."""

from __future__ import annotations

from typing import Final

from ..urls import join, parse, same_site
from .seam import MAX_BODY, Answer, Refusal, Request, Talk

__all__ = ["follow"]

MAX_HOPS: Final = 10
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


def follow(url: str, cap: int = MAX_BODY) -> Talk[tuple[str, Answer]]:
    """Return where a URL ends on its own site, and the answer there; a redirect that leaves the site is that answer."""
    start, met = parse(url), {url}
    for _ in range(MAX_HOPS):
        answer = yield Request(url, cap=cap)
        if isinstance(answer, Refusal) or answer.status not in _REDIRECTS:
            return url, answer
        target = parse(join(url, answer.headers.get("location", "")) or "")
        place = target.href.partition("#")[0] if target else url
        if target is None or start is None or not same_site(target, start) or place in met:
            return url, answer
        url = place
        met.add(url)
    return url, answer
