"""A run held against a baseline: what is known, what has moved with its page, what is no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ..document import Since
from ..model import Finding, Unread
from ..rules import rulebook
from .file import Baseline, Entry, Face
from .growth import Met, added
from .moves import Keys, keys_of, pairs, renamed
from .told import counts, entry_of, page_of, weight_of

__all__ = ["LABEL", "NOT_ASKED", "POLICY_UNMET", "Comparison"]

LABEL: Final = "baseline"
# The one reason for a rule not to run that tells something of the site: its last link of the program has gone.
POLICY_UNMET: Final = "no regime in force asks for it, nor the policy of a program that is linked"
# The network was out of bounds: what was found by asking can't have been found again.
NOT_ASKED: Final = "no link was asked (--offline or --no-probes)"
_WEIGHTS: Final = ("error", "warning", "info", "review")
_AS: Final = {"error": "an error", "warning": "a warning", "info": "a note", "review": "a question"}


class Comparison:
    """Takes note of the pages and findings of one run as they pass, and says of each finding whether it is known. `name` is the file's."""

    def __init__(self, baseline: Baseline, name: str) -> None:
        self.baseline, self.name = baseline, name
        self.moved: dict[str, str] = {}
        self.followed: dict[str, Entry] = {}
        self._entries = {one.fingerprint: one for one in baseline.findings}
        self._pages = {one.page for one in baseline.findings} - {""}
        self._met: set[str] = set()
        self._worse: set[str] = set()
        self._seen: set[str] = set()
        self._unsettled: set[str] = set()
        self._unread: set[str] = set()
        self._unread_folders: tuple[str, ...] = ()
        self._fresh: dict[str, Keys] = {}
        self._forwards: dict[str, str] = {}
        self._whole = False
        self._keys = self._known_by()
        self._telling = frozenset[bytes]().union(*self._keys.values())

    def _known_by(self) -> dict[str, Keys]:
        told: dict[str, list[Entry]] = {}
        for one in self.baseline.findings:
            told.setdefault(one.page, []).append(one)
        return {face.page: keys_of(face, told.get(face.page, ())) for face in self.baseline.pages}

    def has(self, page: str) -> bool:
        """True for a page that the baseline speaks of."""
        return page in self._pages

    def may_know(self, fingerprint: str) -> bool:
        """A cheap look: False for what is surely new on its page."""
        return fingerprint in self._entries

    def met(self, findings: Iterable[Finding]) -> dict[str, Met]:
        """Return the fingerprints of the findings that are known, and of those that have become worse, with what has."""
        return {one.fingerprint: said for one in findings if (said := self._judge(one.fingerprint, one)) is not None}

    def _judge(self, name: str, finding: Finding) -> Met | None:
        """Known is what is no worse: the same fault, or one that was named beside it, no heavier than it was, and of no more links."""
        entry = self._entries.get(name)
        if entry is None or not (finding.rule in (entry.rule, *entry.also) or entry.rule in finding.also):
            return None
        why = _worse(entry, finding)
        (self._worse if why else self._met).add(name)
        return Met(why, added(entry, finding) if why and _has_more(entry, finding) else ())

    def see(self, page: str, forward: str = "", settled: bool = True) -> None:
        """Take note of a page that was read. `forward` is where it sends its readers, when it does nothing else."""
        if page not in self._pages:
            return
        self._seen.add(page)
        if not settled:
            self._unsettled.add(page)
        if forward and (new := page_of(forward)) != page:
            self._forwards[page] = new

    def miss(self, unread: Unread) -> None:
        """Take note of a page, or of a whole folder, that could not be read."""
        self._unread.add(page_of(unread.url))
        if unread.file is not None and (not unread.file or unread.file.endswith("/")):
            self._unread_folders += (page_of(unread.url),)

    def introduce(self, face: Face, findings: Iterable[Finding]) -> None:
        """Take note of a page with findings that the baseline does not speak of: a new one, or an old one renamed."""
        self._fresh[face.page] = keys_of(face, map(entry_of, findings)) & self._telling

    def settle(self, whole: bool) -> None:
        """Find out which pages have moved. Of a site that was read in part, nothing is known to be gone."""
        self._whole = whole
        if whole:
            gone = {page for page in self._pages - self._seen if not self._is_unread(page)}
            self.moved = pairs(self._keys, gone, self._fresh, self._forwards)

    def _is_unread(self, page: str) -> bool:
        return page in self._unread or page.startswith(self._unread_folders)

    def met_moved(self, findings: Sequence[Finding]) -> dict[str, Met]:
        """Return the same as `met` of the findings of a page that has moved, by what was known on its old address."""
        old = self.moved.get(page_of(findings[0].page)) if findings else None
        if old is None:
            return {}
        before = renamed(findings, old)
        found = {one.fingerprint: said for one in findings if (said := self._judge(before.get(one.fingerprint, ""), one)) is not None}
        self.followed |= {
            before[one.fingerprint]: entry_of(one) for one in findings if (met := found.get(one.fingerprint)) and not met.worse
        }
        return found

    def stale(self, not_run: Sequence[dict[str, str]]) -> list[Entry]:
        """Return the entries that nothing answers to any more: those of pages not read, of rules not run, and of links that were asked
        then and not now, are not among them."""
        asked = all(one["reason"] != NOT_ASKED for one in not_run)
        silent = {one["rule"] for one in not_run if one["reason"] != POLICY_UNMET}
        left = (one for one in self.baseline.findings if one.fingerprint not in self._met and one.fingerprint not in self._worse)
        return [one for one in left if one.rule not in silent and (asked or not one.asked) and self._is_over(one)]

    def unseen(self, not_run: Sequence[dict[str, str]]) -> int:
        """Return how many entries this run can say nothing of."""
        return len(self._entries) - len(self._met) - len(self._worse) - len(self.stale(not_run))

    def _is_over(self, entry: Entry) -> bool:
        if entry.page in self._seen:
            rule = rulebook().get(entry.rule)
            return not (entry.page in self._unsettled and (entry.asked or (rule is not None and rule.asks)))
        return self._whole and not (entry.page and self._is_unread(entry.page))

    def since(self, counts: dict[str, int], causes: Iterable[str], not_run: Sequence[dict[str, str]]) -> Since:
        """Return what became of the baseline's findings, in numbers."""
        return Since(
            earlier=f"baseline {self.name}",
            started="",
            new=sum(counts[name] for name in _WEIGHTS),
            fixed=len(self.stale(not_run)),
            still=len(self._met) - len(self.followed),
            moved=len(self.followed),
            causes=dict.fromkeys(causes, "new"),
        )


def _worse(entry: Entry, finding: Finding) -> str:
    weight = weight_of(finding)
    if _WEIGHTS.index(weight) < _WEIGHTS.index(entry.weight):
        return f"the baseline knows it as {_AS[entry.weight]}, and it is {_AS[weight]} now"
    if _has_more(entry, finding):
        return f"the baseline knows it of {entry.links} link{'s' if entry.links > 1 else ''}, and now there are {finding.links}"
    return ""


def _has_more(entry: Entry, finding: Finding) -> bool:
    return 0 < entry.links < finding.links and counts(finding.rule)
