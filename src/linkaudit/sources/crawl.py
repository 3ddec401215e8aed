"""One site, wave by wave: all that is as many links from the start is asked at once, so that the outcome depends on the site, not on
the order of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Final, Protocol

import msgspec

from ..http.loop import Loop
from ..http.robots import Robots, read_robots
from ..http.seam import Answer, Refusal, Request, Response, Talk, Trouble
from ..http.walls import wall_of
from ..model import Page, Unread, UnreadReason
from ..store import Frontier, Waiting
from ..urls import origin, parse
from .addresses import Scope, Traps, template
from .wardrobe import Wardrobe, read_response

__all__ = ["Crawl", "Reader"]

MAX_HOPS: Final = 10
# Conversations open at a time: enough to keep every connection busy, few enough to keep answers out of memory.
WINDOW: Final = 64
MAX_KNOWN: Final = 50_000
# A sample is drawn from all that sitemaps list, however small it is.
MAX_SEEDS: Final = 1_000_000
_REASONS: Final = {Trouble.PRIVATE: UnreadReason.PRIVATE, Trouble.BUSY: UnreadReason.BLOCKED}


class Reader(Protocol):
    """What becomes of pages: it is handed each, and gives back the links that lead on."""

    def validators(self, url: str) -> dict[str, str]:
        """Return the headers that ask for a page only if it has changed (RFC 9110 §13)."""

    def read(self, page: Page, answer: Response) -> list[str] | Unread:
        """Take a page; return its links, or why it could not be analysed."""

    def unchanged(self, url: str, answer: Response) -> list[str] | Unread:
        """Take note that a page is as it was; return its links, or why that can't be."""

    def sheets(self, page: Page | None) -> list[str]:
        """Return the style sheets to fetch before a page is read; of no page, those that earlier runs used."""

    def styled(self, url: str, text: str | None) -> None:
        """Take a style sheet; None is one that could not be had."""


