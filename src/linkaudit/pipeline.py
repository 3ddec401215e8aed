"""Pass one: a page's bytes → its record, its findings and what the site's facts are reduced from. Runs in workers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import zip_longest
from typing import Final, TypeVar

import msgspec

from .catalog import law, phrasebooks, programs, shared
from .causes import Mark, mark
from .config import Ignore, RuleTable
from .document import Kept, LinkRecord, PageRecord
from .engine import Bench, judge, verdicts
from .facts import Lens, analyse, is_html
from .fixes import said
from .heeded import idle
from .identify import Identifier
from .manuscript import Manuscript
from .model import Figures, Grade, Link, Outcome, Page, PageFacts, Strength, Written
from .probes import targets_of
from .rules import Known, rulebook
from .rules.api import Feed, notices, sells_throughout, uncovered
from .suppress import hearing, heeding, in_force, label_of
from .urls import bare, host_of, parse
from .wording import notice_language

__all__ = ["Job", "PageResult", "Told", "address_key", "bench_of", "fed", "judged", "work"]

Name = TypeVar("Name")
_TAIL: Final = re.compile(r"(/index)?(\.html?)?/?$")


class Job(msgspec.Struct, frozen=True):
    """All that pass one needs. Workers inherit it; the author's files, when they are known, are read once."""

    lens: Lens
    laws: tuple[str, ...]
    choices: dict[str, RuleTable] = {}
    ignores: tuple[Ignore, ...] = ()
    insert: str | None = None
    alone: bool = False
    site_host: str = ""
    probing: bool = False
    manuscript: Manuscript | None = None
    today: date = date(1970, 1, 1)
    max_drop: float = 0.3
    folder: str = ""


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A notice in short, for the inventory."""

    text: str
    grade: Grade
    language: str | None
    region: str
    selector: str


class PageResult(msgspec.Struct, frozen=True, array_like=True):
    """What pass one gives back for a page; `record` and `findings` are encoded for the document."""

    url: str
    file: str | None
    kind: str = "page"
    record: bytes = b""
    findings: tuple[bytes, ...] = ()
    marks: tuple[Mark, ...] = ()
    verdicts: dict[str, Outcome] = {}
    broken: tuple[tuple[str, str], ...] = ()
    links: int = 0
    amazon: bool = False
    statement: bool = False
    programs: dict[str, int] = {}
    ids: tuple[tuple[str, str, int], ...] = ()
    told: tuple[Told, ...] = ()
    targets: tuple[str, ...] = ()
    facts: bytes = b""
    decided: dict[str, int] = {}
    unread_sheets: tuple[str, ...] = ()
    paid: bool = False
    teasers: tuple[bytes, ...] = ()
    feed: Feed | None = None
    language: str = ""
    kept: Kept | None = None
    forward: str = ""
    idle: tuple[tuple[str, str], ...] = ()
    unasked: int = 0


@lru_cache(maxsize=4)
def _known_words() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    books = phrasebooks().items()
    return (
        {code: book.notice for code, book in books if book.notice},
        {code: book.label_text for code, book in books if book.label_text},
        {code: _sentence(book.statement) for code, book in books if book.statement},
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "。")) else text + "."


def bench_of(job: Job, before: Figures | None = None) -> Bench:
    """Return what pages are judged by under this job, and the site by what it came to before."""
    notices, labels, statements = _known_words()
    decided = in_force(job.ignores, job.today, job.laws)
    known = Known(
        ids=job.lens.declared,
        required=job.lens.required,
        insert=job.insert,
        language=notice_language(said(job.lens.required, job.insert)),
        programs=programs(job.lens.local_programs),
        notices=notices,
        labels=labels,
        statements=statements,
        alone=job.alone,
        before=before,
        max_drop=job.max_drop,
        site_host=job.site_host,
        shorteners=frozenset(shared()["third_party_shorteners"]),
        rejected=tuple((one.text, label_of(one)) for one in decided if not one.hides and one.text and one.rule is None),
        refused_labels=frozenset(text for name in job.laws for text in law(name).refused_labels),
        within=_within(job.lens.identifier),
        shop=job.lens.identifier.shop,
    )
    return Bench(rulebook(), known, tuple(law(name) for name in job.laws), job.choices, hearing(decided))


def _within(identifier: Identifier) -> Callable[[str], tuple[str, str] | None]:
    """Find the merchant's address with an id that another address holds in its query."""

    def find(text: str) -> tuple[str, str] | None:
        url = parse(text)
        for _, value in url.pairs() if url else ():
            match = identifier.identify(value) if value.startswith(("http://", "https://")) else None
            if match and match.program and match.publisher_id and identifier.programs[match.program].kind == "merchant":
                return match.program, match.publisher_id
        return None

    return find


