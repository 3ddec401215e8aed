"""A sub-id that names a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, on_link, parse, quote

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)

RULE = Rule(
    title="Personal data in a link",
    why="An e-mail address in a link goes to the shop and into its logs; programs forbid it, and so may data protection law.",
    fix="Take it out, or put a number there that only you can read.",
    impact=Impact.ACCOUNT,
    family="privacy",
    rank=0,
    severity=Severity.WARNING,
    sources=(
        Source(
            "Amazon Program Policies",
            "no association of clicks with persons",
            "https://affiliate-program.amazon.com/help/operating/policies",
            "V2",
        ),
        Source("GDPR", "Art. 5(1)(c): data minimisation", "https://eur-lex.europa.eu/eli/reg/2016/679/oj", "M"),
    ),
    fails=(Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20&ascsubtag=ann%40mail.example">x</a>'),),
    passes=(Example('<a href="https://www.amazon.com/dp/B000000001?tag=b-20&ascsubtag=post-12">x</a>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn for each link that carries something of the form of an e-mail address."""
    for link in page.links:
        if "@" not in link.resolved and "%40" not in link.resolved:
            continue
        url = parse(link.resolved)
        value = next((value for _, value in url.pairs() if _MAIL.fullmatch(unquote(value))), None) if url else None
        if value:
            yield on_link(link, f"The link carries {quote(value, 40)}.", RULE.fix, subject=link.resolved)
