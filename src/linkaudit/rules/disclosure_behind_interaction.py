"""Notice only after a click."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Grade, Impact, Known, PageFacts, Rule, Verdict, failed, notice_markup, notices, quote, uncovered

RULE = Rule(
    title="Notice only after a click",
    why="A notice that a reader can avoid by not clicking is avoidable; the law asks for one that is not.",
    fix="Take the notice out of the closed box and put it above the first affiliate link.",
    impact=Impact.LAW,
    family="notice",
    rank=1,
    fails=(
        Example(
            '<details><summary>Info</summary><p>We earn a commission if you buy.</p></details><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
    passes=(
        Example(
            '<details open><summary>Info</summary><p>We earn a commission if you buy.</p></details><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
        Example(
            '<details><summary>We earn a commission if you buy.</summary><p>More</p></details><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when a notice exists and no reader sees it at rest, and no other notice is seen."""
    bare = uncovered(page)
    found = [d for d in (*page.disclosures, *page.candidates) if _concerned(d)]
    if not bare or not found or notices(page):
        return
    notice = found[0]
    yield failed(
        f"The notice shows only after a click: {quote(notice.text)}",
        "Take the notice out of the closed box and put it above the first affiliate link.",
        snippet=notice.text,
        facts=(f"{notice.hidden_reason}", f"first affiliate link at line {bare[0].line}"),
        line=notice.line,
        column=notice.column,
        group=f"{notice.selector} {notice.hidden_reason}",
        links=len(bare),
        replace=notice_markup(page, known),
    )


def _concerned(notice: Disclosure) -> bool:
    reason = notice.hidden_reason or ""
    return notice.visible is False and notice.grade is not Grade.NONE and ("<details>" in reason or "<dialog>" in reason)
