"""All that a rule may import: the nouns it reads, the verdicts it gives, and the few questions most rules ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import msgspec

from ..identify.ids import fitting, kin
from ..model import (
    Carrier,
    Claim,
    Disclosure,
    Feed,
    Figures,
    Grade,
    Impact,
    Link,
    Look,
    Outcome,
    PageFacts,
    Price,
    Probe,
    Reach,
    Region,
    Severity,
    SiteFacts,
    Soft,
    Source,
    Strength,
    Teasing,
)  # fmt: skip
from ..urls import host_of, host_within, parameter_place, parse, spliced
from .chains import chain_of, doubted
from .markup import anchor, moved_notice, notice_markup
from .nouns import Example, Known, Rule, Verdict

__all__ = [
    "EXCERPT", "Carrier", "Claim", "Disclosure", "Example", "Feed", "Figures", "Grade", "Impact", "Known", "Link", "Look", "Outcome", "PageFacts", "Price", "Probe", "Reach",
    "Region", "Rule", "Severity", "SiteFacts", "Soft", "Source", "Strength", "Teasing", "Verdict", "anchor", "as_measured", "before", "chain_of", "clickable",
    "count", "doubted", "earning", "failed", "host_of", "host_within", "in_text", "insert_above", "is_placeholder", "kin", "moved_notice", "notice_markup", "notice_place",
    "notices", "of_excerpts", "on_chain", "on_each", "on_link", "on_notice", "own_id", "parameter_place", "parse", "place_of", "quote", "reached", "relied_on", "review", "sells_throughout", "spliced",
    "uncovered", "undecided", "unnoticed", "unseen",
]  # fmt: skip

# Longer lines are those of minified pages.
MINIFIED: Final = 400
NOTICES: Final = frozenset((Grade.CLEAR, Grade.CONDITIONAL, Grade.AMAZON, Grade.VAGUE, Grade.LABEL, Grade.NO_MONEY))
EXCERPT: Final = "Begin the article with the notice, so that its excerpt shows it too, or let this page print excerpts without links."
_PLACES: Final = {Region.MAIN: "main content", Region.NAV: "menu", Region.ASIDE: "sidebar"}
_ROUND: Final = "()[]（）【】:： "
_AT_A_LINK: Final = 28


def failed(message: str, fix: str, **more: Any) -> Verdict:
    """A condition is not met, and the evidence leaves no doubt."""
    return Verdict(Outcome.FAILED, message, fix, **more)


def review(message: str, fix: str, **more: Any) -> Verdict:
    """A person must look; the message is the question."""
    return Verdict(Outcome.REVIEW, message, fix, **more)


def on_link(link: Link, message: str, fix: str, **more: Any) -> Verdict:
    """A failed verdict about one link: its place, its markup as evidence, and its name as the subject."""
    place = {
        "subject": link.name,
        "snippet": anchor(link),
        "line": link.line,
        "column": link.column,
        "group": str(link.program),
        "links": 1,
        "target": link.followed,
    }
    return failed(message, fix, **(place | more))


def on_each(links: list[Link], first: Link | None = None) -> dict[str, Any]:
    """What a verdict about several links, each of them a fault, says of them: the place of the first, how many, and which."""
    first = first or links[0]
    each = tuple((link.order, _mark(link)) for link in links)
    return {"line": first.line, "column": first.column, "links": len(links), "each": each}


def _mark(link: Link) -> str:
    """Tell a link by its address; what is the site's own has another host where the site is staged."""
    own = link.via is not None or link.guessed or link.form == "cloaked path"
    address = link.resolved.partition("://")[2].partition("/")[2] if own else link.resolved
    return blake2b(address.encode("utf-8", "replace"), digest_size=4).hexdigest()


def on_notice(page: PageFacts, notice: Disclosure, known: Known, said: tuple[str, str], **more: Any) -> Verdict:
    """A failed verdict about one notice; `said` is the message, which quotes it, and the fix."""
    concerned = uncovered(page) or earning(page)
    first = in_text(concerned)[0]
    place = {
        "snippet": notice.text,
        "facts": (
            f"first affiliate link: line {first.line}, {quote(first.text or first.resolved, 60)}",
            f"notice: line {notice.line}, {place_of(notice.region)}" if notice.line else f"notice: {place_of(notice.region)}",
        ),
        "line": notice.line,
        "column": notice.column,
        "group": f"{notice.selector} {notice.text[:120]}",
        "links": len(concerned),
        "replace": moved_notice(page, notice, known),
    }
    return failed(f"{said[0]}: {quote(notice.text)}", said[1], **(place | more))


