"""Edits of HTML files that are their own source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..document import LinkRecord
from ..html import Dom, Element, attributes_of, parse, tags_of
from ..urls import strip_blanks
from .kinds import KINDS, NOTICES, token_of
from .notices import above, words
from .nouns import Edit, Left, Mended, Owner, Unsure, Wish
from .sheet import Sheet
from .steps import address_edits, at_address
from .tags import address_in, rel_edit

__all__ = ["mend"]

CHANGED: Final = "the file is not as the audit read it: run linkaudit fix again"


def mend(body: bytes, wishes: Iterable[Wish], owner: Owner, file: str) -> Mended:
    """Return a page's file with what is wished for, as far as it is sure."""
    wishes = list(wishes)
    dom = parse(body)
    try:
        sheet = Sheet(body, dom.encoding)
    except Unsure as why:
        return Mended(body, (), tuple(Left(wish.rule, str(why), file, wish.line) for wish in wishes))
    left: list[Left] = []
    edits: list[Edit] = []
    places = _Places(dom, sheet.text)
    for group in _by_link(wishes):
        for found in _at_link(group, places, sheet, owner):
            if isinstance(found, Edit):
                edits.append(found)
            else:
                left.append(Left(found.rule, found.reason, file, found.line))
    return sheet.mended(edits, left, file)


class _Places:
    """The elements of a page by where they stand. Python and the parser may decode broken bytes otherwise, and count otherwise then:
    what stands at a place is compared."""

    def __init__(self, dom: Dom, text: str) -> None:
        self.dom, self._text = dom, text
        self._by_place = {element.position: element for element in dom.elements() if tags_of(element)[0]}

    def of(self, link: LinkRecord) -> tuple[Element, str]:
        """Return a link's element and the attribute that holds its address."""
        element = self._by_place.get((link.line, link.column - 1)) if link.line and link.column else None
        if element is None:
            raise Unsure(CHANGED)
        name = next((name for name, span in attributes_of(element).items() if span == link.span), None)
        if name is None:
            raise Unsure("its address is made of several parts" if link.span is None else CHANGED)
        address_in(self._text, attributes_of(element)[name], element.attr(name) or "")
        return element, name


def _by_link(wishes: list[Wish]) -> Iterator[list[Wish]]:
    """What is wished for one link goes together: its address is changed by one rule after the other."""
    groups: dict[tuple[int, object, str], list[Wish]] = {}
    for wish in wishes:
        groups.setdefault((wish.link.order, wish.link.span, wish.link.url), []).append(wish)
    yield from groups.values()


def _at_link(group: list[Wish], places: _Places, sheet: Sheet, owner: Owner) -> Iterator[Edit | Left]:
    try:
        element, name = places.of(group[0].link)
        yield from _at_attribute(at_address(group), element, name, sheet, owner)
    except Unsure as why:
        yield from (Left(wish.rule, str(why), line=wish.line) for wish in group)
        return
    for wish in {wish.rule: wish for wish in group}.values():
        try:
            if wish.rule in NOTICES:
                yield above(sheet.text, places.dom, element, words(owner), wish.rule)
            elif KINDS[wish.rule].address is None:
                edit = rel_edit(sheet.text, element, attributes_of(element)[name], token_of(wish.link), wish.rule)
                yield from [edit] if edit else []
        except Unsure as why:
            yield Left(wish.rule, str(why), line=wish.line)


def _at_attribute(steps: list[Wish], element: Element, name: str, sheet: Sheet, owner: Owner) -> Iterator[Edit | Left]:
    if not steps:
        return
    link = steps[0].link
    said = element.attr(name) or ""
    if strip_blanks(said) != link.url:
        raise Unsure("its address stands inside a script, or is made of several parts")
    spelled = address_in(sheet.text, attributes_of(element)[name], said)
    yield from address_edits(steps, spelled, owner)
