"""What stays of a run: its document, a line on it in the state of its site, and what the next run is compared with."""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from .document import Audit, Brief, Point, RegimeChoice, Since, Summary
from .history import Memory, News, Seen, Sight, compare
from .model import Figures, Outcome, Written
from .session import Plan, Session, home_of, stamp
from .sighted import DIFFERENCES, sighted
from .store import Ended, Spool
from .store.state import FOLDER, file_name, unusable
from .urls import host_of, parse

__all__ = ["last_good", "open_folder", "remembered"]

MAX_CAUSES: Final = 40
MAX_POINTS: Final = 60
# Runs after which a smaller site is taken for what its owner wants.
WEEK: Final = 7
_CAME: Final = ("new", "reopened")
_ROWS: Final = ("pages", "findings", "probes", "kept")


class _Spot(msgspec.Struct, frozen=True):
    fingerprint: str
    page: str
    written: Written | None = None


def open_folder(session: Session, root: Path) -> None:
    """Begin a run of a folder. Where nothing can be written the audit goes on and says so: a folder is often mounted to be read only."""
    plan, home = session.plan, home_of(session.plan)
    if not session.keeps:
        return
    if root.resolve() in (home.resolve(), *home.resolve().parents) and plan.settings.path is None:
        session.keeps = False
        session.notes.append("This run is not kept: its memory would lie in the audited folder, and be published with it.")
        return
    place = home / FOLDER if (home / FOLDER).is_dir() else home
    if not os.access(place, os.W_OK) and not plan.resume:
        session.keeps = False
        session.notes.append(f"This run is not kept: {place} can't be written.")
        return
    session.open_run(_folder_name(root.resolve(), home.resolve(), plan.settings.config.site.url), plan.target)


def remembered(audit: Audit, session: Session, spool: Spool, seen: Seen) -> Audit:
    """Keep the run when a state is kept; return its audit, with what is new in it."""
    if not session.keeps or not session.has_run:
        return audit
    plan, runs = session.plan, session.runs()
    stream, sight = _stream(plan, audit.regimes), sighted(audit, session, seen)
    before = _memory(session, runs.memory(stream))
    news, earlier = compare(before, sight), [one for one in runs.ended() if one.id != session.run.id]
    notes = tuple(_notes(news, before, stream, earlier))
    summary = _summary(audit, session.run.id, news)
    points = [
        _point(one.summary) for one in (*earlier, Ended(0, stream, summary, True)) if _counts(one, stream) and one.summary.coverage.enough
    ]
    since, ended = _since(news, sight, spool), [one.summary for one in earlier if not one.summary.interrupted]
    audit = msgspec.structs.replace(
        audit,
        run=session.run.id,
        before=ended[-1].coverage if ended else None,
        since=(since, *audit.since) if since else audit.since,
        trend=tuple(points[-MAX_POINTS:]) if len(points) > 1 else (),
        notes=(*audit.notes, *notes),
    )
    spool.add("probe", audit.probes())
    spool.add("head", [_head(audit)])
    spool.add("sight", [msgspec.msgpack.encode(sight)])
    memory = None if audit.interrupted else zlib.compress(msgspec.msgpack.encode(news.memory), 1)
    runs.keep(session.run, spool, Ended(session.run.id, stream, summary, True), memory, plan.settings.config.state.keep_runs)
    return audit


def _since(news: News, sight: Sight, spool: Spool) -> Since | None:
    """Say, too, where something came to causes that stayed."""
    if news.since is None:
        return None
    within = dict(news.since.within)
    wanted = {place: one.id for place, one in enumerate(sight.causes) if one.id in within}
    came = {entry.print: wanted[entry.cause] for entry in sight.entries if entry.cause in wanted and news.state_of(entry.print) in _CAME}
    decoder = msgspec.json.Decoder(_Spot)
    for one in map(decoder.decode, spool.rows("finding")) if came else ():
        name = came.get(int(one.fingerprint, 16))
        if name is not None and not within[name].page:
            spot = f"{one.written.file}:{one.written.line}" if one.written else ""
            within[name] = msgspec.structs.replace(within[name], page=one.page, spot=spot)
    return msgspec.structs.replace(news.since, within=within)


