"""A product link that leads to the shop's home page."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Strength, Verdict, anchor, failed, host_within, parse, quote

RULE = Rule(
    title="Product links to the shop's home page",
    why="A reader who wanted this product lands on a home page and leaves.",
    fix="Link the product.",
    impact=Impact.MONEY,
    family="reach",
    rank=1,
    severity=Severity.WARNING,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(Example('<a rel="sponsored" href="https://www.amazon.co.uk/?tag=b-21">Buy the blue kettle</a>'),),
    passes=(
        Example('<a rel="sponsored" href="https://www.amazon.co.uk/dp/B000000001?tag=b-21">Buy the blue kettle</a>'),
        Example('<a rel="sponsored" href="https://www.amazon.co.uk/?tag=b-21">Amazon</a>'),
    ),
)
_SHOP = frozenset(("amazon", "amazon.com", "amazon.co.uk", "amazon.de", "visit amazon", "shop amazon", "amazon store", ""))


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn when the address is the bare shop and the text speaks of more than the shop."""
    for link in page.links:
        program, url = known.programs.get(link.program or ""), parse(link.destination or link.resolved)
        if link.strength is Strength.INTENDED:  # tag-missing says what is wrong with it
            continue
        if program is None or not program.marketplace or url is None or url.path not in ("", "/"):
            continue
        if not any(host_within(url.host, m.host) for m in program.marketplace) or link.text.lower().strip(" .→›»") in _SHOP:
            continue
        yield failed(
            f"{quote(link.text or link.resolved, 60)} leads to the home page of {url.host}.", RULE.fix,
            subject=f"{link.program} {link.text}", snippet=anchor(link), line=link.line, column=link.column,
            group=str(link.program), links=1,
        )  # fmt: skip
