"""Links that get their id from a script when the page runs."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Carrier, Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, anchor, count, failed

_SCRIPT = '<script src="https://s.skimresources.com/js/123X456.skimlinks.js"></script>'

RULE = Rule(
    title="Links that a script turns into affiliate links",
    why="Where the script does not run (readers without it, feeds, mail), the links earn nothing.",
    fix="Nothing to mend if that is how you mean it; for your best links, write the network's link into the page.",
    impact=Impact.MONEY,
    family="script",
    rank=0,
    severity=Severity.INFO,
    sources=(Source("Skimlinks help", "how the script works", "https://support.skimlinks.com/", "V1"),),
    fails=(Example(f'{_SCRIPT}<main><p>Buy <a href="https://www.amazon.com/dp/B000000001">a book</a>.</p></main>'),),
    passes=(
        Example('<main><p>Buy <a href="https://www.amazon.com/dp/B000000001">a book</a>.</p></main>'),
        Example(f'{_SCRIPT}<main><p>Buy <a href="https://www.amazon.com/dp/B000000001?tag=b-20">a book</a>.</p></main>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so once a page."""
    made = [link for link in page.links if link.carrier is Carrier.INJECTOR]
    if made:
        first = made[0]
        told = f"{count(len(made))} only once {first.program} has run."
        yield failed(told, RULE.fix, snippet=anchor(first), line=first.line, column=first.column, links=len(made), group=str(first.program))
