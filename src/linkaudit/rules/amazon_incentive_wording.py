"""The page asks readers to buy at Amazon to support it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, earning, quote, review

RULE = Rule(
    title="Words that ask readers to buy as a favour",
    why="Amazon's policies forbid incentives to use the links; accounts were closed over “support us by shopping here”.",
    fix="Say that you earn a commission; don't ask for it.",
    impact=Impact.ACCOUNT,
    family="incentive",
    rank=0,
    fails=(),
    passes=(
        Example('<p>We earn a commission if you buy.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'),
        Example("<p>Shopping through our links helps support this site.</p>"),
    ),
    reviews=(
        Example(
            '<p>Shopping through our links helps support this site.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
    ),
)
_ASKS = re.compile(
    r"\b(support|supports|supporting|help|helps) (us|me|the (site|blog)|this (site|blog|website|channel)|our|my)\b"
    r"|\b(unterstütz|souten|apoy|apoi|sosten|steun)\w*\b"
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask when a notice speaks of support and the page links Amazon."""
    amazon = [link for link in earning(page) if (link.program or "").startswith("amazon")]
    found = [d for d in page.disclosures if d.visible and _ASKS.search(d.text.lower()) and "reader-supported" not in d.text.lower()]
    if amazon and found:
        yield review(
            f"Does this ask readers to buy as a favour? {quote(found[0].text)}", RULE.fix, snippet=found[0].text,
            line=found[0].line, column=found[0].column, group=found[0].text[:120], links=len(amazon),
        )  # fmt: skip
