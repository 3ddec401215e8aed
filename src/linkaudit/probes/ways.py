"""How a URL may be asked without a click: the one place that decides which address is requested."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import unquote

import msgspec

from ..catalog import Program
from ..identify import Identifier
from ..model import Match
from ..urls import Url, origin, parse
from .traces import carries, shown, without

__all__ = ["MAX_HOPS", "Step", "Ways"]

MAX_HOPS: Final = 10
NESTED: Final = 8
MEMO: Final = 1024

# Parameters that only say which link tool made a link; they travel with the id and mean nothing without it.
_COMPANIONS: Final = frozenset(("linkcode", "linkid", "camp", "creative", "creativeasin", "ascsubtag", "afsrc"))
_STUCK: Final = "the publisher id can't be taken out of the address"


class Step(msgspec.Struct, frozen=True):
    """What to do with a URL: `ask` this address, go on `unwrapped` to that one, or leave it for `reason`. `match` is what the URL
    says, `ids` are those that later requests must not carry either. `cut` when a stranger's address was asked without a part
    that may matter to it."""

    match: Match
    ask: str | None = None
    unwrapped: str | None = None
    reason: str = ""
    ids: frozenset[str] = frozenset()
    cut: bool = False


class Ways(msgspec.Struct, frozen=True):
    """The rules for a site: its programs, the hosts that are its own, whether networks may be followed, the ids it has declared."""

    identifier: Identifier
    own: Callable[[Url], bool]
    clicks: str = "never"
    ids: frozenset[str] = frozenset()
    memo: dict[tuple[str, frozenset[str]], Step] = msgspec.field(default_factory=dict)

    def step(self, text: str, ids: Iterable[str] = ()) -> Step:
        """Decide for one URL. `ids` are the publisher ids that the chain has shown so far; none of them is ever sent."""
        key = text, frozenset(ids)
        if key not in self.memo:
            if len(self.memo) >= MEMO:
                self.memo.clear()
            self.memo[key] = self._fresh(*key)
        return self.memo[key]

    def _fresh(self, text: str, ids: frozenset[str]) -> Step:
        url, match = parse(text), self.identifier.identify(text)
        if url is None or not url.is_web:
            return Step(match, reason="not an http(s) address")
        here = shown(url, self.identifier)
        told = frozenset(one for one in here if match.affiliate or one != match.publisher_id or not one.isalpha())
        if self.own(url):
            return Step(match, ask=text, ids=told)
        program = self._program(url, match)
        step = self._by_program(url, match, program) if program else Step(match, ask=url.href)
        if step.ask is not None and not (program and self._followed(program)):
            step = self._bare(step, step.ask, {*self.ids, *ids, *here})
        return msgspec.structs.replace(step, ids=told)

    def _bare(self, step: Step, ask: str, known: set[str]) -> Step:
        """Take the ids out of the address; what can't be freed of them is not asked."""
        # Addresses within addresses end somewhere; a hostile page may nest thousands.
        bare = without(ask, known, lambda inner: self.step(inner, known).ask if inner.count("://") < NESTED else None)
        place, left = parse(bare), self.identifier.identify(bare)
        still = shown(place, self.identifier) - ({left.publisher_id} if not left.affiliate else set()) if place else set()
        # An id that stood in the query may be a word that the shop's own path has too ("books").
        own = step.match.publisher_id
        if still or carries(bare, known, {own} if own and own.isalpha() else set()):
            return msgspec.structs.replace(step, ask=None, reason=_STUCK)
        stranger = place is not None and not step.match.affiliate and self.identifier.shop(place.host) is None
        return msgspec.structs.replace(step, ask=bare, cut=stranger and _parts(bare) != _parts(ask))

    def _program(self, url: Url, match: Match) -> Program | None:
        """A shop's address is cleaned by its program's rules even when it has not the form of a link that pays."""
        shop = self.identifier.programs.get(self.identifier.shop(url.host) or "")
        if match.program is None and shop is not None and shop.probe == "strip":
            return shop
        return self.identifier.programs.get(match.program or self.identifier.network(url.host) or "")

    def _by_program(self, url: Url, match: Match, program: Program) -> Step:
        if program.probe == "location" or self._followed(program):
            return Step(match, ask=url.href)
        inner = parse(match.destination) if match.destination and match.destination != url.href else None
        if program.probe == "strip" or (match.publisher_id and self._on_a_shops_page(url, match, program)):
            if inner is not None and self.identifier.shop(inner.host) == program.id:
                return Step(match, ask=_stripped(inner, program, match.form))
            if inner is None and not _opaque(url, match, program):
                return Step(match, ask=_stripped(url, program, match.form))
        if program.probe in ("unwrap", "strip") and inner is not None:
            return Step(match, unwrapped=match.destination)
        return Step(match, reason=f"a link of {program.name} can't be asked without counting a click")

    def _on_a_shops_page(self, url: Url, match: Match, program: Program) -> bool:
        return _on_any_host(program, match.form) and self.identifier.network(url.host) is None

    def _followed(self, program: Program) -> bool:
        """True where the owner lets networks be followed: their links carry the id by design."""
        return self.clicks == "resolve" and program.probe in ("unwrap", "never") and program.kind != "merchant"


def _on_any_host(program: Program, form: str) -> bool:
    """True for forms that put an id on the shop's own address: without it, that is an address like any other. A path of the
    form's own (`/aff_c`), an offer's number or a destination are a tracker's, on whichever host."""
    return any(
        rule.any_host and rule.id_param and not rule.path and not rule.dest_param and {*rule.query_all} <= {*rule.id_param}
        for rule in program.rule
        if rule.form == form
    )


def _opaque(url: Url, match: Match, program: Program) -> bool:
    """True for a merchant's short links and click hosts: the address as a whole stands for the publisher."""
    if match.program is not None and match.affiliate is not False and match.publisher_id is None:
        return True
    short = [rule for rule in program.rule if rule.id_path or rule.resolve or rule.host_is_affiliate or rule.dest_param]
    return match.program is None and any(url.host in rule.hosts_exact for rule in short)


def _stripped(url: Url, program: Program, form: str) -> str:
    """Return a merchant's URL without what makes it an affiliate link: ids, sub-ids, the parameters of its form, an id in the path."""
    names = {name.lower() for rule in program.rule for name in (*rule.id_param, *rule.subid_params)} | _COMPANIONS
    forms = [rule for rule in program.rule if rule.form == form]
    names |= {name.lower() for rule in forms for name in (*rule.query_all, *rule.query_any, *rule.require, *rule.require_regex)}
    kept = [part for part in re.split(r"[&?]", url.query) if part and _name(part) not in names]
    # Authors forget the question mark: what follows "&" in a path was meant as the query.
    path, *meant = re.split(r"&|%26", url.path)
    path += "".join(f"&{part}" for part in meant if _name(part) not in names)
    for rule in program.rule:
        if rule.product_path and (found := re.search(rule.product_path, path)) and "asin" in found.re.groupindex:
            path = f"/dp/{found['asin']}"
    return origin(url) + path + ("?" + "&".join(kept) if kept else "")


def _parts(text: str) -> list[str]:
    return [part for part in text.partition("#")[0].partition("?")[2].split("&") if part]


def _name(part: str) -> str:
    """Return a parameter's name; an ampersand that was escaped twice leaves "amp;" before it."""
    return unquote(part.partition("=")[0]).lower().rpartition(";")[2]
