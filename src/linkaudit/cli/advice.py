"""Commands that a person is told to run next, with the switches of the run that they follow."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import join, quote
from typing import Any, Final

from ..baseline import NEVER
from ..document import Audit
from ..reports.words import clean, plural

__all__ = ["advice", "switches"]

# More failing findings than somebody mends in a day.
MANY: Final = 50
_WEIGHTS: Final = ("error", "warning", "info", "review")


def advice(audit: Audit, options: Mapping[str, Any]) -> str:
    """Who begins on an old site can't mend all of it today, and should not have to look at it every day."""
    failing = audit.counts.get("error", 0) + audit.counts.get("warning", 0)
    built = "://" not in audit.target and not audit.target.startswith(("@", "-"))
    held = any(one.earlier.startswith("baseline ") for one in audit.since)
    if failing < MANY or not built or audit.coverage.partial or audit.interrupted or held:
        return ""
    found = sum(audit.counts.get(name, 0) for name in _WEIGHTS) - sum(
        cause.clears["findings"] for cause in audit.causes if cause.rule in NEVER
    )
    command = f"linkaudit baseline write {quote(clean(audit.target))}{switches(options)}"
    return f"An old site? {command} records {plural(found, 'finding')}; from then on only new ones fail."


def switches(options: Mapping[str, Any]) -> str:
    """Return the switches that decide what is found; where sources lie decides only where it is told."""
    given = [f"--{name.replace('_', '-')}" for name in ("offline", "no_probes") if options.get(name)]
    for regime in options.get("regimes") or ():
        given += ["--regime", clean(regime)]
    if options.get("config_file"):
        given += ["-c", clean(str(options["config_file"]))]
    return f" {join(given)}" if given else ""
