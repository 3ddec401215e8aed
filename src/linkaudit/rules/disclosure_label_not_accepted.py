"""A label that the law in force advises against."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, anchor, before, count, earning, failed, on_each, quote

_LINK = '<a href="https://www.amazon.co.uk/dp/B000000001?tag=b-21">Buy</a>'

RULE = Rule(
    title="Label that the regulator advises against",
    why="The guidance lists such words as unclear: readers may not take them for advertising.",
    fix="Write one of the labels that the guidance accepts, such as (ad).",
    impact=Impact.LAW,
    family="label",
    rank=1,
    each=True,
    fails=(Example(f"<main><p>{_LINK} (sponsored)</p></main>"),),
    passes=(
        Example(f"<main><p>{_LINK} (ad)</p></main>"),
        Example(f"<main><p>We earn a commission if you buy through our links.</p><p>{_LINK} (sponsored)</p></main>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn once a page where nothing but such a label speaks."""
    if before(page):
        return
    weak = [link for link in earning(page) if link.label and link.label.strip("()[]#*: ").lower() in known.refused_labels]
    if weak:
        first = weak[0]
        yield failed(
            f"{count(len(weak))} labelled {quote(first.label or '', 40)} only.", RULE.fix, snippet=anchor(first),
            group=str(first.label).lower(), **on_each(weak),
        )  # fmt: skip
