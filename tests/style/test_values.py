"""Colours as style sheets write them: what sRGB's notations say is known, anything else is unknown, and nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.style.values import Colour, colour

NUMBERS = [
    "0",
    "none",
    "50%",
    "255",
    "-5",
    "0.5turn",
    "1e309",
    "-1e309",
    "1e400%",
    "1e309deg",
    "nan",
    "calc(1/0)",
    "calc(infinity)",
    "/",
    ",",
]
NAMES = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "nonsense"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("#f00", Colour(1, 0, 0, 1)),
        ("hsl(none 0% 100%)", Colour(1, 1, 1, 1)),
        ("rgb(0 0 255 / 50%)", Colour(0, 0, 1, 0.5)),
        ("oklch(0.5 none 20)", None),
        ("lab(50% 10 10)", None),
        ("color(display-p3 1 0 0)", None),
        ("color-mix(in srgb, red, blue)", None),
        ("var(--ink)", None),
        ("color()", None),
        ("", None),
    ],
)
def test_a_colour_is_known_or_unknown(value: str, found: Colour | None) -> None:
    assert colour(value) == found


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.sampled_from([*NUMBERS, "srgb", "display-p3", "from red"]), max_size=6), st.text(max_size=6))
def test_no_value_breaks_it(name: str, parts: list[str], tail: str) -> None:
    found = colour(f"{name}({' '.join(parts)}){tail}")
    assert found is None or all(0 <= part <= 1 for part in (found.red, found.green, found.blue, found.alpha))
