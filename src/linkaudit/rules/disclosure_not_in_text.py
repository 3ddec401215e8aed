"""Notice not in the text."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Grade, Impact, Known, PageFacts, Rule, Verdict, failed, notice_markup, notices, quote, uncovered

RULE = Rule(
    title="Notice not in the text",
    why="Comments, attributes and noscript are read by machines; the notice is owed to readers.",
    fix="Write the notice as text above the first affiliate link.",
    impact=Impact.LAW,
    family="notice",
    rank=2,
    fails=(
        Example('<!-- We earn a commission if you buy through links. --><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example('<p><img src="x.png" alt="This post contains affiliate links"></p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
    passes=(
        Example('<!-- We earn a commission. --><p>We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
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
        f"The notice is not in the text: {quote(notice.text)}",
        "Write the notice as text above the first affiliate link.",
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
    return (
        notice.visible is False
        and notice.grade is not Grade.NONE
        and (notice.kind == "not-in-text" or reason.startswith(("in a <noscript", "in a <template")))
    )
