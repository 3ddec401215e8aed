"""An image banner in the page's frame has no label."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, clickable, place_of, review

RULE = Rule(
    title="Banner without a label",
    why="An obvious advertisement needs no notice; whether this one is obvious only a person can say.",
    fix="If a reader would not see at once that it is an ad, print “Advertisement” above the image.",
    impact=Impact.LAW,
    family="banner",
    rank=0,
    fails=(),
    passes=(
        Example('<main><p>Hello</p></main><aside><p>Advertisement</p><a href="https://amzn.to/3abcdef"><img src="b.png"></a></aside>'),
        Example('<main><p><a href="https://amzn.to/3abcdef">Book</a></p></main>'),
    ),
    reviews=(Example('<main><p>Hello</p></main><aside><a href="https://amzn.to/3abcdef"><img src="b.png"></a></aside>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask once for each slot of the template that shows an unlabelled banner."""
    seen = set()
    for link in clickable(page):
        if link.slot == "banner" and link.label is None and link.selector not in seen:
            seen.add(link.selector)
            yield review(
                f"Would a reader see that the image in the {place_of(link.region)} ({link.selector}) is an ad?",
                RULE.fix,
                subject=link.selector, snippet=f"{link.selector}: {link.resolved[:120]}", line=link.line,
                column=link.column, group=link.selector, links=1,
            )  # fmt: skip
