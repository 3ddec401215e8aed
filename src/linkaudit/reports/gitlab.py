"""GitLab Code Quality: what failed, worst first, as the merge request's widget reads it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import msgspec

from ..document import Audit
from ..model import Finding, Severity
from .places import Place, Places, said
from .words import clean, cut, number
from .worst import Prints, worst_first

__all__ = ["render"]

# GitLab reads 10 MB; what does not fit, or one entry that is not of its form, ends the reading.
MAX_BYTES: Final = 9_500_000
MAX_TEXT: Final = 1_000
_SEVERITIES: Final = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(audit: Audit, room: int = MAX_BYTES) -> Generator[str, None, str | None]:
    """Yield the report, of at most so many bytes; return what had to be left out, if anything."""
    places, prints = Places(audit), Prints()
    size, left, lead = 0, 0, "\n"
    yield "["
    for finding in worst_first(audit):
        line = msgspec.json.encode(_issue(finding, places.of(finding), prints.own(clean(finding.fingerprint))))
        size += len(line) + 2
        if left or size > room:
            left += 1
            continue
        yield lead + line.decode()
        lead = ",\n"
    yield "\n]\n"
    return f"{number(left)} findings are not in it: GitLab reads 10 MB at most. The worst come first." if left else None


def _issue(finding: Finding, place: Place, own: str) -> dict[str, Any]:
    return {
        # GitLab does not show the name of the check.
        "description": cut(f"{finding.rule}: {said(finding)}", MAX_TEXT),
        "check_name": finding.rule,
        "fingerprint": own,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }
