"""The analysis of one page, top to bottom."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Final

import msgspec

from ..html import Dom, Element, parse
from ..identify import identifier
from ..ignoring import MARK
from ..model import Carrier, Link, Page, PageFacts, Region
from ..urls import join, origin, strip_blanks
from ..urls import parse as parse_url
from ..wording import language_of
from . import labels as label_facts
from .carriers import Carried, amazon_frames, injectors, retired_assets, script_redirect
from .claims import claims
from .disclosures import passages
from .distances import blocks_between
from .ignores import ignores_of
from .intent import intents
from .lens import Lens
from .links import Hit, describe, hits
from .looks import Looks
from .prices import prices
from .regions import in_article
from .sheets import sheets_of
from .spots import spots_of
from .standing import lead, standing, unpaid
from .teasers import teasers
from .telling import notices_of, opened_with_links, parted
from .visibility import Screens

__all__ = ["analyse", "is_html", "stub_target"]

_MARK: Final = MARK.encode()
_NOT_HTML: Final = re.compile(
    rb"^\s*(\{|\[|<\?xml(?![^>]*>\s*(<!--.*?-->\s*)?<(!doctype html|html))|<rss|<feed|<urlset|<sitemapindex|%PDF)", re.I | re.S
)
_LISTING_PATH: Final = re.compile(
    r"/(tags?|category|categories|topics?|archives?|author|t|c|label|search)(/|$)|/(blog|posts|page)/?(index\.html?)?$|/page/\d+"
)
_COMMENT: Final = frozenset(("comment", "comment-body", "comment-content"))
# An article has more paragraphs than an excerpt or a card does.
_PROSE: Final = 6
_POST: Final = re.compile(r"(?:^|\s)(?:postid|page-id)-(\d{1,12})(?:\s|$)")
# GitHub and its like: /owner/repository/edit/branch/path, /-/edit/ on GitLab, /_edit/ on Gitea.
_EDITED: Final = re.compile(r"https?://[^\s?#]{3,300}/(?:-/)?_?edit/[^\s?#]{1,300}\.[a-z]{2,8}(?:[?#]|$)")
STUB_TEXT: Final = 400
STUB_BYTES: Final = 30_000


def is_html(body: bytes) -> bool:
    """False for JSON, feeds, sitemaps and binary files that were saved under a page's name."""
    start = body[:600]
    if start[:15].lower() == b"<!doctype html>":
        return b"\0" not in start
    binary = b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return not binary and not _NOT_HTML.match(start)


def analyse(page: Page, lens: Lens) -> PageFacts:
    """Return the facts of a page. Never raises for what stands in the page."""
    dom = parse(page.body, page.charset)
    facts = _facts(page, dom, lens)
    return msgspec.structs.replace(facts, ignores=ignores_of(page, dom, lens, facts.links)) if _MARK in page.body else facts