class Crawl:
    """A crawl over the frontier. `held` are answers at hand already, by URL."""

    def __init__(self, scope: Scope, loop: Loop, frontier: Frontier, reader: Reader, tell: Callable[[int, int], None]) -> None:
        self._scope, self._loop, self._frontier, self._reader, self._tell = scope, loop, frontier, reader, tell
        self._traps = Traps(scope.rules.max_pages)
        self._known: dict[str, str | None] = {}
        self._done = frontier.done()
        self._wardrobe = Wardrobe(loop, reader, self._forbidden if scope.rules.robots else lambda url: None)
        self.robots: dict[str, Robots] = {}
        self.held: dict[str, Answer] = {}
        self.overflowed = False
        for one in frontier.taken():
            self._is_trap(one)

    def seed(self, urls: Iterator[str] | list[str], depth: int) -> None:
        """Offer URLs that are known from elsewhere than links: the start, sitemaps, a list."""
        for url in urls:
            self._offer(url, depth, room=MAX_SEEDS)

    def run(self) -> None:
        """Fetch until nothing waits, the cap is reached or the loop is stopped."""
        self._wardrobe.refresh()
        while not self._loop.stopped and self._done < self._scope.rules.max_pages and (wave := self._frontier.wave()):
            if wave[0].depth > self._scope.rules.max_depth:
                for one in wave:
                    self._frontier.skip(one.url, "more than crawl.max_depth links from the start")
                continue
            self._learn_robots(wave)
            self._fetch(self._chosen(wave))

    def reread(self, urls: list[str]) -> None:
        """Read pages once more: something was learned that they are to be judged by."""
        again = self._frontier.again(urls)
        self._done -= len(again)
        self._fetch(iter(again))
        self._frontier.flush()
        self._done = self._frontier.done()

    def _chosen(self, wave: list[Waiting]) -> Iterator[Waiting]:
        """Of more than the cap allows, some of each kind of page."""
        if len(wave) <= self._scope.rules.max_pages - self._done:
            return iter(wave)
        kinds: dict[str, list[Waiting]] = {}
        for one in wave:
            kinds.setdefault(template(one.url), []).append(one)
        return (one for rank in zip_longest(*(kinds[kind] for kind in sorted(kinds))) for one in rank if one is not None)

    def _fetch(self, wave: Iterator[Waiting]) -> None:
        self._fill(wave)
        for one, answer in self._loop.results():
            for page, held in self._wardrobe.arrived(one, answer) if isinstance(one, str) else ((one, answer),):
                self._take(page, held)
            self._tell(self._done, len(self._frontier))
            self._fill(wave)

    def _fill(self, wave: Iterator[Waiting]) -> None:
        """Open conversations, never more than could still count as pages."""
        while self._loop.open < min(WINDOW, self._scope.rules.max_pages - self._done - self._wardrobe.waiting) and not self._loop.stopped:
            one = next(wave, None)
            if one is None:
                return
            if not one.again and self._is_trap(one):
                self._frontier.skip(one.url, "many addresses that differ in digits or values only")
            elif self._scope.rules.robots and (why := self._forbidden(one.url)):
                self._miss(one.url, *why)
            elif one.url in self.held:
                self._take(one, self.held.pop(one.url))
            else:
                self._loop.add(one, _fetch(one.url, self._reader.validators(one.url)))

    def _is_trap(self, one: Waiting) -> bool:
        """A trap is walked into link by link: what the start page or a sitemap names is none."""
        return one.depth > 1 and self._traps.enough(one.url)

    def _learn_robots(self, wave: list[Waiting]) -> None:
        places = {origin(url) for one in wave if (url := parse(one.url))} - self.robots.keys()
        if not self._scope.rules.robots:
            return
        for place in sorted(places):
            self._loop.add(place, read_robots(place))
        for place, robots in self._loop.results():
            self.robots[place] = robots
            if robots.crawl_delay and (url := parse(place)):
                self._loop.slow(url.host, robots.crawl_delay)

    def _forbidden(self, text: str) -> tuple[UnreadReason, str] | None:
        url = parse(text)
        robots = self.robots.get(origin(url)) if url else None
        if robots is None or robots.allows(text):
            return None
        if robots.silent:
            return _REASONS.get(robots.silent, UnreadReason.FETCH), robots.closed
        return UnreadReason.ROBOTS, robots.closed or "robots.txt disallows it"

    def _take(self, one: Waiting, answer: Answer) -> None:
        if isinstance(answer, Refusal):
            if answer.reason is not Trouble.STOPPED:
                self._miss(one.url, _REASONS.get(answer.reason, UnreadReason.FETCH), f"{answer.reason}: {answer.detail}")
        elif wall := wall_of(answer):
            self._miss(one.url, UnreadReason.BLOCKED, f"{wall.name} (HTTP {answer.status}). {wall.allow}".strip())
        elif answer.redirects:
            self._redirected(one, answer)
        elif not self._wardrobe.holds_back(one, answer):
            links = self._links(one.url, answer)
            if isinstance(links, Unread):
                self._miss(one.url, links.reason, links.detail)
            else:
                self._leads_on(one, links)

    def _links(self, url: str, answer: Response) -> list[str] | Unread:
        if answer.status == 304:
            return self._reader.unchanged(url, answer)
        page = read_response(answer)
        return page if isinstance(page, Unread) else self._reader.read(page, answer)

    def _redirected(self, one: Waiting, answer: Response) -> None:
        target = answer.leads_to(one.url)
        found = parse(target) if target else None
        if found is None or target is None or not found.is_web:
            self._miss(one.url, UnreadReason.FETCH, f"HTTP {answer.status} without a usable Location")
        elif one.hops >= MAX_HOPS:
            self._miss(one.url, UnreadReason.FETCH, f"more than {MAX_HOPS} redirects")
        elif not self._scope.covers(found) and one.depth == 0:
            self._miss(one.url, UnreadReason.REDIRECT, f"leads to {found.host}: audit that, or add it to site.own")
        else:
            page = self._scope.page_url(target)
            # A site that sends https back to http would go round in circles if its own word were not taken.
            page = target.partition("#")[0] if page and (page == one.url or self._frontier.is_redirect(page)) else page
            if page == one.url:
                self._miss(one.url, UnreadReason.FETCH, "redirects to itself")
                return
            # What leads on is offered first: a commit between the two must not lose it.
            if page is not None:
                self._offer(page, one.depth, one.hops + 1)
            self._frontier.redirect(one.url, page or target)

    def _leads_on(self, one: Waiting, links: list[str]) -> None:
        for link in links if self._scope.follow else ():
            if page := self._canonical(link):
                self._offer(page, one.depth + 1)
        self._frontier.page(one.url)
        self._done += 1

    def _canonical(self, link: str) -> str | None:
        """Pages link the same addresses over and over: each is looked at once."""
        if link not in self._known:
            if len(self._known) > MAX_KNOWN:
                self._known.clear()
            self._known[link] = self._scope.page_url(link)
        return self._known[link]

    def _offer(self, url: str, depth: int, hops: int = 0, room: int = 0) -> None:
        if len(self._frontier) > (room or 20 * self._scope.rules.max_pages + 1000):
            self.overflowed = True
            return
        if self._frontier.offer(url, depth, hops) and self._scope.follow and depth and (why := self._scope.refused(url)):
            self._frontier.skip(url, why)

    def _miss(self, url: str, reason: UnreadReason, detail: str) -> None:
        self._frontier.unread(Unread(url, reason, detail))
        self._done += 1


def _fetch(url: str, headers: dict[str, str]) -> Talk[Answer]:
    answer = yield Request(url, headers=headers)
    if isinstance(answer, Refusal):
        return answer
    return msgspec.structs.replace(answer, url=url)
