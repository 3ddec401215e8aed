"""Affiliate links without rel=sponsored."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Carrier, Example, Impact, Known, PageFacts, Rule, Severity, Source, Strength, Verdict, anchor, count, failed, on_each

RULE = Rule(
    title='Links without rel="sponsored"',
    why="Google asks affiliate sites to mark paid links; unmarked ones can draw a manual action.",
    fix="Add rel=sponsored to the links; an affiliate plugin or the template can do it for all.",
    impact=Impact.SEARCH,
    family="rel",
    rank=0,
    severity=Severity.WARNING,
    sources=(
        Source(
            "Google Search Central",
            "link tagging and link spam update (2021)",
            "https://developers.google.com/search/blog/2021/07/link-tagging-and-link-spam-update",
            "V1",
        ),
    ),
    each=True,
    fails=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),
        Example('<a rel="nofollow" href="https://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),
    ),
    passes=(
        Example('<a rel="sponsored nofollow" href="https://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),
        Example('<a href="https://www.amazon.com/dp/B000000001">x</a>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn once a page; `nofollow` alone, which Google still accepts, is only for information."""
    bare = [
        link for link in page.links
        if link.carrier in (Carrier.ANCHOR, Carrier.AREA) and link.strength is not Strength.INTENDED and not link.guessed and not {"sponsored", "ugc"} & set(link.rel)
        and (link.via is None or "nofollow" in link.rel or not link.program)
    ]  # fmt: skip
    if not bare:
        return
    unmarked = [link for link in bare if "nofollow" not in link.rel]
    first = (unmarked or bare)[0]
    yield failed(
        f"{count(len(bare))} without rel=sponsored{'' if unmarked else ' (nofollow is there)'}.", RULE.fix,
        snippet=anchor(first), **on_each(bare, first),
        group="unmarked" if unmarked else "nofollow only", severity=None if unmarked else Severity.INFO,
        title="" if unmarked else f"{RULE.title} (nofollow is there)",
        replace=anchor(first, rel=(*first.rel, "sponsored")),
    )  # fmt: skip
