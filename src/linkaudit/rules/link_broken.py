"""A link whose target is gone."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Reach, Rule, Severity, Source, Verdict, doubted, host_of, on_chain, quote, reached

RULE = Rule(
    title="Links whose target is gone",
    why="A reader who wanted to buy meets an error page, and the sale is lost.",
    fix="Give the link a target that works, or take it out.",
    impact=Impact.MONEY,
    family="reach",
    rank=1,
    severity=Severity.ERROR,
    asks=True,
    sources=(Source("RFC 9110", "15.5.5 and 15.5.11: 404 and 410", "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5", "V1"),),
    fails=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a>', {"https://www.amazon.com/dp/B000000001": "404"}),
        Example('<a href="https://blog.example/go/x" rel="sponsored">Buy</a>', {"https://blog.example/go/x": "410"}),
    ),
    reviews=(Example('<a href="https://blog.example/go/x" rel="sponsored">Buy</a>', {"https://blog.example/go/x": "410"}, night=1),),
    passes=(
        Example(
            '<a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a>', {"https://www.amazon.com/dp/B000000001": "200 <p>A book"}
        ),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a>', {"https://www.amazon.com/dp/B000000001": "503"}),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a>', {"https://www.amazon.com/dp/B000000001": "403"}),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for what answers 404 or 410, has no host any more or no valid certificate; a refusal or a slow answer proves nothing."""
    for link, probe in reached(page):
        if probe.outcome is Reach.GONE:
            told = f"{quote(link.text or link.url, 60)} ends in an error at {host_of(probe.final)}: {probe.reason}."
            yield doubted(on_chain(link, told, RULE.fix), probe)
