"""Redirects on one site, as a conversation: for what is asked before a crawl begins."""

from __future__ import annotations

from typing import Final

from ..urls import parse, same_site
from .seam import MAX_BODY, Answer, Refusal, Request, Talk

__all__ = ["follow"]

MAX_HOPS: Final = 10


def follow(url: str, cap: int = MAX_BODY) -> Talk[tuple[str, Answer]]:
    """Return where a URL ends on its own site, and the answer there; a redirect that leaves the site is that answer."""
    start, met = parse(url), {url}
    for _ in range(MAX_HOPS):
        answer = yield Request(url, cap=cap)
        if isinstance(answer, Refusal) or not answer.redirects:
            return url, answer
        target = parse(answer.leads_to(url) or "")
        place = target.href.partition("#")[0] if target else url
        if target is None or start is None or not same_site(target, start) or place in met:
            return url, answer
        url = place
        met.add(url)
    return url, answer
