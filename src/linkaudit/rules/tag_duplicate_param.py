"""Two ids of one program in one address."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, on_link, parse, quote

RULE = Rule(
    title="Two ids in one address",
    why="Which of the two is credited is the shop's choice, not yours.",
    fix="Keep one.",
    impact=Impact.MONEY,
    family="tag",
    rank=4,
    severity=Severity.ERROR,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(Example('<a href="https://www.amazon.com/dp/B000000001?tag=one-20&amp;tag=two-20">x</a>'),),
    passes=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=one-20&amp;tag=one-20">x</a>'),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=one-20">x</a>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the parameter that holds the id stands twice with different values."""
    for link in page.links:
        values = _values(link.resolved, link.publisher_id) if link.publisher_id else []
        if len(values) > 1:
            yield on_link(link, f"The address carries {' and '.join(quote(value, 40) for value in values)}.", RULE.fix)


@lru_cache(maxsize=4096)
def _values(address: str, publisher: str) -> list[str]:
    """The different values of the parameters that hold the id."""
    url = parse(address)
    pairs = url.pairs() if url else []
    names = {name for name, value in pairs if value == publisher}
    return list(dict.fromkeys(value for name, value in pairs if name in names and value))
