"""A link that is handed on more than ten times."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Reach, Rule, Severity, Source, Verdict, chain_of, quote, reached, review

RULE = Rule(
    title="More than ten redirects",
    why="Each hop costs readers time, and browsers give up after some twenty.",
    fix="Open the link in a browser: link the address where it arrives, through your own program.",
    impact=Impact.MONEY,
    family="reach",
    rank=2,
    severity=Severity.WARNING,
    asks=True,
    sources=(Source("linkaudit", "engineering choice: 10 hops", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(),
    reviews=(
        Example(
            '<a href="https://blog.example/go/0" rel="sponsored">Buy</a>',
            {f"https://blog.example/go/{n}": f"302 https://blog.example/go/{n + 1}" for n in range(20)},
        ),
    ),
    passes=(
        Example(
            '<a href="https://blog.example/go/0" rel="sponsored">Buy</a>',
            {"https://blog.example/go/0": "302 https://s.example/", "https://s.example/": "200"},
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask: where the chain ends was not seen."""
    for link, probe in reached(page):
        if probe.outcome is Reach.LOOP and len(probe.hops) > 10:
            yield review(
                f"Does {quote(link.text or link.url, 60)} arrive? It was handed on more than ten times.", RULE.fix,
                subject=link.resolved, facts=(chain_of(probe),), line=link.line, column=link.column, links=1, group=link.resolved, target=link.resolved,
            )  # fmt: skip
