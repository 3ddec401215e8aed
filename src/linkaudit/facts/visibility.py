"""Is a passage seen at rest? As far as markup, inline style and `<style>` tell; what they don't tell is None, not hidden."""

from __future__ import annotations

import re
from typing import Final

from ..html import Dom, Element, Sheet, declarations, sheet

__all__ = ["page_sheet", "seen"]

_HIDING_TAGS: Final = {"template": "in a <template>", "noscript": "in a <noscript>", "dialog": "in a closed <dialog>"}
# Names that frameworks give to hidden things; without their sheet nobody can be sure.
_HIDING_NAMES: Final = frozenset("hidden hide d-none visually-hidden sr-only screen-reader-text is-hidden invisible collapse".split())
_ZERO: Final = re.compile(r"^0+(\.0+)?(px|em|rem|%|pt)?$")
_FAR: Final = re.compile(r"^-\d{3,}(\.\d+)?(px|em|rem|%)$")


def page_sheet(dom: Dom) -> Sheet:
    """Return the page's `<style>` elements as one sheet."""
    return sheet("\n".join(element.text for element in dom.elements("style")))


def seen(element: Element, css: Sheet) -> tuple[bool | None, str | None]:
    """Return (visible, reason): False with the reason, None with the doubt, or True."""
    doubt: str | None = None
    here: object = element
    while isinstance(here, Element):
        if reason := _hidden_by_markup(here, element):
            return False, reason
        style = css.computed(here, declarations(here.attr("style") or ""))
        if style and (reason := _hidden_by_style(style)):
            return False, f"{reason} on {_name(here)}"
        if doubt is None and here.attr("aria-hidden") == "true":
            doubt = f"aria-hidden on {_name(here)}: it may be a closed box"
        if doubt is None and not style and (names := _HIDING_NAMES & set((here.attr("class") or "").split())):
            doubt = f"class {sorted(names)[0]} on {_name(here)} may hide it; its style sheet was not read"
        here = here.parent
    return (None, doubt) if doubt else (True, None)


def _hidden_by_markup(here: Element, element: Element) -> str | None:
    if here.tag in _HIDING_TAGS and not (here.tag == "dialog" and here.attr("open") is not None):
        return _HIDING_TAGS[here.tag]
    if here.tag == "details" and "open" not in here.attrs and element.closest("summary") is None:
        return "in a closed <details>"
    if "hidden" in here.attrs and here.attr("hidden") != "until-found":
        return f"hidden attribute on {_name(here)}"
    return None


def _hidden_by_style(style: dict[str, str]) -> str | None:
    if style.get("display", "").startswith("none"):
        return "display:none"
    if style.get("visibility", "").startswith(("hidden", "collapse")):
        return "visibility:hidden"
    if style.get("content-visibility", "").startswith("hidden"):
        return "content-visibility:hidden"
    opacity = style.get("opacity", "1").split()[0]
    if re.fullmatch(r"\d*\.?\d+%?", opacity) and _number(opacity) < 0.5:
        return f"opacity:{opacity}"
    if _ZERO.match(style.get("font-size", "1em")):
        return "font-size:0"
    if "absolute" in style.get("position", "") and any(_FAR.match(style.get(side, "")) for side in ("left", "top")):
        return "placed off screen"
    if _FAR.match(style.get("text-indent", "")):
        return "text-indent off screen"
    if style.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px,1px")):
        return "clipped away"
    flat = _ZERO.match(style.get("height", "auto")) or _ZERO.match(style.get("max-height", "none"))
    return "zero height" if flat and "hidden" in style.get("overflow", "") else None


def _number(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _name(element: Element) -> str:
    name = element.attr("id")
    names = (element.attr("class") or "").split()
    return f"<{element.tag}{f' id={name}' if name else f' class={names[0]}' if names else ''}>"