def work(page: Page, job: Job, bench: Bench) -> PageResult:
    """Analyse and judge one page."""
    if not is_html(page.body):
        return PageResult(page.url, page.file, "not-page")
    facts = analyse(page, job.lens)
    targets = tuple(targets_of(facts)) if job.probing else ()
    result = judged(facts, job, bench)
    return msgspec.structs.replace(result, targets=targets, facts=msgspec.msgpack.encode(facts)) if targets else result


def judged(facts: PageFacts, job: Job, bench: Bench) -> PageResult:
    """Judge a page by its facts: once when it was read, and again when its links were asked."""
    sheet = job.manuscript.of(facts) if job.manuscript and (facts.links or job.manuscript.holds_ignores) else None
    if sheet and (ignores := sheet.ignores(bare(host_of(facts.url)) in job.lens.heeded)):
        facts = msgspec.structs.replace(facts, ignores=ignores)
    found, broken = judge(facts, msgspec.structs.replace(bench, hear=heeding(facts.ignores, bench.hear)) if facts.ignores else bench)
    outcome = {} if facts.stub else verdicts(found, bench.laws_for(facts), broken)
    listed = bool(facts.links or found)
    sheet = sheet or (job.manuscript.of(facts) if job.manuscript and listed else None)
    reported = [sheet.finding(one.finding, job.insert) if sheet else one.finding for one in found]
    links = [link for link in facts.links if not facts.stub]
    return PageResult(
        url=facts.url,
        file=facts.file,
        kind="hop" if facts.stub else "page",
        record=msgspec.json.encode(_record(facts, outcome, sheet.links if sheet else ())) if listed else b"",
        findings=tuple(map(msgspec.json.encode, reported)),
        marks=tuple(mark(one, new.written is not None) for one, new in zip(found, reported, strict=True)),
        verdicts=outcome if any(link.strength is not Strength.INTENDED for link in links) else {},
        broken=tuple(broken),
        links=len(links),
        amazon=any((link.program or "").startswith("amazon") and link.strength is not Strength.INTENDED for link in links),
        statement=any(one.statement for one in facts.disclosures),
        language=facts.language or "",
        programs=_counted(link.program or "cloaked" for link in links),
        ids=_ids(links),
        decided=_counted(table for one in found for table in one.tables),
        idle=idle(facts, found, bench, job.folder) if facts.ignores else (),
        paid=sells_throughout(facts),
        teasers=tuple(map(address_key, facts.teasers)),
        told=tuple(
            Told(d.text if len(d.text) <= 300 else f"{d.text[:299]}…", d.grade, d.language, d.region, d.selector)
            for d in facts.disclosures
            if d.visible
        ),
        unread_sheets=facts.unread_sheets,
        forward=facts.forward,
        unasked=0 if job.probing else sum(link.needs_probe for link in facts.possible),
    )


def fed(url: str, items: Iterable[tuple[str, str]], job: Job) -> PageResult:
    """Look through a feed: which of its items, given as title and HTML, print affiliate links and no notice."""
    read = links = selling = 0
    bare: list[str] = []
    for title, html in items:
        read += 1
        # An item is a fragment of a page: each is looked at by itself, as a feed reader shows it.
        facts = analyse(Page(url, html.encode("utf-8", "replace"), charset="utf-8"), job.lens) if "href" in html else None
        if facts is None or not (paid := uncovered(facts)):
            continue
        selling += 1
        if not notices(facts):
            bare.append(title)
            links += len(paid)
    return PageResult(url, None, "feed", feed=Feed(url, read, selling, len(bare), next(iter(bare), ""), links))


def address_key(address: str) -> bytes:
    """Stand for a page's address, however a site writes it: with or without slash, `.html` and `index`."""
    url = parse(address)
    place = f"{_TAIL.sub('', url.path)}?{url.query}" if url else address
    return blake2b(place.encode("utf-8", "replace"), digest_size=8).digest()


def _record(facts: PageFacts, outcome: dict[str, Outcome], written: Iterable[Written | None]) -> PageRecord:
    links = tuple(_listed(link, place) for link, place in zip_longest(facts.links, written))
    return PageRecord(
        facts.url, facts.file, facts.title, outcome, links, facts.disclosures, facts.candidates, facts.edit_url, facts.language
    )


def _listed(link: Link, written: Written | None) -> LinkRecord:
    return LinkRecord(
        link.url, link.resolved, link.carrier, link.program, link.publisher_id, link.strength, link.needs_probe, link.text,
        link.line, link.column, link.region, link.rel, link.order, link.selector, link.span, link.destination, link.label,
        link.via, link.slot, link.block, link.group, written,
    )  # fmt: skip


def _ids(links: list[Link]) -> tuple[tuple[str, str, int], ...]:
    counts = _counted((link.program or "", link.publisher_id) for link in links if link.publisher_id)
    return tuple((program, name, number) for (program, name), number in counts.items())


def _counted(names: Iterable[Name]) -> dict[Name, int]:
    """What a `Counter` counts, which costs a page more to make than to fill."""
    counts: dict[Name, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
