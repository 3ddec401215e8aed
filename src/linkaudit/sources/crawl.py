"""Breadth-first over one site, politely: robots.txt, caps, one request at a time per host's pace."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from ..config import CrawlTable
from ..errors import TargetError
from ..http.seam import Refusal, Response
from ..model import Page, Unread, UnreadReason
from ..urls import Url, parse, same_site

if TYPE_CHECKING:
    from ..http.client import Client

__all__ = ["crawl", "read_response"]

_NOT_PAGES: Final = frozenset(
    "jpg jpeg png gif webp avif svg ico css js mjs json xml rss atom txt pdf zip gz tar mp3 mp4 webm mov avi woff woff2 ttf "
    "eot dmg exe apk epub mobi csv xls xlsx doc docx ppt pptx map wasm".split()
)
_HTML: Final = ("text/html", "application/xhtml+xml")


def crawl(
    start: str, rules: CrawlTable, client: Client, discover: Callable[[Page], list[str]], progress: Callable[[int, int], None]
) -> Iterator[Page | Unread]:
    """Yield the site's pages. `discover` returns a page's links as absolute URLs; foreign ones are dropped here.

    Raises `TargetError` when the start is no http(s) URL.
    """
    home = parse(start)
    if home is None or not home.is_web:
        raise TargetError(f"{start}: not an http(s) URL")
    queue, seen = deque([home.href]), {_key(home)}
    done = 0
    while queue and done < rules.max_pages:
        url = queue.popleft()
        found = _one(url, home, rules, client, seen)
        if found is None:
            continue
        done += 1
        progress(done, len(queue))
        yield found
        if isinstance(found, Page):
            home = _settled(home, found.url) if done == 1 else home
            for link in discover(found):
                _enqueue(link, home, rules, queue, seen)


def _one(url: str, home: Url, rules: CrawlTable, client: Client, seen: set[str]) -> Page | Unread | None:
    if rules.robots and not client.allowed(url):
        return Unread(url, UnreadReason.ROBOTS, "robots.txt disallows it")
    answer = client.follow(url)
    if isinstance(answer, Refusal):
        # A link of the own site that leads away is a redirect, not a page that was missed.
        return None if answer.reason is UnreadReason.REDIRECT else Unread(url, answer.reason, answer.detail)
    if answer.url != url:
        final = parse(answer.url)
        if final is None or (_key(final) in seen and answer.url != url):
            return None
        seen.add(_key(final))
    return read_response(answer)


def _settled(home: Url, url: str) -> Url:
    """example.com may answer from www.example.com; from then on that is the site."""
    found = parse(url)
    return found if found is not None and same_site(found, home) else home


def _enqueue(link: str, home: Url, rules: CrawlTable, queue: deque[str], seen: set[str]) -> None:
    url = parse(link)
    if url is None or not url.is_web or not same_site(url, home) or _key(url) in seen:
        return
    if url.path.rpartition(".")[2].lower() in _NOT_PAGES or len(seen) > 20 * rules.max_pages:
        return
    if rules.include and not any(fnmatchcase(url.path, glob) for glob in rules.include):
        return
    if any(fnmatchcase(url.path, glob) for glob in rules.exclude):
        return
    seen.add(_key(url))
    queue.append(url.href.partition("#")[0])


def _key(url: Url) -> str:
    return f"{url.host.removeprefix('www.')}:{url.port}{url.path}?{url.query}"


def read_response(answer: Response) -> Page | Unread:
    """Turn a final answer into a page, or say why it is none."""
    if answer.status != 200:
        return Unread(answer.url, UnreadReason.STATUS, f"HTTP {answer.status}")
    kind, _, rest = answer.headers.get("content-type", "").lower().partition(";")
    if kind.strip() and kind.strip() not in _HTML:
        return Unread(answer.url, UnreadReason.NOT_HTML, kind.strip()[:60])
    charset = rest.partition("charset=")[2].strip(" \"'")[:40] or None
    return Page(answer.url, answer.body, None, charset)
