"""An article that sells throughout, and neither its title nor its first lines say so."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Region, Rule, Verdict, count, earning, failed, notices, sells_throughout, uncovered

_TALK = f"<p>{'A first paragraph about kitchens and what I cooked in mine. ' * 4}</p>"
_NOTICE = "<p>We earn a commission on purchases.</p>"
_LINKS = '<p><a href="https://amzn.to/3abcdef">This pan</a> <a href="https://amzn.to/3abcdeg">that pot</a> <a href="https://amzn.to/3abcdeh">that lid</a>.</p>'

RULE = Rule(
    title="Neither title nor first lines say that the article is advertising",
    why="Where every link to a shop pays, the article as a whole is advertising: readers are to see that at its title or its start.",
    fix="Put a label such as “Ad” into the title, or the notice at the top of the article.",
    impact=Impact.LAW,
    family="notice",
    rank=14,
    fails=(Example(f"<main><h1>The best pans</h1>{_TALK}{_NOTICE}{_LINKS}</main>"),),
    passes=(
        Example(f"<main><h1>Ad: the best pans</h1>{_TALK}{_NOTICE}{_LINKS}</main>"),
        Example(f"<main><h1>The best pans</h1>{_NOTICE}{_TALK}{_LINKS}</main>"),
        Example(f'<main><h1>The best pans</h1>{_TALK}{_NOTICE}{_LINKS}<a href="https://www.amazon.com/dp/B000000001">A third</a></main>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when a notice stands before the links and below the first lines; of a worse place, or no notice, other rules speak."""
    told = notices(page)
    if not told or page.titled or not uncovered(page) or not sells_throughout(page):
        return
    if any(notice.order < page.opening and notice.region in (Region.MAIN, Region.HEADER) for notice in told):
        return
    first = min(told, key=lambda notice: notice.order)
    yield failed(
        f"{count(len(earning(page)))}, no other link to a shop, and no label in the title or the first lines.", RULE.fix,
        snippet=page.title, facts=(f"the first notice stands at line {first.line}",) if first.line else (), links=len(earning(page)),
    )  # fmt: skip
