"""Notice hidden from readers."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Grade, Impact, Known, PageFacts, Rule, Verdict, failed, notice_markup, notices, quote, uncovered

RULE = Rule(
    title="Notice hidden from readers",
    why="A notice that no reader can see is no notice, whatever the source code says.",
    fix="Remove what hides the notice, and keep it above the first affiliate link.",
    impact=Impact.LAW,
    family="notice",
    rank=0,
    fails=(
        Example('<p style="display:none">We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example(
            '<style>.n{opacity:.1}</style><p class=n>We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
    passes=(
        Example('<p>We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example(
            '<p hidden>We earn a commission if you buy.</p><p>We earn a commission.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
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
        f"The notice is in the page and no reader sees it: {quote(notice.text)}",
        "Remove what hides the notice, and keep it above the first affiliate link.",
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
        and "<details>" not in reason
        and "<dialog>" not in reason
        and notice.kind != "not-in-text"
        and not reason.startswith("in a <")
    )
