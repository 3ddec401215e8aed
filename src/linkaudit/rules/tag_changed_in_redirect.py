"""A redirect puts another id in the place of the one the link carries."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Example,
    Impact,
    Known,
    PageFacts,
    Probe,
    Rule,
    Severity,
    Source,
    Verdict,
    chain_of,
    host_of,
    on_chain,
    quote,
    reached,
    review,
)

RULE = Rule(
    title="Another id is put in on the way",
    why="Between the link and the shop the id is changed: unless both are yours, somebody else is paid.",
    fix="Look who runs the redirect, or declare the second id if it is yours; else link the shop with your own id.",
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
    reviews=(
        Example(
            '<a href="https://www.agoda.com/h/x.html?cid=1234567">Stay</a>',
            {
                "https://www.agoda.com/h/x.html": "302 https://www.agoda.com/en/x.html?cid=1654321",
                "https://www.agoda.com/en/x.html": "200",
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
    """Fail when two hops of one program name two ids; ids that the owner declared for it may take each other's place.

    linkaudit asks shops without the id, and some then put in one of their own: that is a question. Amazon never does.
    """
    for link, probe in reached(page):
        pair = _changed(probe, known)
        if pair is None:
            continue
        first, last = probe.hops[pair[0]], probe.hops[pair[1]]
        ids = quote(first.publisher_id or "", 60), quote(last.publisher_id or "", 60)
        if first.asked in (None, first.url) or first.program == "amazon":
            yield on_chain(link, f"The link carries {ids[0]}, the shop gets {ids[1]}.", RULE.fix, group=ids[1])
        else:
            yield review(
                f"Does {host_of(last.url)} keep {ids[0]}? Asked without it, the shop put in {ids[1]}.", RULE.fix, subject=link.resolved,
                facts=(chain_of(probe),), line=link.line, column=link.column, links=1, group=f"{first.program} {ids[1]}",
                target=link.resolved,
            )  # fmt: skip


def _changed(probe: Probe, known: Known) -> tuple[int, int] | None:
    first: dict[str, int] = {}
    for place, hop in enumerate(probe.hops):
        if not hop.program or not hop.publisher_id:
            continue
        before = first.setdefault(hop.program, place)
        if probe.hops[before].publisher_id != hop.publisher_id and hop.publisher_id not in known.ids.get(hop.program, ()):
            return before, place
    return None
