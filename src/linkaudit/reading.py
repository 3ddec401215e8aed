"""What is read from pages before they are audited: canonical links, languages, links to follow, redirects and stubs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from .facts import Lens, linked_sheets, parse_redirects, stub_target
from .html import parse
from .model import Page
from .sources import Folder
from .urls import join, strip_blanks
from .urls import parse as parse_url

__all__ = ["canonical_of", "cloaks", "headed", "languages", "links_of", "samples", "sheets_of"]

SAMPLE: Final = 60
MAX_KNOWN: Final = 100_000
HEAD: Final = 16_384


def canonical_of(body: bytes) -> str | None:
    """Return the address a page gives itself: its canonical link, else `og:url`."""
    dom = parse(body[:HEAD])
    for element in dom.elements("link"):
        if "canonical" in (element.attr("rel") or "").lower().split():
            return element.attr("href")
    return dom.meta("og:url")


def samples(folder: Folder) -> list[bytes]:
    """Return pages spread over the folder."""
    step = max(1, len(folder.files) // SAMPLE)
    return [_body(folder, file) for file in folder.files[::step]]


def languages(bodies: Iterable[bytes]) -> list[str]:
    """Return the `lang` values of pages."""
    return [value for body in bodies if (value := _language(body))]


def _language(body: bytes) -> str | None:
    root = parse(body[:2_000]).first("html")
    return root.attr("lang") if root is not None else None


def headed(folder: Folder, file: str) -> tuple[str, str | None]:
    """Return a page's title and language, by its first bytes alone."""
    try:
        with (folder.root / file).open("rb") as source:
            dom = parse(source.read(HEAD))
    except OSError:
        return "", None
    title, root = dom.first("title"), dom.first("html")
    return (" ".join(title.text.split())[:300] if title is not None else ""), (root.attr("lang") if root is not None else None)


def _body(folder: Folder, file: str) -> bytes:
    try:
        return (folder.root / file).read_bytes()
    except OSError:
        return b""


def cloaks(folder: Folder) -> dict[str, str]:
    """Return own paths that lead to a foreign URL: redirect files of the host, and stub pages."""
    found: dict[str, str] = {}
    for file, text in folder.redirects.items():
        found |= parse_redirects(file.rpartition("/")[2], text)
    for file in sorted(folder.small):
        body = _body(folder, file)
        url = parse_url(folder.url_of(file))
        if url is not None and (b"refresh" in body.lower() or b"location" in body):
            target = stub_target(body, url.href)
            if target:
                found[url.path] = target
    return found


def links_of(page: Page, lens: Lens, known: dict[str, str | None] | None = None) -> list[str]:
    """Return the absolute URLs on the own site that a page's anchors lead to, for the crawl.

    Cloaked links are left out: to fetch one is to click it. `nofollow` is no bar on the own site. `known` remembers what
    a site's pages say again and again: addresses that do not depend on the page they stand on.
    """
    dom = parse(page.body, page.charset)
    base = dom.first("base")
    root, memo = page.url, {} if known is None else known
    if base is not None and (href := base.attr("href")):
        root, memo = join(page.url, strip_blanks(href)) or page.url, {}
    hrefs = dict.fromkeys(href for element in dom.elements("a", "area") if (href := element.attr("href")) and href[0] != "#")
    found: dict[str, None] = {}
    for href in hrefs:
        url = memo.get(href, "")
        if url == "":
            url = _page(href, root, lens)
            if href.startswith(("/", "http")) and len(memo) < MAX_KNOWN:
                memo[href] = url
        if url:
            found[url] = None
    return list(found)


def sheets_of(page: Page, read: Callable[[str], str | None]) -> tuple[str, ...]:
    """Return the URLs of the style sheets that a page's looks depend on, as far as those read so far name them."""
    dom = parse(page.body, page.charset)
    base = dom.first("base")
    root = (join(page.url, strip_blanks(base.attr("href") or "")) if base is not None else None) or page.url
    return tuple(linked_sheets(dom, root, read))


def _page(href: str, root: str, lens: Lens) -> str | None:
    url = join(root, strip_blanks(href).partition("#")[0])
    return url if url and _is_page(url, lens) else None


def _is_page(text: str, lens: Lens) -> bool:
    url = parse_url(text)
    return (
        url is not None
        and url.is_web
        and lens.is_own(url)
        and not lens.is_cloak_path(url, marked=False)
        and lens.listed_target(url) is None
    )
