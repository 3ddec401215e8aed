"""The way to the pages of a live site: opened, crawled into the state, read back in the site's own order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from . import reading
from .document import RegimeChoice
from .errors import TargetError
from .facts import Lens
from .http.redirects import follow
from .http.robots import Robots, read_robots
from .http.seam import Answer, Response
from .model import Unread, UnreadReason
from .pipeline import Job, PageResult
from .regimes import choose
from .session import Plan, Session, Step, moment
from .sources.addresses import Scope
from .sources.crawl import MAX_HOPS, Crawl
from .sources.sitemap import Sitemaps, read_sitemaps
from .store import Frontier
from .urls import bare, join, origin, parse
from .visits import Visits, key_of

__all__ = ["Live"]

# A copy older than this may hide what the author has changed since.
STALE: Final = 86_400
MAX_AGAIN: Final = 3


class _Told(msgspec.Struct, frozen=True):
    """What a run goes by, for whoever resumes it: its regimes, and what was said of sitemaps."""

    regimes: tuple[RegimeChoice, ...]
    notes: tuple[str, ...] = ()


class Live:
    """A live site or a list of URLs. Opening it asks robots.txt and the start page, and settles home and regimes."""

    def __init__(self, plan: Plan, session: Session, start: str, urls: list[str] | None = None) -> None:
        found = parse(start)
        if found is None or not found.is_web:
            raise TargetError(f"{start}: not an http(s) URL")
        for one in (start, *(urls or ())):
            if "@" in one.partition("//")[2].partition("/")[0]:
                raise TargetError(
                    f"{one.rpartition('@')[2]}: a password in an address would stand in every report; "
                    f'set http.auth."{found.host}" = "env:NAME" in the configuration instead'
                )
        if plan.offline:
            raise TargetError(f"{start}: --offline opens no socket; give a folder of built HTML, or leave --offline out")
        self._plan, self._session, self._urls = plan, session, urls
        self._is_map = urls is None and found.path.lower().endswith((".xml", ".xml.gz"))
        self._loop = session.loop(found.href, *(urls or ()))
        session.open_run(f"{found.host}{f'_{found.port}' if found.port else ''}", plan.target)
        self._robots: dict[str, Robots] = {}
        self._listed: Sitemaps | None = None
        self._start, self._first, self._answer = self._opened(found.href.partition("#")[0])
        home = parse(self._start)
        assert home is not None
        self.home = found if self._is_map else home
        self.regimes = self._regimes()

    def _opened(self, start: str) -> tuple[str, str, Answer | None]:
        """Ask robots.txt, then the first page that may be read: the start, or what the sitemap names first. Return start, page, answer."""
        if not self._allows(start):
            return start, start, None
        page = start
        if self._is_map:
            self._listed = self._loop.run(read_sitemaps((start,)))
            page = next(iter(self._listed.pages), start)
        if (page == start and self._is_map) or not self._allows(page):
            return start, page, None
        place, answer = self._loop.run(follow(page))
        return start if self._is_map else place, place, answer if self._allows(place) else None

    def _allows(self, text: str) -> bool:
        """True when the origin's robots.txt, asked once, lets the address be read."""
        url = parse(text)
        if url is None or not self._plan.settings.config.crawl.robots:
            return True
        place = origin(url)
        if place not in self._robots:
            robots = self._robots[place] = self._loop.run(read_robots(place))
            if robots.crawl_delay:
                self._loop.slow(url.host, robots.crawl_delay)
                self._session.notes.append(f"robots.txt asks for {robots.crawl_delay:g} seconds between requests; that was kept.")
        return self._robots[place].allows(text)

    @property
    def head(self) -> list[bytes]:
        """The first page, when it could be read."""
        return [self._answer.body] if isinstance(self._answer, Response) and self._answer.status == 200 else []

    def _regimes(self) -> tuple[RegimeChoice, ...]:
        """What the run was judged by when it was interrupted stands; else the owner's choice, else a guess from the first page."""
        wanted = self._plan.settings.config.disclosure.regimes
        if self._session.run.told and not wanted:
            return self._told().regimes
        found = choose(wanted, self.home.host, reading.languages(self.head))
        told = self._told() if self._session.run.told else _Told(found)
        self._session.told(msgspec.msgpack.encode(msgspec.structs.replace(told, regimes=found)))
        return found

    def _told(self) -> _Told:
        return msgspec.msgpack.decode(self._session.run.told, type=_Told)

    def results(self, job: Job) -> Iterator[PageResult | Unread]:
        """Crawl, then yield every page's result and what could not be read, by URL."""
        if self._session.pages().differ(key_of(job)):
            self._session.anew("Settings, data or linkaudit itself have changed since the run was interrupted; this one began anew.")
        frontier, pages = Frontier(self._session.state), self._session.pages()
        if self._session.run.stage == "crawl":
            self._crawl(job, frontier)
        self._session.notes.extend(self._told().notes)
        self._session.state.commit()
        self._note(frontier)
        if not self._loop.stopped:
            self._session.state.reached(self._session.run, "probe")
            pages.forget()
        yield from frontier.unreads()
        yield from _circles(frontier)
        decoder = msgspec.msgpack.Decoder(PageResult)
        yield from (decoder.decode(body) for body in pages.results())

    def _crawl(self, job: Job, frontier: Frontier) -> None:
        config = self._plan.settings.config
        own = frozenset(bare(host) for host in config.site.own) | {bare(url.host) for one in self._urls or () if (url := parse(one))}
        scope = Scope(self.home, own, config.crawl, moment().year, follow=self._urls is None and not self._is_map)
        visits = Visits(job, self._session.pages(), self._session.state, self._plan.keep)
        crawl = Crawl(scope, self._loop, frontier, visits, self._tell)
        crawl.robots |= self._robots
        crawl.seed(self._urls or ([] if self._is_map else [self._start]), 0)
        if self._answer is not None:
            crawl.held[self._first] = self._answer
        mapped = dict.fromkeys(page for one in self._mapped() if (page := scope.page_url(one)))
        crawl.seed(list(mapped), 0 if self._is_map else 1)
        crawl.run()
        for _ in range(MAX_AGAIN):
            if self._loop.stopped or not (again := visits.learn(_cloaks(frontier, visits.job.lens))):
                break
            crawl.reread(again)
            crawl.run()
        if crawl.overflowed:
            self._session.whole = False
            self._session.notes.append(
                f"More than {len(frontier):,} addresses were found; the rest was left out. Raise crawl.max_pages, or exclude."
            )

    def _mapped(self) -> list[str]:
        """The pages that sitemaps list: a start for the crawl, or all of it."""
        if self._urls is not None:
            return []
        robots = self._robots.get(origin(self.home))
        named = list(robots.sitemaps) if robots else []
        starts = [self._start] if self._is_map else named or [join(origin(self.home), "/sitemap.xml") or ""]
        if robots and robots.closed:
            pages, unread = list[str](), [f"{starts[0]}: {robots.closed}"]
        else:
            found = self._listed or self._loop.run(read_sitemaps(tuple(starts)))
            pages, unread = list(found.pages), list(found.unread)
        note = f"{len(unread)} sitemap{'s' if len(unread) > 1 else ''} could not be read: {unread[0]}" if unread else ""
        # Only a sitemap that somebody names is missed.
        notes = (note,) if note and (self._is_map or named) else ()
        self._session.told(msgspec.msgpack.encode(_Told(self.regimes, notes)))
        return pages

    def _tell(self, done: int, left: int) -> None:
        waiting = tuple(f"{one.host}: {one.requests} ({one.why})" for one in self._loop.waiting() if one.why != "pace")[:3]
        self._plan.progress(Step("Reading pages", done, max(0, min(left, self._plan.settings.config.crawl.max_pages) - done), waiting))

    def _note(self, frontier: Frontier) -> None:
        notes = self._session.notes
        for reason, (number, example) in frontier.skips().items():
            notes.append(f"{number:,} address{'es' if number > 1 else ''} not followed ({reason}), for example {example}")
        if number := frontier.waiting() if not self._loop.stopped else 0:
            self._session.whole = False
            kind = "a sample of each kind of page" if self._plan.sample else "crawl.max_pages"
            notes.append(f"{number:,} more pages are known and were not read: {kind}.")
        old, age = self._session.pages().stale(STALE)
        if old:
            notes.append(f"{old:,} page{'s' if old > 1 else ''} came from a cache and may be out of date (up to {age // 3600} hours old).")


def _cloaks(frontier: Frontier, lens: Lens) -> dict[str, str]:
    """Own addresses that turned out to send their reader to a program: links on pages that lead there are affiliate links."""
    leads, found = frontier.redirects(), {}
    for text in leads:
        target = text
        for _ in range(MAX_HOPS):
            target = leads.get(target, target)
        url, there = parse(text), parse(target)
        # A page's facts know such addresses by path alone: one with a query would make every link to that path a link to a shop.
        if url and there and not url.query and not lens.is_own(there) and lens.identifier.identify(target).affiliate:
            found[url.path] = target
    return found


def _circles(frontier: Frontier) -> Iterator[Unread]:
    """Yield redirects that lead nowhere but to each other; each circle once."""
    leads, told = frontier.redirects(), set[str]()
    for start in leads:
        met: dict[str, None] = {}
        place = start
        while place in leads and place not in met and place not in told:
            met[place] = None
            place = leads[place]
        told |= met.keys()
        if place in met:
            yield Unread(start, UnreadReason.FETCH, "redirects in a circle")
