"""Nothing tells a reader that the link goes to Amazon."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, clickable, host_of, on_link, quote

_SHORT = {"https://bit.ly/3abcdef": "301 https://www.amazon.com/dp/B000000001?tag=b-20", "https://www.amazon.com/dp/B000000001": "200"}
_OWN = ("amzn.to", "www.amzn.to", "link.amazon", "amzn.eu", "a.co", "amzn.asia")

RULE = Rule(
    title="Links to Amazon that don't say so",
    why="Amazon asks that a link by a shortener, button or text makes clear that it goes to Amazon.",
    fix="Write “at Amazon” into the link or its sentence.",
    impact=Impact.ACCOUNT,
    family="cloak",
    rank=1,
    sources=(Source("Amazon Program Policies", "6(w)", "https://affiliate-program.amazon.com/help/operating/policies", "V2"),),
    fails=(
        Example('<p>Read <a href="https://bit.ly/3abcdef">the book</a>.</p>', _SHORT),
        Example('<p>Read <a href="https://amzn.to/3abcdef">the book</a>.</p>'),
    ),
    passes=(
        Example('<p>Read <a href="https://bit.ly/3abcdef">the book</a> (Amazon).</p>', _SHORT),
        Example('<p>Read <a href="https://www.amazon.com/dp/B000000001?tag=b-20">the book</a>.</p>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn where neither the address nor link and sentence name Amazon; by Amazon's own short host it is for information."""
    for link in clickable(page):
        host = host_of(link.resolved)
        own = host in _OWN
        through = link.program in ("amazon", "amazon-short") and (own or link.via is not None or host in known.shorteners)
        if through and (link.publisher_id or own) and "amazon" not in f"{link.text} {link.context} {link.label or ''}".lower():
            yield on_link(
                link, f"Nothing beside {quote(link.text or link.url, 60)} says that it goes to Amazon.", RULE.fix,
                subject=link.resolved, group="amzn.to" if own else host, severity=Severity.INFO if own else None,
            )  # fmt: skip
