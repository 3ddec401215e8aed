"""An id that a template or a manual left behind."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, anchor, is_placeholder, on_link, own_id, quote

RULE = Rule(
    title="Placeholder instead of your id",
    why="The link goes to the shop with the example's id: nobody is paid.",
    fix="Replace the placeholder with your id.",
    impact=Impact.MONEY,
    family="tag",
    rank=1,
    severity=Severity.ERROR,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=YOURTAG-20">x</a>'),
        Example('<a href="https://partner.bol.com/click/click?p=2&t=url&s=XXXX&url=https%3A%2F%2Fwww.bol.com%2Fx">x</a>'),
    ),
    passes=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">x</a>'),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=yourlifeblog-20">x</a>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for each link whose id is an example's."""
    for link in page.links:
        if link.publisher_id and is_placeholder(link.publisher_id) and link.publisher_id not in known.ids.get(link.program or "", ()):
            mine = own_id(link, known)
            yield on_link(
                link,
                f"The id is the placeholder {quote(link.publisher_id, 60)}.",
                f"Replace the placeholder with your id, {mine}." if mine else RULE.fix,
                group=f"{link.program} {link.publisher_id}",
                replace=anchor(link, link.url.replace(link.publisher_id, mine)) if mine else None,
            )
