"""`linkaudit audit`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from ..app import Plan, Stop
from ..app import audit as run
from ..config import Settings, find, load
from ..document import Audit
from ..errors import ConfigError
from ..reports import FORMATS, format_of
from ..reports.naming import file_for
from ..reports.words import plural
from .advice import advice
from .baseline import is_stale, only_new
from .chronicle import check_place, keep_in_step
from .colors import color_option, wanted
from .evidence import Evidence
from .log import FORMS, say
from .logged import began, ended, main_reason
from .notify import Audience
from .offered import folders, known_regimes, regimes
from .output import drop_output
from .progress import progress, stoppable
from .render import save, show
from .sites import audit_sites, flags_given
from .variables import Count, FromEnvironment
from .write import check_room

__all__ = ["audit"]


@click.command(
    cls=FromEnvironment,
    epilog="The network is asked politely and never with your publisher id; --offline opens no socket at all. "
    "Each option can be set in the environment too: LINKAUDIT_AUDIT_FAIL_ON=warning.",
)
@click.argument("target", required=False, shell_complete=folders)
@click.option(
    "--sites", "sites_file", type=click.Path(path_type=Path), metavar="FILE", help="Audit the sites that FILE lists instead of TARGET."
)
@click.option("--offline", is_flag=True, help="Open no socket; TARGET is a folder.")
@click.option("--no-probes", is_flag=True, help="Read pages, and ask no link where it leads.")
@click.option(
    "--regime",
    "regimes",
    multiple=True,
    metavar="R",
    shell_complete=regimes,
    callback=known_regimes,
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
    help="Keep the affiliate pages' HTML as read, with hashes, settings and the report; an earlier case in DIR is replaced.",
)
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True, help="What makes exit 1.")
@click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Suppress what linkaudit baseline write recorded here.",
)
@click.option("--strict-baseline", is_flag=True, help="Fail, too, when the baseline knows findings that are no more.")
@click.option("--changed-only", metavar="REF", help="Only pages built from sources that changed since the git revision REF.")
@click.option(
    "--weights",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Page views (CSV of your analytics): causes on pages with many readers come first.",
)
@click.option("--max-pages", type=Count(), metavar="N", help="Read at most this many pages.")
@click.option("--sample", type=Count(), metavar="N", help="A first look: read N pages, some of each kind.")
@click.option("--resume", is_flag=True, help="Go on with the run of this target that was interrupted.")
@click.option("--no-state", is_flag=True, help="Keep nothing in .linkaudit/ for the next run.")
@click.option("--log", type=click.Choice(FORMS), help="Log the run to stderr, a line an event; nothing else goes there.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@color_option
@click.pass_context
def audit(ctx: click.Context, /, target: str | None, **options: Any) -> int:
    """Audit TARGET: a folder of built HTML, a URL to crawl, a sitemap's URL (….xml), @FILE or - (a list of URLs).

    \b
    Examples:
      linkaudit audit public/ --offline --source content/ -o audit.json
      linkaudit audit https://blog.example/ -o reports/blog.html
      linkaudit audit https://blog.example/ --sample 50
      linkaudit audit public/ --regime ftc --regime uk --fail-on warning
      linkaudit audit public/ -f github -o report.sarif -o links.csv -o gitlab:gl-code-quality.json
      linkaudit audit --sites sites.toml
    """
    if options["sites_file"]:
        return audit_sites(options["sites_file"], flags_given(ctx), options["quiet"])
    if target is None:
        raise click.UsageError("Missing TARGET: a folder of built HTML or a URL; or --sites FILE.")
    return _audited(target, options)


def _audited(target: str, options: dict[str, Any]) -> int:
    settings = _settings(target, options)
    began(target, settings)
    outputs, index = _places(settings, options)
    evidence, stop = Evidence(folder, target) if (folder := options["evidence_folder"]) else None, Stop()
    with progress(options["quiet"]) as tell, stoppable(stop):
        plan = _plan(target, settings, options)
        plan = msgspec.structs.replace(plan, progress=tell, stop=stop, keep=evidence.keep if evidence else None)
        audience = Audience.of(plan)
        document = run(plan)
    if audience:
        audience.hear(document)
    written = [(name, file_for(file, document.site, document.target, document.started)) for name, file in outputs]
    files = [f"{file}{_and(save(name, document, Path(file)))}" for name, file in written]
    if index and document.run is not None:
        keep_in_step(plan, index, options["config_file"])
        files.append(f"{index} (all runs)")
        written.append(("runs", str(index)))
    if evidence:
        files.append(f"{evidence.folder}/ ({plural(evidence.close(document, settings), 'page')} kept)")
        written.append(("evidence", str(evidence.folder)))
    if not options["quiet"]:
        _show(document, options, files)
    code = _exit_code(document, options, settings)
    if audience:
        audience.alive(code)
    ended(document, written, code)
    return code


def _places(settings: Settings, options: dict[str, Any]) -> tuple[list[tuple[str, str]], Path | None]:
    """Return the reports to write, and the page of runs; what can't be written is said before the run."""
    outputs = [*_configured(settings), *map(format_of, options["outputs"])]
    index = check_place(Path(named), (file for _, file in outputs)) if (named := settings.config.report.index) else None
    for place in (*(Path(name) for _, name in outputs), *([index] if index else [])):
        check_room(place)
    return outputs, index


def _plan(target: str, settings: Settings, options: dict[str, Any]) -> Plan:
    return Plan(
        target,
        settings,
        **{name: options[name] for name in ("offline", "resume")},
        probes=not options["no_probes"],
        state=not options["no_state"],
        sample=bool(options["sample"]),
        most=options["sample"] or options["max_pages"] or 0,
        lines=sys.stdin if target == "-" else (),
        **only_new(settings, options),
    )


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
    if options["weights"]:
        flags["report.weights"] = str(options["weights"])
    start = Path(target).resolve() if Path(target).is_dir() else Path.cwd()
    return load(options["config_file"] or find(Path.cwd()) or find(start), flags=flags)


def _configured(settings: Settings) -> Iterator[tuple[str, str]]:
    for name in settings.config.report.output:
        try:
            yield format_of(name)
        except ConfigError as error:
            raise ConfigError(f"{settings.place_of('report.output', name)}: {error}") from error


def _and(parts: list[Path]) -> str:
    return f" (with {plural(len(parts), 'part')} in {parts[0].parent}/)" if parts else ""


def _show(document: Audit, options: dict[str, Any], files: list[str]) -> None:
    try:
        show(options["shown"], document, wanted(options["color"]))
        if options["shown"] == "text":
            if line := advice(document, options):
                click.echo(f"\n{line}")
            if files:
                click.echo(f"\nReport   {', '.join(files)}")
    except BrokenPipeError:  # `| head` has read enough; the exit code is still the audit's
        drop_output()


def _exit_code(document: Audit, options: dict[str, Any], settings: Settings) -> int:
    cover = document.coverage
    if document.interrupted:
        return 130
    if cover.partial.startswith("--changed-only") and not cover.pages_found:
        return 0
    if not cover.enough:
        say(f"Too little could be read: {cover.pages_read} of {plural(cover.pages_found, 'page')}{main_reason(document)}.", "error")
        return 3
    if (options["strict_baseline"] or settings.config.baseline.strict) and is_stale(document):
        return 1
    counts, fail_on = document.counts, options["fail_on"]
    failed = counts["error"] + (counts["warning"] if fail_on == "warning" else 0)
    return 1 if failed and fail_on != "never" else 0
