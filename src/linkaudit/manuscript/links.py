"""A page's links: where each is written, in the page's own source or in what many pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from ..model import Link, PageFacts, Region
from ..urls import host_of, parse
from .addresses import bare
from .index import Index
from .places import MAX_PLACES, Place, assign, led_up, place_at
from .text import Text
from .tokens import places_of, tells_its_target, tokens_of

__all__ = ["links_in"]

Places = list[Place]
Way = Callable[[Text], Places]
Ways = list[tuple[Way, Callable[[], list[Text]]]]

# A token that stands in more files is a word of the site, not a product's name.
MAX_SPREAD: Final = 12
# Of so many files none would be named.
MAX_CANDIDATES: Final = 20


def links_in(page: PageFacts, own: Text | None, index: Index) -> list[Place | None]:
    """Return the place of each link of a page, None where it is not known."""
    search = _Search(page, own, index)
    found: list[Place | None] = [None] * len(page.links)
    groups: dict[tuple[str, bool], list[int]] = {}
    for number, link in enumerate(page.links):
        groups.setdefault((link.url, link.region is Region.MAIN), []).append(number)
    for (_, main), numbers in groups.items():
        for number, place in zip(numbers, search.places([page.links[n] for n in numbers], main), strict=True):
            found[number] = place
    for (url, main), files in search.tied.items():
        numbers = groups[url, main]
        if places := _between(found, numbers, files):
            for number, place in zip(numbers, assign([page.links[n] for n in numbers], places), strict=True):
                found[number] = place
    return found


def _between(found: list[Place | None], numbers: list[int], files: list[Places]) -> Places | None:
    """Of files that are as good, the one that both neighbours stand in: a listing prints a post's links together."""
    before = next((place for place in reversed(found[: numbers[0]]) if place is not None), None)
    after = next((place for place in found[numbers[-1] + 1 :] if place is not None), None)
    if before is None or after is None or before.text is not after.text:
        return None
    return next((places for places in files if places[0].text is before.text), None)


class _Search:
    """Looks for a page's links: addresses before tokens, the page's own source before others."""

    def __init__(self, page: PageFacts, own: Text | None, index: Index) -> None:
        self._own, self._index = own, index
        self._host = host_of(page.url)
        self.tied: dict[tuple[str, bool], list[Places]] = {}
        self._named = index.named_in(own) if own else frozenset[str]()

    def places(self, links: list[Link], main: bool) -> list[Place | None]:
        """Return the places of links with one address, all of them in the page's text or all in its frame."""
        forms = _forms(links[0])
        holding = partial(self._holding, forms)
        ways: Ways = [(self._exactly(forms), holding), (self._nearly(forms), holding)]
        ways += [(self._tokened(token), partial(self._index.with_token, token)) for token in self._tokens(links[0])]
        if self._own and main and (found := self._here(links, ways)):
            return found
        files = next((files for way, texts in ways if (files := self._elsewhere(way, texts()))), [])
        if len(files) == 1:
            return assign(links, files[0])
        found = self._here(links, ways) if self._own and not main else None
        return found or (self._parted(links, files, main) if files else [None] * len(links))

    def _parted(self, links: list[Link], files: list[Places], main: bool) -> list[Place | None]:
        """A listing may print one address out of several posts: each link goes where its words are, or nowhere."""
        chosen = [_told_by(link, files) for link in links]
        given: list[Place | None] = [None] * len(links)
        for file in {n for n in chosen if n is not None}:
            numbers = [n for n, one in enumerate(chosen) if one == file]
            for number, place in zip(numbers, assign([links[n] for n in numbers], files[file]), strict=True):
                given[number] = place
        if not any(given):
            self.tied[links[0].url, main] = files
        return given

    def _here(self, links: list[Link], ways: Ways) -> list[Place | None] | None:
        """The page's own source; a component may write again what stands there as an address."""
        assert self._own is not None
        places: Places = []
        for way, _ in ways:
            lines = {place.line for place in places}
            fresh = [place for place in way(self._own) if place.line not in lines]
            if places and len(places) + len(fresh) != len(links):
                continue
            places = sorted([*places, *fresh], key=lambda place: place.start)
            if len(places) >= len(links):
                break
        return assign(links, places) if places else None

    def _elsewhere(self, way: Way, texts: Iterable[Text]) -> list[Places]:
        """The files that are as good: of what many pages share, before the sources of other pages; redirect files last."""
        ranks: dict[int, list[Text]] = {}
        for text in texts:
            if text is not self._own:
                ranks.setdefault(self._rank(text), []).append(text)
        for _, candidates in sorted(ranks.items()):
            if len(candidates) > MAX_CANDIDATES:
                return []
            files = [places for text in candidates if (places := way(text))]
            if files:
                return files
        return []

    def _rank(self, text: Text) -> int:
        if text.file in self._named:
            return 0
        return {"page": 2, "redirects": 3}.get(text.role, 1)

    def _exactly(self, forms: tuple[str, ...]) -> Way:
        def way(text: Text) -> Places:
            addresses = self._index.addresses(text)
            for form in forms:
                if found := [span for span in addresses.of(form) if text.is_seen(span[0])]:
                    return [place_at(text, span, "the address") for span in found[: MAX_PLACES + 1]]
            return []

        return way

    def _nearly(self, forms: tuple[str, ...]) -> Way:
        # Many networks have one path for all their links: there the query is what tells them apart.
        key = bare(forms[0]) if tells_its_target(forms[0]) else ""

        def way(text: Text) -> Places:
            found = self._index.addresses(text).bare.get(key, []) if key else []
            return [place_at(text, span, "the address with another query") for span in found[: MAX_PLACES + 1] if text.is_seen(span[0])]

        return way

    def _tokened(self, token: str) -> Way:
        return lambda text: [place_at(text, span, f"{token[:60]} in it") for span in places_of(text, token)]

    def _holding(self, forms: tuple[str, ...]) -> list[Text]:
        return list({text.file: text for form in forms if (key := bare(form)) for text in self._index.with_address(key)}.values())

    def _tokens(self, link: Link) -> list[str]:
        url = parse(link.resolved)
        own = url is not None and url.host == self._host
        tokens = tokens_of(link.destination or link.resolved, link.publisher_id, own)
        return [token for token in tokens if self._index.spread(token) <= MAX_SPREAD][:4]


def _forms(link: Link) -> tuple[str, ...]:
    """The address as the page has it, as a browser reads it, without the own host, and where it leads."""
    url = parse(link.resolved)
    path = url.path + (f"?{url.query}" if url.query else "") if url and link.url.startswith(("/", ".")) else ""
    return tuple(dict.fromkeys(form for form in (link.url, path, link.resolved, link.destination or "") if form))


def _told_by(link: Link, files: list[Places]) -> int | None:
    """The one file that has a link's sentence, else the one that has its words near the address."""
    sentences = [max(led_up(link, place) for place in places) for places in files]
    telling = sentences if any(sentences) else [int(_tells(places, link)) for places in files]
    best = max(telling)
    return telling.index(best) if best and telling.count(best) == 1 else None


def _tells(places: Places, link: Link) -> bool:
    """True when the words of a link stand near its address, on the lines of its entry."""
    words = " ".join((link.text or link.context).lower().split())
    if len(words) < 3:
        return False
    for place in places:
        first, last = place.text.start_of(max(1, place.line - 4)), place.text.start_of(min(place.text.lines, place.line + 4) + 1)
        if words in " ".join(place.text.body[first:last].lower().split()):
            return True
    return False
