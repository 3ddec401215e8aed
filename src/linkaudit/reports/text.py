"""The summary a person reads in a terminal: what was read, what to fix first, what only she can answer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import islice

from ..document import Audit, Cause, Decided
from ..model import Outcome, Severity
from .news import marked, said
from .words import MARKS, all_clear, clean, cut, headline, named, number, passed_as, path_of, plural, spot, viewed, where

__all__ = ["render"]

WIDTH = 66
MAX_TITLE = 240


def render(audit: Audit) -> Iterator[str]:
    """Yield the summary line by line."""
    yield from _top(audit)
    failed = [cause for cause in audit.causes if cause.outcome is Outcome.FAILED and cause.severity is not Severity.INFO]
    notes = [cause for cause in audit.causes if cause.outcome is Outcome.FAILED and cause.severity is Severity.INFO]
    asked = [cause for cause in audit.causes if cause.outcome is Outcome.REVIEW]
    if failed:
        yield f"\n{plural(len(failed), 'thing')} to fix".ljust(WIDTH) + "  pages  links\n"
        yield from _causes(failed, marked(audit), audit)
    elif audit.coverage.affiliate_links or not audit.coverage.enough:
        yield f"\n{all_clear(audit)}\n"
    if asked:
        yield f"\n{plural(len(asked), 'question')} only you can answer\n"
        yield from (f"  ? {marked(audit).get(cause.id, '')}{clean(cause.title)}{_on(cause)}\n" for cause in asked)
    if notes:
        yield "\nAlso noticed\n"
        yield from (f"  · {marked(audit).get(cause.id, '')}{clean(cause.title)}{_on(cause)}\n" for cause in notes)
    if line := headline(audit):
        yield f"\n{line}\n"
    yield from _bottom(audit)


def _top(audit: Audit) -> Iterator[str]:
    regimes = "; ".join(f"{one.id} ({one.why})" for one in audit.regimes if one.kind == "regime")
    built = f" · {', '.join(audit.platforms)}" if audit.platforms else ""
    yield f"{clean(named(audit))}{built} → {regimes}; change with --regime\n\n"
    cover = audit.coverage
    unread = f" · {number(len(audit.unread))} not read ({_reasons(audit)})" if audit.unread else ""
    yield f"Read     {plural(cover.pages_read, 'page')}{unread}\n"
    yield from (f"         {clean(path_of(one.file, audit) or one.url)}: {clean(one.detail or one.reason)}\n" for one in audit.unread[:3])
    extra = [plural(count, word) for count, word in ((cover.hops, "redirect stub"), (cover.not_pages, "feed or data file")) if count]
    if extra:
        yield f"         not counted: {', '.join(extra)}\n"
    if cover.feeds:
        yield f"         also looked through: {plural(cover.feeds, 'feed')}\n"
    programs = " · ".join(f"{clean(name)} {number(count)}" for name, count in islice(audit.programs.items(), 6))
    yield f"Found    {plural(cover.affiliate_links, 'affiliate link')} on {plural(cover.pages_with_affiliate_links, 'page')}"
    yield f": {programs}\n" if programs else "\n"
    yield from _asked(audit)
    for regime, counts in audit.verdicts.items():
        told = ", ".join(
            f"{number(counts[name])} {words}" for name, words in (*_VERDICTS, ("passed", passed_as(audit))) if counts.get(name)
        )
        yield f"Judged   {regime}: {told}\n"
    for since in audit.since:
        yield f"{clean(said(since))}\n"
        yield from (f"         fixed: {clean(cut(one.title, WIDTH))}\n" for one in since.gone[:4])
        yield f"         … and {plural(len(since.gone) - 4, 'cause')} more\n" if len(since.gone) > 4 else ""
    for note in audit.notes[:6]:
        yield f"Note     {clean(note)}\n"
    if audit.interrupted:
        yield "Stopped before the end: what follows is what was read until then.\n"


def _asked(audit: Audit) -> Iterator[str]:
    reached = audit.reached
    if not reached.targets:
        return
    got = sum(count for outcome, count in reached.outcomes.items() if outcome != "unverified")
    told = ", ".join(f"{number(reached.outcomes[name])} {words}" for name, words in _OUTCOMES if reached.outcomes.get(name))
    colon = ": " if told else ""
    how = ", none asked with your id" if reached.clicks == "never" else ", networks with your id, as links.clicks says"
    yield f"Reached  {number(got)} of {plural(reached.targets, 'target')}{how}{colon}{told}\n"
    for reason, count in list(reached.reasons.items())[:4]:
        yield f"         {number(count)} × {clean(reason)}\n"


_OUTCOMES = (
    ("ok", "ok"), ("moved", "moved"), ("gone", "gone"), ("blocked", "blocked"), ("timeout", "timed out"), ("loop", "in a circle"),
    ("unverified", "not verified"),
)  # fmt: skip
_VERDICTS = (("failed", "failed"), ("review", "to review"))


def _reasons(audit: Audit) -> str:
    counts: dict[str, int] = {}
    for one in audit.unread:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    return ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _causes(causes: list[Cause], new: dict[str, str], audit: Audit) -> Iterator[str]:
    impact = None
    for place, cause in enumerate(causes, 1):
        name = cause.impact.upper() if cause.impact != impact else ""
        impact = cause.impact
        start = f"{name:8} {MARKS[cause.severity]} {place} {new.get(cause.id, '')}"
        links = number(cause.links) if cause.links else ""
        first, *more = textwrap.wrap(cut(clean(cause.title), MAX_TITLE), WIDTH - len(start), break_on_hyphens=False) or [""]
        yield f"{start}{first.ljust(WIDTH - len(start))} {where(cause):>6} {links:>6}".rstrip() + "\n"
        yield from (f"{'':{len(start)}}{line}\n" for line in more)
        if detail := _detail(cause, audit):
            yield f"             {detail}\n"


def _detail(cause: Cause, audit: Audit) -> str:
    place = " · ".join(part for part in (viewed(cause), spot(cause.example, audit)) if part)
    return " → ".join(part for part in (place, clean(cause.fix.text)) if part)


def _on(cause: Cause) -> str:
    told = ", ".join(part for part in (plural(cause.pages, "page") if cause.pages > 1 else "", viewed(cause)) if part)
    return f" ({told})" if told else ""


def _bottom(audit: Audit) -> Iterator[str]:
    for broken in audit.broken_rules:
        yield f"\nRule {broken['rule']} crashed on {broken['pages']} pages ({clean(broken['error'])}); they count as review.\n"
    suppressed = audit.counts.get("suppressed", 0)
    if audit.decisions:
        yield f"\n{plural(len(audit.decisions), 'decision')} of your configuration, {plural(suppressed, 'finding')} suppressed\n"
        yield from (f"  · {one.verdict} {clean(one.about)}: {clean(one.reason)} ({_state(one)})\n" for one in audit.decisions[:8])
    elif suppressed:
        yield f"\n{plural(suppressed, 'finding')} suppressed: the JSON and HTML reports list them.\n"
    if named(audit) != audit.site:
        yield "\nThe site's address is not known, so links to it could not be told from foreign ones: set site.url.\n"


def _state(one: Decided) -> str:
    if one.state == "in force":
        return plural(one.findings, "finding") + (f", until {one.until}" if one.until else "")
    return f"expired on {one.until}" if one.state == "expired" else "covers nothing"
