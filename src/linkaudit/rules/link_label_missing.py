"""Affiliate links without a label of their own."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Disclosure,
    Example,
    Impact,
    Known,
    Link,
    PageFacts,
    Rule,
    Verdict,
    anchor,
    count,
    failed,
    notices,
    on_each,
    quote,
    uncovered,
)

NEAR = 14

RULE = Rule(
    title="Links without a label",
    why="A label at the link, such as “(paid link)”, is what Amazon's help page asks for and what works under most laws at once.",
    fix="Write “(paid link)” after each link, or have the template print it.",
    impact=Impact.ACCOUNT,
    family="label",
    rank=0,
    each=True,
    fails=(
        Example(
            '<p>We earn a commission.</p>{}<p><a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a></p>'.format(
                "<p>Text</p>" * 20
            )
        ),
    ),
    passes=(
        Example('<p><a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a> (paid link)</p>'),
        Example('<div><p>Werbelinks:</p><ul><li><a href="https://www.amazon.de/dp/B000000001?tag=b-21">Kaufen</a></ul></div>'),
        Example('<p>We earn a commission if you buy this:</p><p><a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a></p>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail once a page, for the links with neither a label nor a notice just before them."""
    bare = [link for link in uncovered(page) if not _near(link, notices(page))]
    if not bare:
        return
    language = (page.language or "en").partition("-")[0].lower()
    first, label = bare[0], known.labels.get(language) or "(paid link)"
    yield failed(
        f"{count(len(bare))} without a label{', the first' if len(bare) > 1 else ''}: {quote(first.text or first.resolved, 60)}",
        f"Write “{label}” after each link, or have the template print it." if len(bare) > 1 else f"Write “{label}” after the link.",
        snippet=first.setting, title=RULE.title, replace=f"{anchor(first)} {label}", **on_each(bare),
    )  # fmt: skip


def _near(link: Link, told: list[Disclosure]) -> bool:
    """A notice whose block ends a few elements before the link is seen together with it."""
    return any(one.order < link.order and link.order - min(one.end, link.order) <= 2 * NEAR for one in told)
