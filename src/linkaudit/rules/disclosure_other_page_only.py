"""The page only points to a notice on another page."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Example,
    Impact,
    Known,
    PageFacts,
    Rule,
    Verdict,
    count,
    failed,
    notice_markup,
    notice_place,
    notices,
    of_excerpts,
    on_each,
    place_of,
    quote,
    uncovered,
)

RULE = Rule(
    title="Notice only on another page",
    why="Readers don't open a page called Disclosure; a link to it tells them nothing about this recommendation.",
    fix="Say it on the page itself, above the first affiliate link; keep the link for the details.",
    impact=Impact.LAW,
    family="notice",
    rank=4,
    each=True,
    fails=(Example('<p><a href="https://amzn.to/3abcdef">Buy</a></p><footer><a href="/d/">Affiliate disclosure</a></footer>'),),
    passes=(
        Example(
            '<p>We earn a commission if you buy. <a href="/d/">Affiliate disclosure</a></p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
        Example('<p>No shop links.</p><footer><a href="/d/">Affiliate disclosure</a></footer>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when a link to a statement is all there is."""
    bare = uncovered(page)
    pointers = [d for d in page.candidates if d.kind == "policy-link"]
    if not bare or not pointers or notices(page) or any(d.visible is None for d in page.disclosures):
        return
    pointer, first = pointers[0], bare[0]
    yield failed(
        f"{count(len(bare))}, and only a link called {quote(pointer.text, 60)} to a notice elsewhere.",
        notice_place(page, first),
        snippet=first.setting, facts=(f"the link to the notice stands in the {place_of(pointer.region)}, line {pointer.line}",),
        replace=notice_markup(page, known), **of_excerpts(page), **on_each(bare),
    )  # fmt: skip
