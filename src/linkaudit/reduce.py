"""Pass two's ledger: what the site's facts are reduced from, page by page, in memory of fixed size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import msgspec

from .catalog import Law
from .document import Coverage, IdUse, Notice
from .heeded import Idle
from .model import Grade, Region
from .pipeline import PageResult, Told, address_key
from .rules import SiteFacts
from .rules.api import Teasing, is_placeholder

__all__ = ["Ledger"]

MAX_NOTICES = 2000
MAX_IDS = 2000
MAX_SHEETS = 200
MAX_PAID = 200_000
MAX_LISTINGS = 2000


class _Use(msgspec.Struct):
    links: int = 0
    pages: int = 0
    example: str = ""


class Ledger:
    """Counts over all pages."""

    def __init__(self) -> None:
        self.pages = self.hops = self.not_pages = self.affiliate_pages = self.links = 0
        self.programs: Counter[str] = Counter()
        self.verdicts: dict[str, Counter[str]] = {}
        self.broken: Counter[tuple[str, str]] = Counter()
        self.decided: Counter[str] = Counter()
        self.site = SiteFacts()
        self._told: dict[tuple[str, str, str], _Use] = {}
        self._notices: dict[tuple[str, str, str], Told] = {}
        self._ids: dict[tuple[str, str], _Use] = {}
        self._unstyled = 0
        self._sheets: Counter[str] = Counter()
        self._paid: set[bytes] = set()
        self._listings: list[tuple[str, tuple[bytes, ...]]] = []
        self._spoken: Counter[str] = Counter()
        self._idle = Idle()
        self.feeds = 0
        self._unasked = self._unasked_pages = 0

    def add(self, result: PageResult) -> None:
        """Count one page."""
        if result.kind != "page":
            self.hops += result.kind == "hop"
            self.not_pages += result.kind == "not-page"
            self._feed(result)
            return
        self.pages += 1
        self.links += result.links
        self.affiliate_pages += result.links > 0
        self.programs.update(result.programs)
        self.broken.update(result.broken)
        self.decided.update(result.decided)
        for regime, outcome in result.verdicts.items():
            self.verdicts.setdefault(regime, Counter())[outcome] += 1
        for told in result.told:
            self._tell(told, result.url)
        for program, name, links in result.ids:
            self._use(program, name, links, result.url)
        self._unasked += result.unasked
        self._unasked_pages += result.unasked > 0
        self._site(result)
        self._style(result.unread_sheets)
        self._idle.add(result.idle)

    def _style(self, unread: tuple[str, ...]) -> None:
        self._unstyled += bool(unread)
        self._sheets.update(url for url in unread if url in self._sheets or len(self._sheets) < MAX_SHEETS)

    def notes(self) -> Iterator[str]:
        """Yield what readers of the report must know of what could not be judged, and of in-page ignores that do nothing."""
        yield from self._idle.notes()
        if self._unasked:
            links, pages = f"short link{'s' if self._unasked > 1 else ''}", f"page{'s' if self._unasked_pages > 1 else ''}"
            yield (
                f"{self._unasked:,} {links} of bit.ly and the like, on {self._unasked_pages:,} {pages}, could pay somebody: "
                "that shows only when it is asked where they lead."
            )
        if self._unstyled:
            many = f"{len(self._sheets)} style sheets" if len(self._sheets) > 1 else "a style sheet"
            url, _ = self._sheets.most_common(1)[0]
            pages = f"{self._unstyled:,} page{'s' if self._unstyled > 1 else ''}"
            yield f"On {pages} with a notice {many} could not be read (most often {url}): sizes and colours there, and what it may hide, are not known."

    def _site(self, result: PageResult) -> None:
        site = self.site
        site.pages += 1
        site.amazon_pages += result.amazon
        self._spoken[result.language] += result.amazon
        site.statement_pages += result.statement

        if result.paid and len(self._paid) < MAX_PAID:
            self._paid.add(address_key(result.url))
        if result.teasers and len(self._listings) < MAX_LISTINGS:
            self._listings.append((result.url, result.teasers))

    def _feed(self, result: PageResult) -> None:
        if result.feed is not None:
            self.feeds += 1
            self.site.feeds += [result.feed] if result.feed.bare else []

    def _teasing(self) -> Teasing | None:
        """Join what listings tease with the articles that sell throughout."""
        met = [(url, found) for url, keys in self._listings if (found := self._paid.intersection(keys))]
        return Teasing(len(met), len(set[bytes]().union(*(found for _, found in met))), met[0][0]) if met else None

    def _tell(self, told: Told, url: str) -> None:
        key = (told.text[:160], told.region, told.selector)
        if key not in self._told and len(self._told) >= MAX_NOTICES:
            return
        use = self._told.setdefault(key, _Use(example=url))
        self._notices.setdefault(key, told)
        use.pages += 1

    def _use(self, program: str, name: str, links: int, url: str) -> None:
        if (program, name) not in self._ids and len(self._ids) >= MAX_IDS:
            return
        use = self._ids.setdefault((program, name), _Use(example=url))
        use.links, use.pages = use.links + links, use.pages + 1

    def site_facts(self, unread: int = 0) -> SiteFacts:
        """Return the site's facts for the site rules; `unread` pages were found and could not be read."""
        self.site.unread = unread
        self.site.affiliate_pages, self.site.links = self.affiliate_pages, self.links
        for (program, name), use in self._ids.items():
            self.site.ids.setdefault(program, {})[name] = use.links
            self.site.id_pages[f"{program} {name}"] = use.example
        self.site.teasing = self._teasing()
        self.site.language = max(self._spoken, key=lambda code: self._spoken[code], default="")
        return self.site

    def coverage(self, unread: int, partial: str, share: float) -> Coverage:
        """Return the coverage; `pages_found` is the pages read and those that could not be."""
        return Coverage(
            self.pages + unread, self.pages, self.affiliate_pages, self.links, self.hops, self.not_pages, self.feeds, partial, share
        )

    def notices(self, laws: Collection[Law]) -> tuple[Notice, ...]:
        """Return the notice inventory, commonest first, with what the laws in force make of each grade."""
        rows = sorted(self._told.items(), key=lambda item: (-item[1].pages, item[0]))
        accepted = {grade: {law.id: law.accepts.get(grade, "no") for law in laws if law.accepts} for grade in Grade}
        return tuple(
            Notice(told.text, told.grade, told.language, Region(told.region), told.selector, use.pages, use.example, accepted[told.grade])
            for key, use in rows
            if (told := self._notices[key])
        )

    def ids(self, declared: dict[str, tuple[str, ...]]) -> tuple[IdUse, ...]:
        """Return the ids in use, commonest first."""
        rows = sorted(self._ids.items(), key=lambda item: (item[0][0], -item[1].links, item[0][1]))
        return tuple(
            IdUse(program, name, use.links, use.pages, _owner(name, declared.get(program)), use.example) for (program, name), use in rows
        )


def _owner(name: str, declared: tuple[str, ...] | None) -> str:
    if declared and name in declared:
        return "yours"
    if is_placeholder(name):
        return "placeholder"
    return "foreign" if declared else "unknown"
