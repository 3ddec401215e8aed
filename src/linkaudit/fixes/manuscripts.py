"""Edits of the files that authors write: Markdown, MDX, templates, front matter and data, where a built page's links came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ..html import Element, attributes_of, parse
from ..manuscript.kinds import kinds
from ..manuscript.text import decoded
from ..model import Written
from ..urls import join, strip_blanks
from .kinds import NOTICES, token_of
from .markdown import block_start, in_body, is_target, marked, snippet
from .notices import STANDS, above, words
from .nouns import Edit, Left, Mended, Owner, Unsure, Wish
from .sheet import Sheet
from .spelling import Spelled
from .steps import address_edits, at_address
from .tags import rel_edit

__all__ = ["Dialect", "mend_source"]

_MARKDOWN: Final = (".md", ".markdown", ".mdown", ".mdx", ".mkd", ".qmd", ".adoc", ".asciidoc")
_MARKUP: Final = (".html", ".htm", ".xhtml")
_EXPRESSION: Final = re.compile(r"\{\{|\{%|<%|\$\{")
PARTS: Final = "its address is put together from parts: change it where they are written"
ELSEWHERE: Final = "the first link is printed by a template or from data: put the notice into the layout"
UNKNOWN: Final = "the source is not UTF-8, and the words of the notice can't be written in ASCII"
BEHIND: Final = 4_000


class Dialect(msgspec.Struct, frozen=True):
    """The Markdown that the site is written in: whether links take `{: rel="…"}`, and what to do where they don't."""

    attributes: bool = False
    advice: str = ""


def mend_source(body: bytes, wishes: Iterable[Wish], owner: Owner, file: str, dialect: Dialect) -> Mended:
    """Return a source file with what is wished for, as far as it is sure."""
    wishes = list(wishes)
    _, encoding, _ = decoded(body) or ("", "replacement", 0)
    try:
        sheet = Sheet(body, encoding)
    except Unsure as why:
        return Mended(body, (), tuple(Left(wish.rule, str(why), file) for wish in wishes))
    source = _Source(sheet, file, owner, dialect)
    left: list[Left] = []
    edits: list[Edit] = []
    for group in _by_place(wishes):
        written = group[0].source
        for found in source.at_link(group):
            if isinstance(found, Edit) and (encoding != "latin-1" or found.new.isascii()):
                edits.append(found)
            else:
                reason = found.reason if isinstance(found, Left) else UNKNOWN
                left.append(Left(found.rule, reason, file, written.line if written else None))
    return sheet.mended(_one_notice(edits), left, file)


def _by_place(wishes: list[Wish]) -> Iterator[list[Wish]]:
    groups: dict[object, dict[str, Wish]] = {}
    for wish in wishes:
        groups.setdefault((wish.link.written, wish.top), {}).setdefault(wish.rule, wish)
    yield from (list(group.values()) for group in groups.values())


def _one_notice(edits: list[Edit]) -> list[Edit]:
    """Several pages may be built from one file (an article, and the list that prints its excerpt): the highest notice speaks for all."""
    notices = [edit for edit in edits if edit.rule in NOTICES]
    return [edit for edit in edits if edit.rule not in NOTICES] + sorted(notices, key=lambda edit: edit.start)[:1]


