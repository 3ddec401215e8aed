"""The notice names a program that the page does not link."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, before, earning, on_notice, parse

RULE = Rule(
    title="Notice names another program than the links",
    why="A reader who is told of Amazon only does not expect that a link to another shop pays too.",
    fix="Name the programs that the page links, or speak of affiliate links in general.",
    impact=Impact.LAW,
    family="names",
    rank=0,
    severity=Severity.INFO,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example(
            '<p>As an Amazon Associate I earn from qualifying purchases.</p><p><a href="https://www.ebay.com/itm/123456789012?campid=5338000000&mkevt=1&mkcid=1&mkrid=711-53200-19255-0">Bid</a></p>'
        ),
    ),
    passes=(
        Example('<p>As an Amazon Associate I earn from qualifying purchases.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example(
            '<p>We earn a commission if you buy at Amazon or elsewhere.</p><p><a href="https://www.ebay.com/itm/123456789012?campid=5338000000&mkevt=1&mkcid=1&mkrid=711-53200-19255-0">Bid</a></p>'
        ),
        Example(
            '<p>As an Amazon Associate I earn from qualifying purchases.</p><p><a href="https://blog.example/go/lamp" rel="sponsored">Buy</a></p>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so when every notice before the links is Amazon's own statement, and no link may lead to Amazon."""
    links, told = earning(page), before(page)
    if not links or not told or any(notice.grade != "amazon" for notice in told):
        return
    if all(
        link.program and link.publisher_id and not link.program.startswith("amazon") and not _is_amazon(link.destination) for link in links
    ):
        names = ", ".join(sorted({known.programs[link.program].name for link in links if link.program in known.programs}))
        yield on_notice(page, told[0], known, (f"The notice speaks of Amazon, the links are of {names}", RULE.fix))


@lru_cache(maxsize=1024)
def _is_amazon(text: str | None) -> bool:
    url = parse(text) if text else None
    return url is not None and ".amazon." in f".{url.host}"
