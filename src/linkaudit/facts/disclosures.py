"""Finds what a page tells its readers about money, and what only seems to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from ..html import Dom, Element, Text, block_of, is_reading_text, run_text
from ..model import Disclosure, Grade, Look, Region
from ..wording import Wording, grade, is_label, mentions_money, normalise
from .looks import Looks
from .regions import region_of, selector_of
from .runs import hidden_pieces, pieces_of, start_of

__all__ = ["TELLING", "Passage", "invisible_texts", "passages", "placeholders", "required_likeness"]

_TEXT: Final = 600
_POLICY: Final = re.compile(
    r"disclos|disclaimer|werbehinweis|affiliate-?\s?hinweis|offenlegung|transparenzhinweis|aviso (de )?(afiliad|legal)|aviso-afiliados|"
    r"(affiliate|advertising|amazon associates?) (policy|statement|notice|info|information)|mentions d'affiliation|divulga|informativa affilia"
)
_PLACEHOLDER: Final = re.compile(
    r"(^|[\s_-])(affiliate|aff|ad|awin|commission|partner)?-?_?(disclosure|disclaimer)([\s_-]|$)|awin-disclosure"
)
_ATTRIBUTES: Final = ("alt", "title", "aria-label", "data-tooltip", "data-disclosure", "data-tippy-content", "data-title")
_ATTRIBUTE_SELECTOR: Final = ",".join(f"[{name}]" for name in _ATTRIBUTES)
# Choices of a form; and code that shows how to write a notice.
_NOT_READ: Final = "pre code, option, datalist"
_EMBEDS: Final = frozenset(("twitter-tweet", "instagram-media", "tiktok-embed", "wp-embedded-content", "bluesky-embed"))
MAX_PASSAGES: Final = 60
MAX_SUSPECTS: Final = 1000
# A paragraph of an article may speak of commissions; only what stands in one line box is one passage.
_RUN: Final = 4000


class Passage(msgspec.Struct, frozen=True):
    """A graded passage with the block that holds it and the pieces of its line box."""

    block: Element
    node: Text
    pieces: list[Text | None]
    text: str
    wording: Wording
    order: int
    kind: str


def passages(dom: Dom, places: list[int], language: str | None) -> list[Passage]:
    """Return the passages about money in reading order, graded; `places` are those of the texts with a word of money."""
    found: list[Passage] = []
    done: set[tuple[Element, str]] = set()
    for node in dom.texts_at(places[:MAX_SUSPECTS]):
        block = block_of(node)
        if block is None or not is_reading_text(node) or _within(node, _NOT_READ) is not None:
            continue
        text = run_text(node, _RUN)
        if (block, text) in done:
            continue
        done.add((block, text))
        kind = _kind(node, text)
        wording = grade(text, language)
        if wording.grade is not Grade.NONE or wording.denial or kind == "policy-link":
            pieces = pieces_of(node)
            # "Disclaimer: support the author by buying <a>here</a>. I get paid, too" has begun with its first such words.
            order = min(dom.order_of_text(node), dom.order_of_text(start_of(pieces, node, wording)))
            if kind == "notice" and _quoted(node, text):
                kind = "quoted"
            shown = _called(node) if kind == "policy-link" and wording.grade not in TELLING else _excerpt(text, wording)
            found.append(Passage(block, node, pieces, shown, wording, order, kind))
        if len(found) >= MAX_PASSAGES:
            break
    return found


def _kind(node: Text, text: str) -> str:
    """A short link text such as "Affiliate disclosure" points to a statement; it states nothing itself."""
    parent = node.parent
    if isinstance(parent, Element) and parent.closest("h2, h3, h4, h5, h6") is not None and is_label(text):
        return "heading"  # "Advertising" above a chapter names the chapter
    anchor = parent.closest("a") if isinstance(parent, Element) else None
    if anchor is not None and len(words := " ".join(anchor.text.split()).split()) <= 5:
        alone = len(text.split()) <= len(words) + 2 or region_of(anchor) in (Region.NAV, Region.FOOTER, Region.HEADER)
        if alone and _POLICY.search(" ".join(words).lower()):
            return "policy-link"
    return "notice"


# A line that links the policy and says itself that links pay is more than its link.
TELLING: Final = frozenset((Grade.CLEAR, Grade.CONDITIONAL, Grade.AMAZON))


def _called(node: Text) -> str:
    """The words of the link alone; in a footer its line holds those of others."""
    anchor = _within(node, "a")
    return " ".join(anchor.text.split()) if anchor is not None else ""


def _within(node: Text, selector: str) -> Element | None:
    return node.parent.closest(selector) if isinstance(node.parent, Element) else None


def _quoted(node: Text, text: str) -> bool:
    """Words of another page, or an example of words, are not this page's notice; a bare `blockquote` may be styled as one."""
    if (inline := _within(node, "q, code, samp, kbd")) is not None:
        said = " ".join(inline.text[:_RUN].split())
        rest = text.replace(said, " ").strip(" .:,;!")
        return bool(rest) and grade(said).grade is not Grade.NONE and grade(rest).grade is Grade.NONE
    if (quote := _within(node, "blockquote")) is None:
        return False
    classes = (quote.attr("class") or "").split()
    foreign = (quote.attr("cite") or "").startswith(("http:", "https:")) or not _EMBEDS.isdisjoint(classes)
    return foreign or bool(quote.select("cite a[href^=http], footer a[href^=http]"))


