"""What a reader would not notice, or would find as good: none of it may change what is told of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bs4 import Comment, Tag
from bs4.element import NavigableString

from .subject import Change, Draft, NoPlace
from .words import GOOD, STATEMENTS

__all__ = ["HARMLESS"]

_TAG: Final = re.compile(r"(</?)([a-z][a-z0-9]*)")
_OPAQUE: Final = re.compile(r"(<(?:script|style|svg)\b.*?</(?:script|style|svg)>|<!--.*?-->)", re.S)


def _nothing(draft: Draft) -> None:
    """The control: parsed and written out."""


def _words(which: int, draft: Draft) -> None:
    amazon = "amazon" in draft.notice.get_text().lower()
    draft.say(" ".join((GOOD[draft.language][which], *((STATEMENTS.get(draft.language, ""),) if amazon else ()))))


def _texts(tag: Tag) -> list[NavigableString]:
    return [text for text in tag.find_all(string=True) if type(text) is NavigableString and len(text.split()) > 2]


def _between(make: Callable[[Draft], Tag | Comment], draft: Draft) -> None:
    """Put something between the words of the notice."""
    for text in _texts(draft.notice):
        words = re.split(r"(\s+)", text)
        for at, word in enumerate(words):
            text.insert_before(NavigableString(word))
            if at % 6 == 1:
                text.insert_before(make(draft))
        text.extract()


def _wrapped_words(name: str, draft: Draft) -> None:
    """Every third word in an element of its own."""
    for text in _texts(draft.notice):
        for at, word in enumerate(re.split(r"(\s+)", text)):
            part = NavigableString(word)
            text.insert_before(part)
            if at % 6 == 2 and word:
                part.wrap(draft.soup.new_tag(name))
        text.extract()


def _callout(draft: Draft) -> None:
    if draft.notice.find_parent(["article", "main"]) is None:
        raise NoPlace
    draft.notice.wrap(draft.soup.new_tag("aside", attrs={"class": "callout"}))


def _print_style(draft: Draft) -> None:
    draft.notice["class"] = "zq-line"
    draft.style("@media print{.zq-line{display:none}}")


def _other_sheet(draft: Draft) -> None:
    draft.style(".zq-other{display:none} .zq-line::before{display:none} .zq-menu:hover{opacity:0}")


def _class_names(draft: Draft) -> None:
    draft.notice["class"] = "zq-17 b-4"


def _wrapper(draft: Draft) -> None:
    draft.notice.wrap(draft.soup.new_tag("div"))


def _upper_case(draft: Draft) -> str:
    parts = _OPAQUE.split(draft.soup.decode())
    return "".join(part if at % 2 else _TAG.sub(lambda m: m[1] + m[2].upper(), part) for at, part in enumerate(parts))


def _entities(draft: Draft) -> str:
    """Each letter of the notice as a numeric reference."""
    written: dict[str, str] = {}
    for text in _texts(draft.notice):
        token = f"zqzq{len(written)}zqzq"
        written[token] = "".join(f"&#{ord(c)};" for c in text)
        text.replace_with(token)
    html = draft.soup.decode()
    for token, entities in written.items():
        html = html.replace(token, entities)
    return html


def _blanks(blank: str, draft: Draft) -> None:
    for text in _texts(draft.notice):
        text.replace_with(re.sub(r"\s+", lambda _: blank, text))


HARMLESS: Final[tuple[tuple[str, Change], ...]] = (
    ("written anew", _nothing),
    ("other good words", partial(_words, 0)),
    ("other good words, again", partial(_words, 1)),
    ("words in <span>", partial(_wrapped_words, "span")),
    ("words in <em>", partial(_wrapped_words, "em")),
    ("<br> between words", partial(_between, lambda draft: draft.soup.new_tag("br"))),
    ("comments between words", partial(_between, lambda draft: Comment("x"))),
    ("a callout <aside> in the article", _callout),
    ("a print style", _print_style),
    ("styles of other things", _other_sheet),
    ("other class names", _class_names),
    ("a wrapper <div>", _wrapper),
    ("upper-case tags", _upper_case),
    ("entities", _entities),
    ("no-break spaces", partial(_blanks, "\u00a0")),
    ("line breaks in the source", partial(_blanks, "\n      ")),
)
