"""URL → program, publisher id, destination. No request is made: a URL is judged by its own text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec

from ..catalog import Program, programs, shared
from ..model import Match, Strength
from ..urls import Url, domains, host_within, parse
from .forms import Form
from .hosts import HostIndex
from .target import Target

__all__ = ["Identifier", "identifier"]

NOTHING: Final = Match(affiliate=False)
_ORDER: Final = {Strength.STRONG: 0, Strength.MEDIUM: 1, Strength.WEAK: 2}
_MEMO: Final = 16_384
# A pattern that fits these fits hosts of shops as well as click hosts: it says nothing without the path.
_ANYBODY: Final = ("www.example.com", "get.example.com", "partner.example.de")


class Identifier:
    """Matches URLs against all program rules; hosts choose the rules, so most URLs meet none."""

    def __init__(self, catalog: dict[str, Program]) -> None:
        self.programs = catalog
        self._forms = {program.id: [Form(program, rule) for rule in program.rule] for program in catalog.values()}
        forms = [form for group in self._forms.values() for form in group]
        self._any_host = [form for form in forms if form.rule.any_host]
        self._hosts = HostIndex([form for form in forms if not form.rule.any_host])
        self._on_host: dict[str, list[Form]] = {}
        self._memo: dict[str, Match] = {}
        self._weak = frozenset(shared()["weak_params"])
        self._plain = tuple(shared()["plain_hosts"])
        self._impressions = {host for program in catalog.values() for host in program.impression_hosts}
        self._shops = _shop_hosts(catalog)

    def identify(self, text: str) -> Match:
        """Return what an absolute URL says about itself; never raises on hostile text."""
        found = self._memo.get(text)
        if found is None:
            if len(self._memo) > _MEMO:
                self._memo.clear()
            found = self._memo[text] = self._fresh(text)
        return found

    def shop(self, host: str) -> str | None:
        """Return the program whose shop this host is: a merchant that pays publishers for links."""
        for domain in domains(host)[:-1]:
            if program := self._shops.get(domain):
                return None if self._is_office(program, host) else program
        return None

    def network(self, host: str) -> str | None:
        """Return the network whose click host this is: a request there may count as a click, whatever its path."""
        forms = self._hosts.forms(host) if self.shop(host) is None else []
        named = (form for form in forms if not any(form.fits_pattern(any_host) for any_host in _ANYBODY))
        return next((form.program.id for form in named if form.program.kind in ("network", "aggregator")), None)

    def at_home(self, program: str, host: str) -> bool:
        """True when a program's own forms or shops name this host; hosts of other merchants, which any form fits, are not its own."""
        return self.shop(host) == program or any(form.program.id == program for form in self._hosts.forms(host))

    def _is_office(self, program: str, host: str) -> bool:
        """True for hosts of a merchant where nothing is sold through links: help, sign-up, cloud services."""
        return any(form.excludes(host) for form in self._forms[program])

    def _fresh(self, text: str) -> Match:
        url = parse(text)
        if url is None or not url.is_web or not url.host:
            return NOTHING
        best = self._best(Target.of(url)) if not self._is_impression(url) else None
        if best is None or self._shows_a_picture(best, url):
            return NOTHING
        inner = self._inner(best)
        return best if inner == best.destination else msgspec.structs.replace(best, destination=inner)

    def _inner(self, match: Match, depth: int = 3) -> str | None:
        """Follow destinations that are affiliate links themselves: a network may wrap a network."""
        destination = match.destination
        while destination and depth:
            depth -= 1
            url = parse(destination)
            found = self._best(Target.of(url)) if url else None
            if found is None or found.destination is None or not found.affiliate:
                break
            destination = found.destination
        return self._without_navigation(destination) if destination else None

    def _without_navigation(self, destination: str) -> str:
        """Drop what only says how somebody moved about in the shop: two links to one product are one destination."""
        url = parse(destination)
        shop = self.shop(url.host) if url else None
        noise = self.programs[shop].navigation_params if shop else []
        if url is None or not noise or not url.query:
            return destination
        kept = [part for part in url.query.split("&") if part.partition("=")[0] not in noise]
        return url.href.partition("?")[0] + ("?" + "&".join(kept) if kept else "")

    def _best(self, target: Target) -> Match | None:
        found = [match for form in self._candidates(target) if (match := form.match(target))]
        best = min(found, key=_preference, default=None) or self._possible(target)
        if best is not None and best.affiliate is None and any(host_within(target.url.host, host) for host in self._plain):
            return None
        return best

    def _candidates(self, target: Target) -> list[Form]:
        forms = self._on_host.get(target.url.host)
        if forms is None:
            if len(self._on_host) > _MEMO:
                self._on_host.clear()
            forms = self._hosts.forms(target.url.host)
            self._on_host[target.url.host] = forms
        names = target.lower.keys()
        return forms + [form for form in self._any_host if not form.params or not form.params.isdisjoint(names)]

    def _possible(self, target: Target) -> Match | None:
        name = next((name for name in target.lower if name in self._weak), None)
        if name is None:
            return None
        return Match(affiliate=None, publisher_id=target.lower[name][:80], strength=Strength.WEAK, form=f"param {name}")

    def _shows_a_picture(self, match: Match, url: Url) -> bool:
        """True for the path of a network's host that serves the banner image and counts views."""
        paths = self.programs[match.program].impression_paths if match.program else []
        return url.path.lower().startswith(tuple(paths)) if paths else False

    def _is_impression(self, url: Url) -> bool:
        return not self._impressions.isdisjoint(domains(url.host))


def _preference(match: Match) -> tuple[int, bool, bool]:
    strength = _ORDER.get(match.strength, 3) if match.strength else 3
    return strength, match.publisher_id is None, match.destination is None


def _shop_hosts(catalog: dict[str, Program]) -> dict[str, str]:
    found: dict[str, str] = {}
    for program in catalog.values():
        if program.kind == "merchant":
            hosts = [*program.shop_hosts, *(m.host for m in program.marketplace)]
            hosts += [host for rule in program.rule for host in rule.hosts if rule.id_param]
            for host in hosts:
                found.setdefault(host, program.id)
    return found


@lru_cache(maxsize=4)
def identifier(local: str | None = None) -> Identifier:
    """Return the shared identifier, with the operator's programs from the folder `local` on top."""
    return Identifier(programs(local))
