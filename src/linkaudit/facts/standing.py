"""How a page stands to others and to itself: an AMP variant, a later page of an article, an article that sells throughout."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import Any, Final

from ..html import Dom, Element, bounded_text
from ..model import Region
from ..urls import bare, join, origin, parse, strip_blanks
from ..wording import is_label
from .lens import Lens
from .regions import region_of

__all__ = ["lead", "standing", "titled", "unpaid"]

_PATH: Final = re.compile(r"(?P<all>(?:/|[/_-](?:page|seite)[/-]?)(?P<number>\d{1,3}))(?:\.html?|/)?$", re.IGNORECASE)
_QUERY: Final = re.compile(r"(?P<all>(?:^|(?<=&))(?:page|seite|pagina)=(?P<number>\d{1,3})(?:&|$))", re.IGNORECASE)
# What archives of many articles are called, and dates: their second page is no page of an article.
_ARCHIVE: Final = re.compile(
    r"/(tags?|category|categories|topics?|archives?|author|label|search)(/|$)|/(blog|posts|news|articles)$|^(/\d+)+$"
)
_PARTS: Final = re.compile(r"\s[-–—|•·]\s|[:：|\[\]()【】#]")
_TAGS: Final = re.compile(r"#\w{2,22}")
# Buttons to share a page, and the author's own profiles: they lead to no source and no shop.
_SOCIAL: Final = frozenset(
    "facebook.com twitter.com x.com pinterest.com reddit.com linkedin.com wa.me api.whatsapp.com t.me instagram.com youtube.com tiktok.com".split()
)
# ASA, KFTC: title or start of the post. How much is the start is linkaudit's own measure; lines as short as a date or a name are not counted.
OPENING: Final = 150
LINE: Final = 40
LABEL: Final = 45
MAX_TITLE: Final = 300
MAX_PARAGRAPHS: Final = 400
END: Final = 1 << 40


def standing(dom: Dom, root: Element | None, base: str) -> dict[str, Any]:
    """Return what markup and address say of the page's place among the site's others."""
    first, part = _part(dom, base)
    amp = root is not None and (root.attr("amp") is not None or root.attr("⚡") is not None)
    return {"amp": amp, "part": part, "first_part": first}


def _part(dom: Dom, base: str) -> tuple[str, int]:
    """Return the article's first page and this one's number; the address and a link back must both say so."""
    url = parse(base)
    if url is None or not (found := _QUERY.search(url.query) or _PATH.search(url.path)):
        return "", 0
    number, own, (start, end) = int(found["number"]), found.string, found.span("number")
    rest = own[: found.start("all")] + own[found.end("all") :]
    path = rest if found.re is _PATH else url.path
    if number < 2 or _ARCHIVE.search(path.rstrip("/")) or path == "/":
        return "", 0
    before = f"{own[:start]}{number - 1}{own[end:]}"
    if found.re is _QUERY:
        path, before = f"{path}?{rest.strip('&')}".rstrip("?"), f"{path}?{before}"
    back = _backwards(dom, base)
    first = next((there for there in back if _bare(there) == _bare(origin(url) + path)), "")
    return (first, number) if first or any(_bare(there) == _bare(origin(url) + before) for there in back) else ("", 0)


def _bare(path: str) -> str:
    return re.sub(r"(/index)?(\.html?)?/?$", "", path.partition("#")[0])


def _backwards(dom: Dom, base: str) -> list[str]:
    """The links that lead back in a sequence of pages: marked so, or a number."""
    found = []
    for element in dom.elements("link", "a"):
        href = element.attr("href")
        if href and ("prev" in (element.attr("rel") or "").lower() or (element.tag == "a" and bounded_text(element, 4).strip().isdigit())):
            found.append(join(base, strip_blanks(href)) or "")
        if len(found) > 40:
            break
    return found


def titled(text: str) -> bool:
    """True when a title says that what follows is advertising: "Anzeige: …", "… #ad", "… (advertisement)"."""
    parts = (*_PARTS.split(text[:MAX_TITLE]), *_TAGS.findall(text[:MAX_TITLE]))
    return any(is_label(part) for part in parts if len(part) < LABEL)


def lead(dom: Dom, title: str) -> dict[str, Any]:
    """Return whether title or heading call the page advertising, and the order of the first paragraph behind its opening."""
    found = list(islice(dom.elements("h1", "p"), MAX_PARAGRAPHS))
    start = next((place for place, element in enumerate(found) if element.tag == "h1"), -1)
    heading = bounded_text(found[start], MAX_TITLE) if start >= 0 else ""
    size, end = 0, END
    for element in found[start + 1 :]:
        if size >= OPENING:
            end = dom.order.get(element, END)
            break
        text = " ".join(bounded_text(element, 2 * OPENING).split())
        size += len(text) if len(text) >= LINE else 0
    return {"opening": end, "titled": titled(title) or titled(heading)}


def unpaid(dom: Dom, lens: Lens, paid: Collection[int]) -> int:
    """Return how many links of the text lead to other sites and pay nothing; no further than decides whether they are the more."""
    count = 0
    for element in dom.elements("a"):
        href = element.attr("href") or ""
        if "//" not in href[:8] or dom.order.get(element) in paid:
            continue
        host = bare(href.partition("//")[2].partition("/")[0].partition("?")[0].lower())
        if host not in lens.own and host not in _SOCIAL and _in_text(element):
            count += 1
            if count > len(paid):
                break
    return count


def _in_text(element: Element) -> bool:
    return region_of(element) is Region.MAIN
