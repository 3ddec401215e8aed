"""Many sites in one run: what each came to, and the causes that several of them share."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from .document import Cause, Coverage, RegimeChoice
from .model import Noun, Outcome

__all__ = ["Portfolio", "Shared", "SiteHead", "SiteRun", "shared_causes"]


class SiteHead(Noun, frozen=True):
    """The head of a site's audit document: its figures and causes, without pages and findings."""

    site: str
    started: str
    interrupted: bool
    regimes: tuple[RegimeChoice, ...]
    coverage: Coverage
    programs: dict[str, int]
    verdicts: dict[str, dict[str, int]]
    counts: dict[str, int]
    causes: tuple[Cause, ...]


class SiteRun(Noun, frozen=True):
    """A site's run: its exit code, the head of its document, its report; where it could not be audited, `said` tells why."""

    name: str
    target: str
    exit: int
    head: SiteHead | None = None
    report: str | None = None
    said: str = ""

    @property
    def to_fix(self) -> int:
        """The number of causes to fix."""
        return sum(cause.outcome is Outcome.FAILED and cause.severity != "info" for cause in self.head.causes) if self.head else 0

    @property
    def asked(self) -> int:
        """The number of questions."""
        return sum(cause.outcome is Outcome.REVIEW for cause in self.head.causes) if self.head else 0


class Shared(Noun, frozen=True):
    """A cause that several sites have: one theme, one plugin or one notice text may stand behind it."""

    cause: Cause
    sites: tuple[str, ...]
    pages: int
    links: int
    same_text: bool


class Portfolio(Noun, frozen=True):
    """A run over many sites."""

    sites: tuple[SiteRun, ...]
    shared: tuple[Shared, ...] = ()

    @property
    def exit_code(self) -> int:
        """What most wants a person: an interruption, an error of the settings, a site that can't be read, findings."""
        found = {one.exit for one in self.sites}
        return next((code for code in (130, 2, 3, 1) if code in found), 2 if found - {0} else 0)

    @property
    def audited(self) -> int:
        """The number of sites of which any page was read."""
        return sum(one.head is not None and one.head.coverage.pages_read > 0 for one in self.sites)

    @property
    def laws(self) -> tuple[str, ...]:
        """The regimes and policies that judged any of the sites, by name."""
        return tuple(sorted({law for one in self.sites if one.head for law in one.head.verdicts}))


def shared_causes(runs: Iterable[SiteRun]) -> tuple[Shared, ...]:
    """Return what two or more sites have in common, what most sites share first. Questions are each owner's own."""
    found: dict[tuple[str, str], list[tuple[str, Cause]]] = {}
    for run in runs:
        for cause in run.head.causes if run.head else ():
            if cause.outcome is Outcome.FAILED and cause.severity != "info":
                found.setdefault((cause.rule, cause.title), []).append((run.name, cause))
    shared = [_shared(told) for told in found.values() if len({name for name, _ in told}) > 1]
    return tuple(sorted(shared, key=lambda one: (-len(one.sites), one.cause.severity.rank, -one.pages, one.cause.title)))


def _shared(told: list[tuple[str, Cause]]) -> Shared:
    texts = {" ".join(str(cause.example.get("snippet", "")).split()) for _, cause in told}
    return Shared(
        cause=msgspec.structs.replace(told[0][1], findings=msgspec.Raw(b"[]")),
        sites=tuple(dict.fromkeys(name for name, _ in told)),
        pages=sum(cause.pages for _, cause in told),
        links=sum(cause.links for _, cause in told),
        same_text=len(texts) == 1 and texts != {""},
    )
