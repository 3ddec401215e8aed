"""Is a passage seen at rest? As far as markup and style sheets tell; what they don't tell is None, not hidden."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..html import Element, Text
from ..style import DESKTOP, PHONE, Cascade, Sheet, Style, length
from .sheets import Sheets

__all__ = ["FRAME", "Screens", "seen"]

_HIDING_TAGS: Final = {"template": "in a <template>", "noscript": "in a <noscript>", "dialog": "in a closed <dialog>"}
# Names that frameworks give to hidden things; without their sheet nobody can be sure.
_HIDING_NAMES: Final = frozenset("hidden hide d-none visually-hidden sr-only screen-reader-text is-hidden invisible collapse".split())
# Names of boxes that a script shows when the reader scrolls to them.
_REVEALED: Final = re.compile(
    r"\b(aos|wow|elementor-invisible|animate\w*|reveal\w*|fade-?(in|up|down)\w*|slide-?(in|up)\w*|appear\w*|in-?view|sal|lazyload\w*)\b"
)
# A page that is hidden as a whole is shown by a script.
FRAME: Final = frozenset(("html", "body"))
_NOTHING: Final = frozenset(
    ("rect(0,0,0,0)", "rect(0000)", "rect(1px,1px,1px,1px)", "rect(1px1px1px1px)", "rect(0px,0px,0px,0px)", "rect(0px0px0px0px)")
)
_CUT: Final = re.compile(r"^(inset\((50|[6-9]\d|100)%|circle\(0|ellipse\(0|polygon\(0(px|%)?0(px|%)?(,0(px|%)?0(px|%)?)*\))")
_AWAY: Final = re.compile(r"translate(?:3d|x|y)?\(([^)]*)\)")
OFF_SCREEN: Final = -500.0
FAINT: Final = 0.5
FLAT: Final = 2.0
# Taller boxes with hidden overflow are layout, not "read more".
TALL: Final = 600
_LINE, _LINE_HEIGHT, _NODES = 75, 24, 3000


class Screens:
    """A page's cascade on a desk and on a phone. `complete` is True when all its sheets were read."""

    def __init__(self, sheets: Sheets) -> None:
        linked = sheets.linked
        self.complete = not sheets.unread
        self._sure = self.complete and bool(linked)
        self.desktop = Cascade(linked, DESKTOP)
        self.phone = Cascade(linked, PHONE) if any(one.media or _differs(one.sheet) for one in linked) else self.desktop
        self._seen: dict[tuple[Element, int], tuple[bool | None, str | None]] = {}

    def seen(self, element: Element, cascade: Cascade) -> tuple[bool | None, str | None]:
        """Return (visible, reason) on one screen: False with the reason, None with the doubt, or True."""
        key = (element, cascade.screen.width)
        if key not in self._seen:
            self._seen[key] = _Look(element, cascade, self._sure).judged()
        return self._seen[key]


@lru_cache(maxsize=256)
def _differs(sheet: Sheet) -> bool:
    """True when a sheet says other things to a phone than to a desk."""
    return any(rule.holds(DESKTOP) != rule.holds(PHONE) or any("v" in one.value for one in rule.declared if one.name == "font-size")
               for rule in sheet.rules)  # fmt: skip


def seen(element: Element, screens: Screens) -> tuple[bool | None, str | None]:
    """Return (visible, reason) on a desk's screen."""
    return screens.seen(element, screens.desktop)


class _Look:
    """Looks at an element and the boxes around it."""

    def __init__(self, element: Element, cascade: Cascade, sure: bool) -> None:
        self._element, self._cascade, self._sure = element, cascade, sure
        self._opacity = 1.0

    def judged(self) -> tuple[bool | None, str | None]:
        doubt: str | None = None
        if reason := _hidden_text(self._cascade.of(self._element)):
            setter = self._setter() if reason.startswith("visibility") else self._element
            if setter is not None and not self._is_revealed(setter, self._cascade.of(setter), reason):
                return False, reason
            doubt = f"{reason} until a script shows it" if setter is not None else None
        here: object = self._element
        while isinstance(here, Element):
            style = self._cascade.of(here)
            if reason := _hidden_by_markup(here, self._element) or self._hidden_box(here, style):
                if not self._is_revealed(here, style, reason):
                    return False, reason if reason.startswith("in a ") else f"{reason} on {_name(here)}"
                doubt = doubt or f"{reason} on {_name(here)} until a script shows it"
            doubt = doubt or self._doubt(here, style)
            here = here.parent
        return (None, doubt) if doubt else (True, None)

    def _setter(self) -> Element | None:
        """The box that hides its text; a page that is hidden as a whole is shown by a script, so that its frame is none."""
        here: object = self._element
        while isinstance(here, Element) and here.tag not in FRAME:
            if "visibility" in self._cascade.of(here).own:
                return here
            here = here.parent
        return None

    def _hidden_box(self, here: Element, style: Style) -> str | None:
        own = style.own
        if not own or here.tag in FRAME:
            return None
        opacity = _share(own.get("opacity", "1"))
        self._opacity *= opacity if opacity is not None else 1.0
        if own.get("display") == "none":
            return "hidden attribute" if "hidden" in here.attrs and "style" not in here.attrs else "display:none"
        if own.get("content-visibility") == "hidden":
            return "content-visibility:hidden"
        if self._opacity < FAINT:
            return f"opacity:{self._opacity:.2g}"
        return _placed_away(own, style, self._cascade) or _clipped(own, style)

    def _is_revealed(self, here: Element, style: Style, reason: str) -> bool:
        """Boxes that fade in are hidden in the sheet and seen by the reader."""
        if "opacity" not in reason and "visibility" not in reason and "translate" not in reason:
            return False
        names = f"{here.attr('class') or ''} {' '.join(name for name in here.attrs if name.startswith('data-'))}".lower()
        moving = any(style.own.get(name, "none") not in ("none", "auto") for name in ("animation-name", "transition", "will-change"))
        return moving or bool(_REVEALED.search(names.replace("data-", "")))

    def _doubt(self, here: Element, style: Style) -> str | None:
        for name, value in style.maybe.items():
            if (name, value) in (("display", "none"), ("visibility", "hidden"), ("opacity", "0")):
                return f"{name}:{value} on {_name(here)} under a condition that only a browser can answer"
        if _cut_off(here, style, self._element):
            return f"{_name(here)} shows only its first lines until a reader opens it"
        if here.attr("aria-hidden") == "true":
            return f"aria-hidden on {_name(here)}: it may be a closed box"
        if not self._sure and not style.own and (names := _HIDING_NAMES & set((here.attr("class") or "").split())):
            return f"class {sorted(names)[0]} on {_name(here)} may hide it; its style sheet was not read"
        return None


