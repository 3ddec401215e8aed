"""A redirect puts another id in the place of the one the link carries."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, Link, PageFacts, Probe, Rule, Severity, Source, Verdict, on_chain, quote, reached

RULE = Rule(
    title="Another id is put in on the way",
    why="Between your link and the shop the id is changed: somebody else is paid.",
    fix="Look who runs the redirect; link the shop with your own id.",
    impact=Impact.MONEY,
    family="tag",
    rank=0,
    severity=Severity.ERROR,
    asks=True,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example(
            '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy</a>',
            {
                "https://www.amazon.com/dp/B000000001": "302 https://www.amazon.com/dp/B000000002?tag=thief-20",
                "https://www.amazon.com/dp/B000000002": "200",
            },
        ),
    ),
    passes=(
        Example(
            '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy</a>',
            {
                "https://www.amazon.com/dp/B000000001": "302 https://www.amazon.co.uk/dp/B000000001?tag=blog-21",
                "https://www.amazon.co.uk/dp/B000000001": "200",
            },
            ids={"amazon": ("blog-20", "blog-21")},
        ),
        Example(
            '<a href="https://amzn.to/3abcdef">Buy</a>',
            {
                "https://amzn.to/3abcdef": "301 https://www.amazon.com/dp/B000000001?tag=blog-20",
                "https://www.amazon.com/dp/B000000001": "200",
            },
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when two hops of one program name two ids; ids that the owner declared for it may take each other's place."""
    for link, probe in reached(page):
        if pair := _changed(link, probe, known):
            yield on_chain(link, f"The link carries {quote(pair[0], 60)}, the shop gets {quote(pair[1], 60)}.", RULE.fix, group=pair[1])


def _changed(link: Link, probe: Probe, known: Known) -> tuple[str, str] | None:
    first: dict[str, str] = {}
    for hop in probe.hops:
        if not hop.program or not hop.publisher_id:
            continue
        before = first.setdefault(hop.program, hop.publisher_id)
        if before != hop.publisher_id and hop.publisher_id not in known.ids.get(hop.program, ()):
            return before, hop.publisher_id
    return None
