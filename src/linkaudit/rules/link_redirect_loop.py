"""A link whose redirects go round in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Reach, Rule, Severity, Source, Verdict, chain_of, quote, reached, review

RULE = Rule(
    title="Redirects that go round in a circle",
    why="A browser gives up after some twenty rounds, unless a cookie lets it through.",
    fix="Open the link in a browser: if it doesn't arrive, link the shop's present address.",
    impact=Impact.MONEY,
    family="reach",
    rank=2,
    severity=Severity.WARNING,
    asks=True,
    sources=(
        Source(
            "RFC 9110", "15.4: clients should detect cyclical redirections", "https://www.rfc-editor.org/rfc/rfc9110#section-15.4", "V1"
        ),
    ),
    fails=(),
    reviews=(
        Example(
            '<a href="https://blog.example/go/shop" rel="sponsored">Buy</a>',
            {
                "https://blog.example/go/shop": "302 https://blog.example/go/b",
                "https://blog.example/go/b": "302 https://blog.example/go/shop",
            },
        ),
    ),
    passes=(
        Example(
            '<a href="https://blog.example/go/shop" rel="sponsored">Buy</a>',
            {"https://blog.example/go/shop": "302 https://s.example/", "https://s.example/": "200"},
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask: linkaudit sends no cookies, and some shops answer so until they have set one."""
    for link, probe in reached(page):
        if probe.outcome is Reach.LOOP and len(probe.hops) <= 10:
            yield review(
                f"Does {quote(link.text or link.url, 60)} arrive in a browser? Without cookies its redirects go round in a circle.", RULE.fix,
                subject=link.resolved, facts=(chain_of(probe),), line=link.line, column=link.column, links=1, group=link.resolved, target=link.resolved,
            )  # fmt: skip
