"""One program rule: does this URL have the form, and whose id is in it?"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from ..catalog import Program, ProgramRule
from ..model import Match, Strength
from .target import Target
from .unwrap import destination_of

__all__ = ["Form"]


class Form:
    """A program rule. Patterns are compiled when first met: a page meets few of the 300."""

    def __init__(self, program: Program, rule: ProgramRule) -> None:
        self.program = program
        self.rule = rule
        self.hosts = frozenset([*rule.hosts, *(m.host for m in program.marketplace if rule.marketplaces)])
        self.params = frozenset(name.lower() for name in (*rule.query_all, *rule.query_any))
        self.strength = Strength(rule.strength)
        self._places = [(pattern, place) for pattern, place in _id_places(rule) if pattern]

    def excludes(self, host: str) -> bool:
        """True when the rule's own pattern takes this host out."""
        return bool(self.rule.exclude_host_regex and _search(self.rule.exclude_host_regex, host))

    def fits_pattern(self, host: str) -> bool:
        """True when the rule's host pattern, if it has one, finds this host."""
        return bool(self.rule.host_regex and _search(self.rule.host_regex, host))

    def match(self, target: Target) -> Match | None:
        """Return what the URL says in this form, or None when it hasn't the form."""
        if not self._has_shape(target):
            return None
        destination = self._destination(target)
        publisher = self._publisher(target, destination)
        if publisher is None and not self._counts_without_id():
            return None
        if publisher is not None and publisher in self.rule.id_exclude:
            return None
        strength = Strength.WEAK if self._undecided(publisher) else self.strength
        return Match(
            affiliate=None if strength is Strength.WEAK else True,
            program=self.program.id,
            publisher_id=publisher,
            destination=destination,
            strength=strength,
            needs_probe=self.rule.resolve and publisher is None,
            form=self.rule.form,
        )

    def _counts_without_id(self) -> bool:
        return self.rule.host_is_affiliate or self.rule.resolve or not (self.rule.id_param or self._places)

    def _undecided(self, publisher: str | None) -> bool:
        """A short host that carries shares as well as affiliate links says nothing until it is resolved."""
        return publisher is None and self.rule.resolve and not self.rule.host_is_affiliate

    def _has_shape(self, target: Target) -> bool:
        rule, any_case = self.rule, self.rule.case_insensitive_params
        if rule.path and not _search(rule.path, target.url.path):
            return False
        if any(target.param(name, any_case) is None for name in rule.query_all):
            return False
        if rule.query_any and target.first(rule.query_any, any_case) is None:
            return False
        if any(target.param(name, any_case) not in (None, wanted) for name, wanted in rule.require.items()):
            return False
        return all(
            (value := target.param(name, any_case)) is not None and _search(pattern, value) for name, pattern in rule.require_regex.items()
        )

    def _publisher(self, target: Target, destination: str | None) -> str | None:
        raw = target.first(self.rule.id_param, self.rule.case_insensitive_params)
        if raw is None:
            raw = self._from_places(target)
        if raw is None or not raw.strip() or not self._fits(raw, destination):
            return None
        if self.rule.id_part:
            found = _search(self.rule.id_part, raw)
            return found["id"] if found else None
        return raw

    def _fits(self, raw: str, destination: str | None) -> bool:
        """An odd id is kept, and judged later, where host and shape leave no doubt whose link it is."""
        if self.rule.id_format is None or _search(self.rule.id_format, raw):
            return True
        certain = not self.rule.any_host and self.strength is Strength.STRONG
        return certain and (bool(self.program.marketplace) or destination is not None)

    def _from_places(self, target: Target) -> str | None:
        url = target.url
        texts = {"path": url.path, "host": url.host, "query": url.query, "fragment": url.fragment}
        for pattern, place in self._places:
            if found := _search(pattern, texts[place]):
                return unquote(found["id"])
        return None

    def _destination(self, target: Target) -> str | None:
        rule = self.rule
        raw = target.first(rule.dest_param, rule.case_insensitive_params)
        if raw is None and rule.dest_path and (found := _search(rule.dest_path, target.url.path)):
            query = "?" + target.url.query if target.url.query and "%" not in found["dest"] else ""
            raw = found["dest"] + query
        if raw is None and rule.dest_raw_query and (found := _search(rule.dest_raw_query, target.url.query)):
            raw = found["dest"]
        return destination_of(raw, rule.dest_encoding) if raw else None


@lru_cache(maxsize=2048)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _search(pattern: str, text: str) -> re.Match[str] | None:
    return _regex(pattern).search(text)


def _id_places(rule: ProgramRule) -> list[tuple[str | None, str]]:
    return [(rule.id_path, "path"), (rule.id_host, "host"), (rule.raw_query, "query"), (rule.fragment, "fragment")]
