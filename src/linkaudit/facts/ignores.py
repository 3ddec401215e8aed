"""What a page asks its auditor not to hear: `<!-- linkaudit: ignore[rule] reason -->`, which covers the next element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from ..html import Comment, Dom, Element, Text
from ..model import Link, Page, PageIgnore, first_of
from ..urls import bare, host_of
from .lens import Lens

__all__ = ["MARK", "ignores_of"]

MARK: Final = b"linkaudit:"
MAX: Final = 200
_SIBLINGS: Final = 200
_FORM: Final = re.compile(r"linkaudit:\s*ignore\[([^\]]{0,2000})\]\s*(.{0,400})", re.S)
# A comment there speaks of the page, when nothing stands before it.
_WHOLE: Final = frozenset(("body", "main"))
END: Final = (1 << 31, 0)


def ignores_of(page: Page, dom: Dom, lens: Lens, links: Sequence[Link]) -> tuple[PageIgnore, ...]:
    """Return the ignores of a page whose bytes hold the mark; most hold none."""
    heeded = bare(host_of(page.url)) in lens.heeded
    nodes = (node for node in dom.comment_nodes() if node.data.lstrip()[:10] == "linkaudit:")
    return tuple(_ignore(node, dom, links, heeded) for node in islice(nodes, MAX))


def _ignore(node: Comment, dom: Dom, links: Sequence[Link], heeded: bool) -> PageIgnore:
    text = node.data.strip()
    form = _FORM.match(text)
    rules = tuple(name for part in form[1].split(",") if (name := part.strip())) if form else ()
    reason = " ".join(form[2].split())[:200] if form else ""
    first = next(_elements(islice(node.next_siblings, _SIBLINGS)), None)
    place = {"text": " ".join(text.split())[:120], "rules": rules, "reason": reason, **_place(node, first, dom, links)}
    if not heeded:
        return PageIgnore(trouble="unheeded", **place)
    trouble = "form" if form is None else "rule" if not rules else "reason" if not re.search(r"\w", reason) else ""
    return PageIgnore(trouble=trouble, **place)


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
