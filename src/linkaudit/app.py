"""The whole audit, top to bottom: target → pages → facts → findings → causes → Audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from . import __version__, reading
from .asking import Asking
from .catalog import laws
from .causes import Tally, mark
from .changed import narrowed
from .cloaklists import listed_cloaks
from .config import Settings, repository
from .decided import decisions, remarks, sited_in
from .document import Audit, Cause, Checkout, Reached, RegimeChoice
from .engine import judge_site, rule_infos
from .errors import TargetError
from .facts import Lens, cloak_segments
from .heeded import heeded_hosts
from .manuscript import manuscript_of
from .matching import Matching
from .model import Figures, Fix, Outcome, Unread
from .pipeline import Job, PageResult, bench_of
from .platforms import Platform, hint, platforms_of
from .reduce import Ledger
from .regimes import choose, policies
from .remember import last_good, open_folder, remembered
from .rules import Rule, rulebook
from .sampled import sampled
from .session import Plan, Session, Step, Stop, moment
from .sources import LocalStyles, read_list, scan, within
from .store import Spool
from .unrun import unrun
from .urls import bare, origin, parse
from .vetting import vet
from .weights import Weights, viewed, weights_of
from .workers import feed_results, folder_results

__all__ = ["Plan", "Step", "Stop", "audit", "built"]


class _Way(msgspec.Struct, frozen=True):
    """The chosen way to the pages: who the site is, its regimes, what it is built with, and the results of pass one."""

    site: str
    regimes: tuple[RegimeChoice, ...]
    platforms: tuple[Platform, ...]
    job: Job
    results: Iterator[PageResult | Unread]


class _Gathered(msgspec.Struct, frozen=True):
    """What the passes gather for the document."""

    ledger: Ledger
    tally: Tally
    spool: Spool
    unread: list[Unread]
    weights: Weights


def audit(plan: Plan) -> Audit:
    """Audit a target. Raises `TargetError`, `ConfigError`, `CatalogError` or `StateError`; whatever stands in a page is a value."""
    vet(plan.settings)
    weights = weights_of(plan.settings)
    with Session(plan) as session:
        way = _way(plan, session)
        weights.settle(way.job.lens.own)
        gathered = _Gathered(Ledger(), Tally(), session.spool(), [], weights)
        asking = Asking(way.job, session, way.site + "/") if way.job.probing else None
        results = asking.passed(way.results) if asking else way.results
        matching = Matching(session, asking.settled if asking else lambda result: True)
        try:
            for result in matching.passed(results):
                _gather(result, gathered)
        except KeyboardInterrupt:
            plan.stop.wished = True
        _judge_the_site(way, gathered, session, matching)
        return remembered(_document(way, gathered, session, asking, matching), session, gathered.spool, gathered.tally.seen)


def _gather(result: PageResult | Unread, gathered: _Gathered) -> None:
    if isinstance(result, Unread):
        gathered.unread.append(result)
        return
    views = gathered.weights.of(result.url)
    gathered.ledger.add(result)
    gathered.tally.add(result.url, result.marks, result.findings, views)
    gathered.spool.add("page", [viewed(result.record, views)] if result.record else [])
    gathered.spool.add("finding", result.findings)
    gathered.spool.add("kept", [msgspec.json.encode(result.kept)] if result.kept and result.record else [])


def _way(plan: Plan, session: Session) -> _Way:
    target = plan.target
    if target.startswith("@") or target == "-":
        lines = plan.lines if target == "-" else _lines(target[1:])
        urls = read_list(lines, target)
        return _live(plan, session, urls[0], urls)
    if "://" in target:
        return _live(plan, session, target)
    return built(plan, session, Path(target))


def built(plan: Plan, session: Session, root: Path) -> _Way:
    """A folder: file paths go to workers, which read, analyse and judge."""
    config = plan.settings.config
    found = scan(root, config.site.url, reading.canonical_of)
    folder = within(found, config.crawl.include, config.crawl.exclude)
    if left_out := len(found.files) - len(folder.files):
        session.notes.append(f"{left_out:,} files were left out, as crawl.include and crawl.exclude say.")
    open_folder(session, root)
    home = parse(folder.base + "/")
    host = home.host if home else ""
    bodies = reading.samples(folder)
    regimes = choose(config.disclosure.regimes, host, reading.languages(bodies))
    known = reading.cloaks(found)
    wild = tuple((path[:-1], known.pop(path)) for path in sorted(known) if path.endswith("*"))
    lens = _lens(
        plan.settings, host, True, cloaks=known, wild=wild, paths=found.paths(cloak_segments()), sheet=LocalStyles(root, folder.base)
    )
    job = _job(plan, lens, regimes, host, alone=len(folder.files) == 1 and not (plan.known and plan.known.baseline.figures.pages_read > 1))
    if (sources := manuscript_of(root, config.source.folders)) is not None:
        job = msgspec.structs.replace(job, manuscript=sources)
        session.notes.append(sources.note)
    folder = sampled(narrowed(folder, session, sources, known), session)
    results = chain(folder.unread, folder_results(folder, job, _reading(plan), plan.keep), feed_results(folder, job, session.notes.append))
    return _Way(folder.base, regimes, platforms_of(bodies), job, results)


def _live(plan: Plan, session: Session, start: str, urls: list[str] | None = None) -> _Way:
    """A site or a list over HTTP: one process; the start page decides the regimes when none is set."""
    if plan.changed_only:
        raise TargetError(f"{start}: --changed-only asks git what changed, so it needs a folder in a working copy")
    if plan.offline:
        raise TargetError(f"{start}: --offline opens no socket; give a folder of built HTML, or leave --offline out")
    from .live import Live  # loaded for live sites only

    live = Live(plan, session, start, urls)
    lens = _lens(plan.settings, live.home.host, False)
    job = _job(plan, lens, live.regimes, live.home.host, alone=False)
    return _Way(origin(live.home), live.regimes, platforms_of(live.head), job, live.results(job))


def _lens(settings: Settings, host: str, built: bool, **known: Any) -> Lens:
    config = settings.config
    own = tuple(dict.fromkeys(bare(name) for name in (host, *config.site.own) if name))
    return Lens(
        heeded=heeded_hosts(config.site, own, built),
        own=own,
        cloaked=tuple(config.links.cloaked),
        required=config.disclosure.required,
        declared={name: tuple(table.ids) for name, table in config.programs.items() if table.ids},
        local_programs=settings.local_programs,
        listed=listed_cloaks(settings),
        **known,
    )


def _reading(plan: Plan) -> Callable[[int, int], None]:
    """Tell of pages read, and let a wish to stop end the reading."""

    def tell(done: int, left: int) -> None:
        plan.progress(Step("Reading pages", done, left))
        if plan.stop.wished:
            raise KeyboardInterrupt

    return tell


def _job(plan: Plan, lens: Lens, regimes: tuple[RegimeChoice, ...], host: str, alone: bool) -> Job:
    config = plan.settings.config
    return Job(
        lens=lens,
        laws=tuple(one.id for one in (*regimes, *policies())),
        choices=config.rules,
        ignores=(*config.ignore, *config.decision),
        insert=config.disclosure.insert,
        alone=alone,
        site_host=host,
        probing=plan.probes and not plan.offline,
        today=moment().date(),
        max_drop=config.baseline.max_drop,
        folder=_checkout(plan).folder or "",
    )


def _judge_the_site(way: _Way, gathered: _Gathered, session: Session, matching: Matching) -> None:
    ledger, job = gathered.ledger, way.job
    # Of a page audited alone the rules have spoken already; of the rest of a site that was read in part there is nothing to say.
    if job.alone or not ledger.pages or (session.plan.changed_only and session.chosen):
        return
    found = matching.of_site(
        judge_site(ledger.site_facts(len(gathered.unread)), bench_of(job, None if session.partial else _before(way, session, matching)))
    )
    ledger.decided.update(table for one in found for table in one.tables)
    bodies = [msgspec.json.encode(one.finding) for one in found]
    gathered.tally.add("", [mark(one) for one in found], bodies)
    gathered.spool.add("finding", bodies)


def _before(way: _Way, session: Session, matching: Matching) -> Figures | None:
    """What the site came to when the baseline was written, else at its last good run."""
    return matching.before or last_good(session, way.regimes)


def _document(way: _Way, gathered: _Gathered, session: Session, asking: Asking | None, matching: Matching) -> Audit:
    ledger, spool, counts = gathered.ledger, gathered.spool, gathered.tally.counts()
    if session.interrupted and session.resumable:
        session.notes.append("The run was interrupted; --resume goes on with it.")
    decided = tuple(decisions(way.job.ignores, ledger.decided, way.job.today))
    in_force = [laws()[name] for name in way.job.laws if laws()[name].kind == "regime" or _policy_met(name, ledger)]
    causes = tuple(_hinted(cause, rulebook()[cause.rule], way.platforms) for cause in gathered.tally.causes(rulebook()))
    not_run = tuple(unrun(way.job, in_force, session, _before(way, session, matching)))
    session.notes.extend(remarks(way.job.ignores, decided, session, not_run, sited_in(way.job.manuscript, lambda: spool.rows("page"))))
    since = matching.since(counts, (cause.id for cause in causes), not_run)
    return Audit(
        tool={"name": "linkaudit", "version": __version__},
        target=session.plan.target,
        site=way.site,
        started=session.started,
        interrupted=session.interrupted,
        regimes=tuple(one for one in (*way.regimes, *policies()) if any(one.id == law.id for law in in_force)),
        coverage=ledger.coverage(len(gathered.unread), session.partial, session.plan.settings.config.crawl.min_coverage),
        programs=dict(sorted(ledger.programs.items(), key=lambda item: (-item[1], item[0]))),
        rules=rule_infos(rulebook(), in_force),
        platforms=tuple(one.name for one in way.platforms),
        causes=causes,
        notices=ledger.notices(in_force),
        ids=ledger.ids(way.job.lens.declared),
        verdicts={name: dict(counts) for name, counts in sorted(ledger.verdicts.items())},
        counts=counts,
        reached=asking.reached() if asking else Reached(0, {}, {}, {}),
        notes=(*session.notes, *gathered.weights.notes(), *ledger.notes()),
        decisions=decided,
        unread=tuple(gathered.unread),
        not_run=not_run,
        broken_rules=tuple({"rule": rule, "error": error, "pages": str(number)} for (rule, error), number in sorted(ledger.broken.items())),
        pages=lambda: spool.rows("page"),
        findings=lambda: spool.rows("finding"),
        probes=asking.probes if asking else lambda: iter(()),
        kept=lambda: spool.rows("kept"),
        checkout=_checkout(session.plan),
        since=since,
        failing=gathered.tally.failing,
    )


def _checkout(plan: Plan) -> Checkout:
    """Say where folder and configuration lie for their author, who may have called linkaudit from anywhere."""
    target = Path(plan.target)
    folder = target.resolve() if target.is_dir() else None
    root = repository(folder or Path.cwd()) or Path.cwd()
    return Checkout(_below(folder, root), _below(plan.settings.path, root))


def _below(path: Path | None, root: Path) -> str | None:
    path = path.resolve() if path else None
    return path.relative_to(root).as_posix() if path is not None and path.is_relative_to(root) else None


def _hinted(cause: Cause, rule: Rule, platforms: tuple[Platform, ...]) -> Cause:
    """Say where on this site the change is made. A question has no such place, a cause with a name of its own another,
    a notice that stands there already is mended in the style sheet, and one that a single page lacks is written into its source, where that is known."""
    notice = rule.family in ("notice", "required")
    where = hint(platforms, "notice" if notice else rule.family)
    there = notice and (cause.fix.replace is None or (cause.pages == 1 and cause.example["written"]))
    if not where or there or cause.outcome is Outcome.REVIEW or not cause.title.startswith(rule.title):
        return cause
    return msgspec.structs.replace(cause, fix=Fix(f"{cause.fix.text} {where}", cause.fix.replace))


def _policy_met(name: str, ledger: Ledger) -> bool:
    return laws()[name].speaks_of(ledger.programs.keys())


def _lines(name: str) -> list[str]:
    try:
        return Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError(f"{name}: can't be read: {error}") from error
