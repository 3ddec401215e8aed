"""A parsed page (WHATWG tree, through turbohtml) with what facts need: order, blocks, text runs, positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count, islice
from typing import Final

import turbohtml
from turbohtml import Comment, Element, Node, SelectorSyntaxError, Text

__all__ = [
    "Comment", "Dom", "Element", "Text", "attributes_of", "block_of", "bounded_text", "is_block", "matches", "parse", "run_text", "span_of", "tags_of",
]  # fmt: skip

MAX_SIBLINGS: Final = 200
_BLOCKS: Final = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table "
    "tbody td template tfoot th thead tr ul noscript iframe".split()
)
_UNREAD_TEXT: Final = frozenset(("script", "style", "template", "noscript", "title", "textarea", "iframe", "head"))


class Dom:
    """A parsed page. Elements are compared by identity; `order` counts elements in document order."""

    def __init__(self, document: turbohtml.Document) -> None:
        self._document = document

    @property
    def encoding(self) -> str:
        """The name of the encoding that the page was read in."""
        return self._document.encoding or "UTF-8"

    def elements(self, *tags: str) -> Iterator[Element]:
        """Yield the elements with one of `tags` (all when none is given), in document order."""
        return self._document.iter_elements(tags or None)

    def select(self, selector: str) -> list[Element]:
        """Return the elements that a CSS selector matches, in document order."""
        return self._document.select(selector)

    def first(self, tag: str) -> Element | None:
        """Return the first element with this tag."""
        return self._document.find(tag)

    @cached_property
    def texts(self) -> list[Text]:
        """All text nodes in document order, those of scripts too."""
        return [node for node in self._document.descendants if type(node) is Text]

    def texts_at(self, places: Iterable[int]) -> list[Text]:
        """Return the text nodes at these indexes of `strings`, in order; the walk ends at the last one."""
        wanted = sorted(set(places))
        found: list[Text] = []
        nodes = (node for node in self._document.descendants if type(node) is Text)
        at = 0
        for place in wanted:
            found.append(next(islice(nodes, place - at, None)))
            at = place + 1
        return found

    @cached_property
    def strings(self) -> list[str]:
        """The text of each node of `texts`."""
        return list(self._document.strings)

    @cached_property
    def haystack(self) -> bytes:
        """All text as UTF-8, ASCII letters lowered, parted by NUL, which no parsed text holds.

        Bytes, because lowering a string with one character beyond ASCII takes ten times as long.
        """
        # A soft hyphen inside "Provi&shy;sion" is no letter of the word.
        # Text by text, for most are ASCII, and one curly quote makes the encoding of the whole slow.
        text = b"\0".join([text.encode("utf-8", "replace") for text in self.strings]).lower()
        return text.replace(b"\xc2\xad", b"") if b"\xad" in text else text

    def comment_nodes(self) -> Iterator[Comment]:
        """Yield the comments in document order."""
        return (node for node in self._document.descendants if type(node) is Comment)

    def comments(self) -> list[str]:
        """Return the texts of all comments."""
        return [node.data for node in self.comment_nodes()]

    def meta(self, name: str) -> str | None:
        """Return the content of `<meta name=…>` or `<meta property=…>`."""
        for element in self.elements("meta"):
            if (element.attr("name") or element.attr("property") or "").lower() == name:
                return element.attr("content")
        return None

    def refresh(self) -> str | None:
        """Return the target of a meta refresh, as written."""
        found = self._document.meta_refresh("")
        return found[1] if found and found[1] else None

    @cached_property
    def order(self) -> dict[Element, int]:
        """Twice the index of each element; odd numbers are for the text after it."""
        return dict(zip(self._document.iter_elements(), count(0, 2), strict=False))

    def last_order(self, element: Element) -> int:
        """Reading order of the last element inside an element, or its own."""
        last = element
        while (inner := _last_element(last)) is not None:
            last = inner
        return self.order.get(last, -1)

    def order_of_text(self, node: Text) -> int:
        """Reading order of a text node: just behind the last element that starts before it."""
        before = node.previous_sibling
        while before is not None and not isinstance(before, Element):
            before = before.previous_sibling
        if before is None:
            parent = node.parent
            return self.order.get(parent, -2) + 1 if isinstance(parent, Element) else -1
        while (inner := _last_element(before)) is not None:
            before = inner
        return self.order.get(before, -2) + 1


def _last_element(element: Element) -> Element | None:
    return next((child for child in reversed(element.children) if isinstance(child, Element)), None)


# The last page: a crawl looks at it for the links to follow, then for its facts. A cache by value would hash every page's bytes.
_last: list[tuple[bytes, str | None, Dom]] = []


def parse(body: bytes, charset: str | None = None) -> Dom:
    """Parse a page as a browser would. `charset` is that of the Content-Type header; an unknown one is ignored."""
    if _last and _last[0][0] is body and _last[0][1] == charset:
        return _last[0][2]
    try:
        dom = Dom(turbohtml.parse(body, encoding=charset, source_locations=True))
    except LookupError:
        dom = Dom(turbohtml.parse(body, source_locations=True))
    _last[:] = [(body, charset, dom)]
    return dom


def matches(element: Element, selector: str) -> bool:
    """True when a CSS selector holds for an element; one that nobody understands holds for none, as in a browser."""
    try:
        return element.matches(selector)
    except (SelectorSyntaxError, ValueError):
        return False


def span_of(element: Element, attribute: str) -> tuple[int, int] | None:
    """Return where an attribute stands: (start, end) in code points of the source, newlines normalised."""
    location = element.source_location
    span = location.attrs.get(attribute) if location is not None and location.attrs else None
    return (span.start_offset, span.end_offset) if span is not None else None


def attributes_of(element: Element) -> dict[str, tuple[int, int]]:
    """Return where each attribute stands, as `span_of` does; of two with one name the first, which is the one that counts."""
    location = element.source_location
    spans = location.attrs.items() if location is not None and location.attrs else ()
    return {name: (span.start_offset, span.end_offset) for name, span in spans}


def tags_of(element: Element) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return where the start tag and the end tag stand, None for one that is implied."""
    location = element.source_location
    if location is None:
        return None, None
    start, end = location.start_tag, location.end_tag
    return (
        (start.start_offset, start.end_offset) if start is not None else None,
        (end.start_offset, end.end_offset) if end is not None else None,
    )


