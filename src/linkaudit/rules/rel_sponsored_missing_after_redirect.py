"""Own redirects to a program, linked without rel=sponsored."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, anchor, clickable, count, failed, on_each

_CHAIN = {
    "https://blog.example/go/book": "302 https://www.amazon.com/dp/B000000001?tag=b-20",
    "https://www.amazon.com/dp/B000000001": "200",
}

RULE = Rule(
    title='Own redirects to programs without rel="sponsored"',
    why="Google sees a link of your own site and follows it to the shop; rel or a robots rule keeps it from counting.",
    fix="Have the link plugin add rel=sponsored, or disallow its path in robots.txt.",
    impact=Impact.SEARCH,
    family="rel",
    rank=1,
    severity=Severity.INFO,
    sources=(
        Source(
            "Google Search Central",
            "link tagging and link spam update (2021)",
            "https://developers.google.com/search/blog/2021/07/link-tagging-and-link-spam-update",
            "V1",
        ),
    ),
    each=True,
    fails=(Example('<a href="https://blog.example/go/book">The book at Amazon</a>', _CHAIN),),
    passes=(Example('<a rel="sponsored" href="https://blog.example/go/book">The book at Amazon</a>', _CHAIN),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say once a page how many there are."""
    bare = [
        link for link in clickable(page) if link.via is not None and link.program and not {"sponsored", "nofollow", "ugc"} & set(link.rel)
    ]
    if bare:
        yield failed(
            f"{count(len(bare))} through redirects of the own site without rel=sponsored.", RULE.fix, snippet=anchor(bare[0]),
            replace=anchor(bare[0], rel=(*bare[0].rel, "sponsored")), subject="own redirects", **on_each(bare),
        )  # fmt: skip