def unseen(page: PageFacts, concerned: Callable[[Disclosure, str], bool], above: bool = False) -> Iterator[Disclosure]:
    """Yield the first notice that no reader sees for the reason in question, where none is seen; `above` the links, where none is seen there."""
    bare, late = uncovered(page), notices(page)
    if not bare or (before(page) if above else late):
        return
    first = in_text(bare)[0].order
    for notice in (*page.disclosures, *page.candidates):
        hidden = notice.visible is False and notice.grade is not Grade.NONE and concerned(notice, notice.hidden_reason or "")
        if hidden and (not late or notice.order < first):
            yield notice
            return


@lru_cache(maxsize=8)
def clickable(page: PageFacts) -> list[Link]:
    """The affiliate links a reader can click, in reading order."""
    return [link for link in page.links if link.carrier.read or link.carrier is Carrier.INJECTOR]


@lru_cache(maxsize=8)
def earning(page: PageFacts) -> list[Link]:
    """The links a notice is owed for: they pay somebody, and they are not a banner in the page's frame."""
    if page.stub:
        return []
    return [link for link in clickable(page) if _owes_a_notice(link)]


def _owes_a_notice(link: Link) -> bool:
    """Comments are other people's; a cloak that is only guessed may lead anywhere."""
    if link.strength is Strength.INTENDED or link.slot == "banner" or link.region is Region.COMMENTS:
        return False
    return not link.guessed


@lru_cache(maxsize=8)
def notices(page: PageFacts) -> list[Disclosure]:
    """The passages that count as a notice and that a reader sees at rest."""
    found = [d for d in page.disclosures if d.grade in NOTICES and d.visible and d.region is not Region.COMMENTS]
    return [d for d in found if d.grade is not Grade.LABEL or not _is_at_a_link(d, page)]


def _is_at_a_link(label: Disclosure, page: PageFacts) -> bool:
    """The "Ad" of one row or card says nothing of the others."""
    words = label.text.strip(_ROUND).lower()
    near = (link.label for link in page.links if link.label and abs(link.order - label.order) <= _AT_A_LINK)
    return any(one.strip(_ROUND).lower() == words for one in near)


@lru_cache(maxsize=8)
def uncovered(page: PageFacts) -> list[Link]:
    """The earning links without a label of their own."""
    return [link for link in earning(page) if link.label is None]


@lru_cache(maxsize=8)
def unnoticed(page: PageFacts) -> list[Link]:
    """The earning links of a page that surely has no notice: none is seen, and none may be."""
    doubts = any(d.visible is None for d in page.disclosures) or any(d.kind == "placeholder" for d in page.candidates)
    return [] if doubts or notices(page) else uncovered(page)


def sells_throughout(page: PageFacts) -> bool:
    """True for an article whose links to shops all pay, and that leads to shops twice as often as elsewhere: linkaudit's measure."""
    paid = len(earning(page))
    return paid > 2 and not page.listing and page.shops == 0 and 2 * page.unpaid <= paid


@lru_cache(maxsize=8)
def relied_on(page: PageFacts) -> list[Disclosure]:
    """The notices before the first link that depends on one: it has no label, or one that is part of a notice."""
    told = notices(page)
    leaning = [link for link in earning(page) if link.label is None or any(link.label in one.text for one in told)]
    first = min((link.order for link in in_text(leaning)), default=-1)
    return [notice for notice in told if notice.order < first]


def as_measured(verdict: Verdict, look: Look) -> Verdict:
    """Ask instead of accusing where a style sheet that was not read may say otherwise."""
    if look.sure:
        return verdict
    message = f"{verdict.message} A style sheet that was not read may say otherwise: is it so on the screen?"
    return msgspec.structs.replace(verdict, outcome=Outcome.REVIEW, message=message)


def reached(page: PageFacts) -> Iterator[tuple[Link, Probe]]:
    """Yield the links whose chain was followed, with what was found."""
    for link in clickable(page):
        if link.probe is not None and link.probe.hops:
            yield link, link.probe


