"""An affiliate link over plain http."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, anchor, count, failed, on_each

RULE = Rule(
    title="Links over plain http",
    why="Anybody on the way can change the address, and the id in it.",
    fix="Write https:// where http:// stands.",
    impact=Impact.CRAFT,
    family="reach",
    rank=3,
    severity=Severity.INFO,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    each=True,
    fails=(Example('<a href="http://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),),
    passes=(Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say once a page how many links are not https."""
    plain = [link for link in page.links if link.resolved.startswith("http://") and link.program and link.via is None]
    if plain:
        yield failed(
            f"{count(len(plain))} over http.", RULE.fix, snippet=anchor(plain[0]),
            replace=anchor(plain[0], plain[0].url.replace("http://", "https://", 1)), **on_each(plain),
        )  # fmt: skip
