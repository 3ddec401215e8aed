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

from ..config.sites import Site, Sites, load_sites, name_of
from ..portfolio import Portfolio, SiteHead, SiteRun, shared_causes
from ..reports.html.sites import render as page
from ..reports.portfolio import render as lines
from ..reports.words import clean
from .write import write

__all__ = ["audit_sites"]

PAUSE: Final = 0.1


class _Running(msgspec.Struct, frozen=True):
    """A site's process, and the files that it writes its head and its complaints to."""

    place: int
    site: Site
    process: subprocess.Popen[bytes]
    head: Path
    said: Path


def audit_sites(file: Path, flags: list[str], quiet: bool) -> int:
    """Audit every site of the file with the same flags; return the exit code of what most wants a person."""
    sites = load_sites(file)
    with tempfile.TemporaryDirectory(prefix="linkaudit-") as folder:
        runs = _all(sites, file.resolve().parent, flags, Path(folder), quiet)
    portfolio = Portfolio(runs, shared_causes(runs))
    if sites.output:
        write(page(_beside(portfolio, sites.output)), file.resolve().parent / sites.output)
    if not quiet:
        for line in lines(portfolio):
            click.echo(line, nl=False)
        if sites.output:
            click.echo(f"\nReport   {file.parent / sites.output}")
    return portfolio.exit_code


def _beside(portfolio: Portfolio, output: str) -> Portfolio:
    """The reports as the page that links them finds them."""
    place = os.path.dirname(output) or "."
    runs = (msgspec.structs.replace(run, report=run.report and os.path.relpath(run.report, place)) for run in portfolio.sites)
    return msgspec.structs.replace(portfolio, sites=tuple(runs))


def _all(sites: Sites, root: Path, flags: list[str], folder: Path, quiet: bool) -> tuple[SiteRun, ...]:
    """Run the sites, some at a time, and return what they came to in the file's order. Ctrl-C reaches the processes as well."""
    waiting = list(enumerate(sites.site))
    running: list[_Running] = []
    done: dict[int, SiteRun] = {}
    try:
        while waiting or running:
            while waiting and len(running) < sites.at_once:
                running.append(_begun(*waiting.pop(0), root, flags, folder, min(sites.at_once, len(sites.site))))
            for one in [one for one in running if one.process.poll() is not None]:
                running.remove(one)
                done[one.place] = _ended(one)
                if not quiet:
                    click.echo(f"{clean(name_of(one.site))}: exit {one.process.returncode}", err=True)
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        done |= {one.place: _ended(one) for one in running if one.process.wait() is not None}
        done |= {place: SiteRun(name_of(site), site.target, 130, said="stopped before its turn") for place, site in waiting}
    return tuple(done[place] for place in sorted(done))


def _begun(place: int, site: Site, root: Path, flags: list[str], folder: Path, beside: int) -> _Running:
    head, said = folder / f"{place}.json", folder / f"{place}.txt"
    command = [sys.executable, "-m", "linkaudit", "audit", site.target, "--quiet", "-o", f"summary:{head}", *flags, *_own(site)]
    environment = os.environ | {"LINKAUDIT_HTTP_BESIDE": str(beside)}
    with said.open("wb") as errors:
        process = subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
    return _Running(place, site, process, head, said)


def _own(site: Site) -> Iterator[str]:
    if site.config:
        yield from ("-c", site.config)
    if site.offline:
        yield "--offline"
    for name in site.output:
        yield from ("-o", name)


def _ended(one: _Running) -> SiteRun:
    name, code = name_of(one.site), one.process.returncode
    said = one.said.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
    try:
        head = msgspec.json.decode(one.head.read_bytes(), type=SiteHead)
    except (OSError, msgspec.MsgspecError):
        return SiteRun(name, one.site.target, code or 2, said=said.removeprefix("Error: ") or f"ended with exit {code}")
    report = next((name for name in one.site.output if name.endswith((".html", ".htm"))), None)
    return SiteRun(name, one.site.target, code, head, report, said)