def on_chain(link: Link, message: str, fix: str, **more: Any) -> Verdict:
    """A failed verdict about where a link leads, with the chain as evidence."""
    assert link.probe is not None
    again = ", asked twice" if link.probe.times > 1 else ""
    place = {"facts": (chain_of(link.probe), f"{link.probe.reason}{again}"), "group": "", "target": link.resolved}
    return on_link(link, message, fix, **(place | more))


@lru_cache(maxsize=8)
def before(page: PageFacts) -> list[Disclosure]:
    """The notices a reader meets before the first earning link that has no label."""
    first = min((link.order for link in in_text(uncovered(page))), default=None)
    return [d for d in notices(page) if first is None or d.order < first]


def insert_above(link: Link) -> str:
    """Return where a notice goes: a page that stands in one line is told by the words there, for its line says nothing."""
    if (link.column or 0) > MINIFIED:
        words = f"paragraph {quote(link.context, 60)}, which holds" if link.context else f"link to {quote(link.resolved, 60)},"
        return f"Insert before the {words} the first affiliate link."
    if link.table >= 0:
        return f"Insert above the table that holds line {link.line}, the first affiliate link."
    return f"Insert above line {link.line}, before the first affiliate link."


def of_excerpts(page: PageFacts) -> dict[str, str]:
    """What a missing notice is called on a page of excerpts: there the author's article is to mend, not this page."""
    return {"group": "listing", "title": "Excerpts print affiliate links, and no notice"} if page.listing else {}


def notice_place(page: PageFacts, link: Link) -> str:
    """Return where the missing notice goes: into the article when this page shows its beginning only."""
    return EXCERPT if page.listing else insert_above(link)


def in_text(links: list[Link]) -> list[Link]:
    """The links of the main content, which a notice is measured against; those of the page's frame when there are no others."""
    return [link for link in links if link.region is Region.MAIN] or links


def undecided(page: PageFacts) -> bool:
    """True when an unread style sheet or a script decides whether a reader sees a notice: then nothing about its place is sure."""
    return any(one.visible is None for one in page.disclosures) or any(one.kind == "placeholder" for one in page.candidates)


def own_id(link: Link, known: Known) -> str | None:
    """Return the owner's id for a link's shop, when exactly one of the declared fits it."""
    program = known.programs.get(link.program or "")
    found = fitting(known.ids.get(program.id, ()), program, link.destination or link.resolved) if program else []
    return found[0] if len(found) == 1 else None


def place_of(region: Region) -> str:
    """Return what people call a region."""
    return _PLACES.get(region, region)


def count(links: int) -> str:
    """Return "1 affiliate link" or "3 affiliate links"."""
    return f"{links} affiliate link{'' if links == 1 else 's'}"


def quote(text: str, cap: int = 140) -> str:
    """Return the text in one pair of quotation marks, cut to `cap` characters."""
    text = " ".join(text.split()).strip('"“”„«»')
    return f"“{text[: cap - 1]}…”" if len(text) > cap else f"“{text}”"


_PLACEHOLDER: Final = re.compile(
    r"^[\[{<%$(]|(^|[^a-z])(your|my)[-_ ]?(own[-_ ]?)?(amazon|associate|affiliate|partner|aff|store|tracking)?[-_ ]?(tag|id|code|name|affid|ref|tagname)s?([-_]\d\d)?$"
    r"|^(your|my)(tag|id|affiliateid|affiliate|associateid|storename|partnerid|code)([-_]2\d)?$|^x{3,}([-_]2\d)?$|^(placeholder|example|"
    r"affiliate[-_]?id|affiliate[-_]?tag|associate[-_]?id|storename|store[-_]?name|tag|test|todo|changeme|xyz|foo|abc|abc123|dein[-_]?tag|"
    r"deintag|ihre?[-_]?tag|votre[-_]?tag|tu[-_]?tag)([-_]2\d)?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_placeholder(publisher_id: str) -> bool:
    """True for an id that documentation or a theme left behind, such as YOURTAG-20 or {AMAZON_TAG}."""
    return bool(_PLACEHOLDER.search(publisher_id)) or publisher_id == "0"