def is_block(node: Node) -> bool:
    """True for an element that starts a line of its own in a browser's default style."""
    return type(node) is Element and node.tag in _BLOCKS


def block_of(node: Node) -> Element | None:
    """Return the nearest block-level ancestor (or the element itself when it is a block)."""
    here: Node | None = node
    while here is not None:
        if type(here) is Element and here.tag in _BLOCKS:
            return here
        here = here.parent
    return None


def is_reading_text(node: Text) -> bool:
    """True when a reader may meet the text: not in a script, style, template, title or noscript."""
    parent = node.parent
    while isinstance(parent, Element):
        if parent.tag in _UNREAD_TEXT:
            return False
        parent = parent.parent
    return True


def run_text(node: Node, cap: int = 6000) -> str:
    """Return the text of the line box a node stands in: what is inline around it, up to the blocks beside it.

    Bounded on each side, by characters and by nodes: a page may hold a million links in one paragraph.
    """
    top: Node = node
    while top.parent is not None and not is_block(top.parent):
        top = top.parent
    if top.parent is None:
        return " ".join(bounded_text(node, cap).split())
    before = _beside(top.previous_siblings, cap)
    parts = [*reversed(before), bounded_text(top, cap), *_beside(top.next_siblings, cap)]
    return " ".join("".join(parts).split())[:cap]


def _beside(siblings: Iterator[Node], cap: int) -> list[str]:
    parts: list[str] = []
    size = 0
    for sibling in islice(siblings, MAX_SIBLINGS):
        if is_block(sibling) or size > cap:
            break
        parts.append(bounded_text(sibling, cap))
        size += len(parts[-1])
    return parts


def bounded_text(node: Node, cap: int) -> str:
    """Return the text of a node, at most `cap` characters of it; reads no further."""
    if type(node) is Text:
        return node.data[:cap]
    if type(node) is Element and node.tag == "br":
        return " "
    between = " " if node.find("br") is not None else ""
    parts: list[str] = []
    size = 0
    for text in node.strings:
        parts.append(text)
        size += len(text)
        if size > cap:
            break
    return between.join(parts)[:cap]