class _Source:
    """A source file, and how it is written."""

    def __init__(self, sheet: Sheet, file: str, owner: Owner, dialect: Dialect) -> None:
        self._sheet, self._text = sheet, sheet.text
        self._owner, self._dialect = owner, dialect
        self._file = file
        self._kind = "." + file.lower().rpartition(".")[2]

    def at_link(self, group: list[Wish]) -> Iterator[Edit | Left]:
        """Yield what is to be done at one address of the file."""
        steps = at_address(group)
        span = self._span(group[0].link.written)
        if span is not None:
            yield from self._addresses(steps, *span)
        for wish in group:
            if wish in steps and span is not None:
                continue
            try:
                if wish.rule in NOTICES:
                    yield from self._notice(wish, span)
                elif span is None:
                    yield Left(wish.rule, PARTS)
                else:
                    yield from self._rel(wish, *span)
            except Unsure as why:
                yield Left(wish.rule, str(why))

    def _span(self, written: Written | None) -> tuple[int, int] | None:
        if written is None or written.span is None or written.file != self._file:
            return None
        return self._sheet.offset_of(written.span[0]), self._sheet.offset_of(written.span[1])

    def _addresses(self, steps: list[Wish], start: int, end: int) -> Iterator[Edit | Left]:
        if not steps:
            return
        try:
            spelled = self._spelled(steps[0], start, end)
        except Unsure as why:
            yield from (Left(wish.rule, str(why)) for wish in steps)
            return
        yield from address_edits(steps, spelled, self._owner)

    def _spelled(self, wish: Wish, start: int, end: int) -> Spelled:
        """The address must say here what the built page says: then a change here is that change there."""
        raw, link = self._text[start:end], wish.link
        if _EXPRESSION.search(raw):
            raise Unsure(PARTS)
        for markup in (True, False):
            spelled = Spelled(raw, start, markup)
            said = strip_blanks(spelled.says)
            if said == link.url or ("//" in said and join(link.resolved, said) == link.resolved):
                return spelled
        raise Unsure(PARTS)

    def _rel(self, wish: Wish, start: int, end: int) -> Iterator[Edit]:
        token = token_of(wish.link)
        tag = self._text.rfind("<", 0, start)
        if re.match(r"<(a|area)\s", self._text[tag : tag + 6]) and ">" not in self._text[tag:start]:
            yield from self._rel_of_tag(tag, start, token, wish.rule)
        elif self._kind in _MARKDOWN and is_target(self._text, start):
            if not self._dialect.attributes or self._kind == ".mdx":
                raise Unsure(f"Markdown has no rel. {self._dialect.advice or 'Have the template or a plugin add it to these links.'}")
            edit = marked(self._text, start, end, token, wish.rule)
            yield from [edit] if edit else []
        else:
            raise Unsure("rel is printed by a template, shortcode or component: add it there")

    def _rel_of_tag(self, tag: int, start: int, token: str, rule: str) -> Iterator[Edit]:
        part = self._text[tag : start + BEHIND]
        element = next(parse(part.encode("utf-8", "replace"), "utf-8").elements("a", "area"))
        spans = attributes_of(element)
        span = next((span for span in spans.values() if span[0] <= start - tag < span[1]), None)
        if span is None or "{" in part[: max(end for _, end in spans.values())]:
            raise Unsure("its tag is a component's: add rel there")
        edit = rel_edit(part, element, span, token, rule)
        if edit is not None:
            yield msgspec.structs.replace(edit, start=edit.start + tag, end=edit.end + tag)

    def _notice(self, wish: Wish, span: tuple[int, int] | None) -> Iterator[Edit]:
        top = self._span(wish.top)
        if self._kind in _MARKDOWN and (span or top):
            if span is not None and in_body(self._text, span[0]):
                place = block_start(self._text, span[0])
            elif top is not None:
                place = top[0]
            else:
                raise Unsure(ELSEWHERE)
            notice = snippet(self._owner, self._kind)
            if notice in self._text[:place]:
                raise Unsure(STANDS)
            yield Edit(place, place, f"{notice}\n\n", wish.rule)
        elif self._kind in _MARKUP and not self._is_shared() and span is not None and (element := self._element(span[0])) is not None:
            notice = self._owner.insert or words(self._owner)
            if notice in self._text[: span[0]]:
                raise Unsure(STANDS)
            yield above(self._text, self._dom, element, notice, wish.rule)
        else:
            raise Unsure(ELSEWHERE)

    def _is_shared(self) -> bool:
        """True for what many pages are poured into: there a notice would stand on all of them."""
        return not kinds().shared.isdisjoint(self._file.split("/")[:-1])

    def _element(self, start: int) -> Element | None:
        self._dom = parse(self._text.encode("utf-8", "replace"), "utf-8")
        for element in self._dom.elements("a", "area"):
            if any(first <= start < last for first, last in attributes_of(element).values()):
                return element
        return None
