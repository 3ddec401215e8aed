"""The whole audit, top to bottom: target → pages → facts → findings → causes → Audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from . import __version__, reading
from .asking import Asking
from .catalog import Law, law, laws, programs
from .causes import Tally, mark
from .config import Settings, repository
from .decided import decisions, expired
from .document import Audit, Cause, Checkout, Reached, RegimeChoice
from .engine import judge_site, rule_infos
from .errors import CatalogError, ConfigError, TargetError, nearest
from .facts import Lens, cloak_segments
from .manuscript import manuscript_of
from .model import Fix, Outcome, Unread
from .pipeline import Job, PageResult, bench_of
from .platforms import Platform, hint, platforms_of
from .reduce import Ledger
from .regimes import choose, policies
from .rules import Rule, rulebook
from .session import Plan, Session, Step, Stop, moment
from .sources import LocalStyles, read_list, scan
from .store import Spool
from .urls import bare, origin, parse
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


def audit(plan: Plan) -> Audit:
    """Audit a target. Raises `TargetError`, `ConfigError`, `CatalogError` or `StateError`; whatever stands in a page is a value."""
    _check_names(plan.settings)
    with Session(plan) as session:
        way = _way(plan, session)
        gathered = _Gathered(Ledger(), Tally(), Spool(), [])
        asking = Asking(way.job, session, way.site + "/") if way.job.probing else None
        results = asking.passed(way.results) if asking else way.results
        try:
            for result in results:
                _gather(result, gathered)
        except KeyboardInterrupt:
            plan.stop.wished = True
        _judge_the_site(way.job, gathered)
        return _document(way, gathered, session, asking)


def _gather(result: PageResult | Unread, gathered: _Gathered) -> None:
    if isinstance(result, Unread):
        gathered.unread.append(result)
        return
    gathered.ledger.add(result)
    gathered.tally.add(result.url, result.marks, result.findings)
    gathered.spool.add("page", [result.record] if result.record else [])
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
    folder = scan(root, config.site.url, reading.canonical_of)
    home = parse(folder.base + "/")
    host = home.host if home else ""
    bodies = reading.samples(folder)
    regimes = choose(config.disclosure.regimes, host, reading.languages(bodies))
    known = reading.cloaks(folder)
    wild = tuple((path[:-1], known.pop(path)) for path in sorted(known) if path.endswith("*"))
    lens = _lens(plan.settings, host, cloaks=known, wild=wild, paths=folder.paths(cloak_segments()), sheet=LocalStyles(root, folder.base))
    job = _job(plan, lens, regimes, host, alone=len(folder.files) == 1)
    if (sources := manuscript_of(root, config.source.folders)) is not None:
        job = msgspec.structs.replace(job, manuscript=sources)
        session.notes.append(sources.note)
    results = chain(folder.unread, folder_results(folder, job, _reading(plan), plan.keep), feed_results(folder, job, session.notes.append))
    return _Way(folder.base, regimes, platforms_of(bodies), job, results)


def _live(plan: Plan, session: Session, start: str, urls: list[str] | None = None) -> _Way:
    """A site or a list over HTTP: one process; the start page decides the regimes when none is set."""
    if plan.offline:
        raise TargetError(f"{start}: --offline opens no socket; give a folder of built HTML, or leave --offline out")
    from .live import Live  # loaded for live sites only

    live = Live(plan, session, start, urls)
    lens = _lens(plan.settings, live.home.host)
    job = _job(plan, lens, live.regimes, live.home.host, alone=False)
    return _Way(origin(live.home), live.regimes, platforms_of(live.head), job, live.results(job))


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
    )


def _check_names(settings: Settings) -> None:
    """A regime, rule or program that does not exist would be ignored silently: an error with its place and the known names instead."""
    config = settings.config
    known = programs(settings.local_programs)
    tables = (*(("ignore", one) for one in config.ignore), *(("decision", one) for one in config.decision))
    for key, regime in (
        *(("disclosure.regimes", one) for one in config.disclosure.regimes),
        *((f"{name}.regime", one.regime) for name, one in tables),
    ):
        if regime is not None:
            _check_regime(settings, key, regime)
    for name in (*config.rules, *(one.rule for _, one in tables if one.rule)):
        if name not in rulebook():
            raise ConfigError(f'{settings.place_of("", name)}: no rule "{name}"{nearest(name, rulebook())}; see linkaudit rules')
    for name in config.programs:
        if name not in known:
            raise ConfigError(f'{settings.place_of("", name)}: no program "{name}"{nearest(name, known)}; see linkaudit programs')
    for _, one in tables:
        if not one.hides and not one.text and not one.rule:
            raise ConfigError(f'{settings.place_of("", one.reason)}: [[decision]] verdict = "reject" names neither a text nor a rule')


def _check_regime(settings: Settings, key: str, name: str) -> None:
    try:
        if law(name).kind == "policy" and key == "disclosure.regimes":
            choose([name], "", ())
    except CatalogError as error:
        raise ConfigError(f'{settings.place_of(key, name)}: "{key}": {error}') from error


def _judge_the_site(job: Job, gathered: _Gathered) -> None:
    ledger = gathered.ledger
    if job.alone or not ledger.pages:  # of a page audited alone the rules have spoken already
        return
    found = judge_site(ledger.site_facts(), bench_of(job))
    ledger.decided.update(table for one in found for table in one.tables)
    bodies = [msgspec.json.encode(one.finding) for one in found]
    gathered.tally.add("", [mark(one) for one in found], bodies)
    gathered.spool.add("finding", bodies)


def _document(way: _Way, gathered: _Gathered, session: Session, asking: Asking | None) -> Audit:
    ledger, spool = gathered.ledger, gathered.spool
    rules = rulebook()
    if session.interrupted and session.plan.state and session.has_run:
        session.notes.append("The run was interrupted; --resume goes on with it.")
    session.notes.extend(expired(way.job.ignores, way.job.today))
    in_force = [laws()[name] for name in way.job.laws if laws()[name].kind == "regime" or _policy_met(name, ledger)]
    return Audit(
        tool={"name": "linkaudit", "version": __version__},
        target=session.plan.target,
        site=way.site,
        started=session.started,
        interrupted=session.interrupted,
        regimes=tuple(one for one in (*way.regimes, *policies()) if any(one.id == law.id for law in in_force)),
        coverage=ledger.coverage(len(gathered.unread)),
        programs=dict(sorted(ledger.programs.items(), key=lambda item: (-item[1], item[0]))),
        rules=rule_infos(rules, in_force),
        platforms=tuple(one.name for one in way.platforms),
        causes=tuple(_hinted(cause, rules[cause.rule], way.platforms) for cause in gathered.tally.causes(rules)),
        notices=ledger.notices(in_force),
        ids=ledger.ids(way.job.lens.declared),
        verdicts={name: dict(counts) for name, counts in sorted(ledger.verdicts.items())},
        counts=gathered.tally.counts(),
        reached=asking.reached() if asking else Reached(0, {}, {}, {}),
        notes=(*session.notes, *ledger.notes()),
        decisions=tuple(decisions(way.job.ignores, ledger.decided, way.job.today)),
        unread=tuple(gathered.unread),
        not_run=tuple(_not_run(way.job, in_force)),
        broken_rules=tuple({"rule": rule, "error": error, "pages": str(number)} for (rule, error), number in sorted(ledger.broken.items())),
        pages=lambda: spool.rows("page"),
        findings=lambda: spool.rows("finding"),
        probes=asking.probes if asking else lambda: iter(()),
        kept=lambda: spool.rows("kept"),
        checkout=_checkout(session.plan),
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
    and a notice that stands there already is mended in the style sheet."""
    notice = rule.family in ("notice", "required")
    where = hint(platforms, "notice" if notice else rule.family)
    there = notice and cause.fix.replace is None
    if not where or there or cause.outcome is Outcome.REVIEW or not cause.title.startswith(rule.title):
        return cause
    return msgspec.structs.replace(cause, fix=Fix(f"{cause.fix.text} {where}", cause.fix.replace))


def _policy_met(name: str, ledger: Ledger) -> bool:
    return laws()[name].speaks_of(ledger.programs)


def _not_run(job: Job, in_force: Iterable[Law]) -> Iterator[dict[str, str]]:
    named = {rule for law in in_force for rule in law.rules}
    for rule in rulebook().values():
        choice = job.choices.get(rule.id)
        if choice is not None and not choice.enabled:
            yield {"rule": rule.id, "reason": "the configuration switches it off"}
        elif choice is None and rule.asleep:
            yield {"rule": rule.id, "reason": f"it runs only when the configuration has [rules.{rule.id}]"}
        elif rule.severity is None and rule.id not in named:
            yield {"rule": rule.id, "reason": "no regime or policy in force asks for it"}
        elif rule.asks and not job.probing:
            yield {"rule": rule.id, "reason": "no link was asked (--offline or --no-probes)"}


def _lines(name: str) -> list[str]:
    try:
        return Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError(f"{name}: can't be read: {error}") from error
