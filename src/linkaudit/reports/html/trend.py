"""The site's history as small lines: one a number, each said in words too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
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
    """A number over the runs; None where a run has none that counts."""

    name: str
    kind: str
    values: list[int | None]
    unit: str = ""

    @property
    def known(self) -> list[int]:
        """The values that count."""
        return [value for value in self.values if value is not None]

    @property
    def words(self) -> str:
        """What the line shows."""
        first, last = self.known[0], self.known[-1]
        least, most = min(self.known), max(self.known)
        between = f", between {self.said(least)} and {self.said(most)}" if least < min(first, last) or most > max(first, last) else ""
        missing = len(self.values) - len(self.known)
        gaps = f"; {plural(missing, 'gap')}" if missing else ""
        return f"{self.name} over {plural(len(self.values), 'run')}: from {self.said(first)} to {self.said(last)}{between}{gaps}"

    def said(self, value: int) -> str:
        """Return a value with its unit."""
        return f"{number(value)}{self.unit}"


def series(audit: Audit) -> Iterator[Series]:
    """Yield the numbers that were ever more than none."""
    for name, kind, of in _SERIES:
        values: list[int | None] = [of(point) for point in audit.trend]
        if any(values):
            yield Series(name, kind, values)


def sparkline(one: Series) -> Markup:
    """Return the line, its end marked; the scale begins at none, so that a small change looks small. A line does not cross a gap."""
    from markupsafe import Markup

    drawn = "".join(_stretch(stretch, _STROKES[one.kind]) for stretch in _stretches(one))
    x, y = next(point for point in reversed(_points(one)) if point)
    return Markup(  # noqa: S704 - names of programs are escaped, the rest is numbers and words of ours
        f'<svg class="spark {one.kind}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"><title>{escape(one.words)}</title>'
        f'<path class="zero" stroke="#d8dde4" d="M{EDGE} {HEIGHT - 1}h{WIDTH - 2 * EDGE}"/>{drawn}<circle fill="{_STROKES[one.kind]}" cx="{x}" cy="{y}" r="2.5"/></svg>'
    )


def _points(one: Series) -> list[tuple[float, float] | None]:
    most, last = max(one.known) or 1, len(one.values) - 1 or 1
    return [
        None
        if value is None
        else (round(EDGE + (WIDTH - 2 * EDGE) * at / last, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / most, 1))
        for at, value in enumerate(one.values)
    ]


def _stretches(one: Series) -> list[list[tuple[float, float]]]:
    """The points between two gaps."""
    found: list[list[tuple[float, float]]] = [[]]
    for point in _points(one):
        if point:
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if stretch]


def _stretch(points: list[tuple[float, float]], stroke: str) -> str:
    if len(points) == 1:
        return f'<circle fill="{stroke}" cx="{points[0][0]}" cy="{points[0][1]}" r="1"/>'
    line = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline fill="none" stroke="{stroke}" stroke-width="1.5" points="{line}"/>'
