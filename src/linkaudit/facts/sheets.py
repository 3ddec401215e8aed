"""A page's style sheets in their order: `<style>`, and linked ones as far as somebody has read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from ..html import Dom, Element
from ..style import Linked, sheet
from ..urls import host_of, join, strip_blanks

__all__ = ["Sheets", "linked_sheets", "sheets_of"]

MAX_SHEETS: Final = 60
MAX_CSS: Final = 4_000_000
_DEEP: Final = 5
# They bring letters, not colours or sizes.
_FONTS: Final = frozenset(
    "fonts.googleapis.com fonts.bunny.net fonts.gstatic.com use.typekit.net p.typekit.net use.fontawesome.com kit.fontawesome.com "
    "pro.fontawesome.com cloud.typography.com fonts.cdnfonts.com".split()
)
# Scripts that write the style sheet when the page runs.
_STYLING: Final = re.compile(r"tailwindcss|unocss|twind")
_SWITCHES: Final = ("this.media", "this.rel", "media=", "rel=")


class Sheets(msgspec.Struct, frozen=True):
    """The sheets of a page, weakest first. `unread` are addresses of those that nobody has read."""

    linked: tuple[Linked, ...]
    unread: tuple[str, ...] = ()


def linked_sheets(dom: Dom, base: str, read: Callable[[str], str | None]) -> Iterator[str]:
    """Yield the URLs of the sheets that a page links, and of those that the ones already read import."""
    found = dict.fromkeys(link[0] for element in dom.elements("link") if (link := _link(element, base)))
    waiting = list(found)
    for element in dom.elements("style"):
        waiting += _imports(element.text, base, found)
    for url in waiting:
        if len(found) < MAX_SHEETS and (text := read(url)) is not None:
            waiting += _imports(text, url, found)
    yield from found


def _imports(text: str, base: str, found: dict[str, None]) -> list[str]:
    """Return what a sheet imports that nobody has named yet."""
    if "@import" not in text:
        return []
    urls = [url for href, _ in sheet(text).imports if (url := join(base, href)) and not _is_font(url) and url not in found]
    found |= dict.fromkeys(urls)
    return urls


def sheets_of(dom: Dom, base: str, read: Callable[[str], str | None]) -> Sheets:
    """Return a page's sheets. `read` gives the text of a linked one, or None."""
    basket = _Basket(read)
    for element in dom.elements("style", "link"):
        if element.tag == "style":
            # A reader runs scripts: what stands in <noscript> is not for this reader.
            if element.closest("noscript, template") is None:
                basket.put(element.text, base, element.attr("media") or "", 0)
        elif found := _link(element, base):
            basket.fetch(found[0], found[1], 0)
    for script in dom.elements("script"):
        if _STYLING.search(script.attr("src") or "") and (url := join(base, script.attr("src") or "")):
            basket.unread.setdefault(url)
    return Sheets(tuple(basket.linked), tuple(basket.unread))


class _Basket:
    """Gathers sheets with what they import, up to a size."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._size = 0
        self.linked: list[Linked] = []
        self.unread: dict[str, None] = {}

    def fetch(self, url: str, media: str, deep: int) -> None:
        text = self._read(url) if deep <= _DEEP and len(self.linked) < MAX_SHEETS else None
        if text is None:
            self.unread.setdefault(url)
        else:
            self.put(text, url, media, deep)

    def put(self, text: str, base: str, media: str, deep: int) -> None:
        self._size += len(text)
        if self._size > MAX_CSS:
            self.unread.setdefault(base)
            return
        found = sheet(text)
        for href, condition in found.imports:
            if (url := join(base, href)) and not _is_font(url):
                self.fetch(url, condition or media, deep + 1)
        self.linked.append(Linked(found, media.lower()))
        if found.cut:
            self.unread.setdefault(base)


def _link(element: Element, base: str) -> tuple[str, str] | None:
    rel = (element.attr("rel") or "").lower().split()
    late = (element.attr("onload") or "").replace(" ", "")
    # A common way to load a sheet late: print or preload, and a script makes it a sheet of the screen.
    switched = any(name in late for name in _SWITCHES)
    if "alternate" in rel or element.attrs.get("disabled") is not None or element.closest("noscript, template") is not None:
        return None
    if "stylesheet" not in rel and not (switched and "preload" in rel):
        return None
    url = join(base, strip_blanks(element.attr("href") or ""))
    media = "" if switched else (element.attr("media") or "").strip().lower()
    return (url, media) if url and not _is_font(url) and media not in ("print", "speech") else None


def _is_font(url: str) -> bool:
    return host_of(url) in _FONTS
