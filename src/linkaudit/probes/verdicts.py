"""The last answer of a chain → what became of the link."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from ..http.seam import Answer, Refusal, Response, Trouble
from ..http.walls import wall_of
from ..model import Hop, Reach, Soft
from ..signatures import SoftPage, soft_pages
from ..urls import Url, bare, host_within, parse

__all__ = ["Said", "needs_body", "said", "said_by_address"]

_GONE: Final = frozenset((404, 410))
# Answers that speak of the visitor; a browser may get another.
_BLOCKED: Final = frozenset((401, 403, 406, 407, 429, 451, 999))
_PERMANENT: Final = frozenset((301, 308))
_TROUBLES: Final = {
    Trouble.NO_HOST: (Reach.GONE, "the host does not exist"),
    Trouble.TLS: (Reach.GONE, "no secure connection (TLS)"),
    Trouble.TIMEOUT: (Reach.TIMEOUT, "no answer in time"),
    Trouble.BUSY: (Reach.BLOCKED, "the host asked us to wait"),
}
_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{0,400})")


class Said(msgspec.Struct, frozen=True):
    """An outcome, the reason in words, and whether the page answers without selling."""

    outcome: Reach
    reason: str = ""
    soft: Soft | None = None


def said(answer: Answer, hops: tuple[Hop, ...]) -> Said:
    """Judge the last answer of a chain."""
    if isinstance(answer, Refusal):
        outcome, words = _TROUBLES.get(answer.reason, (Reach.UNVERIFIED, ""))
        return Said(outcome, f"{words}: {answer.detail}" if words else f"{answer.reason}: {answer.detail}")
    if wall := wall_of(answer):
        return Said(Reach.BLOCKED, f"{wall.name} (HTTP {answer.status})")
    soft = _soft_page(answer)
    if answer.status in _GONE:
        return Said(Reach.GONE, f"HTTP {answer.status}" + (f", {soft.name}" if soft else ""), soft.kind if soft else None)
    if soft:
        return Said(Reach.OK, soft.name, soft.kind)
    if answer.status in _BLOCKED:
        return Said(Reach.BLOCKED, f"HTTP {answer.status}")
    if not 200 <= answer.status < 300:
        return Said(Reach.UNVERIFIED, f"HTTP {answer.status}")
    if soft_kind := _sent_home(hops):
        return Said(Reach.OK, f"redirected to {hops[-1].url}", soft_kind)
    moved = next((hop for hop in hops if hop.status in _PERMANENT and _same_shop(hop)), None)
    return Said(Reach.MOVED, f"moved for good to {moved.location}") if moved else Said(Reach.OK)


def said_by_address(text: str) -> Said | None:
    """Judge a URL that is not asked: some networks' pages for what has ended are known by their address."""
    url = parse(text)
    for page in _pages_of(url.host) if url else ():
        by_address = not (page.body_all or page.body_none or page.title or page.status)
        if url and by_address and _lies_at(page, url):
            return Said(Reach.UNVERIFIED, page.name, page.kind)
    return None


@lru_cache(maxsize=4096)
def _pages_of(host: str) -> tuple[SoftPage, ...]:
    return tuple(page for page in soft_pages().soft404 if any(host_within(host, name) for name in page.hosts))


def _lies_at(page: SoftPage, url: Url) -> bool:
    return (page.path is None or bool(re.search(page.path, url.path))) and (page.query is None or bool(re.search(page.query, url.query)))


def needs_body(host: str) -> bool:
    """True for hosts whose pages must be read to tell whether the product is there."""
    return bool(_pages_of(host))


def _soft_page(answer: Response) -> SoftPage | None:
    url = parse(answer.url)
    if url is None:
        return None
    text = ""
    for page in _pages_of(url.host):
        if not _lies_at(page, url) or (page.status and answer.status not in page.status):
            continue
        # Bytes would lower ASCII letters only; the words are those of many languages.
        text = text or answer.body.decode("utf-8", "replace").lower()
        if _says(page, text, answer.cut):
            return page
    return None


def _says(page: SoftPage, text: str, cut: bool) -> bool:
    """What must not be there can be missed only in a whole page."""
    if page.body_none and (cut or "</html" not in text[-4096:]):
        return False
    if page.title is not None:
        title = _TITLE.search(text)
        if title is None or not title[1].strip().startswith(page.title):
            return False
    return all(words in text for words in page.body_all) and not any(words in text for words in page.body_none)


def _sent_home(hops: tuple[Hop, ...]) -> Soft | None:
    """A shop that sends a product's deep address to its home page or its search has lost the product."""
    shop = [url for hop in hops if (url := parse(hop.url))]
    if len(shop) < 2:
        return None
    last = shop[-1]
    deep = [url for url in shop[:-1] if bare(url.host) == bare(last.host) and url.path.count("/") + len(url.path) // 8 >= 2]
    for paths, kind in ((soft_pages().home_paths, Soft.HOME), (soft_pages().search_paths, Soft.SEARCH)):
        if any(re.search(path, last.path) for path in paths):
            gone = [url for url in deep if not any(re.search(path, url.path) for path in paths)]
            return kind if gone else None
    return None


def _same_shop(hop: Hop) -> bool:
    here, there = parse(hop.url), parse(hop.location or "")
    if here is None or there is None or bare(here.host) != bare(there.host):
        return False
    return here.path.rstrip("/").lower() != there.path.rstrip("/").lower()