def _facts(page: Page, dom: Dom, lens: Lens) -> PageFacts:
    base = _base(dom, page.url)
    found = _once(list(hits(dom, base, lens)))
    sent = _sent_to(dom, base) if len(page.body) <= STUB_BYTES else None
    # A page without content that sends its reader to a program is a hop of the links that lead to it.
    stub = _forward(dom, sent, lens)
    meant = intents(found, lens)
    links = [describe(hit, dom, meant.get(i, "")) for i, hit in enumerate(found) if hit.match.affiliate or i in meant]
    facts = _frame(dom, page, stub is not None, sent or "")
    links += _injected(found, dom, meant, facts.injectors)
    language = (facts.language or "").partition("-")[0] or None
    spots = spots_of(dom.haystack)
    spoken = passages(dom, spots.money, language)
    refresh = dom.refresh() if stub is None else None
    forward = _forward(dom, join(base, strip_blanks(refresh)), lens) if refresh else stub
    if forward is not None:
        links.append(forward)
    weak = tuple(describe(hit, dom) for hit in found if hit.match.affiliate is None)[:50]
    teasing = facts.listing or (facts.url.endswith("/") and facts.url.count("/") == 3)
    if not links and not spoken:
        return msgspec.structs.replace(facts, possible=weak, teasers=teasers(dom, base, lens, ()) if teasing else ())
    sheets = sheets_of(dom, base, lens.sheet)
    looks = Looks(dom, Screens(sheets))
    links = _labelled(links, found, dom, looks.screens)
    told = opened_with_links(notices_of(spoken, dom, looks, lens.required), spoken, _anchors(links, found, dom))
    return msgspec.structs.replace(
        facts,
        language=facts.language or (language_of(" ".join(dom.strings[:400])) if links or told else None),
        links=tuple(sorted(links, key=lambda link: link.order)),
        possible=weak,
        gap=blocks_between(told, links, dom) if links and told else 0,
        unread_sheets=sheets.unread if links and told else (),
        teasers=teasers(dom, base, lens, told) if teasing else (),
        claims=claims(dom, spots.claims, looks.screens) if links else (),
        prices=prices(links, dom, spots.amounts, spots.rated),
        frames=amazon_frames(dom) if links else (),
        **parted(told, links, dom),
        **(_selling(dom, lens, facts.title, links, _plain(found, meant)) if links and not facts.listing else {}),
    )


def _selling(dom: Dom, lens: Lens, title: str, links: list[Link], plain: int) -> dict[str, Any]:
    """How much of the article sells, and what its first lines are."""
    return {
        **lead(dom, title),
        "unpaid": unpaid(dom, lens, {link.order for link in links}),
        "shops": plain,
    }


def _plain(found: list[Hit], meant: dict[int, str]) -> int:
    """How many links lead to known shops, pay nothing and were not meant to."""
    return sum(hit.match.affiliate is False and bool(hit.match.program) and i not in meant for i, hit in enumerate(found))


def _once(found: list[Hit]) -> list[Hit]:
    """Structured data repeats the page's own links: only an offer that no link shows is a link of its own."""
    shown = {hit.resolved for hit in found if hit.carried.carrier.read}
    seen = [hit for hit in found if hit.carried.carrier is not Carrier.JSON_LD or hit.resolved not in shown]
    return [hit for hit in seen if hit.carried.element.closest("template") is None]


def _injected(found: list[Hit], dom: Dom, meant: dict[int, str], scripts: tuple[str, ...]) -> list[Link]:
    """Links to known shops that a script of Skimlinks and the like turns into affiliate links when the page runs."""
    programs = [program for program in scripts if program != "amazon"]
    if not programs:
        return []
    plain = [hit for i, hit in enumerate(found) if hit.match.affiliate is False and i not in meant and hit.match.program]
    made = [describe(hit, dom) for hit in plain]
    return [
        msgspec.structs.replace(link, carrier=Carrier.INJECTOR, program=programs[0], needs_probe=True, form="script")
        for link in made
        if link.region is Region.MAIN
    ]


def _frame(dom: Dom, page: Page, stub: bool, forward: str) -> PageFacts:
    title, root = dom.first("title"), dom.first("html")
    place = standing(dom, root, page.url)
    return PageFacts(
        url=page.url,
        file=page.file,
        title=" ".join(title.text.split())[:300] if title is not None else "",
        language=((root.attr("lang") if root is not None else None) or "").strip()[:20] or None,
        stub=stub,
        forward=forward,
        listing=_is_listing(dom, page.url, bool(place["part"])),
        injectors=injectors(dom),
        assets=retired_assets(dom),
        edit_url=_edit_url(dom, page.url) or (_edited_at(dom) if b"edit/" in page.body else None),
        **place,
    )


def _edit_url(dom: Dom, url: str) -> str | None:
    """WordPress names the post in the body's classes: `postid-12`, `page-id-7`."""
    body = dom.first("body")
    found = _POST.search(body.attr("class") or "") if body is not None else None
    place = parse_url(url)
    return f"{origin(place)}/wp-admin/post.php?post={found[1]}&action=edit" if found and place else None


