"""Notice not in the text."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Impact, Known, PageFacts, Rule, Verdict, on_notice, unseen

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
    """Fail when a notice exists, no reader sees it at rest, and no other notice is seen."""
    for notice in unseen(page, _concerned):
        facts = (str(notice.hidden_reason),)
        yield on_notice(
            page, notice, known, ("The notice is not in the text", RULE.fix), facts=facts, group=f"{notice.selector} {notice.hidden_reason}"
        )


def _concerned(notice: Disclosure, reason: str) -> bool:
    return notice.kind == "not-in-text" or reason.startswith(("in a <noscript", "in a <template"))
