"""An Amazon link behind a redirect of one's own or of a shortener."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, Link, PageFacts, Rule, Source, Verdict, clickable, host_of, on_link, quote

_AMAZON = {
    "https://blog.example/go/book": "302 https://www.amazon.com/dp/B000000001?tag=b-20",
    "https://www.amazon.com/dp/B000000001": "200",
}
_SHORT = {"https://bit.ly/3abcdef": "301 https://www.amazon.com/dp/B000000001?tag=b-20", "https://www.amazon.com/dp/B000000001": "200"}

RULE = Rule(
    title="Amazon links behind a redirect",
    why="Amazon's policies forbid links that hide where they come from or where they lead, and name redirecting links: the account is at risk.",
    fix="Link Amazon directly, or by amzn.to; take Amazon out of the link plugin.",
    impact=Impact.ACCOUNT,
    family="cloak",
    rank=0,
    sources=(Source("Amazon Program Policies", "6(v)", "https://affiliate-program.amazon.com/help/operating/policies", "V2"),),
    fails=(
        Example('<a href="https://blog.example/go/book">The book at Amazon</a>', _AMAZON),
        Example('<a href="https://bit.ly/3abcdef">The book at Amazon</a>', _SHORT),
    ),
    passes=(
        Example('<a href="https://amzn.to/3abcdef">The book at Amazon</a>'),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20">The book</a>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn for each; amzn.to and link.amazon are Amazon's own, and Geniuslink and its like are not redirects of one's own."""
    for link in clickable(page):
        if link.program == "amazon" and link.publisher_id and _hidden(link, known):
            yield on_link(
                link, f"{quote(link.text or link.url, 60)} reaches Amazon through {host_of(link.resolved)}.", RULE.fix,
                subject=link.resolved, group=host_of(link.resolved), facts=(f"leads to {link.destination or link.via}",),
            )  # fmt: skip


def _hidden(link: Link, known: Known) -> bool:
    return link.via is not None or host_of(link.resolved) in known.shorteners
