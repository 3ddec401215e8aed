"""No notice on a later page of an article: the first page's does not reach who reads on, or lands there."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, count, failed, notice_markup, on_each, unnoticed

_LINK = '<p>Read <a href="https://www.amazon.com/dp/B000000001?tag=blog-20">the book</a>.</p>'

RULE = Rule(
    title="Later pages of an article carry no notice",
    why="Each page is read, and found, by itself: a notice on the article's first page is none on the second.",
    fix="Put the notice into the template, so that every page of an article begins with it.",
    impact=Impact.LAW,
    family="notice",
    rank=4,
    each=True,
    fails=(Example(f'<link rel="prev" href="/post/">{_LINK}', url="https://blog.example/post/2/"),),
    passes=(
        Example(f'<link rel="prev" href="/other/">{_LINK}', url="https://blog.example/post/2/"),
        Example(f'<link rel="prev" href="/post/"><p>We earn a commission on purchases.</p>{_LINK}', url="https://blog.example/post/2/"),
        Example(_LINK),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for the second page of an article, and those after it, when its links pay and it surely has no notice."""
    if page.part > 1 and not page.listing and (bare := unnoticed(page)):
        yield failed(
            f"Page {page.part} of an article: {count(len(bare))}, and no notice on it.", RULE.fix, replace=notice_markup(page, known),
            snippet=bare[0].context, facts=(f"the article begins at {page.first_part}",) if page.first_part else (),
            group="part", title=RULE.title, **on_each(bare),
        )  # fmt: skip
