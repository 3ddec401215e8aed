"""The text names one shop, the link leads to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .api import (
    Example,
    Impact,
    Known,
    PageFacts,
    Reach,
    Rule,
    Severity,
    Source,
    Verdict,
    chain_of,
    host_of,
    quote,
    reached,
    review,
)

# Not "from": a thing from Apple is sold in many shops.
_AT = r"\b(?:at|on|bei|auf|chez|sur|en|su|op|bij|em|na)\s+"
# Where a shop's name ends and that of its program begins.
_PROGRAM = re.compile(
    r"\s*(?:[(/;,]|\b(?:affiliates?|associates?|partners?|program(?:me)?|creators?|portals|network|services|store links|ambassadors?|referrals?)\b).*",
    re.IGNORECASE,
)

RULE = Rule(
    title="The text names another shop",
    why="Readers who expected one shop and meet another leave, and may feel misled.",
    fix="Name the shop that the link leads to, or link the one that is named.",
    impact=Impact.MONEY,
    family="mismatch",
    rank=0,
    severity=Severity.WARNING,
    asks=True,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(),
    reviews=(
        Example(
            '<a href="https://blog.example/go/tv" rel="sponsored">Buy on Walmart</a>',
            {
                "https://blog.example/go/tv": "302 https://www.amazon.com/dp/B000000001?tag=b-20",
                "https://www.amazon.com/dp/B000000001": "200",
            },
        ),
    ),
    passes=(
        Example(
            '<a href="https://blog.example/go/tv" rel="sponsored">Buy on Amazon</a>',
            {
                "https://blog.example/go/tv": "302 https://www.amazon.com/dp/B000000001?tag=b-20",
                "https://www.amazon.com/dp/B000000001": "200",
            },
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask only where the link's own text says “at” a shop that linkaudit knows, and the chain ends at another that it knows."""
    for link, probe in reached(page):
        arrived = len(probe.hops) > 1 and probe.outcome in (Reach.OK, Reach.MOVED)
        there = known.shop(host_of(probe.final)) if arrived else None
        named = _named(link.text, known) if there else None
        if there and named and named != there:
            yield review(
                f"{quote(link.text, 60)} leads to {host_of(probe.final)}: is that meant?", RULE.fix, subject=link.resolved, links=1, target=link.resolved,
                facts=(f"named: {_shop_name(known.programs[named].name)}; reached: {host_of(probe.final)}", chain_of(probe)), line=link.line, column=link.column, group=f"{named} {there}",
            )  # fmt: skip


def _named(text: str, known: Known) -> str | None:
    merchants = tuple((one.id, _shop_name(one.name)) for one in known.programs.values() if one.kind == "merchant")
    return next((program for pattern, program in _brands(merchants) if pattern.search(text)), None)


def _shop_name(program: str) -> str:
    return _PROGRAM.sub("", program) or program


@lru_cache(maxsize=2)
def _brands(names: tuple[tuple[str, str], ...]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(_AT + re.escape(name) + r"\b"), program) for program, name in names]
