"""Notice hidden from readers."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Impact, Known, PageFacts, Rule, Verdict, on_notice, unseen

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
            '<p style="display:none">We earn a commission.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p><footer><p>Contains affiliate links.</p></footer>'
        ),
        Example(
            '<style>.n{opacity:.1}</style><p class=n>We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
    passes=(
        Example('<p>We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example(
            '<p hidden>We earn a commission if you buy.</p><p>We earn a commission.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
        Example(
            '<p><a href="https://amzn.to/3abcdef">Buy</a></p><p>We earn a commission.</p><p hidden>We earn a commission if you buy.</p>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when no reader sees a notice at rest, and none is seen in time: what hides the first is to mend, wherever a second stands."""
    for notice in unseen(page, _concerned, above=True):
        facts = (str(notice.hidden_reason),)
        yield on_notice(
            page,
            notice,
            known,
            ("The notice is in the page and no reader sees it", RULE.fix),
            facts=facts,
            group=f"{notice.selector} {notice.hidden_reason}",
            replace=None,
        )


def _concerned(notice: Disclosure, reason: str) -> bool:
    return notice.kind != "not-in-text" and "<details>" not in reason and "<dialog>" not in reason and not reason.startswith("in a <")
