"""A finished audit → the baseline that knows all of it, and a baseline less what no longer is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Final

import msgspec

from ..document import Audit, PageRecord
from ..errors import BaselineError
from ..model import Figures, Finding, Probe
from .compare import LABEL, Comparison
from .file import VERSION, Baseline, Face
from .told import entry_of, face_of, page_of

__all__ = ["NEVER", "baseline_of", "compared", "pruned"]

# What the figures are for: a site that has shrunk is not a finding to live with.
NEVER: Final = frozenset(("coverage-dropped",))


def baseline_of(audit: Audit) -> Baseline:
    """Record what the audit found and nobody has decided about; raises `BaselineError` for a run that did not see the whole site."""
    if why := audit.coverage.partial or ("interrupted" if audit.interrupted else ""):
        raise BaselineError(f"{audit.target}: this run did not read the whole site ({why}); a baseline of it would call the rest new")
    decoder = msgspec.json.Decoder(Finding)
    found = map(decoder.decode, audit.findings())
    asked = {one.url for one in _probes(audit) if len(one.hops) > 1}
    entries = tuple(entry_of(one, asked) for one in found if one.suppressed_by in (None, LABEL) and one.rule not in NEVER)
    cover = audit.coverage
    figures = Figures(cover.pages_read, cover.pages_with_affiliate_links, cover.affiliate_links)
    return Baseline(VERSION, figures, _faces(audit, {one.page for one in entries}), entries)


def pruned(comparison: Comparison, audit: Audit) -> Baseline:
    """Return the baseline without what is fixed, and what has moved at its new place; nothing is added."""
    before, stale = comparison.baseline, {one.fingerprint for one in comparison.stale(audit.not_run)}
    kept = tuple(comparison.followed.get(one.fingerprint, one) for one in before.findings if one.fingerprint not in stale)
    pages = {one.page for one in kept}
    faces = tuple(face for face in before.pages if face.page in pages)
    return Baseline(VERSION, before.figures, (*faces, *_faces(audit, pages - {face.page for face in faces})), kept)


def compared(audit: Audit, comparison: Comparison) -> None:
    """Hold a saved audit against the baseline; a run does the same as its pages pass."""
    unsure = _unsettled(audit)
    decoder, faces = msgspec.json.Decoder(PageRecord), dict[str, Face]()
    for record in map(decoder.decode, audit.pages()):
        page = page_of(record.url)
        comparison.see(page, settled=not any(link.resolved in unsure for link in record.affiliate_links))
        if not comparison.has(page):
            faces[page] = face_of(record)
    fresh: dict[str, list[Finding]] = {}
    found = map(msgspec.json.Decoder(Finding).decode, audit.findings())
    for url, group in groupby(found, key=lambda one: one.page):
        findings = list(group)
        comparison.met(findings)
        if (page := page_of(url)) in faces:
            fresh[page] = findings
    for one in audit.unread:
        comparison.miss(one)
    for page, findings in fresh.items():
        comparison.introduce(faces[page], findings)
    comparison.settle(whole=not (audit.interrupted or audit.coverage.partial))
    for findings in fresh.values():
        comparison.met_moved(findings)


def _unsettled(audit: Audit) -> Collection[str]:
    """The addresses of which this run found nothing out."""
    return {one.url for one in _probes(audit) if one.unsure}


def _probes(audit: Audit) -> Iterator[Probe]:
    return map(msgspec.json.Decoder(Probe).decode, audit.probes())


def _faces(audit: Audit, pages: set[str]) -> tuple[Face, ...]:
    decoder = msgspec.json.Decoder(PageRecord)
    faces = (face_of(decoder.decode(row)) for row in audit.pages())
    return tuple(face for face in faces if face.page in pages)