def last_good(session: Session, regimes: Iterable[RegimeChoice]) -> Figures | None:
    """Return what the site came to at its last run that read all of it and had lost nothing. After a week of runs less is the rule."""
    if not session.keeps or not session.has_run:
        return None
    stream = _stream(session.plan, regimes)
    alike = [
        one.summary
        for one in session.runs().ended()
        if _counts(one, stream) and one.id != session.run.id and not one.summary.coverage.partial
    ]
    good = [one for one in alike[-WEEK:] if all(cause.rule != "coverage-dropped" for cause in one.causes)]
    if not good:
        return None
    cover = good[-1].coverage
    return Figures(cover.pages_read, cover.pages_with_affiliate_links, cover.affiliate_links, f"the run of {good[-1].started[:10]}")


def _memory(session: Session, body: bytes | None) -> Memory | None:
    try:
        return msgspec.msgpack.decode(zlib.decompress(body), type=Memory) if body else None
    except (msgspec.MsgspecError, zlib.error) as error:
        raise unusable(session.state.path, error) from error


def _counts(run: Ended, stream: str) -> bool:
    return run.stream == stream and not run.summary.interrupted


def _point(run: Summary) -> Point:
    return Point(run.started, run.coverage.pages_read, run.coverage.affiliate_links, run.counts, run.programs)


def _notes(news: News, before: Memory | None, stream: str, earlier: list[Ended]) -> list[str]:
    """Say what can't be compared, and why, instead of calling it new."""
    if before and news.why:
        why = "; ".join(DIFFERENCES[name] for name in news.why)
        return [f"Not compared with the run of {before.started[:10]} (run {before.run}): {why}."]
    if before is None:
        alike = stream.split(" · ")[:2]
        kin = [run for run in earlier if run.stream.split(" · ")[:2] == alike and run.stream != stream and not run.summary.interrupted]
        regimes = ", ".join(kin[-1].summary.regimes) if kin else ""
        return (
            [f"Not compared with the run of {kin[-1].summary.started[:10]} (run {kin[-1].id}): it was judged by {regimes}."] if kin else []
        )
    if news.first:
        return [f"Not counted as new: {news.first:,} finding{'s' if news.first > 1 else ''} on pages that no earlier run had read."]
    return []


def _head(audit: Audit) -> bytes:
    names = (field.name for field in msgspec.structs.fields(Audit) if field.name not in _ROWS)
    return msgspec.json.encode({"schema": 1} | {name: getattr(audit, name) for name in names})


def _summary(audit: Audit, run: int, news: News) -> Summary:
    return Summary(
        run=run,
        target=audit.target,
        site=audit.site,
        started=audit.started,
        ended=stamp(),
        interrupted=audit.interrupted,
        regimes=tuple(one.id for one in audit.regimes if one.kind == "regime"),
        coverage=audit.coverage,
        programs=dict(islice(audit.programs.items(), 12)),
        counts=audit.counts,
        causes=tuple(
            Brief(one.id, one.rule, one.impact, one.severity, one.outcome, one.title[:200], one.pages) for one in audit.causes[:MAX_CAUSES]
        ),
        news=(news.since.new, news.since.fixed, news.since.still) if news.since else None,
        tally=Counter("review" if one.outcome is Outcome.REVIEW else one.severity.value for one in audit.causes),
    )


def _stream(plan: Plan, regimes: Iterable[RegimeChoice]) -> str:
    """Return what runs must have in common to be compared: the target, whether links were asked, and the regimes."""
    url = parse(plan.target)
    target = url.href if url else "" if Path(plan.target).is_dir() else plan.target
    asked = "links asked" if plan.probes and not plan.offline else "no link asked"
    return " · ".join((target, asked, *sorted(one.id for one in regimes if one.kind == "regime")))


def _folder_name(root: Path, home: Path, site_url: str | None) -> str:
    """Return the name of a folder's state. Two folders have two, also under one address: they may be audited side by side."""
    host = host_of(site_url) if site_url else ""
    inside = root.relative_to(home).as_posix() if root.is_relative_to(home) else ""
    text = (host or root.name) if root == home else inside or (f"{host}_{root.name}" if host else str(root))
    safe = file_name(text if inside or host else root.name)
    return f"folder_{safe}" if safe == text else f"folder_{safe}-{_short(text)}"


def _short(text: str) -> str:
    return blake2b(text.encode(), digest_size=3).hexdigest()
