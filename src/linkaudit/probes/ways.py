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

__all__ = ["Step", "Ways", "carries"]

# Parameters that only say which link tool made a link; they travel with the id and mean nothing without it.
_COMPANIONS: Final = frozenset(("linkcode", "linkid", "camp", "creative", "creativeasin", "ascsubtag", "afsrc"))
SHORT_ID: Final = 5


class Step(msgspec.Struct, frozen=True):
    """What to do with a URL: `ask` this address, go on `unwrapped` to that one, or leave it for `reason`. `hop` is what the URL says."""

    match: Match
    ask: str | None = None
    unwrapped: str | None = None
    reason: str = ""


class Ways(msgspec.Struct, frozen=True):
    """The rules for a site: its programs, the hosts that are its own, whether networks may be followed, the ids it has declared."""

    identifier: Identifier
    own: Callable[[Url], bool]
    clicks: str = "never"
    ids: frozenset[str] = frozenset()

    def step(self, text: str, ids: Iterable[str] = ()) -> Step:
        """Decide for one URL. `ids` are the publisher ids that the chain has shown so far; none of them is ever sent."""
        url, match = parse(text), self.identifier.identify(text)
        if url is None or not url.is_web:
            return Step(match, reason="not an http(s) address")
        if self.own(url):
            return Step(match, ask=text)
        known = {*self.ids, *ids, *([match.publisher_id] if match.publisher_id else [])}
        program = self.identifier.programs.get(match.program or self.identifier.network(url.host) or "")
        step = self._by_program(text, url, match, program) if program else Step(match, ask=text)
        if step.ask is None or (program and self._followed(program)):
            return step
        bare = without(step.ask, known)
        if carries(bare, known):
            return Step(match, reason="the publisher id can't be taken out of the address")
        return msgspec.structs.replace(step, ask=bare)

    def _by_program(self, text: str, url: Url, match: Match, program: Program) -> Step:
        if program.probe == "strip":
            return Step(match, ask=_stripped(url, program, match.form))
        if program.probe == "location" or self._followed(program):
            return Step(match, ask=text)
        if program.probe == "unwrap" and match.destination and match.destination != text:
            return Step(match, unwrapped=match.destination)
        return Step(match, reason=f"a link of {program.name} can't be asked without counting a click")

    def _followed(self, program: Program) -> bool:
        """True where the owner lets networks be followed: their links carry the id by design."""
        return self.clicks == "resolve" and program.probe in ("unwrap", "never") and program.kind != "merchant"


def _stripped(url: Url, program: Program, form: str) -> str:
    """Return a merchant's URL without what makes it an affiliate link: ids, sub-ids, the parameters of its form, an id in the path."""
    names = {name.lower() for rule in program.rule for name in (*rule.id_param, *rule.subid_params)} | _COMPANIONS
    forms = [rule for rule in program.rule if rule.form == form]
    names |= {name.lower() for rule in forms for name in (*rule.query_all, *rule.query_any, *rule.require, *rule.require_regex)}
    kept = [part for part in re.split(r"[&?]", url.query) if part and unquote(part.partition("=")[0]).lower() not in names]
    path = url.path
    for rule in program.rule:
        if rule.product_path and (found := re.search(rule.product_path, path)) and "asin" in found.re.groupindex:
            path = f"/dp/{found['asin']}"
    return origin(url) + path + ("?" + "&".join(kept) if kept else "")


def without(text: str, ids: Iterable[str]) -> str:
    """Drop the query parameters and the fragment that hold one of the ids."""
    url = parse(text)
    if url is None:
        return text
    held = set(ids)
    kept = [part for part in url.query.split("&") if part and not _holds(part.partition("=")[2], held)]
    return text.partition("#")[0].partition("?")[0] + ("?" + "&".join(kept) if kept else "")


def carries(text: str, ids: Iterable[str]) -> bool:
    """True when an id is anywhere in what a request would send: query, path or host."""
    url = parse(text)
    if url is None:
        return True
    held = set(ids)
    parts = [*url.path.split("/"), *re.split(r"[&?=;]", url.query), *url.host.split(".")]
    return any(_holds(part, held) for part in parts)


def _holds(part: str, ids: set[str]) -> bool:
    """A long id inside a longer text is found too; a short one ("12") must be the whole of it."""
    text = unquote(unquote(part)).lower()
    return any(one.lower() == text or (len(one) >= SHORT_ID and one.lower() in text) for one in ids if one)
