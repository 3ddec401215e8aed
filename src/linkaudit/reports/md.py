"""Markdown for a pull request or an issue: short enough for a comment, and no audited string of it does anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from ..document import Audit, Cause
from ..model import Outcome, Severity
from .news import said, tags
from .words import all_clear, clean, cut, headline, inert, number, passed_as, path_of, plural, spot, viewed

__all__ = ["code", "prose", "render"]

# A comment on GitHub holds 65,536 characters: what the sections may take of them, and how many entries a person reads.
MAX_ENTRIES: Final = 25
FOR_CAUSES: Final = 24_000
FOR_REST: Final = 10_000
MAX_TEXT: Final = 300
MAX_CODE: Final = 200
# Some signs are markup where a line or an item begins only.
_MARKUP: Final = re.compile(r"[\\`*_\[\]|~$]|^[-+=#>]")
_NUMBERED: Final = re.compile(r"^(\d+)(?=[.)](\s|$))")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;"}
_TICKS: Final = re.compile(r"`+")


def render(audit: Audit) -> Iterator[str]:
    """Yield the report, section by section."""
    yield f"# Affiliate links of {code(audit.site)}\n\n"
    if audit.interrupted:
        yield "**Stopped before the end:** this is what was read until then.\n\n"
    yield from _verdicts(audit)
    for since in audit.since:
        fixed = (
            f" Fixed: {'; '.join(prose(one.title) for one in since.gone[:5])}{' …' if len(since.gone) > 5 else ''}." if since.gone else ""
        )
        yield f"\n**{prose(said(since))}.**{fixed}\n"
    failed = [cause for cause in audit.causes if cause.outcome is Outcome.FAILED and cause.severity is not Severity.INFO]
    asked = [cause for cause in audit.causes if cause.outcome is Outcome.REVIEW]
    notes = [cause for cause in audit.causes if cause.outcome is Outcome.FAILED and cause.severity is Severity.INFO]
    if failed:
        yield f"\n## {plural(len(failed), 'thing')} to fix\n\n"
        yield from _listed(failed, [f"{place}." for place in range(1, len(failed) + 1)], FOR_CAUSES, audit)
    elif audit.coverage.affiliate_links or not audit.coverage.enough:
        yield f"\n{all_clear(audit)}\n"
    if asked:
        yield f"\n## {plural(len(asked), 'question')} only you can answer\n\n"
        yield from _listed(asked, ["-"] * len(asked), FOR_REST, audit)
    if notes:
        yield "\n## Also noticed\n\n"
        yield from _capped([f"- {prose(cause.title)}{_spread(cause)}\n" for cause in notes], FOR_REST)
    if unseen := list(_unseen(audit)):
        yield "\n## Not seen\n\n"
        yield from _capped([f"- {line}\n" for line in unseen], FOR_REST)
    yield from _bottom(audit)


def code(text: str, most: int = MAX_CODE) -> str:
    """Return audited text as a code span, in which nothing is looked for; its fence is longer than any run of backticks in it."""
    text = cut(clean(text).strip(), most)
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str) -> str:
    """Return text with audited words in it so that it stays text: no Markdown, no HTML, no mention, no link."""
    text = inert(cut(clean(text).strip(), MAX_TEXT))
    text = _NUMBERED.sub(r"\1\\", _MARKUP.sub(r"\\\g<0>", text))
    return re.sub("[&<]", lambda found: _ENTITIES[found[0]], text)


def _verdicts(audit: Audit) -> Iterator[str]:
    if line := headline(audit):
        yield f"{line}\n\n"
    if audit.verdicts:
        yield f"| pages | failed | to review | {passed_as(audit)} |\n|---|--:|--:|--:|\n"
        for regime, counts in audit.verdicts.items():
            yield f"| {prose(regime)} | {' | '.join(number(counts.get(name, 0)) for name in ('failed', 'review', 'passed'))} |\n"
        yield "\n"
    cover, programs = audit.coverage, list(audit.programs.items())[:6]
    found = f": {', '.join(f'{prose(name)} {number(count)}' for name, count in programs)}" if programs else ""
    yield f"Read {plural(cover.pages_read, 'page')}, {number(cover.pages_with_affiliate_links)} with affiliate links"
    yield f" ({plural(cover.affiliate_links, 'link')}{found}).\n"


def _listed(causes: list[Cause], marks: list[str], most: int, audit: Audit) -> Iterator[str]:
    entries, new = [], tags(audit)
    for mark, cause in zip(marks[: MAX_ENTRIES + 1], causes, strict=False):
        weight = "" if cause.outcome is Outcome.REVIEW else f", {cause.severity}"
        tag = f", **{prose(new[cause.id])}**" if cause.id in new else ""
        lines = [f"{mark} **{prose(cause.title)}** ({cause.impact}{weight}{_counts(cause)}{tag})\n"]
        lines += [f"{' ' * len(mark)} - {line}\n" for line in _details(cause, audit)]
        entries.append("".join(lines))
    yield from _capped(entries, most, len(causes))


def _counts(cause: Cause) -> str:
    parts = [plural(cause.pages, "page") if cause.pages else "site", viewed(cause), plural(cause.links, "link") if cause.links else ""]
    cleared = cause.clears["pages"]
    parts.append(f"clears {plural(cleared, 'failing page')}" if cleared else "")
    return "".join(f", {part}" for part in parts if part)


def _details(cause: Cause, audit: Audit) -> Iterator[str]:
    example = cause.example
    if cause.fix.text:
        yield prose(cause.fix.text)
    if cause.fix.replace:
        yield f"Ready to copy: {code(cause.fix.replace)}"
    said = prose(example["message"]) if example["message"] not in cause.title else ""
    if line := ": ".join(part for part in (code(spot(example, audit)), said) if part):
        yield f"For example {line}" if cause.pages > 1 else line


def _spread(cause: Cause) -> str:
    told = ", ".join(part for part in (plural(cause.pages, "page") if cause.pages > 1 else "", viewed(cause)) if part)
    return f" ({told})" if told else ""


def _unseen(audit: Audit) -> Iterator[str]:
    for trouble, count in Counter(one.reason for one in audit.unread).most_common():
        first = next(one for one in audit.unread if one.reason is trouble)
        detail = f" ({prose(first.detail)})" if first.detail else ""
        yield f"{plural(count, 'page')} not read, {trouble}: {code(path_of(first.file, audit) or first.url)}{detail}"
    for reason, count in audit.reached.reasons.items():
        yield f"{plural(count, 'link target')} not reached: {prose(reason)}"
    yield from map(prose, audit.notes)
    for broken in audit.broken_rules:
        yield f"Rule {code(broken['rule'])} crashed on {prose(broken['pages'])} pages ({prose(broken['error'])}); they count as review."
    for reason, count in Counter(one["reason"] for one in audit.not_run).most_common():
        yield f"{plural(count, 'rule')} not run: {prose(reason)}"


def _capped(entries: list[str], most: int, count: int = 0) -> Iterator[str]:
    """Yield entries while they are few and short enough, then how many are left."""
    left = count or len(entries)
    for entry in entries[:MAX_ENTRIES]:
        if (most := most - len(entry)) < 0:
            break
        left -= 1
        yield entry
    if left:
        yield f"- … and {number(left)} more\n"


def _bottom(audit: Audit) -> Iterator[str]:
    yield "\n---\n\n"
    parts = [plural(audit.counts.get(name, 0), name) for name in ("error", "warning")]
    parts += [f"{number(audit.counts.get(name, 0))} {words}" for name, words in (("review", "to review"), ("suppressed", "suppressed"))]
    regimes = ", ".join(f"{one.id} ({prose(one.why)})" for one in audit.regimes if one.kind == "regime")
    yield f"Findings: {', '.join(parts)}. Judged by {regimes or 'no regime'}"
    decided = f", with {plural(len(audit.decisions), 'decision')} of the configuration" if audit.decisions else ""
    yield f"{decided}. linkaudit {prose(audit.tool.get('version', ''))}, {prose(audit.started)}.\n"
