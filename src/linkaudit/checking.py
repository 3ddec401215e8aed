"""What can be said of one source file: are the addresses in it right? A file is no page: theme and template print the notice,
and often the rel, around it, so rules of notices, labels and rel stay with the audit of what is built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

import msgspec

from .config import Settings
from .engine import Bench, judge
from .errors import TargetError
from .facts import Lens, analyse, is_html
from .heeded import heeded_hosts
from .model import Finding, Link, Outcome, Page, PageFacts
from .pipeline import Job, bench_of
from .regimes import policies
from .session import moment
from .sources.folder import MAX_BYTES
from .suppress import heeding
from .urls import bare, host_of

__all__ = ["checked", "is_readable"]

FAMILIES: Final = frozenset(("tag", "reach", "asset", "privacy", "shortener"))
MARKDOWN: Final = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
# HTML, and templates that are HTML between their marks.
MARKUP: Final = tuple(
    ".html .htm .xhtml .njk .liquid .hbs .handlebars .mustache .ejs .erb .twig .j2 .jinja .jinja2 .gohtml .tmpl .astro .vue .svelte .php".split()
)
# What a template engine fills in is known when the site is built.
FILLED_IN: Final = ("{{", "{%", "{#", "<%", "<?", "${")
# MDX's comment, as long as the one of HTML: what stands behind it keeps its column.
_COMMENT: Final = re.compile(r"\{/\*\s(\s{0,20}linkaudit:.{0,2500}?)\*/\}", re.S)
NOWHERE: Final = "https://site.invalid"


def is_readable(name: str) -> bool:
    """True for Markdown, and for HTML that is no data saved under a page's name."""
    suffix = PurePath(name).suffix.lower()
    return suffix in MARKDOWN or (suffix in MARKUP and is_html(_read(name)))


def checked(names: list[str], settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with the addresses in files, file by file, each at the line its author wrote. Opens no socket."""
    config = settings.config
    base = (config.site.url or NOWHERE).rstrip("/")
    own = tuple(dict.fromkeys(bare(name) for name in (host_of(base + "/"), *config.site.own) if name))
    lens = Lens(
        heeded=heeded_hosts(config.site, own, built=True),
        own=own,
        cloaked=tuple(config.links.cloaked),
        declared={name: tuple(table.ids) for name, table in config.programs.items() if table.ids},
        local_programs=settings.local_programs,
    )
    laws = (*config.disclosure.regimes, *(one.id for one in policies()))
    decided = (*config.ignore, *config.decision)
    bench = bench_of(Job(lens=lens, laws=laws, choices=config.rules, ignores=decided, today=moment().date()))
    rules = {name: rule for name, rule in bench.rules.items() if rule.family in FAMILIES and not rule.asks}
    for name in names:
        yield from _found(name, base, lens, msgspec.structs.replace(bench, rules=rules))


def _found(name: str, base: str, lens: Lens, bench: Bench) -> Iterator[Finding]:
    body = _read(name)
    places: tuple[tuple[int, int | None], ...] = ()
    if PurePath(name).suffix.lower() in MARKDOWN:
        from .sources.markdown import rendered  # a repository of HTML needs no reader of Markdown

        text = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        made = rendered(_COMMENT.sub(r"<!--\1-->", text) if name.lower().endswith(".mdx") else text)
        body, places = made.html.encode("utf-8", "replace"), made.places
    page = Page(f"{base}/{PurePath(name).as_posix().lstrip('/')}", body, name, charset="utf-8" if places else None)
    facts = _fixed(analyse(page, lens))
    findings, _ = judge(facts, msgspec.structs.replace(bench, hear=heeding(facts.ignores, bench.hear)))
    heard = [one.finding for one in findings if one.finding.outcome is Outcome.FAILED and not one.finding.suppressed_by]
    yield from sorted(
        (_placed(one, places) for one in heard), key=lambda one: (one.line or 0, one.column or 0, one.severity.rank, one.rule)
    )


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TargetError(f"{name}: can't be read: {error.strerror or error}") from error
    if len(body) > MAX_BYTES:
        raise TargetError(f"{name}: more than {MAX_BYTES:,} bytes; leave it out")
    return body


def _fixed(facts: PageFacts) -> PageFacts:
    """The facts without the addresses that a template fills in."""
    links, possible = (tuple(filter(_is_written, found)) for found in (facts.links, facts.possible))
    return msgspec.structs.replace(facts, links=links, possible=possible)


def _is_written(link: Link) -> bool:
    return not any(mark in link.url for mark in FILLED_IN)


def _placed(finding: Finding, places: tuple[tuple[int, int | None], ...]) -> Finding:
    if not places or finding.line is None:
        return finding
    line, column = places[min(finding.line, len(places)) - 1]
    return msgspec.structs.replace(finding, line=line, column=column)
