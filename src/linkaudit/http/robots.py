"""robots.txt (RFC 9309): asked once an origin; 4xx allows, 5xx and silence disallow, and say so."""

from __future__ import annotations

from typing import Final

import msgspec
from protego import Protego

from ..urls import join, origin, parse, same_site
from .seam import Refusal, Request, Response, Talk, Trouble
from .walls import wall_of

__all__ = ["Robots", "read_robots"]

# RFC 9309 §2.5: parsers must read at least 500 KiB; a longer file is read that far.
CAP: Final = 512 * 1024
AGENT: Final = "linkaudit"
MAX_HOPS: Final = 5


class Robots(msgspec.Struct, frozen=True):
    """What an origin's robots.txt says. `closed` says why nothing may be read, or is empty; `silent` is set when there was no answer."""

    rules: Protego
    sitemaps: tuple[str, ...] = ()
    crawl_delay: float = 0.0
    closed: str = ""
    silent: Trouble | None = None

    def allows(self, url: str) -> bool:
        """True when the URL may be read."""
        return not self.closed and bool(self.rules.can_fetch(url, AGENT))


def read_robots(place: str) -> Talk[Robots]:
    """Ask an origin for its robots.txt, redirects on the same site followed."""
    url, home = f"{place}/robots.txt", parse(place + "/")
    for _ in range(MAX_HOPS):
        answer = yield Request(url, cap=CAP, seconds=30.0)
        if isinstance(answer, Refusal):
            return Robots(Protego.parse(""), closed=f"{answer.reason}: {answer.detail}", silent=answer.reason)
        target = parse(answer.leads_to(url) or "")
        if target is None or home is None or not same_site(target, home):
            return _read(answer)
        url = target.href
    return Robots(Protego.parse(""))


def _read(answer: Response) -> Robots:
    if (wall := wall_of(answer)) and answer.status >= 429:
        said = f"robots.txt: {wall.name} (HTTP {answer.status}). {wall.allow}".strip()
        return Robots(Protego.parse(""), closed=said, silent=Trouble.BUSY)
    if answer.status >= 500 or answer.status == 429:
        return Robots(Protego.parse(""), closed=f"robots.txt answers HTTP {answer.status}")
    text = answer.body.decode("utf-8-sig", "replace") if answer.status == 200 else ""
    if answer.cut:  # the last line may be half a rule, and half a path forbids more than the whole
        text = text.rpartition("\n")[0]
    if text.lstrip()[:1] == "<":  # an error page served as 200
        text = ""
    rules = Protego.parse(text)
    maps = tuple(
        url for one in list(rules.sitemaps)[:50] if (url := join(answer.url, one)) and (origin_of := parse(url)) and origin(origin_of)
    )
    return Robots(rules, maps, float(rules.crawl_delay(AGENT) or 0.0))
