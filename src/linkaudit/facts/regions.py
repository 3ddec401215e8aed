"""Where in the page's frame an element stands: landmarks first, then the names that themes give their boxes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..html import Element
from ..model import Region

__all__ = ["in_article", "region_of", "selector_of"]

_ROLES: Final = {
    "main": Region.MAIN, "article": Region.MAIN, "navigation": Region.NAV, "banner": Region.HEADER,
    "contentinfo": Region.FOOTER, "complementary": Region.ASIDE,
}  # fmt: skip
_TAGS: Final = {
    "nav": Region.NAV, "aside": Region.ASIDE, "footer": Region.FOOTER, "header": Region.HEADER,
    "main": Region.MAIN, "article": Region.MAIN,
}  # fmt: skip
_COMMENTS: Final = re.compile(r"(^|[\s_-])(comments?|comment-?(list|area|respond)|disqus(_thread)?|respond)($|\s|-(list|area|section))")
_NAMES: Final = (
    (re.compile(r"(^|[\s_-])(site-?|page-?|main-?|global-?)?(footer|colophon|copyright|site-info)(-?(area|bar|widgets?|inner|bottom|wrapper))?($|\s)"), Region.FOOTER),
    (re.compile(r"(^|\s)(nav|navbar|navigation|menu|main-menu|breadcrumbs?)($|\s)"), Region.NAV),
    (re.compile(r"(^|[\s_-])(sidebar|widget-area|secondary)($|[\s_-])"), Region.ASIDE),
    (re.compile(r"(^|\s)(site-?header|page-?header|masthead|top-?bar|header|hero)($|\s)"), Region.HEADER),
)  # fmt: skip
_TOP: Final = frozenset(("body", "html"))


def region_of(element: Element) -> Region:
    """Return the region of an element. A footer or aside of the article itself is part of the article."""
    found: Region | None = None
    here: object = element
    while isinstance(here, Element) and here.tag not in _TOP:
        name = f"{here.attr('id') or ''} {here.attr('class') or ''}".strip().lower()
        if name and _by_name(name) is Region.COMMENTS and here.tag in ("div", "section", "ol", "ul", "aside"):
            return Region.COMMENTS
        landmark = _TAGS.get(here.tag) or _ROLES.get(here.attr("role") or "")
        if landmark is Region.NAV and found is None:
            found = Region.NAV
        elif landmark is Region.MAIN:
            return found if found is Region.NAV else Region.MAIN if not _is_sidebar(found, element) else Region.ASIDE
        else:
            found = found or landmark or _by_name(name)
        here = here.parent
    return found or Region.MAIN


def _is_sidebar(found: Region | None, element: Element) -> bool:
    if found is not Region.ASIDE:
        return False
    box = element.closest("aside, [class*=sidebar], [id*=sidebar]")
    return box is not None and "sidebar" in f"{box.attr('id')} {box.attr('class')}".lower()


@lru_cache(maxsize=8192)
def _by_name(name: str) -> Region | None:
    """Names come from templates: the same few on every page."""
    if not name:
        return None
    if _COMMENTS.search(name):
        return Region.COMMENTS
    return next((region for pattern, region in _NAMES if pattern.search(name)), None)


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
