"""`linkaudit audit --sites FILE`: many sites in one run, each in a process of its own, so that a slow one holds none of the others."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import msgspec
from click.core import ParameterSource

from ..config.sites import Site, Sites, load_sites, name_of
from ..portfolio import Portfolio, SiteHead, SiteRun, shared_causes
from ..reports.html.sites import render as page
from ..reports.naming import file_for
from ..reports.portfolio import render as lines
from ..reports.words import clean
from .heard import Heard
from .log import VARIABLE, current
from .write import write

__all__ = ["audit_sites", "flags_given"]

PAUSE: Final = 0.1


# What each site of the file has of its own.
_OWN: Final = ("target", "outputs", "config_file", "shown", "evidence_folder", "baseline_file", "sources", "changed_only", "weights")


class _Desk(msgspec.Struct, frozen=True):
    """What all sites' processes have in common: where they run, the flags, where they leave word, how many run at a time."""

    root: Path
    flags: list[str]
    folder: Path
    at_once: int


class _Running(msgspec.Struct, frozen=True):
    """A site's process, and the files that it writes its head and its complaints to."""

    place: int
    site: Site
    process: subprocess.Popen[bytes]
    head: Path
    said: Path


def flags_given(ctx: click.Context) -> list[str]:
    """Return the options of the command line that hold for every site; one that can't is a `UsageError`."""
    flags: list[str] = []
    for option in ctx.command.params:
        name = option.name or ""
        if ctx.get_parameter_source(name) is not ParameterSource.COMMANDLINE or name in ("sites_file", "quiet", "log"):
            continue
        if name in _OWN:
            raise click.UsageError(f"{option.opts[0]} and --sites don't go together: each site of the file has its own.")
        value = ctx.params[name]
        values = value if isinstance(value, tuple) else (value,)
        flags += [option.opts[0] if one is True else f"{option.opts[0]}={one}" for one in values]
    return flags


def audit_sites(file: Path, flags: list[str], quiet: bool) -> int:
    """Audit every site of the file with the same flags; return the exit code of what most wants a person."""
    sites, log = load_sites(file), current()
    if log:
        log.write("begin", f"audit of the sites of {file} begins", target=str(file), sites=len(sites.site))
    with tempfile.TemporaryDirectory(prefix="linkaudit-") as folder:
        desk = _Desk(file.resolve().parent, flags, Path(folder), min(sites.at_once, len(sites.site)))
        runs = _all(sites, desk, quiet)
    portfolio = Portfolio(runs, shared_causes(runs))
    if sites.output:
        write(page(_beside(portfolio, sites.output)), file.resolve().parent / sites.output)
    if not quiet:
        for line in lines(portfolio):
            click.echo(line, nl=False)
        if sites.output:
            click.echo(f"\nReport   {file.parent / sites.output}")
    if log:
        code = portfolio.exit_code
        said = f"exit {code}: {len(runs)} sites; {log.seconds} s"
        log.write("end", said, {0: "info", 1: "warning"}.get(code, "error"), exit=code, sites=len(runs), seconds=log.seconds)
    return portfolio.exit_code


def _beside(portfolio: Portfolio, output: str) -> Portfolio:
    """The reports as the page that links them finds them."""
    place = os.path.dirname(output) or "."
    runs = (msgspec.structs.replace(run, report=run.report and os.path.relpath(run.report, place)) for run in portfolio.sites)
    return msgspec.structs.replace(portfolio, sites=tuple(runs))


def _all(sites: Sites, desk: _Desk, quiet: bool) -> tuple[SiteRun, ...]:
    """Run the sites, some at a time, and return what they came to in the file's order. Ctrl-C reaches the processes as well."""
    waiting = list(enumerate(sites.site))
    running: list[_Running] = []
    done: dict[int, SiteRun] = {}
    try:
        while waiting or running:
            while waiting and len(running) < desk.at_once:
                running.append(_begun(*waiting.pop(0), desk))
            for one in [one for one in running if one.process.poll() is not None]:
                running.remove(one)
                done[one.place] = _ended(one)
                _said(one, done[one.place], quiet)
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        done |= {one.place: _ended(one) for one in running if one.process.wait() is not None}
        done |= {place: SiteRun(name_of(site), site.target, 130, said="stopped before its turn") for place, site in waiting}
    return tuple(done[place] for place in sorted(done))


def _said(one: _Running, run: SiteRun, quiet: bool) -> None:
    """Tell that a site has ended; with --quiet only what it complains of, for nobody else would."""
    heard = _heard(one)
    if log := current():
        heard.repeat(log, run.name)
    elif heard.complaints or heard.reason or not quiet:
        click.echo(f"{clean(run.name)}: {': '.join(filter(None, (f'exit {run.exit}', heard.reason or heard.complaints)))}", err=True)


def _heard(one: _Running) -> Heard:
    return Heard(one.said.read_text(encoding="utf-8", errors="replace"), one.process.returncode)


def _begun(place: int, site: Site, desk: _Desk) -> _Running:
    head, said = desk.folder / f"{place}.json", desk.folder / f"{place}.txt"
    command = [sys.executable, "-m", "linkaudit", "audit", site.target, "--quiet", "-o", f"summary:{head}", *desk.flags, *_own(site)]
    environment = os.environ | {"LINKAUDIT_HTTP_BESIDE": str(desk.at_once), VARIABLE: "json"}
    if log := current():
        log.write("site-begin", f"{name_of(site)}: audit of {site.target} begins", site=name_of(site), target=site.target)
    with said.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            command, cwd=desk.root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
    return _Running(place, site, process, head, said)


def _own(site: Site) -> Iterator[str]:
    if site.config:
        yield from ("-c", site.config)
    if site.offline:
        yield "--offline"
    for name in site.output:
        yield from ("-o", name)


def _ended(one: _Running) -> SiteRun:
    name, code, said = name_of(one.site), one.process.returncode, _heard(one).reason
    try:
        head = msgspec.json.decode(one.head.read_bytes(), type=SiteHead)
    except (OSError, msgspec.MsgspecError):
        return SiteRun(name, one.site.target, code or 2, said=said or "left no result")
    report = next(
        (file_for(name, head.site, one.site.target, head.started) for name in one.site.output if name.endswith((".html", ".htm"))), None
    )
    return SiteRun(name, one.site.target, code, head, report, said)
