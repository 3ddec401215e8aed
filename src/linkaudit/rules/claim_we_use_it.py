"""The page says that its author uses what it recommends."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, count, earning, quote, review

_ECFR = "https://www.ecfr.gov/current/title-16/chapter-I/subchapter-"
_LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'

RULE = Rule(
    title="A promise that the author uses what is recommended",
    why="Who says so must use each of the products, and go on using them: a recommendation by somebody who does not is untrue, paid or not.",
    fix="Keep the sentence only if it holds for every product that the page recommends; else say which ones were used.",
    impact=Impact.LAW,
    family="claim",
    rank=1,
    severity=Severity.INFO,
    sources=(
        Source("FTC, 16 CFR 255.1(c)", "who is said to use a product must be a bona fide user of it", _ECFR + "B/part-255/section-255.1", "M"),
        Source("FTC, 16 CFR 465.2", "testimonials by somebody who did not use the product", _ECFR + "D/part-465/section-465.2", "V1"),
    ),
    fails=(),
    passes=(
        Example("<p>We only recommend products we use ourselves.</p>"),
        Example(f"<p>I use Linux at work, and we would recommend products we like.</p>{_LINK}"),
        Example(f"<p>Wir empfehlen nur Produkte, die wir selbst kaufen würden.</p>{_LINK}"),
    ),
    reviews=(
        Example(f"<p>We only recommend products we use ourselves.</p>{_LINK}"),
        Example(f'<html lang="de"><p>Wir empfehlen nur Produkte, die wir selbst getestet haben.</p>{_LINK}'),
    ),
)  # fmt: skip


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask once a page; no source code shows what somebody uses. The question is apart from whether a notice is in order."""
    links = earning(page)
    for claim in page.claims:
        if claim.kind == "use" and links:
            yield review(
                f"The page says {quote(claim.text)} and has {count(len(links))}: is it true of every product?", RULE.fix,
                snippet=claim.text, line=claim.line, column=claim.column, subject=claim.text[:120], group=claim.text[:120], links=len(links),
            )  # fmt: skip
