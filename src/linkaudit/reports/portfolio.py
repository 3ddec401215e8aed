"""Portfolio → the lines a person reads in a terminal: a line a site, then what several share."""

from __future__ import annotations

from collections.abc import Iterator

from ..portfolio import Portfolio, SiteRun
from .words import MARKS, clean, cut, number, plural

__all__ = ["render"]

NAME = 34


def render(portfolio: Portfolio) -> Iterator[str]:
    """Yield the summary of many sites line by line."""
    yield f"{plural(len(portfolio.sites), 'site')}".ljust(NAME) + "  pages   links  to fix  questions\n"
    for run in portfolio.sites:
        yield from _site(run)
    if portfolio.shared:
        yield "\nShared by several sites".ljust(NAME + 33) + "  sites  pages\n"
        for one in portfolio.shared:
            same = " (the same text)" if one.same_text else ""
            title = cut(f"  {MARKS[one.cause.severity]} {clean(one.cause.title)}{same}", NAME + 32)
            yield f"{title.ljust(NAME + 32)}  {len(one.sites):>5}  {number(one.pages):>5}\n"
            yield f"      {clean(cut(', '.join(one.sites), 100))}\n"


def _site(run: SiteRun) -> Iterator[str]:
    name = cut(clean(run.name), NAME)
    if run.head is None:
        yield f"{name.ljust(NAME)}  not audited: {clean(cut(run.said or f'exit {run.exit}', 400))}\n"
        return
    cover = run.head.coverage
    yield (
        f"{name.ljust(NAME)}  {number(cover.pages_read):>5}  {number(cover.affiliate_links):>6}  {run.to_fix:>6}  {run.asked:>9}"
        f"{'  stopped before the end' if run.head.interrupted else ''}\n"
    )
    if run.said:
        yield f"  {clean(cut(run.said, 400))}\n"
    failed = [f"{law} {number(counts['failed'])} failed" for law, counts in run.head.verdicts.items() if counts.get("failed")]
    if failed or run.report:
        yield f"  {' · '.join(filter(None, [', '.join(failed), clean(run.report or '')]))}\n"
