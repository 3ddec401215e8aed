"""What a page asks its auditor not to hear: `<!-- linkaudit: ignore[rule] reason -->`, which covers the next element."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from ..html import Comment, Dom, Element, Text
from ..ignoring import ignoring
from ..model import Link, Page, PageIgnore, first_of
from ..urls import bare, host_of
from .lens import Lens

__all__ = ["ignores_of"]

MAX: Final = 200
_SIBLINGS: Final = 200
# A comment there speaks of the page, when nothing stands before it.
_WHOLE: Final = frozenset(("body", "main"))
END: Final = (1 << 31, 0)


def ignores_of(page: Page, dom: Dom, lens: Lens, links: Sequence[Link]) -> tuple[PageIgnore, ...]:
    """Return the ignores of a page whose bytes hold the mark; most hold none."""
    heeded = bare(host_of(page.url)) in lens.heeded
    found = (one for node in dom.comment_nodes() for one in _ignore(node, dom, links, heeded))
    return tuple(islice(found, MAX))


def _ignore(node: Comment, dom: Dom, links: Sequence[Link], heeded: bool) -> Iterator[PageIgnore]:
    said = ignoring(node.data, heeded)
    if said is not None:
        first = next(_elements(islice(node.next_siblings, _SIBLINGS)), None)
        yield PageIgnore(said.text, said.rules, said.reason, trouble=said.trouble, **_place(node, first, dom, links))


def _place(node: Comment, first: Element | None, dom: Dom, links: Sequence[Link]) -> dict[str, Any]:
    """What the comment covers: the page, what is said of the page as a whole, the lines of the next element."""
    parent = node.parent
    if not isinstance(parent, Element) or parent.tag == "html":
        whole = first is not None  # not behind the page
    else:
        tops = parent.tag in _WHOLE or parent.attr("role") == "main"
        whole = parent.tag == "head" or (tops and not _stands_before(node))
    if first is None:
        return {"whole": whole, "early": whole}
    paid = first_of(links)
    early = whole or paid is None or dom.order.get(first, 0) <= paid
    return {"whole": whole, "early": early, "start": first.position, "end": _after(first, dom)}


def _stands_before(node: Comment) -> bool:
    """True when a reader meets something of the parent before the comment."""
    return any(
        isinstance(one, Element) or (isinstance(one, Text) and one.data.strip()) for one in islice(node.previous_siblings, _SIBLINGS)
    )


def _after(element: Element, dom: Dom) -> tuple[int, int]:
    """Where the first element begins that stands behind this one and all that it holds."""
    last = dom.last_order(element) // 2
    behind = (one.position for one in islice(dom.elements(), last + 1, None))
    return next((place for place in behind if place is not None), END)


def _elements(nodes: Iterator[Any]) -> Iterator[Element]:
    return (node for node in nodes if isinstance(node, Element))
