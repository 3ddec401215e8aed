"""Sentences and marks that let a person agree with a verdict, or see that it is wrong."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from ...document import LinkRecord, PageRecord
from ...model import Carrier, Disclosure, Finding, Look, Probe, Region, Strength
from ..words import clean, cut, number, plural

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["chain", "changed", "inserts", "looks", "marked", "notice", "sentence"]

_READ: Final = frozenset(one.value for one in Carrier if one.read)
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MAX_SNIPPET: Final = 1500
# A mark around nearly all of a snippet points at nothing.
MOST: Final = 0.7
_QUOTED: Final = re.compile("“([^”]{3,300}?)…?”")
_ADDRESS: Final = re.compile(r"(?<=href=\")[^\"]{4,}")


def sentence(record: PageRecord) -> str:
    """Say in one sentence why readers of a page know: "clear notice at line 61, two blocks of text before the first of 5 links"."""
    links = _in_text(record)
    if not links:
        count = len(record.affiliate_links)
        return "1 affiliate link, not in the text" if count == 1 else f"{count} affiliate links, none of them in the text"
    first = min(links, key=lambda link: (link.region != Region.MAIN, link.order))
    told = [one for one in record.disclosures if one.visible is not False and one.before_first_link]
    whole = "the only link" if len(links) == 1 else f"the first of {len(links)} links"
    if told:
        best = min(told, key=lambda one: (one.grade.rank, one.order))
        return f"{best.grade} notice{_at(best.line)}, {_distance(best, first)} {whole}"
    labels = {link.label for link in links}
    if None not in labels:
        words = ", ".join(f"“{label}”" for label in sorted(filter(None, labels))[:2])
        return f"{'the only link is' if len(links) == 1 else f'all {len(links)} links are'} labelled {words}"
    later = next((one for one in record.disclosures if one.visible is not False), None)
    return f"{later.grade} notice{_at(later.line)}, after {whole}" if later else f"no notice; {whole} at line {first.line or '?'}"


def notice(told: Disclosure) -> str:
    """Say where a notice stands and how it is drawn."""
    place = "before the first link" if told.before_first_link else "after the first link"
    hidden = f", hidden: {told.hidden_reason}" if told.visible is False else ""
    return f"{told.grade} notice{_at(told.line)}, {told.region}, {place}{hidden}"


def looks(told: Disclosure) -> list[str]:
    """Say how large and how plain a notice is drawn, screen by screen; one sentence when all screens agree."""
    said = {look.width: _drawn(look) for look in told.looks}
    return list(dict.fromkeys(text for text in said.values() if text)) if len(set(said.values())) == 1 else [
        f"{text} on a screen {width} px wide" for width, text in said.items() if text
    ]  # fmt: skip


def chain(probe: Probe) -> list[tuple[str, str]]:
    """Return the hops of a chain, each with what leads on to the next."""
    return [(hop.url, str(hop.status or "not asked")) for hop in probe.hops[:12]]


def marked(finding: Finding) -> Markup:
    """Return a finding's snippet with the words that matter marked."""
    snippet = _short(finding.evidence.snippet)
    needles = [_short(finding.subject), *map(_short, _QUOTED.findall(finding.message[:MAX_SNIPPET]))]
    spans = [(at, at + len(needle)) for needle in needles if len(needle) > 2 and (at := snippet.find(needle)) >= 0]
    found = [(start, end) for start, end in spans if end - start < len(snippet) * MOST]
    link = _ADDRESS.search(snippet) if not found and snippet.startswith("<") else None
    return _mark(snippet, *(found[0] if found else link.span() if link else (0, 0)))


def inserts(finding: Finding) -> bool:
    """Say whether the corrected snippet is the snippet with something put in: then it shows both."""
    before, after = _short(finding.evidence.snippet), _short(finding.fix.replace or "")
    start, end = _same(before, after)
    return 3 <= start < len(after) and start + end >= len(before)


def _short(text: str) -> str:
    return cut(clean(text[: MAX_SNIPPET + 1]), MAX_SNIPPET)


def _same(before: str, after: str) -> tuple[int, int]:
    """How many characters two snippets share at their start, and at their end."""
    start = _shared(before, after)
    return start, _shared(before[start:][::-1], after[start:][::-1])


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def changed(before: str, after: str) -> Markup:
    """Return the corrected snippet with what is new in it marked."""
    before, after = _short(before), _short(after)
    start, end = _same(before, after)
    return _mark(after, start, len(after) - end) if start >= 3 else _mark(after, 0, 0)


def _mark(text: str, start: int, end: int) -> Markup:
    from markupsafe import Markup

    parts = (text[:start], text[start:end], text[end:])
    before, inside, after = (escape(part) for part in parts)
    return Markup(f"{before}<mark>{inside}</mark>{after}" if inside else f"{before}{after}")  # noqa: S704 - escaped above


def _in_text(record: PageRecord) -> list[LinkRecord]:
    """The links that a notice is measured against."""
    return [
        link
        for link in record.affiliate_links
        if link.carrier in _READ and link.slot != "banner" and link.strength != Strength.INTENDED
    ]  # fmt: skip


def _at(line: int | None) -> str:
    return f" at line {line}" if line else ""


def _distance(told: Disclosure, first: LinkRecord) -> str:
    if told.blocks_to_link is not None:
        return _blocks(told.blocks_to_link, same=told.end >= first.order)
    if told.line and first.line and first.line > told.line:
        return f"{plural(first.line - told.line, 'line')} above"
    return "before"


def _blocks(between: int, same: bool) -> str:
    if not between:
        return "right before" if same else "right above"
    many = _NUMBERS[between] if between < len(_NUMBERS) else number(between)
    return f"{many} {'block' if between == 1 else 'blocks'} of text before"


def _drawn(look: Look) -> str:
    parts = [
        f"hidden ({look.reason})" if look.visible is False else "",
        f"{look.font_px:g} px" + (f" beside text of {look.body_px:g} px" if look.body_px else "") if look.font_px else "",
        f"contrast {look.contrast:g}" + (f" ({look.color} on {look.background})" if look.color else "") if look.contrast else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said} (as far as style sheets could be read)" if said and not look.sure else said
