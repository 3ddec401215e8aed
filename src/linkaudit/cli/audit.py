"""`linkaudit audit`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..app import Plan, Stop
from ..app import audit as run
from ..config import Settings, find, load
from ..document import Audit
from ..reports import FORMATS, format_of
from ..reports.words import plural
from .evidence import Evidence
from .output import drop_output
from .progress import progress, stoppable
from .write import write

__all__ = ["audit"]


@click.command(epilog="The network is asked politely and never with your publisher id; --offline opens no socket at all.")
@click.argument("target")
@click.option("--offline", is_flag=True, help="Open no socket; TARGET is a folder.")
@click.option("--no-probes", is_flag=True, help="Read pages, and ask no link where it leads.")
@click.option(
    "--regime",
    "regimes",
    multiple=True,
    metavar="R",
    help="Judge by this regime (ftc, uk, de, eu; experimental: au, br, ca, es, fr, in, it, jp, kr, nl, ro); repeats.",
)
@click.option("--source", "sources", multiple=True, metavar="DIR", help="Name the lines your authors edit, in the sources in DIR. Repeats.")
@click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file.")
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="[FORMAT:]FILE", help="Write a report; the suffix names the format. Repeats."
)
@click.option("-f", "--format", "shown", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="What to print.")
@click.option(
    "--evidence",
    "evidence_folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep the affiliate pages' HTML as read, with hashes, settings and the report.",
)
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True, help="What makes exit 1.")
@click.option("--max-pages", type=click.IntRange(1), help="Read at most this many pages of a live site.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="A first look: ask for N pages, some of each kind.")
@click.option("--resume", is_flag=True, help="Go on with the run of this target that was interrupted.")
@click.option("--no-state", is_flag=True, help="Keep nothing in .linkaudit/ for the next run.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def audit(target: str, **options: Any) -> int:
    """Audit TARGET: a folder of built HTML, a URL to crawl, a sitemap's URL (….xml), @FILE or - (a list of URLs).

    \b
    Examples:
      linkaudit audit public/ --offline --source content/ -o audit.json
      linkaudit audit https://blog.example/ -o reports/blog.html
      linkaudit audit https://blog.example/ --sample 50
      linkaudit audit public/ --regime ftc --regime uk --fail-on warning
      linkaudit audit public/ -o links.csv -o findings.csv -o comment.md
    """
    settings = _settings(target, options)
    outputs = [format_of(name) for name in (*settings.config.report.output, *options["outputs"])]
    evidence = Evidence(folder, target) if (folder := options["evidence_folder"]) else None
    stop = Stop()
    with progress(options["quiet"]) as tell, stoppable(stop):
        document = run(
            Plan(
                target,
                settings,
                offline=options["offline"],
                probes=not options["no_probes"],
                state=not options["no_state"],
                resume=options["resume"],
                sample=bool(options["sample"]),
                progress=tell,
                lines=sys.stdin if target == "-" else (),
                stop=stop,
                keep=evidence.keep if evidence else None,
            )
        )
    files = _written(document, outputs)
    if evidence:
        files.append(f"{evidence.folder}/ ({plural(evidence.close(document, settings), 'page')} kept)")
    if not options["quiet"]:
        try:
            _show(document, options["shown"], files)
        except BrokenPipeError:  # `| head` has read enough; the exit code is still the audit's
            drop_output()
    return _exit_code(document, options["fail_on"], settings)


def _settings(target: str, options: dict[str, Any]) -> Settings:
    flags: dict[str, Any] = {}
    if options["regimes"]:
        flags["disclosure.regimes"] = list(options["regimes"])
    if options["sources"]:
        if not Path(target).is_dir():
            raise click.UsageError(f"--source traces a folder of built HTML to what it was built from; {target} is none.")
        flags["source.folder"] = list(options["sources"])
    if options["sample"] or options["max_pages"]:
        flags["crawl.max_pages"] = options["sample"] or options["max_pages"]
    start = Path(target).resolve() if Path(target).is_dir() else Path.cwd()
    return load(options["config_file"] or find(Path.cwd()) or find(start), flags=flags)


def _written(document: Audit, outputs: list[tuple[str, str]]) -> list[str]:
    for name, file in outputs:
        write(FORMATS[name](document), Path(file))
    return [file for _, file in outputs]


def _show(document: Audit, shown: str, files: list[str]) -> None:
    for piece in FORMATS[shown](document):
        click.echo(piece, nl=False)
    if shown == "text" and files:
        click.echo(f"\nReport   {', '.join(files)}")


def _exit_code(document: Audit, fail_on: str, settings: Settings) -> int:
    cover = document.coverage
    if document.interrupted:
        return 130
    if cover.pages_read + cover.hops == 0 or cover.pages_read < settings.config.crawl.min_coverage * cover.pages_found:
        click.echo(f"Too little could be read: {cover.pages_read} of {cover.pages_found} pages.", err=True)
        return 3
    counts = document.counts
    failed = counts["error"] + (counts["warning"] if fail_on == "warning" else 0)
    return 1 if failed and fail_on != "never" else 0
