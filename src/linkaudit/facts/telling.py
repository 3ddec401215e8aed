"""What a page tells its readers about money, sorted: notices, and what only seems to be one."""

from __future__ import annotations

from typing import Final

import msgspec

from ..html import Dom, Element
from ..model import Disclosure, Grade, Link, Region, first_of
from .disclosures import TELLING, Passage, invisible_texts, placeholders, required_likeness, to_disclosure
from .distances import blocks_to, sunk
from .looks import Looks
from .scopes import names_display_ad

__all__ = ["notices_of", "opened_with_links", "parted"]

NEAR_REQUIRED: Final = 80
_CLOSED: Final = "in a closed <details>"


def notices_of(spoken: list[Passage], dom: Dom, looks: Looks, required: str | None) -> list[Disclosure]:
    """Return the passages as rules see them; `required` is the owner's text, whose likeness is measured."""
    told = [_weighed(sunk(to_disclosure(passage, dom, looks), passage), passage) for passage in spoken]
    return [_measured(one, required) for one in told] if required else told


def opened_with_links(told: list[Disclosure], spoken: list[Passage], anchors: list[Element]) -> list[Disclosure]:
    """Who opens the one closed box that holds notice and links sees both: to that reader the notice is not hidden."""
    return [
        msgspec.structs.replace(one, visible=True, hidden_reason=None, looks=())
        if one.visible is False and one.hidden_reason == _CLOSED and _share_a_box(passage.block, anchors)
        else one
        for one, passage in zip(told, spoken, strict=True)
    ]


def _share_a_box(block: Element, anchors: list[Element]) -> bool:
    box = block.closest("details:not([open])")
    return box is not None and bool(anchors) and all(anchor.closest("details:not([open])") == box for anchor in anchors)


def _weighed(one: Disclosure, passage: Passage) -> Disclosure:
    """The label of a display ad tells nothing of the text's links; a line that links the policy and says that links pay does."""
    if one.kind == "policy-link" and one.grade in TELLING:
        return msgspec.structs.replace(one, kind="notice")
    if one.grade is not Grade.LABEL or not names_display_ad(passage.node, passage.block):
        return one
    return msgspec.structs.replace(one, grade=Grade.NONE, kind="display-ad")


def _measured(one: Disclosure, required: str) -> Disclosure:
    near = required_likeness(required, one.text)
    return msgspec.structs.replace(one, near_required=near) if near >= NEAR_REQUIRED else one


def parted(told: list[Disclosure], links: list[Link], dom: Dom) -> dict[str, tuple[Disclosure, ...]]:
    """Part real disclosures from candidates, and place both before or after the first link a reader can click."""
    first = first_of(links)
    placed = [msgspec.structs.replace(d, before_first_link=first is not None and d.order < first) for d in told]
    real = [_apart(d, first, dom) for d in placed if d.grade is not Grade.NONE and d.kind == "notice"]
    rest = [d for d in placed if not (d.grade is not Grade.NONE and d.kind == "notice")]
    if links and not any(d.visible for d in real):
        rest += _unseen(dom)
    return {"disclosures": tuple(real), "candidates": tuple(rest)}


def _apart(told: Disclosure, first: int | None, dom: Dom) -> Disclosure:
    if first is None or not told.before_first_link or told.visible is False:
        return told
    return msgspec.structs.replace(told, blocks_to_link=blocks_to(first, told, dom))


def _unseen(dom: Dom) -> list[Disclosure]:
    blank = Disclosure("", Grade.NONE, None, Region.MAIN, None, None, False, None, -1, "", kind="placeholder")
    found = [
        msgspec.structs.replace(blank, text=f"<{e.tag} id={e.attr('id')!r} class={e.attr('class')!r}>", line=e.source_line,
                                hidden_reason="empty; a script may fill it")
        for e in placeholders(dom)
    ]  # fmt: skip
    for where, text, wording in invisible_texts(dom):
        if wording.grade in (Grade.CLEAR, Grade.CONDITIONAL, Grade.AMAZON, Grade.VAGUE):
            found.append(
                msgspec.structs.replace(blank, text=text[:300], grade=wording.grade, language=wording.language,
                                        visible=False, hidden_reason=f"only in {where}", kind="not-in-text")
            )  # fmt: skip
    return found[:10]