def _hidden_by_markup(here: Element, element: Element) -> str | None:
    if here.tag in _HIDING_TAGS and not (here.tag == "dialog" and here.attr("open") is not None):
        return _HIDING_TAGS[here.tag]
    if here.tag == "details" and "open" not in here.attrs and element.closest("summary") is None:
        return "in a closed <details>"
    return None


def _hidden_text(style: Style) -> str | None:
    """What is inherited: it counts where the text stands, for a box inside may undo it."""
    if style.visibility in ("hidden", "collapse"):
        return f"visibility:{style.visibility}"
    if style.font_px is not None and style.font_px < 1:
        return "font-size:0"
    indent = _pixels(style.indent, style)
    if indent is not None and indent <= OFF_SCREEN:
        return "text-indent off screen"
    if style.colour is not None and style.colour.alpha < 0.05:
        return "transparent text"
    return None


def _placed_away(own: dict[str, str], style: Style, cascade: Cascade) -> str | None:
    loose = own.get("position") in ("absolute", "fixed")
    if loose:
        for side in ("left", "top", "right", "bottom"):
            place = _pixels(own.get(side, "auto"), style, cascade.screen.width)
            if place is not None and place <= OFF_SCREEN:
                return "placed off screen"
    transform = own.get("transform", "none")
    if "scale(0" in transform.replace("scale(0.", "").replace("scale3d(0,", "scale(0") or own.get("scale") == "0":
        return "scaled to nothing"
    if found := _AWAY.search(transform):
        for part in found[1].split(","):
            moved = _pixels(part.strip(), style, cascade.screen.width if loose else None)
            if moved is not None and (abs(moved) >= -2 * OFF_SCREEN or (loose and moved <= -cascade.screen.width)):
                return "moved off screen by translate"
    return None


def _clipped(own: dict[str, str], style: Style) -> str | None:
    if own.get("position") in ("absolute", "fixed") and own.get("clip", "auto").replace(" ", "") in _NOTHING:
        return "clipped away"
    if _CUT.match(own.get("clip-path", "none").replace(" ", "")):
        return "clipped away"
    if not {"hidden", "clip"} & set(own.get("overflow", "visible").split()):
        return None
    for side, word in (("height", "height"), ("max-height", "height"), ("width", "width"), ("max-width", "width")):
        size = _pixels(own.get(side, "auto"), style)
        if size is not None and 0 <= size < FLAT:
            return f"zero {word}"
    return None


def _cut_off(here: Element, style: Style, element: Element) -> bool:
    """True when a "read more" box is likely to end above the element: by the text before it, at the width of a book's line."""
    if not {"hidden", "clip"} & set(style.own.get("overflow", "visible").split()):
        return False
    size = _pixels(style.own.get("max-height") or style.own.get("height", "auto"), style)
    if size is None or not FLAT <= size < TALL:
        return False
    before = 0
    for node, _ in zip(here.descendants, range(_NODES), strict=False):
        if node is element or before > _LINE * TALL:
            break
        before += len(node.data.strip()) if isinstance(node, Text) else 0
    return before / _LINE * _LINE_HEIGHT > size


def _pixels(value: str, style: Style, whole: float | None = None) -> float | None:
    if value in ("auto", "none", "0"):
        return 0.0 if value == "0" else None
    return length(value, style.font_px or 16.0, 16.0, whole)


def _share(value: str) -> float | None:
    """Return an opacity as a number; None for what needs a computation."""
    text = value.split(maxsplit=1)[0] if value else "1"
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def _name(element: Element) -> str:
    name = element.attr("id")
    names = (element.attr("class") or "").split()
    return f"<{element.tag}{f' id={name}' if name else f' class={names[0]}' if names else ''}>"
