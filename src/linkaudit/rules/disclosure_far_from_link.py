"""The notice stands far above the first link it speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, before, on_notice, uncovered

BLOCKS = 12
_LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'
_TOLD = "<p>We earn a commission if you buy through our links.</p>"

RULE = Rule(
    title="Notice far above the first link",
    why=f"A notice is best seen together with the link; {BLOCKS} paragraphs are about three screens of a phone (linkaudit's threshold).",
    fix="Repeat the notice near the first link, or label the link.",
    impact=Impact.LAW,
    family="distance",
    rank=0,
    severity=Severity.INFO,
    asleep=True,
    sources=(
        Source(
            "FTC's Endorsement Guides: What People Are Asking",
            "notice and link seen at the same time; how far is far is linkaudit's threshold",
            "https://www.ftc.gov/business-guidance/resources/ftcs-endorsement-guides-what-people-are-asking",
            "E",
        ),
    ),
    fails=(Example(f"<main>{_TOLD}{'<p>Flour.</p>' * 12}{_LINK}</main>"),),
    passes=(
        Example(f"<main>{_TOLD}{'<p>Flour.</p>' * 3}{_LINK}</main>"),
        Example(f"<main>{_TOLD}{'<p>Flour.</p>' * 12}{_TOLD}{_LINK}</main>"),
        Example(f"<main>{_TOLD}{'<p>Flour.</p>' * 12}{_LINK[:-4]} (paid link)</p></main>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so when more blocks than the threshold part the first unlabelled link from the notice before it."""
    found = before(page)
    if uncovered(page) and found and page.gap >= BLOCKS:
        yield on_notice(page, found[-1], known, (f"{page.gap} paragraphs stand between notice and first link", RULE.fix))
