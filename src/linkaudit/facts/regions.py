"""Where in the page's frame an element stands: landmarks first, then the names that themes give their boxes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..html import Element
from ..model import Region
from .content import Content, content_of, joined

__all__ = ["in_article", "region_of", "selector_of"]

_ROLES: Final = {
    "main": Region.MAIN, "article": Region.MAIN, "navigation": Region.NAV, "banner": Region.HEADER,
    "contentinfo": Region.FOOTER, "complementary": Region.ASIDE,
}  # fmt: skip
_TAGS: Final = {
    "nav": Region.NAV, "aside": Region.ASIDE, "footer": Region.FOOTER, "header": Region.HEADER,
    "main": Region.MAIN, "article": Region.MAIN,
}  # fmt: skip
# Bundlers print Component_part__hash.
_MODULE: Final = re.compile(r"(?<!\S)([a-z]+)_([a-z]+)__[\w-]{4,12}(?!\S)")
_LAYOUTS: Final = frozenset(("layout", "page", "site", "app", "root"))
# "has-comments" says something of a post, and is none.
_COMMENTS: Final = re.compile(
    r"(^|\s|(?<!has)(?<!no)(?<!with)(?<!show)(?<!hide)[_-])(comments?|comment-?(list|area|respond)|disqus(_thread)?|respond)($|\s|-(list|area|section))"
)
_NAMES: Final = (
    (re.compile(r"(^|[\s_-])(site-?|page-?|main-?|global-?)?(footer|colophon|copyright|site-info)(-?(area|bar|widgets?|inner|bottom|wrapper))?($|\s)"), Region.FOOTER),
    (re.compile(r"(^|\s)(nav|navbar|navigation|menu|main-menu|breadcrumbs?)($|\s)"), Region.NAV),
    (re.compile(r"(^|[\s_-])(sidebar|widget-area|secondary)($|[\s_-])"), Region.ASIDE),
    (re.compile(r"(^|\s)(site-?header|page-?header|masthead|top-?bar|header|hero)($|\s)"), Region.HEADER),
)  # fmt: skip
_TOP: Final = frozenset(("body", "html"))
_THREADS: Final = frozenset("div section ol ul li dl aside".split())


def region_of(element: Element) -> Region:
    """Return the region of an element. A footer or aside of the article itself is part of the article.

    The innermost frame counts, with four exceptions: an aside in the header or footer belongs to that, comments are
    comments however deep, a hero with the article's title is main, and what no name places is the header when it stands
    above the main content.
    """
    body = element.closest("body")
    content = content_of(body) if body is not None else None
    found: Region | None = None
    settled = beside = False
    here: object = element
    # What stands around the main content is neither sidebar nor footer, whatever its classes say of the layout.
    while isinstance(here, Element) and (tag := here.tag) not in _TOP and not (content is not None and here in content.wrappers):
        named, aside = _signs(here.attr("id"), here.attr("class"))
        if named is Region.COMMENTS and tag in _THREADS:
            return Region.COMMENTS
        if not settled:
            beside = beside or aside
            landmark = _TAGS.get(tag) or _ROLES.get(here.attr("role") or "")
            if landmark is Region.MAIN or (content is not None and here in content.titles and found is not Region.NAV):
                settled = True
                found = found if found is Region.NAV or (found is Region.ASIDE and beside) else Region.MAIN
            elif content is not None and here == content.box:
                settled, found = True, found or Region.MAIN
            else:
                found = _outer(found, landmark or named)
        here = here.parent
    return found or Region.MAIN if settled or content is None else _around(found, element, content, beside)


def _outer(found: Region | None, outer: Region | None) -> Region | None:
    """Theme widgets are asides wherever they stand: those of the footer are footer."""
    return outer if found is Region.ASIDE and outer in (Region.HEADER, Region.FOOTER) else found or outer


def _around(found: Region | None, element: Element, content: Content, beside: bool) -> Region:
    """Outside the main content: strips and bars above it are header, in whatever element a theme puts them."""
    if found is None:
        return Region.HEADER if content.is_below(element) else Region.MAIN
    if found is Region.ASIDE and not beside and content.header_is_below(element):
        return Region.HEADER
    return found


@lru_cache(maxsize=8192)
def _signs(own: str | None, classes: str | None) -> tuple[Region | None, bool]:
    """Return the region that id and classes name, and whether they say sidebar. They come from templates: the same few on every page."""
    name = joined(own, classes)
    return (_by_name(name) if name else None), "sidebar" in name or name.startswith("secondary")


def _by_name(name: str) -> Region | None:
    if "__" in name:
        name = _MODULE.sub(_component, name)
    if _COMMENTS.search(name):
        return Region.COMMENTS
    return next((region for pattern, region in _NAMES if pattern.search(name)), None)


def _component(found: re.Match[str]) -> str:
    """`Footer_root__x1` is a footer, and so is `Layout_footer__x1`; `Post_footer__x1` is a part of a post."""
    return found[2] if found[1] in _LAYOUTS else found[1]


def in_article(element: Element) -> bool:
    """True inside `article`, `main` or their roles."""
    return element.closest("article, main, [role=main], [role=article]") is not None


def selector_of(element: Element) -> str:
    """Return a short selector that a person can find again: tag, id or first classes, with one or two parents."""
    parts = [_step(element)]
    here = element.parent
    while isinstance(here, Element) and here.tag not in _TOP and len(parts) < 3 and "#" not in parts[-1]:
        parts.append(_step(here))
        here = here.parent
    return " > ".join(reversed(parts))


def _step(element: Element) -> str:
    return _named(element.tag, element.attr("id"), element.attr("class"))


@lru_cache(maxsize=8192)
def _named(tag: str, name: str | None, classes: str | None) -> str:
    # Ids with digits are mostly of one page (post-123), not of the template.
    if name and name.isascii() and re.fullmatch(r"[A-Za-z_-]+", name):
        return f"{tag}#{name}"
    names = [c for c in (classes or "").split() if re.fullmatch(r"[A-Za-z][A-Za-z_-]*", c)][:2]
    return tag + "".join(f".{name}" for name in names)
