"""Finds the runs that `.linkaudit/` keeps, for the commands that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import click

from ..config import find
from ..document import Audit
from ..errors import StateError, nearest
from ..reports.saved import revived
from ..store import Ended, Past, Spool, open_past, states

__all__ = ["audit_of", "choose", "kept_sites", "run_of", "site_options"]

_KINDS: Final = {"pages": "page", "findings": "finding", "probes": "probe"}


def site_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say whose runs are meant."""
    named = click.option(
        "--site", metavar="SITE", help="Whose runs, when several are kept: a host or a folder, as linkaudit history lists them."
    )
    configured = click.option("-c", "--config", type=click.Path(path_type=Path), help="Configuration file: the runs lie beside it.")
    return named(configured(command))


def kept_sites(config: Path | None) -> list[Past]:
    """Return what is known of each site. Raises `StateError` when nothing is."""
    if config is not None and not config.is_file():
        raise StateError(f"{config}: there is no such file")
    found = config or find(Path.cwd())
    home = found.resolve().parent if found else Path.cwd()
    known = [past for path in states(home) if (past := open_past(path)).runs]
    if not known:
        raise StateError(
            f"no run is kept in {home / '.linkaudit'}; linkaudit audit TARGET keeps one there, or name the configuration it used with -c"
        )
    return known


def choose(config: Path | None, site: str | None) -> Past:
    """Return the only site, or the one that is named."""
    known = kept_sites(config)
    if site is None:
        if len(known) > 1:
            raise StateError(f"runs of several sites are kept; name one with --site: {_names(known)}")
        return known[0]
    found = [past for past in known if past.name == site] or [past for past in known if site.rstrip("/") in _called(past)]
    if len(found) > 1:
        raise StateError(f'"{site}" may be any of {_names(found)}; name one of these')
    if not found:
        raise StateError(f'no run of "{site}" is kept{nearest(site, (past.name for past in known))}; there are runs of {_names(known)}')
    return found[0]


def run_of(past: Past, name: str) -> Ended:
    """Return the run that `name` means: its number, `latest`, or `previous`, the one that the latest is compared with."""
    held = [run for run in past.runs if run.kept] or past.runs
    if name in ("latest", "previous"):
        return held[-1] if name == "latest" else _before(held)
    run = next((one for one in past.runs if str(one.id) == name), None)
    if run is None:
        raise StateError(f'no run "{name}" of {past.name}; there are {past.runs[0].id} to {past.runs[-1].id}, latest and previous')
    return run


def audit_of(past: Past, run: Ended) -> Audit:
    """Return the audit of a run."""
    spool = document_of(past, run)
    head = next(spool.rows("head"), b"")
    return revived(f"run {run.id} of {past.name}", head, lambda name: spool.rows(_KINDS[name]))


def document_of(past: Past, run: Ended) -> Spool:
    """Open the document of a run."""
    if not run.kept:
        held = ", ".join(str(one.id) for one in past.runs if one.kept) or "none"
        raise StateError(
            f"the report of run {run.id} of {past.name} is not kept any more (state.keep_runs); those of these runs are: {held}"
        )
    return past.document(run.id)


def _before(runs: list[Ended]) -> Ended:
    """The run that ended before the latest and looked at the same in the same way."""
    last = runs[-1]
    same = [run for run in runs[:-1] if run.stream == last.stream and not run.summary.interrupted]
    if not same:
        _, asked, *laws = last.stream.split(" · ")
        judged = f" and judged it by {', '.join(laws)}" if laws else ""
        others = f", and linkaudit diff {runs[-2].id} {last.id} compares all the same" if len(runs) > 1 else ""
        raise StateError(
            f"no run before run {last.id} read {last.summary.target} with {asked}{judged}; linkaudit history lists the runs{others}"
        )
    return same[-1]


def _called(past: Past) -> set[str]:
    """What a person may call a site: its host, its address, the target as it was typed."""
    last = past.runs[-1].summary
    host = last.site.partition("://")[2]
    return {host, last.site.rstrip("/"), last.target.rstrip("/")} | {past.name.removeprefix("folder_")}


def _names(known: list[Past]) -> str:
    def shown(past: Past) -> Iterator[str]:
        yield past.name
        host = past.site.partition("://")[2]
        if host and host != past.name and not host.endswith(".invalid"):
            yield f" ({host})"

    return ", ".join("".join(shown(past)) for past in known)
