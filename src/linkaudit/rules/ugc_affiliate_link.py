"""Affiliate links in comments."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Region, Rule, Severity, Source, Verdict, anchor, count, failed, on_each

_LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=someone-20"{}>a book</a>'

RULE = Rule(
    title="Affiliate links in comments",
    why="Visitors place links that pay them; search engines read them as yours unless they are marked.",
    fix="Have comments mark their links rel=ugc, or take affiliate links out of them.",
    impact=Impact.SEARCH,
    family="ugc",
    rank=0,
    severity=Severity.INFO,
    sources=(
        Source(
            "Google Search Central",
            "qualify outbound links: rel=ugc",
            "https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links",
            "M",
        ),
    ),
    each=True,
    fails=(
        Example(
            f'<main><p>Text.</p></main><ol class="comment-list" id="comments"><li class="comment"><p>Buy {_LINK.format("")}</p></li></ol>'
        ),
    ),
    passes=(
        Example(
            f"""<ol class="comment-list" id="comments"><li class="comment"><p>Buy {_LINK.format(' rel="ugc nofollow"')}</p></li></ol>"""
        ),
        Example(f"<main><p>Buy {_LINK.format('')}</p></main>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say once a page how many there are that nothing marks as a visitor's."""
    written = [link for link in page.links if link.region is Region.COMMENTS and not link.image and link.slot != "banner"]
    bare = [link for link in written if not {"ugc", "nofollow", "sponsored"} & set(link.rel)]
    if bare:
        first = bare[0]
        yield failed(
            f"{count(len(bare))} in comments.", RULE.fix, snippet=anchor(first),
            replace=anchor(first, rel=(*first.rel, "ugc")), **on_each(bare),
        )  # fmt: skip
