"""A chain that goes over plain http on the way."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, on_chain, quote, reached

RULE = Rule(
    title="A hop over plain http on the way",
    why="The link is https, a redirect behind it is not: anybody on the way can change where it leads, and the id on it.",
    fix="Have the redirect lead to https.",
    impact=Impact.CRAFT,
    family="reach",
    rank=4,
    severity=Severity.INFO,
    asks=True,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example(
            '<a href="https://blog.example/go/x" rel="sponsored">Buy</a>',
            {
                "https://blog.example/go/x": "302 http://www.amazon.com/dp/B000000001?tag=b-20",
                "http://www.amazon.com/dp/B000000001": "301 https://www.amazon.com/dp/B000000001",
                "https://www.amazon.com/dp/B000000001": "200",
            },
        ),
    ),
    passes=(
        Example(
            '<a href="https://blog.example/go/x" rel="sponsored">Buy</a>',
            {
                "https://blog.example/go/x": "302 https://www.amazon.com/dp/B000000001?tag=b-20",
                "https://www.amazon.com/dp/B000000001": "200",
            },
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so where the link itself is https; a plain http link is link-insecure's."""
    for link, probe in reached(page):
        plain = [hop.url for hop in probe.hops[1:] if hop.url.startswith("http://")]
        if plain and link.resolved.startswith("https://"):
            yield on_chain(link, f"{quote(link.text or link.url, 60)} passes over plain http: {quote(plain[0], 80)}.", RULE.fix)
