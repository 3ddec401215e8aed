"""A shortener of nobody's program hides where a link leads."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, anchor, failed, parse, quote

RULE = Rule(
    title="Links behind a third-party shortener",
    why="Readers can't see the shop, and Amazon's policies ask that they can.",
    fix="Link the program's own address.",
    impact=Impact.ACCOUNT,
    family="shortener",
    rank=0,
    severity=Severity.INFO,
    sources=(Source("Amazon Program Policies", "6(w)", "https://affiliate-program.amazon.com/help/operating/policies", "V2"),),
    fails=(Example('<a rel="sponsored" href="https://bit.ly/3abcdef">Buy</a>'),),
    passes=(
        Example('<a href="https://bit.ly/3abcdef">My slides</a>'),
        Example('<a rel="sponsored" href="https://amzn.to/3abcdef">Buy</a>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so for shortened links that are marked as paid or were followed to a program; others may lead anywhere."""
    for link in (*page.links, *page.possible):
        url = parse(link.resolved)
        if url and url.host in known.shorteners and ("sponsored" in link.rel or link.publisher_id):
            yield failed(
                f"{quote(link.text or link.url, 60)} goes through {url.host}.", RULE.fix, subject=link.resolved,
                snippet=anchor(link), line=link.line, column=link.column, group=url.host, links=1,
            )  # fmt: skip
