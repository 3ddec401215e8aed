"""A run held against a baseline: what is known, what has moved with its page, what is no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from ..document import Since
from ..model import Finding, Unread
from ..rules import rulebook
from .file import Baseline, Entry, Face
from .growth import Met, added
from .moves import Keys, earlier, keys_of, pairs
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
        self._standing: Collection[str] | None = None
        self._gone: Collection[str] = ()
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

    def met(self, findings: Sequence[Finding]) -> dict[str, Met]:
        """Return the fingerprints of a page's findings that are known, and of those that have become worse, with what has. What its owner
        has decided about is known and no more: nobody has mended it."""
        return {name: met for name, (_, met) in self._judged(findings, "").items() if met is not None}

    def _judged(self, findings: Sequence[Finding], old: str) -> dict[str, tuple[Entry, Met | None]]:
        found = dict[str, tuple[Entry, Met | None]]()
        names = earlier(findings, old) if old or any(one.fingerprint not in self._entries for one in findings) else {}
        for one in findings:
            entries = map(self._entries.get, names.get(one.fingerprint, (one.fingerprint,)))
            entry = next((entry for entry in entries if entry is not None and _is_same(entry, one)), None)
            if entry is not None:
                found[one.fingerprint] = entry, self._judge(entry, one)
        return found

    def _judge(self, entry: Entry, finding: Finding) -> Met | None:
        """Known is what is no worse: no heavier than it was, and of no more links."""
        decided = finding.suppressed_by not in (None, LABEL)
        why = "" if decided else _worse(entry, finding)
        (self._worse if why else self._met).add(entry.fingerprint)
        return None if decided else Met(why, added(entry, finding) if why and _has_more(entry, finding) else ())

    def stand(self, pages: Iterable[str], forwards: Mapping[str, str]) -> None:
        """Take note of all pages that the site has, of which only some are read, and of where it sends the readers of others."""
        self._standing = self._pages.intersection(pages)
        for page in self._pages & forwards.keys():
            self._send(page, forwards[page])

    def see(self, page: str, forward: str = "", settled: bool = True) -> None:
        """Take note of a page that was read. `forward` is where it sends its readers, when it does nothing else."""
        if page not in self._pages:
            return
        self._seen.add(page)
        if not settled:
            self._unsettled.add(page)
        self._send(page, forward)

    def _send(self, page: str, forward: str) -> None:
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
        """Find out which pages have moved. Of a site that was read in part, nothing is known to be gone, unless its pages are known."""
        self._whole = whole
        here = self._seen if whole else self._standing
        if here is not None:
            gone = {page for page in self._pages.difference(here) if not self._is_unread(page)}
            self.moved = pairs(self._keys, gone, self._fresh, self._forwards)
            self._gone = gone.union(self.moved.values())

    def _is_unread(self, page: str) -> bool:
        return page in self._unread or page.startswith(self._unread_folders)

    def met_moved(self, findings: Sequence[Finding]) -> dict[str, Met]:
        """Return the same as `met` of the findings of a page that has moved, by what was known on its old address."""
        old = self.moved.get(page_of(findings[0].page)) if findings else None
        if old is None:
            return {}
        found = self._judged(findings, old)
        named = {one.fingerprint: one for one in findings}
        self.followed |= {entry.fingerprint: entry_of(named[name]) for name, (entry, met) in found.items() if not (met and met.worse)}
        return {name: met for name, (_, met) in found.items() if met is not None}

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
        return entry.page in self._gone if entry.page else self._whole

    def since(self, counts: dict[str, int], causes: Iterable[str], not_run: Sequence[dict[str, str]]) -> Since:
        """Return what became of the baseline's findings, in numbers."""
        return Since(
            earlier=f"baseline {self.name}",
            started="",
            new=sum(counts[name] for name in _WEIGHTS) - len(self._worse),
            grown=len(self._worse),
            fixed=len(self.stale(not_run)),
            still=len(self._met) - len(self.followed),
            moved=len(self.followed),
            causes=dict.fromkeys(causes, "new"),
        )


def _is_same(entry: Entry, finding: Finding) -> bool:
    """The same fault, or one that was named beside it."""
    return finding.rule in (entry.rule, *entry.also) or entry.rule in finding.also


def _worse(entry: Entry, finding: Finding) -> str:
    weight = weight_of(finding)
    if _WEIGHTS.index(weight) < _WEIGHTS.index(entry.weight):
        return f"the baseline knows it as {_AS[entry.weight]}, and it is {_AS[weight]} now"
    if _has_more(entry, finding):
        return f"the baseline knows it of {entry.links} link{'s' if entry.links > 1 else ''}, and now there are {finding.links}"
    return ""


def _has_more(entry: Entry, finding: Finding) -> bool:
    return 0 < entry.links < finding.links and counts(finding.rule)