def _excerpt(text: str, wording: Wording) -> str:
    if len(text) <= _TEXT or not wording.because:
        return text[:_TEXT]
    at = normalise(text).find(wording.because[0][:60])
    start = text.find(" ", at - 120) + 1 if at > 120 else 0
    return ("… " if start else "") + text[start : start + _TEXT - 4] + " …"


def to_disclosure(passage: Passage, dom: Dom, looks: Looks) -> Disclosure:
    """Return the passage as reports and rules see it; `before_first_link` is filled by the caller."""
    text, wording, concealed, node = passage.text, passage.wording, None, passage.node
    if hidden := hidden_pieces(passage.pieces, passage.block, looks.screens):
        text, wording, concealed = _without(passage, hidden)
        node = next(
            (piece for at, piece in enumerate(passage.pieces) if piece is not None and at not in hidden and piece.data.strip()), node
        )
    drawn = looks.at(node)
    if concealed and drawn[0].visible is not False:
        drawn = (Look(drawn[0].width, False, concealed),)
    place = passage.block.position
    return Disclosure(
        text=text,
        grade=wording.grade,
        language=wording.language,
        region=region_of(passage.block),
        visible=drawn[0].visible,
        hidden_reason=drawn[0].reason,
        before_first_link=False,
        line=place[0] if place else None,
        order=passage.order,
        selector=selector_of(passage.block),
        column=place[1] + 1 if place else None,
        because=wording.because,
        kind="denial" if wording.denial and passage.kind != "quoted" else passage.kind,
        group=dom.order.get(passage.block, -1),
        looks=drawn,
        end=dom.last_order(passage.block),
        statement=wording.amazon or _names_the_program(text.lower()),
    )


def _names_the_program(text: str) -> bool:
    """The sentence in other words is altered, not missing."""
    return (
        "amazon associate" in text
        or ("amazon" in text and "qualifying" in text)
        or ("amazon" in text and "associate" in text and "earn" in text)
    )


def _without(passage: Passage, hidden: dict[int, str]) -> tuple[str, Wording, str | None]:
    """Return text and wording of what is seen of a passage, or the passage and why it is hidden when that says nothing."""
    parts = [" " if piece is None else piece.data for index, piece in enumerate(passage.pieces) if index not in hidden]
    text = " ".join("".join(parts).split())[:_RUN]
    wording = grade(text, passage.wording.language)
    if wording.grade is passage.wording.grade:
        return passage.text, passage.wording, None
    if wording.grade is Grade.NONE:
        return passage.text, passage.wording, next(iter(hidden.values()))
    return _excerpt(text, wording), wording, None


def placeholders(dom: Dom) -> list[Element]:
    """Return empty elements whose name says that a script will write a notice into them."""
    found = []
    for element in dom.select("[id*=disclos],[class*=disclos],[id*=disclaim],[class*=affiliate-]"):
        name = f"{element.attr('id') or ''} {element.attr('class') or ''}".lower()
        if _PLACEHOLDER.search(name) and not element.text.strip() and element.tag not in ("a", "input", "link", "script"):
            found.append(element)
    return found[:5]


def invisible_texts(dom: Dom) -> Iterator[tuple[str, str, Wording]]:
    """Yield (where, text, wording) for notices in comments, attributes, noscript and meta: nobody reads them there."""
    for text in dom.comments():
        if len(text) < 3000 and mentions_money(text):
            yield "an HTML comment", text, grade(text)
    for element in dom.select(_ATTRIBUTE_SELECTOR):
        for name in _ATTRIBUTES:
            if (value := element.attr(name)) and len(value) < 1000 and mentions_money(value):
                yield f"the {name} attribute of <{element.tag}>", value, grade(value)
    for element in dom.elements("noscript", "template"):
        if (text := element.text) and len(text) < 5000 and mentions_money(text):
            yield f"<{element.tag}>", text, grade(text)
    for name in ("description", "og:description"):
        if (value := dom.meta(name)) and mentions_money(value):
            yield f"the {name} meta tag", value, grade(value)


def required_likeness(required: str, text: str) -> int:
    """Return how near (0-100) a passage comes to the owner's required text; 100 is exact but for blanks and case."""
    from rapidfuzz import fuzz

    wanted, got = normalise(required), normalise(text)
    if wanted in got:
        return 100
    return min(99, int(fuzz.partial_ratio(wanted, got) if len(got) > len(wanted) else fuzz.ratio(wanted, got)))
