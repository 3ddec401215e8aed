"""Nothing tells a reader that the link goes to eBay."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, clickable, host_of, on_link, quote

_SHORT = "https://bit.ly/3abcdef"
_CHAIN = {
    _SHORT: "301 https://www.ebay.com/itm/123456789012?campid=5338000000&mkevt=1&mkcid=1&mkrid=711-53200-19255-0",
    "https://www.ebay.com/itm/123456789012": "200",
}

RULE = Rule(
    title="Links to eBay that don't say so",
    why="eBay asks that a link makes clear in advance that it leads to eBay.",
    fix="Write “on eBay” into the link or its sentence.",
    impact=Impact.ACCOUNT,
    family="cloak",
    rank=2,
    fails=(Example(f'<p>Bid for <a href="{_SHORT}">this lamp</a>.</p>', _CHAIN),),
    passes=(
        Example(f'<p>Bid for <a href="{_SHORT}">this lamp on eBay</a>.</p>', _CHAIN),
        Example(
            '<p>Bid for <a href="https://www.ebay.com/itm/123456789012?campid=5338000000&mkevt=1&mkcid=1&mkrid=711-53200-19255-0">this lamp</a>.</p>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn where neither the address, which a reader sees when she points at the link, nor the words name eBay."""
    for link in clickable(page):
        host = host_of(link.resolved)
        if (link.program or "").startswith("ebay") and ".ebay." not in f".{host}" and "ebay" not in f"{link.text} {link.context}".lower():
            yield on_link(
                link,
                f"Nothing beside {quote(link.text or link.url, 60)} says that it goes to eBay.",
                RULE.fix,
                subject=link.resolved,
                group=host,
            )
