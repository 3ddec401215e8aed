"""Which of a site's URLs are pages, and which lead a crawler in circles."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from ..config import CrawlTable
from ..urls import Url, bare, origin, parse, same_site

__all__ = ["Scope", "Traps", "is_tracking", "template"]

_NOT_PAGES: Final = frozenset(
    "jpg jpeg png gif webp avif svg ico css js mjs json xml rss atom txt pdf zip gz tar mp3 mp4 webm mov avi woff woff2 ttf "
    "eot dmg exe apk epub mobi csv xls xlsx doc docx ppt pptx map wasm ics".split()
)
# Parameters that say where a reader came from or who she is: the page is the same without them.
_TRACKING: Final = re.compile(
    r"^(utm_\w+|fbclid|gclid|gbraid|wbraid|gad_source|srsltid|dclid|msclkid|ttclid|yclid|mc_cid|mc_eid|_ga|_gl|igshid|phpsessid|jsessionid|sid|"
    r"sessionid|session_id)$",
    re.IGNORECASE,
)
_SESSION_PATH: Final = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
# Links that show the same page in another dress, or do something to it.
_ACTIONS: Final = frozenset(
    ("replytocom", "share", "like_comment", "add-to-cart", "add_to_wishlist", "print", "unapproved", "moderation-hash")
)
# A year alone may be a product's number or a post's (`?p=2101`): with a month, or under a name that speaks of dates, it is a year.
_DATED: Final = re.compile(
    r"/(1[89]\d\d|2[01]\d\d)[-/](?:0?[1-9]|1[0-2])(?=[-/&]|$)"
    r"|&(?:y|yr|year|m|month|day|cal\w*|[\w-]*date)=(1[89]\d\d|2[01]\d\d)(?!\d{3})",
    re.IGNORECASE,
)
MAX_SEGMENTS: Final = 20
MAX_PARAMETERS: Final = 8
# Addresses that differ in digits or parameter values only: a blog has some hundred pages of archives, a calendar has no end.
# Sites whose every post is a number are honest too: half of the pages that may be read can be alike.
MAX_ALIKE: Final = 1000


class Scope(msgspec.Struct, frozen=True):
    """The site that is crawled: its home, further hosts of the owner's, the rules, and the present year."""

    home: Url
    own: frozenset[str]
    rules: CrawlTable
    year: int
    follow: bool = True

    def covers(self, url: Url) -> bool:
        """True for pages of the site."""
        return same_site(url, self.home) or bare(url.host) in self.own

    def page_url(self, text: str) -> str | None:
        """Return the URL under which a link's page is fetched, or None when it isn't a page of the site.

        The site's home settles scheme and www: many sites answer to four names.
        """
        url = parse(text)
        if url is None or not url.is_web or not self.covers(url):
            return None
        if url.path.rpartition(".")[2].lower() in _NOT_PAGES:
            return None
        place = origin(self.home) if same_site(url, self.home) else origin(url)
        path = _SESSION_PATH.sub("", url.path)
        kept = [part for part in url.query.split("&") if part and not is_tracking(part)]
        # Written behind the origin, never joined: a path such as //other.example/ would be taken for another host.
        page = parse(place + path + ("?" + "&".join(kept) if kept else ""))
        return page.href if page else None

    def refused(self, text: str) -> str | None:
        """Return why a page is not asked for, or None."""
        url = parse(text)
        if url is None:
            return "not a URL"
        if self.rules.include and not any(fnmatchcase(url.path, glob) for glob in self.rules.include):
            return "not in crawl.include"
        if any(fnmatchcase(url.path, glob) for glob in self.rules.exclude):
            return "in crawl.exclude"
        return _circle(url, self.year)


def _circle(url: Url, year: int) -> str | None:
    segments = [part for part in url.path.split("/") if part]
    names = [part.partition("=")[0] for part in url.query.split("&") if part]
    if not _ACTIONS.isdisjoint(name.lower() for name in names):
        return "an action, not a page"
    if len(segments) > MAX_SEGMENTS or any(number > 2 for number in Counter(segments).values()):
        return "path segments repeat"
    if len(names) > MAX_PARAMETERS or len(set(names)) < len(names) - 1:
        return "too many parameters"
    text = url.path + "&" + url.query
    if any(int(a or b) > year + 1 for a, b in _DATED.findall(text)):
        return "a calendar"
    return None


def is_tracking(part: str) -> bool:
    """True for a part of a query (`name=value`) that changes nothing of the page."""
    return _TRACKING.match(part.partition("=")[0]) is not None


def template(text: str) -> str:
    """Return what a URL has in common with those of its kind: digits and parameter values left out, the last segment too."""
    url = parse(text)
    if url is None:
        return text
    head, _, last = url.path.rstrip("/").rpartition("/")
    names = "&".join(sorted(part.partition("=")[0] for part in url.query.split("&") if part))
    return f"{url.host}{re.sub(r'[0-9]+', '0', head)}/{'*' if last else ''}?{names}"


class Traps:
    """Counts addresses that differ in digits or parameter values only, and says when it is enough."""

    def __init__(self, max_pages: int = 0) -> None:
        self._alike: Counter[str] = Counter()
        self._most = max(MAX_ALIKE, max_pages // 2)

    def enough(self, text: str) -> bool:
        """Count an address; True when there were too many of its shape."""
        url = parse(text)
        if url is None:
            return True
        values = re.sub(r"=[^&]*", "=", url.query)
        if not values and not re.search(r"\d", url.path):
            return False
        shape = f"{url.host}{re.sub(r'[0-9]+', '0', url.path)}?{values}"
        self._alike[shape] += 1
        return self._alike[shape] > self._most
