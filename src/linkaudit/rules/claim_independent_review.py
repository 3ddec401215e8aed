"""The page calls its reviews independent, and its links pay."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, count, earning, quote, review

_LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'

RULE = Rule(
    title="A promise of independent reviews beside links that pay",
    why="Words such as “independent” and “unbiased” give the impression that nobody pays; a commission for each sale contradicts it unless the same passage says so.",
    fix="Say in the same sentence that you earn a commission, or take the word out.",
    impact=Impact.LAW,
    family="claim",
    rank=0,
    severity=Severity.INFO,
    sources=(
        Source(
            "FTC, 16 CFR 465.6", "sites that call reviews of the owner's own products independent",
            "https://www.ecfr.gov/current/title-16/chapter-I/subchapter-D/part-465/section-465.6", "V1",
        ),
        Source("ASA: Recognising online affiliate marketing (2017)", "overall impression of independence", "https://www.asa.org.uk/", "V1"),
    ),
    fails=(),
    passes=(
        Example("<p>Honest, unbiased reviews of garden tools.</p>"),
        Example(f"<p>We independently test every lamp. When you buy through our links, we earn a commission.</p>{_LINK}"),
        Example(f"<p>Independent laboratories have tested the filter.</p>{_LINK}"),
    ),
    reviews=(
        Example(f"<p>Honest, unbiased reviews of garden tools.</p>{_LINK}"),
        Example(f"<p>We earn a commission if you buy.</p>{_LINK}<p>Our independent reviews help you choose.</p>"),
        Example(f'<html lang="de"><p>Unsere unabhängigen Tests helfen bei der Wahl.</p>{_LINK}'),
    ),
)  # fmt: skip


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask once a page; a passage that names the commission itself leaves no such impression."""
    links = earning(page)
    for claim in page.claims:
        if claim.kind == "independence" and links and not claim.paid:
            yield review(
                f"The page says {quote(claim.text)} and has {count(len(links))}: would a reader still expect that somebody pays?", RULE.fix,
                snippet=claim.text, line=claim.line, column=claim.column, subject=claim.text[:120], group=claim.text[:120], links=len(links),
            )  # fmt: skip