def _edited_at(dom: Dom) -> str | None:
    """Themes of repositories link each page's own source ("Edit this page"); a page that links several says nothing of itself."""
    found = {href for element in dom.elements("a") if (href := element.attr("href")) and _EDITED.match(href)}
    return found.pop() if len(found) == 1 else None


def _base(dom: Dom, url: str) -> str:
    element = dom.first("base")
    href = element.attr("href") if element is not None else None
    return (join(url, strip_blanks(href)) if href else None) or url


def _is_listing(dom: Dom, url: str, part: bool) -> bool:
    """A page of excerpts: several articles on it, or an address that says so and a shape that fits."""
    articles = _teased_articles(dom)
    found = parse_url(url)
    if articles >= 3 or found is None or articles == 1 or not _LISTING_PATH.search(found.path):
        return articles >= 3
    return (dom.first("time") is not None and not part) or sum(map(_leads_on, islice(dom.elements("h2", "h3"), 20))) >= 3


def _teased_articles(dom: Dom) -> int:
    """Count the articles that stand for themselves: comments and what an article holds don't, and cards below a whole article are its company."""
    found = [one for one in islice(dom.elements("article"), 12) if _COMMENT.isdisjoint((one.attr("class") or "").split())]
    if len(found) < 3:
        return len(found)
    prose = [sum(1 for _ in islice(one.iter_elements("p"), _PROSE)) for one in found]
    if prose[0] == _PROSE and max(prose[1:]) < 3:
        return 1
    return sum(1 for one in found if one.parent is None or one.parent.closest("article") is None)


def _leads_on(heading: Element) -> bool:
    return heading.find("a") is not None or heading.closest("a") is not None


def stub_target(body: bytes, url: str) -> str | None:
    """Return where a page without content sends its reader, or None for a page with content."""
    dom = parse(body)
    return _sent_to(dom, _base(dom, url))


def _sent_to(dom: Dom, base: str) -> str | None:
    raw = dom.refresh() or script_redirect(dom)
    if not raw or sum(len(text.strip()) for text in dom.strings[:200]) > STUB_TEXT + _scripts(dom):
        return None
    return join(base, strip_blanks(raw))


def _forward(dom: Dom, target: str | None, lens: Lens) -> Link | None:
    match = identifier(lens.local_programs).identify(target) if target else None
    meta = dom.first("meta") or dom.first("script")
    if target is None or match is None or meta is None or not match.affiliate:
        return None
    return describe(Hit(Carried(meta, target, Carrier.REFRESH, "content"), target, match), dom)


def _scripts(dom: Dom) -> int:
    return sum(len(element.text) for element in dom.elements("script", "style", "title"))


def _anchors(links: list[Link], found: list[Hit], dom: Dom) -> list[Element]:
    """The elements of the affiliate links."""
    orders = {link.order for link in links}
    return [hit.carried.element for hit in found if dom.order.get(hit.carried.element, -1) in orders]


def _labelled(links: list[Link], found: list[Hit], dom: Dom, screens: Screens) -> list[Link]:
    """Give each link the label that holds for it, if any."""
    elements = {dom.order.get(hit.carried.element, -1): hit.carried.element for hit in found}
    scopes = label_facts.by_scope(label_facts.labels_in(dom, screens))
    framed = dom.first("main") is not None or dom.first("article") is not None
    done = []
    for link in links:
        element = elements.get(link.order)
        label = label_facts.beside(element, screens) if element is not None else None
        if label is None and element is not None and (one := label_facts.holding(scopes, element)):
            label = (one.text, one.wording)
        if label is None and element is not None:
            label = label_facts.opening(element, screens)
        if label is not None:
            link = msgspec.structs.replace(link, label=label[0], label_grade=label[1].grade)
        if link.image and (link.region is not Region.MAIN or (framed and element is not None and not in_article(element))):
            link = msgspec.structs.replace(link, slot="banner")
        done.append(link)
    return done
