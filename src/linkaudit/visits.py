"""What becomes of a live page: analysed, judged, stored; or taken over from an earlier run when nothing has changed."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from . import __version__, reading
from .http.seam import Response
from .model import Page, Unread, UnreadReason
from .pipeline import Job, bench_of
from .store import Pages, Seen, State
from .workers import Keep, safely

__all__ = ["Visits", "key_of"]


OUT_OF_DATE: Final = 86_401
DIGEST: Final = 8
MAX_STYLES: Final = 40_000_000


class Styles:
    """The style sheets of a run, in memory up to a size."""

    def __init__(self) -> None:
        self._kept: dict[str, str | None] = {}
        self._room = MAX_STYLES

    def __contains__(self, url: str) -> bool:
        return url in self._kept

    def get(self, url: str) -> str | None:
        """Return a sheet's text, or None."""
        return self._kept.get(url)

    def keep(self, url: str, text: str | None) -> None:
        """Keep a sheet while there is room."""
        self._room -= len(text or "")
        self._kept[url] = text if self._room >= 0 else None

    def digest(self, urls: tuple[str, ...]) -> bytes:
        """Stand for what these sheets say."""
        found = blake2b(digest_size=DIGEST)
        for url in urls:
            found.update(f"{url}\0{self._kept.get(url)}\0".encode())
        return found.digest()


class Visits:
    """The reader that a crawl hands its pages to."""

    def __init__(self, job: Job, pages: Pages, state: State, keep: Keep | None = None) -> None:
        self._styles = Styles()
        self.job = msgspec.structs.replace(job, lens=msgspec.structs.replace(job.lens, sheet=self._styles.get))
        self._bench = bench_of(self.job)
        self._pages, self._state, self._keep = pages, state, keep
        self.key = key_of(job)
        self._cloaks: dict[str, str] = {}
        self._known: dict[str, str | None] = {}
        self._forced: set[str] = set()

    def validators(self, url: str) -> dict[str, str]:
        """Return If-None-Match and If-Modified-Since for a page whose result would still hold."""
        seen = None if self._keep else self._pages.seen(url)  # "not modified" brings no bytes that could be kept
        if seen is None or not seen.judged.startswith(self.key + self._styles.digest(seen.sheets)) or url in self._forced:
            return {}
        found = {"If-None-Match": seen.etag, "If-Modified-Since": seen.modified}
        return {name: value for name, value in found.items() if value}

    def unchanged(self, url: str, answer: Response) -> list[str] | Unread:
        """Take the earlier result over; a server may say "not modified" of a page that was never read."""
        if self._pages.seen(url) is None:
            return Unread(url, UnreadReason.STATUS, f"HTTP {answer.status}, and it was never read before")
        self._state.tick(pages=1)
        return self._pages.keep(url, _age(answer), answer.headers.get("etag"), answer.headers.get("last-modified"))

    def read(self, page: Page, answer: Response) -> list[str] | Unread:
        """Analyse and judge a page, unless its content is what it was."""
        digest = blake2b(page.body + (page.charset or "").encode(), digest_size=16).digest()
        seen = self._pages.seen(page.url)
        basis = self.key + self._styles.digest(sheets := reading.sheets_of(page, self._styles.get))
        same = seen is not None and seen.digest == digest and seen.judged.startswith(basis)
        if same and page.url not in self._forced and not self._keep:
            return self.unchanged(page.url, answer)
        links = reading.links_of(page, self.job.lens, self._known)
        result = safely(page, self.job, self._bench, self._keep)
        if isinstance(result, Unread):
            return result
        judged = basis + self._relevant(links)
        row = Seen(page.url, answer.headers.get("etag"), answer.headers.get("last-modified"), digest, judged, _age(answer), sheets)
        self._pages.save(row, msgspec.msgpack.encode(result), links)
        self._forced.discard(page.url)
        self._state.tick(pages=1)
        return links

    def sheets(self, page: Page | None) -> list[str]:
        """Return the style sheets that nobody has asked for yet: those of a page, or of all pages of earlier runs."""
        wanted = self._pages.sheets() if page is None else reading.sheets_of(page, self._styles.get)
        return [url for url in wanted if url not in self._styles]

    def styled(self, url: str, text: str | None) -> None:
        """Keep a style sheet; None is one that could not be had."""
        self._styles.keep(url, text)

    @property
    def _settled(self) -> int:
        """How much of what a page was judged by stands for settings and style sheets."""
        return len(self.key) + DIGEST

    def learn(self, cloaks: dict[str, str]) -> list[str]:
        """Take note of own addresses that lead to programs; return the pages that link there and were judged without it."""
        if cloaks == self._cloaks and (cloaks or not self._pages.depend(self._settled)):
            return []
        self._cloaks = cloaks
        lens = msgspec.structs.replace(self.job.lens, cloaks=cloaks, dull=set())
        self.job = msgspec.structs.replace(self.job, lens=lens)
        self._known = {}
        self._forced = {url for url, judged, links in self._pages.judged() if judged[self._settled :] != self._relevant(links)}
        return sorted(self._forced)

    def _relevant(self, links: list[str]) -> bytes:
        """Stand for what the known redirects say of a page's links; nothing for most pages."""
        found = [(path, self._cloaks[path]) for link in links if (path := urlsplit(link).path) in self._cloaks] if self._cloaks else []
        return blake2b(repr(found).encode(), digest_size=8).digest() if found else b""


def _age(answer: Response) -> int | None:
    """Return the seconds a cache has kept the answer (RFC 9111 §5.1). Cloudflare names a copy that it knows to be out of date."""
    value = answer.headers.get("age", "")
    seconds = int(value[:9]) if value.isascii() and value.isdigit() else None
    out_of_date = answer.headers.get("cf-cache-status", "").upper() in ("STALE", "UPDATING")
    return max(seconds or 0, OUT_OF_DATE) if out_of_date else seconds


def key_of(job: Job) -> bytes:
    """Stand for all that a page's result depends on beside its content: version, code, rule data and settings."""
    lens = msgspec.structs.replace(job.lens, dull=set(), cloaks={}, sheet=None)
    current = tuple(one for one in job.ignores if one.in_force(job.today))
    settled = msgspec.structs.replace(job, lens=lens, ignores=current, today=type(job.today)(1970, 1, 1))
    local = _stamp(job.lens.local_programs) if job.lens.local_programs else ""
    told = msgspec.msgpack.encode((__version__, _stamp(str(Path(__file__).parent)), local, settled))
    return blake2b(told, digest_size=16).digest()


@lru_cache(maxsize=4)
def _stamp(folder: str) -> str:
    """Names, sizes and times of a folder's files."""
    rows = sorted(
        (str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in Path(folder).rglob("*") if path.suffix in (".py", ".toml")
    )
    return blake2b(repr(rows).encode(), digest_size=16).hexdigest()
