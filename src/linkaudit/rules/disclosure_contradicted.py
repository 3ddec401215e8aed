"""The page denies being paid, and has affiliate links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, count, earning, failed, quote, review

RULE = Rule(
    title="The page says that it earns nothing",
    why="“No affiliate links” beside an affiliate link is worse than silence: it is untrue.",
    fix="Remove the denial, or the affiliate links.",
    impact=Impact.LAW,
    family="denial",
    rank=0,
    fails=(Example('<p>No affiliate links, ever.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),),
    passes=(
        Example("<p>No affiliate links, ever.</p>"),
        Example('<p>We earn a commission.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
    reviews=(
        Example(
            '<p>We do not accept payments or commissions from brands we write about.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
)
_LITERAL = re.compile(r"^(no|zero|without|free of|not a single|keine?|ohne|sans|aucun|sin|senza|nessun|geen|zonder|sem|nenhum)\b")


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail on a literal denial; ask on words that may mean something narrower."""
    denials = [d for d in page.candidates if d.kind == "denial" and d.visible]
    links = earning(page)
    if not denials or not links:
        return
    denial = denials[0]
    literal = any(_LITERAL.search(words) for words in denial.because)
    answer = failed if literal else review
    message = f"The page says {quote(denial.text)} and has {count(len(links))}."
    yield answer(
        message if literal else message + " Is that still true?",
        "Remove the sentence, or the affiliate links.",
        snippet=denial.text, facts=(f"first affiliate link at line {links[0].line}",), line=denial.line,
        column=denial.column, group=denial.text[:120], links=len(links),
    )  # fmt: skip
