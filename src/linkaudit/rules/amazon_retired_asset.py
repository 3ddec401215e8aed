"""Amazon widgets that Amazon no longer serves."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Verdict, failed

RULE = Rule(
    title="Retired Amazon widgets",
    why="SiteStripe images, native ads and text-and-image boxes are gone: readers see a hole, and nobody earns.",
    fix="Replace the widget with a text link, or with an image of your own with a link.",
    impact=Impact.MONEY,
    family="asset",
    rank=0,
    severity=Severity.WARNING,
    fails=(Example('<img src="//ws-na.amazon-adsystem.com/widgets/q?_encoding=UTF8&ASIN=B000000001&tag=blog-20">'),),
    passes=(Example('<img src="/img/book.jpg">'), Example('<img src="https://m.media-amazon.com/images/I/x.jpg">')),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail once a page, with the number of widgets."""
    if page.assets:
        source, line = page.assets[0]
        yield failed(f"{len(page.assets)} retired Amazon widget{'s' if len(page.assets) > 1 else ''}.", RULE.fix,
                     snippet=source, line=line, links=len(page.assets))  # fmt: skip
