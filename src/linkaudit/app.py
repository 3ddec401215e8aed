"""The whole audit, top to bottom: target → pages → facts → findings → causes → Audit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from . import __version__, reading
from .catalog import Law, laws, programs
from .causes import Tally, mark
from .config import Settings
from .document import Audit, RegimeChoice
from .engine import judge_site, rule_infos
from .errors import ConfigError, TargetError, nearest
from .facts import Lens, cloak_segments
from .model import Page, Unread
from .pipeline import Job, PageResult, bench_of
from .reduce import Ledger
from .regimes import choose, policies
from .rules import rulebook
from .sources import crawl, fetch_list, read_list, scan
from .store import Spool
from .suppress import suppress
from .urls import bare, origin, parse
from .workers import folder_results, safely

__all__ = ["Plan", "audit"]

Progress = Callable[[int, int], None]


class Plan(msgspec.Struct, frozen=True):
    """What to audit and how. `target` is a folder, a URL, `@file` or `-`."""

    target: str
    settings: Settings
    offline: bool = False
    progress: Progress = lambda done, left: None
    lines: Iterable[str] = ()


class _Way(msgspec.Struct, frozen=True):
    """The chosen way to the pages: who the site is, its regimes, and the results of pass one."""

    site: str
    regimes: tuple[RegimeChoice, ...]
    job: Job
    results: Iterator[PageResult | Unread]


def audit(plan: Plan) -> Audit:
    """Audit a target. Raises `TargetError`, `ConfigError` or `CatalogError`; whatever stands in a page is a value."""
    _check_names(plan.settings)
    started = _now()
    way = _way(plan)
    spool, ledger, tally = Spool(), Ledger(), Tally()
    unread: list[Unread] = []
    interrupted = False
    try:
        for result in way.results:
            if isinstance(result, Unread):
                unread.append(result)
                continue
            ledger.add(result)
            tally.add(result.url, result.marks, result.findings)
            spool.add("page", [result.record] if result.record else [])
            spool.add("finding", result.findings)
    except KeyboardInterrupt:
        interrupted = True
    _judge_the_site(way.job, ledger, tally, spool)
    return _document(plan, way, (ledger, tally, spool), unread, (started, interrupted))


def _way(plan: Plan) -> _Way:
    target = plan.target
    if target.startswith("@") or target == "-":
        lines = plan.lines if target == "-" else _lines(target[1:])
        urls = read_list(lines, target)
        return _live(plan, urls[0], lambda client, discover: fetch_list(urls, client))
    if "://" in target:
        crawling = plan.settings.config.crawl
        return _live(plan, target, lambda client, discover: crawl(target, crawling, client, discover, plan.progress))
    return _built(plan, Path(target))


def _built(plan: Plan, root: Path) -> _Way:
    """A folder: file paths go to workers, which read, analyse and judge."""
    config = plan.settings.config
    folder = scan(root, config.site.url, reading.canonical_of)
    home = parse(folder.base + "/")
    host = home.host if home else ""
    regimes = choose(config.disclosure.regimes, host, reading.languages(folder))
    known = reading.cloaks(folder)
    wild = tuple((path[:-1], known.pop(path)) for path in sorted(known) if path.endswith("*"))
    lens = _lens(plan.settings, host, cloaks=known, wild=wild, paths=folder.paths(cloak_segments()))
    job = _job(plan.settings, lens, regimes, host, alone=len(folder.files) == 1)
    return _Way(folder.base, regimes, job, chain(folder.unread, folder_results(folder, job, plan.progress)))


def _live(plan: Plan, start: str, source: Callable[..., Iterator[Page | Unread]]) -> _Way:
    """A site or a list over HTTP: one process; the first page decides the regimes when none is set."""
    home = parse(start)
    if home is None or not home.is_web:
        raise TargetError(f"{start}: not an http(s) URL")
    if plan.offline:
        raise TargetError(f"{start}: --offline opens no socket; give a folder of built HTML, or leave --offline out")
    from .http.client import Client, Manners  # loaded for live sites only: it costs an offline audit 60 ms

    config = plan.settings.config
    client = Client(Manners(config.http, _trusted(start, plan.settings)))
    lens = _lens(plan.settings, home.host)
    pages = source(client, lambda page: reading.links_of(page, lens))
    head = list(islice(pages, 1))
    regimes = choose(config.disclosure.regimes, home.host, reading.page_languages(head))
    job = _job(plan.settings, lens, regimes, home.host, alone=False)
    bench = bench_of(job)
    results = (page if isinstance(page, Unread) else safely(page, job, bench) for page in chain(head, pages))
    return _Way(origin(home), regimes, job, results)


def _trusted(start: str, settings: Settings) -> frozenset[str]:
    """The audited origin may lie at a private address: it is the one the owner named."""
    urls = [start, *(f"https://{host}" for host in settings.config.site.own)]
    return frozenset(origin(url) for text in urls if (url := parse(text)))


def _lens(settings: Settings, host: str, **known: Any) -> Lens:
    config = settings.config
    own = tuple(dict.fromkeys(bare(name) for name in (host, *config.site.own) if name))
    return Lens(
        own=own,
        cloaked=tuple(config.links.cloaked),
        required=config.disclosure.required,
        declared={name: tuple(table.ids) for name, table in config.programs.items() if table.ids},
        local_programs=settings.local_programs,
        **known,
    )


def _job(settings: Settings, lens: Lens, regimes: tuple[RegimeChoice, ...], host: str, alone: bool) -> Job:
    config = settings.config
    return Job(
        lens=lens,
        laws=tuple(one.id for one in (*regimes, *policies())),
        choices=config.rules,
        ignores=(*config.ignore, *config.decision),
        insert=config.disclosure.insert,
        alone=alone,
        site_host=host,
        today=_today(),
    )


def _check_names(settings: Settings) -> None:
    """A rule or program that does not exist would be ignored silently: an error with the nearest name instead."""
    config = settings.config
    known = programs(settings.local_programs)
    named = [*config.rules, *(one.rule for one in (*config.ignore, *config.decision) if one.rule)]
    for name in named:
        if name not in rulebook():
            raise ConfigError(f'{settings.path or "configuration"}: no rule "{name}"{nearest(name, rulebook())}; see linkaudit rules')
    for name in config.programs:
        if name not in known:
            raise ConfigError(f'{settings.path or "configuration"}: no program "{name}"{nearest(name, known)}; see linkaudit programs')


def _judge_the_site(job: Job, ledger: Ledger, tally: Tally, spool: Spool) -> None:
    if job.alone or not ledger.pages:  # of a page audited alone the rules have spoken already
        return
    found = suppress(judge_site(ledger.site_facts(), bench_of(job)), job.ignores, job.today)
    bodies = [msgspec.json.encode(one.finding) for one in found]
    tally.add("", [mark(one) for one in found], bodies)
    spool.add("finding", bodies)


def _document(plan: Plan, way: _Way, gathered: tuple[Ledger, Tally, Spool], unread: list[Unread], start: tuple[str, bool]) -> Audit:
    ledger, tally, spool = gathered
    rules = rulebook()
    in_force = [laws()[name] for name in way.job.laws if laws()[name].kind == "regime" or _policy_met(name, ledger)]
    causes = tally.causes(rules)
    return Audit(
        tool={"name": "linkaudit", "version": __version__},
        target=plan.target,
        site=way.site,
        started=start[0],
        interrupted=start[1],
        regimes=tuple(one for one in (*way.regimes, *policies()) if any(one.id == law.id for law in in_force)),
        coverage=ledger.coverage(len(unread)),
        programs=dict(sorted(ledger.programs.items(), key=lambda item: (-item[1], item[0]))),
        rules=rule_infos(rules, in_force),
        causes=tuple(causes),
        notices=ledger.notices(),
        ids=ledger.ids(way.job.lens.declared),
        verdicts={name: dict(counts) for name, counts in sorted(ledger.verdicts.items())},
        counts=tally.counts(),
        unread=tuple(unread),
        not_run=tuple(_not_run(way.job, in_force)),
        broken_rules=tuple({"rule": rule, "error": error, "pages": str(number)} for (rule, error), number in sorted(ledger.broken.items())),
        pages=lambda: spool.rows("page"),
        findings=lambda: spool.rows("finding"),
    )


def _policy_met(name: str, ledger: Ledger) -> bool:
    return any(program in ledger.programs for program in laws()[name].programs)


def _not_run(job: Job, in_force: Iterable[Law]) -> Iterator[dict[str, str]]:
    named = {rule for law in in_force for rule in law.rules}
    for rule in rulebook().values():
        choice = job.choices.get(rule.id)
        if choice is not None and not choice.enabled:
            yield {"rule": rule.id, "reason": "switched off in the configuration"}
        elif rule.severity is None and rule.id not in named:
            yield {"rule": rule.id, "reason": "no regime or policy in force asks for it"}
    yield {"rule": "link-broken", "reason": "links are not probed by this version"}


def _lines(name: str) -> list[str]:
    try:
        return Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError(f"{name}: can't be read: {error}") from error


def _moment() -> datetime:
    """Now, or SOURCE_DATE_EPOCH: the same input then gives the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def _now() -> str:
    return _moment().strftime("%Y-%m-%dT%H:%M:%SZ")


def _today() -> date:
    return _moment().date()
