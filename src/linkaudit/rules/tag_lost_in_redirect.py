"""A redirect drops the id before the shop sees it."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Probe, Rule, Severity, Source, Verdict, host_of, on_chain, quote, reached

RULE = Rule(
    title="The id is lost on the way",
    why="The link carries your id, a redirect behind it drops it: the shop pays nobody.",
    fix="Have the redirect keep the whole query, or link the shop directly.",
    impact=Impact.MONEY,
    family="tag",
    rank=0,
    severity=Severity.ERROR,
    asks=True,
    sources=(
        Source(
            "Amazon Program Policies",
            "2(a): the id is a parameter of the URL",
            "https://affiliate-program.amazon.com/help/operating/policies",
            "V2",
        ),
    ),
    fails=(
        Example(
            '<a href="https://blog.example/go/out?to=https%3A%2F%2Fwww.amazon.com%2Fdp%2FB000000001%3Ftag%3Dblog-20" rel="sponsored">Buy</a>',
            {
                "https://blog.example/go/out?to=https%3A%2F%2Fwww.amazon.com%2Fdp%2FB000000001%3Ftag%3Dblog-20": "301 https://www.amazon.com/dp/B000000001",
                "https://www.amazon.com/dp/B000000001": "200",
            },
        ),
    ),
    passes=(
        Example(
            '<a href="https://bit.ly/3abcdef" rel="sponsored">Buy</a>',
            {
                "https://bit.ly/3abcdef": "301 https://www.amazon.com/dp/B000000001?tag=blog-20",
                "https://www.amazon.com/dp/B000000001": "200",
            },
        ),
        Example(
            '<a href="https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2Fp">x</a>',
            {"https://s.example/p": "200"},
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when a hop names a merchant's id and the next, asked with it, reaches that merchant without.

    Networks drop parameters once the click is recorded, so only ids that the shop itself must see count; and nothing is
    said of shops that were asked without the id.
    """
    for link, probe in reached(page):
        if lost := _lost(probe, known):
            yield on_chain(
                link,
                f"The link is given {quote(lost[0], 60)}, its redirect leads to {lost[1]} without any id.",
                RULE.fix,
                group=lost[1],
                subject=link.resolved,
            )


def _lost(probe: Probe, known: Known) -> tuple[str, str] | None:
    for here, there in zip(probe.hops, probe.hops[1:], strict=False):
        inside = known.within(here.url) if here.asked == here.url else None
        if inside is None or there.publisher_id or known.shop(host_of(there.url)) != inside[0]:
            continue
        return inside[1], host_of(there.url)
    return None
