"""The site's history as small lines: one a number, each said in words too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from ...document import Audit, Point
from ..words import number, plural

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Series", "series", "sparkline"]

WIDTH: Final = 140
HEIGHT: Final = 30
EDGE: Final = 3
_SERIES: Final[tuple[tuple[str, str, Callable[[Point], int]], ...]] = (
    ("Errors", "error", lambda point: point.counts.get("error", 0)),
    ("Warnings", "warning", lambda point: point.counts.get("warning", 0)),
    ("Notes", "info", lambda point: point.counts.get("info", 0)),
    ("Questions", "review", lambda point: point.counts.get("review", 0)),
    ("Affiliate links", "dim", lambda point: point.links),
    ("Pages", "dim", lambda point: point.pages),
)
_STROKES: Final = {"error": "#b3261e", "warning": "#8a5a00", "info": "#476075", "review": "#5b3fa0", "dim": "#596474"}


class Series(msgspec.Struct, frozen=True):
    """A number over the runs."""

    name: str
    kind: str
    values: list[int]

    @property
    def words(self) -> str:
        """What the line shows."""
        first, last = self.values[0], self.values[-1]
        least, most = min(self.values), max(self.values)
        between = f", between {number(least)} and {number(most)}" if least < min(first, last) or most > max(first, last) else ""
        return f"{self.name} over {plural(len(self.values), 'run')}: from {number(first)} to {number(last)}{between}"


def series(audit: Audit) -> Iterator[Series]:
    """Yield the numbers that were ever more than none."""
    for name, kind, of in _SERIES:
        values = [of(point) for point in audit.trend]
        if any(values):
            yield Series(name, kind, values)


def sparkline(one: Series) -> Markup:
    """Return the line, its end marked; the scale begins at none, so that a small change looks small."""
    from markupsafe import Markup

    most, last = max(one.values) or 1, len(one.values) - 1 or 1
    points = [
        (round(EDGE + (WIDTH - 2 * EDGE) * at / last, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / most, 1))
        for at, value in enumerate(one.values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    x, y = points[-1]
    stroke = _STROKES[one.kind]
    return Markup(  # noqa: S704 - only numbers and words of ours are put in
        f'<svg class="spark {one.kind}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"><title>{one.words}</title>'
        f'<polyline fill="none" stroke="{stroke}" stroke-width="1.5" points="{line}"/><circle fill="{stroke}" cx="{x}" cy="{y}" r="2.5"/></svg>'
    )
