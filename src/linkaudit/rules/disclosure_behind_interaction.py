"""Notice only after a click."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Impact, Known, PageFacts, Rule, Verdict, on_notice, unseen

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
            '<details><summary>Tools</summary><p>We earn a commission if you buy <a href="https://amzn.to/3abcdef">this</a>.</p></details>'
        ),
        Example(
            '<details open><summary>Info</summary><p>We earn a commission if you buy.</p></details><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
        Example(
            '<details><summary>We earn a commission if you buy.</summary><p>More</p></details><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when a notice exists, no reader sees it at rest, and no other notice is seen."""
    for notice in unseen(page, _concerned):
        facts = (str(notice.hidden_reason),)
        yield on_notice(
            page,
            notice,
            known,
            ("The notice shows only after a click", RULE.fix),
            facts=facts,
            group=f"{notice.selector} {notice.hidden_reason}",
        )


def _concerned(notice: Disclosure, reason: str) -> bool:
    return "<details>" in reason or "<dialog>" in reason
