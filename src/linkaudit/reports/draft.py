"""Audit → a first linkaudit.toml, with what was found on the site and what its owner has to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import msgspec

from ..document import Audit, IdUse, LinkRecord, PageRecord
from ..identify.ids import kin, stem
from ..model import Grade, Strength
from ..urls import bare, host_of, parse
from .words import clean, cut, named, number, plural, quoted

__all__ = ["render"]

MAX_IDS: Final = 40
MAX_TEXTS: Final = 5
MAX_CLOAKS: Final = 40
# The inventory cuts texts here: what is longer is not the whole text.
WHOLE: Final = 300
# Folders that themes and builders leave on a site with links of their own.
_DEMOS: Final = frozenset("demo demos example examples sample samples sandbox staging test tests template templates theme themes".split())

# Where people look first for what a nightly run can do.
_MEMORY: Final = """
[report]
# output = ["reports/{date}.html"]   # written by every audit, beside what -o names
# index = "reports/index.html"       # a page of all runs, rewritten by each

[notify]                             # a message when something has changed; try it: linkaudit notify
# to = ["env:BLOG_MAIL"]             # a variable with an address: BLOG_MAIL='mailtos://ann:password@mail.example?to=ann@blog.example'
# heartbeat = "env:BLOG_HEARTBEAT"   # an address to ask for after each run that has seen its site
"""


class _Seen(msgspec.Struct):
    """What the pages tell: own addresses that send readers to programs, and folders of somebody's demonstration."""

    cloaks: Counter[str] = msgspec.field(default_factory=Counter)
    demos: Counter[str] = msgspec.field(default_factory=Counter)


def render(audit: Audit, lists: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of a configuration for this site. `lists` are the files of cloaked links to name in it."""
    seen = _look(audit)
    yield f"# linkaudit.toml for {clean(named(audit))}, drafted from {plural(audit.coverage.pages_read, 'page')} read.\n"
    yield "# Read what is commented out: those are guesses that only you can settle. linkaudit config shows what is in force.\n"
    yield from _site(audit)
    yield from _disclosure(audit)
    for program, uses in groupby(audit.ids, key=lambda use: use.program):
        yield from _program(program, list(uses), host_of(audit.site))
    yield from _links(seen.cloaks, lists)
    yield from _crawl(seen.demos)
    yield _MEMORY


def _look(audit: Audit) -> _Seen:
    seen, home = _Seen(), bare(host_of(audit.site))
    decoder = msgspec.json.Decoder(PageRecord)
    for row in audit.pages():
        record = decoder.decode(row)
        folder = _first(record.url)
        if folder.lower() in _DEMOS and record.affiliate_links:
            seen.demos[f"/{folder}/*"] += 1
        seen.cloaks.update(filter(None, (_cloak(link, home) for link in record.affiliate_links)))
    return seen


def _first(address: str) -> str:
    url = parse(address)
    return url.path.lstrip("/").partition("/")[0] if url and "/" in url.path.lstrip("/") else ""


def _cloak(link: LinkRecord, home: str) -> str:
    """An own address that leads to a program, as a glob: its folder, or itself at the root."""
    url = parse(link.resolved)
    if url is None or bare(url.host) != home or link.strength == Strength.INTENDED:
        return ""
    return f"/{folder}/*" if (folder := _first(link.resolved)) else url.path


def _site(audit: Audit) -> Iterator[str]:
    known = not audit.site.endswith("//site.invalid")
    yield "\n[site]\n"
    yield (
        f"url = {quoted(audit.site)}\n"
        if known
        else '# url = "https://blog.example"   # not told by any page; where is the folder published?\n'
    )
    yield "# own = []                           # further hosts of yours\n"


def _disclosure(audit: Audit) -> Iterator[str]:
    chosen = [one for one in audit.regimes if one.kind == "regime"]
    yield "\n[disclosure]\n"
    yield f"# regimes = [{', '.join(quoted(one.id) for one in chosen)}]   # {clean('; '.join(one.why for one in chosen))}\n"
    texts = [one for one in audit.notices if one.grade in (Grade.CLEAR, Grade.CONDITIONAL) and len(one.text) < WHOLE][:MAX_TEXTS]
    if not texts:
        yield "# No notice that says plainly that you are paid was seen. With one of your own here, linkaudit asks for it on every page:\n"
        yield '# required = "We earn a commission when you buy through links on this page."\n'
        return
    yield "# Your notices. The one you want on every page with affiliate links becomes required; an altered one is then said so:\n"
    for one in texts:
        yield f"# required = {quoted(one.text)}   # on {plural(one.pages, 'page')}\n"


def _program(program: str, uses: list[IdUse], host: str) -> Iterator[str]:
    """All ids of one owner share a stem as a rule; the stem with most links is taken for yours, and what is like it or the host."""
    real = [use for use in uses if use.owner != "placeholder"]
    if not program.replace("-", "").replace("_", "").isalnum() or not program.isascii():
        return
    yield f"\n[programs.{program}]\n"
    if real:
        main = max(real, key=lambda use: use.links)
        yours = [use for use in real if kin(use.id, main.id) or kin(use.id, bare(host))]
        yield "ids = [\n"
        yield from (f"    {quoted(use.id)},   # {_used(use)}\n" for use in sorted(yours, key=_by_stem)[:MAX_IDS])
        yield from (
            f"    # {quoted(use.id)},   # yours? {_used(use)}, for example on {clean(cut(use.example, 200))}\n"
            for use in real
            if use not in yours[:MAX_IDS]
        )
        yield "]\n"
    else:
        yield '# ids = ["…"]   # only placeholders were found\n'
    for use in uses:
        if use.owner == "placeholder":
            yield f"# {quoted(use.id)} is a placeholder, on {plural(use.links, 'link')}: nobody is paid for them\n"


def _by_stem(use: IdUse) -> tuple[str, int]:
    return stem(use.id)[:4], -use.links


def _used(use: IdUse) -> str:
    return f"{plural(use.links, 'link')} on {plural(use.pages, 'page')}"


def _links(cloaks: Counter[str], lists: Sequence[str]) -> Iterator[str]:
    if not cloaks and not lists:
        return
    yield "\n[links]\n"
    if cloaks:
        yield "cloaked = [\n"
        yield from (f"    {quoted(glob)},   # {plural(count, 'link')}\n" for glob, count in cloaks.most_common(MAX_CLOAKS))
        yield "]\n"
    if lists:
        yield f"lists = [{', '.join(map(quoted, lists))}]\n"


def _crawl(demos: Counter[str]) -> Iterator[str]:
    if demos:
        yield "\n[crawl]\n"
        yield f"# exclude = [{', '.join(map(quoted, sorted(demos)))}]   # a demonstration? {number(demos.total())} pages with affiliate links\n"
