"""How large and how legible a passage is drawn, on a desk and on a phone: where sheets tell; else None."""

from __future__ import annotations

from statistics import median
from typing import Final

from ..html import Dom, Element, Text, bounded_text
from ..model import Look
from ..style import Cascade, Colour, colour_of, contrast, is_painted, over
from .visibility import FRAME, Screens

__all__ = ["Looks"]

_WHITE: Final = Colour(1.0, 1.0, 1.0)
_SET_APART: Final = "aside, footer, nav, header, blockquote, figure, table, form, [role=contentinfo], [class*=comment], [class*=disclo]"
_PARAGRAPH: Final = 100
_LINE: Final = 6
_SAMPLE: Final = 5
_LOOKED_AT: Final = 60
# Below this, text has the colour of what it stands on.
INVISIBLE: Final = 1.5


class Looks:
    """Measures passages of one page."""

    def __init__(self, dom: Dom, screens: Screens) -> None:
        self._dom, self.screens = dom, screens
        self._sizes: dict[tuple[int, int], list[tuple[Element, float]]] = {}

    def at(self, node: Text) -> tuple[Look, ...]:
        """Return how the text of a node looks on each screen; one look stands for both where sheets tell no difference."""
        element = node.parent
        if not isinstance(element, Element):
            return ()
        cascades = dict.fromkeys((self.screens.desktop, self.screens.phone))
        return tuple(self._look(element, cascade) for cascade in cascades)

    def _look(self, element: Element, cascade: Cascade) -> Look:
        visible, reason = self.screens.seen(element, cascade)
        width, sure = cascade.screen.width, self.screens.complete
        if visible is False:
            return Look(width, visible, reason)
        said = {"font-size", "color"} if sure else _declared(element, cascade)
        size = _rounded(cascade.of(element).font_px) if "font-size" in said else None
        body = self._body_px(element, cascade) if size is not None else None
        front, back = _front(element, cascade), _back(element, cascade, sure)
        if "color" not in said or front is None or back is None:
            return Look(width, visible, reason, size, body, sure=sure)
        shown = over(front, back)
        ratio = round(contrast(shown, back), 2)
        if ratio < INVISIBLE and visible and sure:
            visible, reason = False, f"text {shown} on {back}"
        return Look(width, visible, reason, size, body, ratio, str(shown), str(back), sure)

    def _body_px(self, element: Element, cascade: Cascade) -> float | None:
        """The size that the page's paragraphs are set in; of a page without long ones, its short lines, the passage itself aside."""
        for least in (_PARAGRAPH, _LINE):
            key = (cascade.screen.width, least)
            if key not in self._sizes:
                self._sizes[key] = [(one, size) for one in self._paragraphs(least) if (size := cascade.of(one).font_px) is not None]
            sizes = [size for one, size in self._sizes[key] if least == _PARAGRAPH or (one is not element and one is not element.parent)]
            if sizes:
                return _rounded(median(sizes))
        return None

    def _paragraphs(self, least: int) -> list[Element]:
        found: list[Element] = []
        for one, _ in zip(self._dom.elements("p", "li"), range(_LOOKED_AT), strict=False):
            if len(bounded_text(one, least)) >= least and one.closest(_SET_APART) is None:
                found.append(one)
                if len(found) == _SAMPLE:
                    break
        return found


def _declared(element: Element, cascade: Cascade) -> set[str]:
    """Of a page whose sheets are not all known: what the known ones say of the boxes around a text; of its frame others may say more."""
    found: set[str] = set()
    here: object = element
    while isinstance(here, Element) and here.tag not in FRAME:
        found |= cascade.of(here).own.keys()
        here = here.parent
    return found


def _front(element: Element, cascade: Cascade) -> Colour | None:
    """The text's colour with what the opacity of the boxes around it takes away."""
    style = cascade.of(element)
    if style.colour is None or style.own.get("background-clip") == "text":
        return None
    alpha = style.colour.alpha
    here: object = element
    while isinstance(here, Element) and here.tag not in FRAME:
        own = cascade.of(here)
        if "opacity" in own.maybe or "color" in own.maybe:
            return None
        try:
            alpha *= min(1.0, float(own.own.get("opacity", "1")))
        except ValueError:
            return None
        here = here.parent
    return Colour(style.colour.red, style.colour.green, style.colour.blue, alpha)


def _back(element: Element, cascade: Cascade, canvas: bool) -> Colour | None:
    """The colour behind: the boxes' backgrounds down to the first opaque one, else the canvas. A picture has no one colour."""
    layers: list[Colour] = []
    here: object = element
    while isinstance(here, Element):
        own, maybe = cascade.of(here).own, cascade.of(here).maybe
        painted, plain = own.get("background-image", ""), own.get("background-color", "")
        if is_painted(painted) or "background-color" in maybe or "background-image" in maybe:
            return None
        found = colour_of(plain) if plain else None
        if found is None and "(" in plain:
            return None
        if found is not None and found.alpha > 0:
            layers.append(found)
            if found.alpha == 1:
                break
        elif own.get("position") in ("absolute", "fixed"):
            return None  # it lies over what is not its parent
        here = here.parent
    if not canvas and not (layers and layers[-1].alpha == 1):
        return None
    back = _WHITE
    for layer in reversed(layers):
        back = over(layer, back)
    return back


def _rounded(size: float | None) -> float | None:
    return None if size is None else round(size, 1)
