"""The build has lost pages or affiliate links: what is no longer there has no faults."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Figures, Impact, Known, Rule, Severity, SiteFacts, Source, Verdict, failed

# Of five pages, two may go without a word.
FEW = 3
_BEFORE = Figures(120, 80, 900, "the baseline linkaudit.baseline.json")

RULE = Rule(
    title="Pages or affiliate links have gone missing",
    why="A build that lost its product boxes, a section or a theme's partial has fewer faults than before, and earns less: it must not pass for that.",
    fix="Look what the build left out. If so much was meant to go: linkaudit baseline write records the site anew; without a baseline, a week of runs does.",
    impact=Impact.MONEY,
    family="coverage",
    rank=0,
    severity=Severity.ERROR,
    needs_before=True,
    sources=(Source("linkaudit", "linkaudit's threshold: 30 %, [baseline] max_drop", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example("<!-- 120 pages, 310 affiliate links -->", site=SiteFacts(pages=120, affiliate_pages=78, links=310), before=_BEFORE),
        Example("<!-- 60 pages, 880 affiliate links -->", site=SiteFacts(pages=60, affiliate_pages=60, links=880), before=_BEFORE),
    ),
    passes=(
        Example("<!-- 100 pages, 700 affiliate links -->", site=SiteFacts(pages=100, affiliate_pages=70, links=700), before=_BEFORE),
        Example(
            "<!-- 70 pages, 500 affiliate links, 50 pages not read -->", site=SiteFacts(pages=70, links=500, unread=50), before=_BEFORE
        ),
        Example("<!-- nothing to compare with -->", site=SiteFacts(pages=3, affiliate_pages=1, links=1)),
    ),
)


def check_site(site: SiteFacts, known: Known) -> Iterator[Verdict]:
    """Fail when more than the allowed share of the pages or of the affiliate links is missing."""
    before = known.before
    if before is None:
        return
    told = [("pages", before.pages_read, site.pages), ("affiliate links", before.affiliate_links, site.links)]
    # A page that could not be read has not gone, and its links are not known.
    seen = site.pages / max(1, site.pages + site.unread)
    lost = [(name, was, now) for name, was, now in told if was * seen - now > max(known.max_drop * was, FEW)]
    if lost:
        said = " and ".join(f"{name} fell from {was:,} to {now:,}" for name, was, now in lost)
        was, now = before.pages_with_affiliate_links, site.affiliate_pages
        yield failed(
            f"{said[0].upper()}{said[1:]} since {before.of}; more than {known.max_drop:.0%} is too much to lose unseen.", RULE.fix,
            facts=(f"pages with affiliate links: {was:,} then, {now:,} now",), title=RULE.title,
        )  # fmt: skip
