"""Portfolio → one page of sites × regimes, with what several sites share."""

from __future__ import annotations

from collections.abc import Iterator

from ...portfolio import Portfolio
from . import page_of

__all__ = ["render"]


def render(portfolio: Portfolio) -> Iterator[str]:
    """Yield the page in pieces."""
    yield from page_of("sites.html.j2", portfolio=portfolio)
