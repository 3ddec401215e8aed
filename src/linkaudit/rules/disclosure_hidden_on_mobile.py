"""Notice that phones don't show."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Impact, Known, PageFacts, Rule, Verdict, before, earning, notices, on_notice, relied_on, uncovered

_LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'
_NOTICE = "We earn a commission if you buy."

RULE = Rule(
    title="Notice hidden on phones",
    why="Most readers come on a phone; a notice that only wide screens show is none for them.",
    fix="Let the notice show at every width, or write one for small screens too.",
    impact=Impact.LAW,
    family="notice",
    rank=2,
    fails=(Example(f"<style>@media (max-width: 600px) {{ .n {{ display: none }} }}</style><p class=n>{_NOTICE}</p>{_LINK}"),),
    passes=(
        Example(f"<style>@media print {{ .n {{ display: none }} }}</style><p class=n>{_NOTICE}</p>{_LINK}"),
        Example(
            "<style>.wide{display:none} @media (min-width: 700px) { .wide{display:block} .small{display:none} }</style>"
            f"<p class=wide>{_NOTICE}</p><p class=small>{_NOTICE}</p>{_LINK}"
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the notices that a wide screen shows where they belong are hidden on a narrow one."""
    found = relied_on(page) or (notices(page) if uncovered(page) else [])
    if not found or not all(map(_lost, found)):
        return
    first = min(link.order for link in earning(page))
    if any(_gained(notice) and (notice.order < first or not before(page)) for notice in page.disclosures):
        return
    look = found[0].looks[-1]
    said = (f"On a screen {look.width} px wide the notice is not seen", RULE.fix)
    yield on_notice(page, found[0], known, said, facts=(f"{look.width} px: {look.reason}",), replace=None)


def _lost(notice: Disclosure) -> bool:
    return len(notice.looks) > 1 and notice.looks[-1].visible is False


def _gained(notice: Disclosure) -> bool:
    """A notice for small screens only."""
    return notice.visible is False and len(notice.looks) > 1 and bool(notice.looks[-1].visible)
