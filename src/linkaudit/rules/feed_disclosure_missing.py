"""A feed prints affiliate links, and the notice stays behind on the page."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Feed, Impact, Known, Rule, Severity, SiteFacts, Source, Verdict, count, failed

_ITEM = '<rss><item><title>Pans</title><description>{}&lt;a href="https://amzn.to/3abcdef"&gt;This pan&lt;/a&gt;</description></item></rss>'

RULE = Rule(
    title="Feeds print affiliate links without a notice",
    why="Who reads the article in a feed reader never meets a notice that only the page's template has.",
    fix="Put the notice into the feed's template or into the article's text, or let the feed carry summaries without links.",
    impact=Impact.LAW,
    family="feed",
    rank=0,
    severity=Severity.INFO,
    sources=(Source("linkaudit", "no regulator's text that was read names feeds", "https://validator.w3.org/feed/docs/rss2.html", "E"),),
    fails=(Example(_ITEM.format(""), site=SiteFacts(pages=3, feeds=[Feed("https://blog.example/feed.xml", 10, 4, 4, "Pans", 6)])),),
    passes=(
        Example(_ITEM.format("(paid link) "), site=SiteFacts(pages=3, feeds=[Feed("https://blog.example/feed.xml", 10, 4, 0)])),
        Example("", site=SiteFacts(pages=3)),
    ),
)


def check_site(site: SiteFacts, known: Known) -> Iterator[Verdict]:
    """Fail once for all feeds of the site; a site has one for each section, made by one template."""
    bare = [feed for feed in site.feeds if feed.bare]
    if not bare:
        return
    most = max(bare, key=lambda feed: feed.bare)
    where = f"{most.url} and {len(bare) - 1} more" if len(bare) > 1 else most.url
    yield failed(
        f"{count(most.links)} in {most.bare} of {most.items} items of {where}, and no notice in them.", RULE.fix,
        facts=(f"for example “{most.example}”",), links=most.links,
    )  # fmt: skip
