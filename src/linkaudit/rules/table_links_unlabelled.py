"""A comparison table whose links pay, and no notice above it."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, before, failed, in_text, notice_markup, uncovered, undecided

_ROW = '<tr><td>{0}</td><td><a href="https://www.amazon.com/dp/B00000000{0}?tag=b-20">Buy</a></td></tr>'
_TABLE = f"<table><tr><th>Mixer</th><th>Shop</th></tr>{_ROW.format(1)}{_ROW.format(2)}</table>"
_TOLD = "<p>We earn a commission if you buy through our links.</p>"

RULE = Rule(
    title="Table of paid links without a notice above it",
    why="Readers go to a table straight from the title; what stands below it they meet after the click.",
    fix="Put the notice directly above the table, or a word such as “Ad” in the head of the column.",
    impact=Impact.LAW,
    family="notice",
    rank=7,
    fails=(Example(f"<main>{_TABLE}</main>"), Example(f"<main>{_TABLE}{_TOLD}</main>")),
    passes=(
        Example(f"<main>{_TOLD}{_TABLE}</main>"),
        Example(f"<main>{_TABLE.replace('Shop', 'Ad')}</main>"),
        Example(f"<main><table><tr><td>{_TABLE.replace('tr>', 'div>')}</td></tr></table></main>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the first unlabelled link of the text stands in a table, and a second row of it has one as well."""
    bare = in_text(uncovered(page))
    if not bare or bare[0].table < 0 or before(page) or undecided(page):
        return
    first = bare[0]
    rows = {link.group for link in bare if link.table == first.table}
    if len(rows) > 1:
        yield failed(
            f"A table of {len(rows)} rows with paid links, and no notice above it.", RULE.fix, snippet=first.context, line=first.line,
            column=first.column, links=len(bare), replace=notice_markup(page, known),
        )  # fmt: skip
