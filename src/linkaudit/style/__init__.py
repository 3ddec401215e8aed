"""Style sheets without a browser: what a page's CSS says of an element on a screen."""

from __future__ import annotations

from .cascade import Cascade, Style
from .media import DESKTOP, PHONE, Viewport
from .sheet import Sheet, sheet
from .shelf import Linked
from .values import Colour, contrast, is_painted, length, over
from .values import colour as colour_of

__all__ = [
    "DESKTOP",
    "PHONE",
    "Cascade",
    "Colour",
    "Linked",
    "Sheet",
    "Style",
    "Viewport",
    "colour_of",
    "contrast",
    "is_painted",
    "length",
    "over",
    "sheet",
]
