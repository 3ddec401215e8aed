"""The pass against the baseline: what it knows is suppressed as pages pass, and pages it doesn't know wait for the end, for they may be old ones renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from .baseline import LABEL, Comparison, Met, face_of, page_of, told_at
from .catalog import law
from .document import PageRecord, Since
from .engine import Judged, verdicts
from .model import Figures, Finding, Unread
from .pipeline import PageResult
from .session import Session
from .store import Spool

__all__ = ["Matching", "held"]

_DECODER = msgspec.json.Decoder(Finding)


class Matching:
    """A run's results, with what the baseline knows taken out of what is to be fixed. Without a baseline they pass untouched.

    `settled` tells of a page whether all its links were answered: on a night when a shop is silent, nothing about it is mended.
    """

    def __init__(self, session: Session, settled: Callable[[PageResult], bool]) -> None:
        self._session, self._known, self._settled = session, session.plan.known, settled

    @property
    def before(self) -> Figures | None:
        """What the site came to when the baseline was written."""
        if self._known is None:
            return None
        return msgspec.structs.replace(self._known.baseline.figures, of=f"the baseline {self._known.name}")

    def passed(self, results: Iterable[PageResult | Unread]) -> Iterator[PageResult | Unread]:
        """Yield the results in their order."""
        if self._known is None:
            yield from results
            return
        held = Spool()
        waiting = False
        for result in self._until_stopped(results):
            if isinstance(result, Unread):
                self._known.miss(result)
                yield result
                continue
            result = self._met(result, self._known)
            waiting = self._is_newcomer(result, self._known) or waiting
            if waiting:
                held.add("result", [msgspec.msgpack.encode(result)])
            else:
                yield result
        self._known.settle(whole=not self._session.partial)
        yield from self._released(held, self._known)

    def _until_stopped(self, results: Iterable[PageResult | Unread]) -> Iterator[PageResult | Unread]:
        """What was read before somebody stopped the run is reported, what is held here too."""
        try:
            yield from results
        except KeyboardInterrupt:
            self._session.plan.stop.wished = True

    def _met(self, result: PageResult, known: Comparison) -> PageResult:
        page = page_of(result.url)
        known.see(page, result.forward if not result.findings else "", self._settled(result))
        if not result.findings or not known.has(page):
            return result
        findings = [_DECODER.decode(body) for body in result.findings]
        return _suppressed(result, findings, known.met(findings))

    def _is_newcomer(self, result: PageResult, known: Comparison) -> bool:
        if result.kind != "page" or not result.findings or known.has(page_of(result.url)):
            return False
        known.introduce(face_of(msgspec.json.decode(result.record, type=PageRecord)), map(_DECODER.decode, result.findings))
        return True

    def _released(self, held: Spool, known: Comparison) -> Iterator[PageResult]:
        decoder = msgspec.msgpack.Decoder(PageResult)
        for body in held.rows("result"):
            result = decoder.decode(body)
            if page_of(result.url) in known.moved:
                findings = [_DECODER.decode(one) for one in result.findings]
                result = _suppressed(result, findings, known.met_moved(findings))
            yield result
        held.close()

    def of_site(self, found: list[Judged]) -> list[Judged]:
        """Return the site's findings, with what is known suppressed."""
        if self._known is None:
            return found
        told = self._known.met([one.finding for one in found])
        return [msgspec.structs.replace(one, finding=_marked(one.finding, told)) for one in found]

    def since(self, counts: dict[str, int], causes: Iterable[str], not_run: Sequence[dict[str, str]]) -> tuple[Since, ...]:
        """Return what became of the baseline, and note for every report what its owner should do about it."""
        if self._known is None:
            return ()
        told = self._known.since(counts, causes, not_run)
        self._session.notes[:0] = _notes(told, self._known, self._known.unseen(not_run))
        return (told,)


def held(findings: list[Finding], known: Comparison | None) -> list[Finding]:
    """Return what is found on a page by whoever looks again after the run, with what is known suppressed."""
    if known is None or not findings:
        return findings
    told = known.met(findings) or known.met_moved(findings)
    return [_marked(one, told) for one in findings]


def _marked(finding: Finding, told: dict[str, Met]) -> Finding:
    """What is known is suppressed; what has become worse says so."""
    met = told.get(finding.fingerprint)
    if met is None:
        return finding
    if not met.worse:
        return msgspec.structs.replace(finding, suppressed_by=LABEL)
    evidence = msgspec.structs.replace(finding.evidence, facts=(*finding.evidence.facts, met.worse))
    return msgspec.structs.replace(finding, evidence=evidence)


def _suppressed(result: PageResult, findings: list[Finding], told: dict[str, Met]) -> PageResult:
    """What is known is nobody's task: it counts neither for causes nor for the page's verdicts."""
    if not told:
        return result
    findings = [_marked(one, told) for one in findings]
    grown = {name: met.added for name, met in told.items() if met.added}
    if grown:
        links = msgspec.json.decode(result.record, type=PageRecord).affiliate_links
        findings = [told_at(one, links, grown.get(one.fingerprint, ())) for one in findings]
    marks = tuple(
        msgspec.structs.replace(mark, suppressed=one.suppressed_by is not None, links=len(grown.get(one.fingerprint, ())) or mark.links)
        for mark, one in zip(result.marks, findings, strict=True)
    )
    record = msgspec.json.decode(result.record, type=dict[str, msgspec.Raw])
    laws = [law(name) for name in msgspec.json.decode(record["verdicts"], type=dict[str, str])]
    outcome = verdicts([Judged(one, "", 0) for one in findings], laws, result.broken)
    return msgspec.structs.replace(
        result,
        findings=tuple(map(msgspec.json.encode, findings)),
        marks=marks,
        verdicts=outcome if result.verdicts else {},
        record=msgspec.json.encode(record | {"verdicts": msgspec.Raw(msgspec.json.encode(outcome))}),
    )


def _notes(told: Since, known: Comparison, unseen: int) -> Iterator[str]:
    """What the one line of numbers leaves to say: what to do, and why the numbers are not all that the file holds."""
    if told.fixed:
        yield f"linkaudit baseline prune takes what is fixed out of {known.name}, so that nobody brings it back unseen."
    if unseen:
        were = "finding of it was" if unseen == 1 else "findings of it were"
        yield f"{known.name} knows more: {unseen:,} {were} not looked for, as pages were not read or rules did not run."
