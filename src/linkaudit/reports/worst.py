"""The findings for machines that show them to authors: what failed and nobody suppressed, worst first."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

import msgspec

from ..document import Audit
from ..model import Finding, Outcome, Severity

__all__ = ["Prints", "worst_first"]


class _Head(msgspec.Struct, frozen=True):
    """The little that decides whether a row is read whole."""

    outcome: Outcome
    severity: Severity
    suppressed_by: str | None = None


def worst_first(audit: Audit) -> Iterator[Finding]:
    """Yield what failed, errors first, in the order of the pages. One pass a severity, so that memory stays flat."""
    head, whole = msgspec.json.Decoder(_Head), msgspec.json.Decoder(Finding)
    for severity in Severity:
        for row in audit.findings():
            one = head.decode(row)
            if one.severity is severity and one.outcome is Outcome.FAILED and one.suppressed_by is None:
                yield whole.decode(row)


class Prints:
    """Gives each finding a fingerprint of its own: of two with the same, GitHub and GitLab show one."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def own(self, name: str) -> str:
        """Return the fingerprint, or one made from it when it is taken."""
        while name in self._given:
            name = blake2b(name.encode("utf-8", "replace"), digest_size=8).hexdigest()
        self._given.add(name)
        return name
