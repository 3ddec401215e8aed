"""`linkaudit baseline`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import Any, Final

import click
import msgspec

from ..baseline import MAX_BYTES, NOT_ONE, Baseline, Comparison, baseline_of, compared, is_other, pruned, read, text
from ..config import Settings, find, load
from ..document import Audit
from ..errors import BaselineError
from ..reports.words import clean, number, plural
from .advice import switches
from .write import write as put

__all__ = ["baseline", "is_stale", "only_new"]

NAME: Final = "linkaudit.baseline.json"
Command = Callable[..., Any]


def place_of(settings: Settings, option: Path | None) -> Path | None:
    """Return the baseline's file: the flag's, else the configuration's, which is named from where the configuration lies."""
    if option is not None or settings.config.baseline.file is None:
        return option
    in_file = settings.path is not None and settings.origins.get("baseline.file") == str(settings.path)
    folder = settings.path.parent if in_file and settings.path else Path()
    return _near(folder / settings.config.baseline.file)


def _near(place: Path) -> Path:
    """Reports name the file as it is seen from here: the same on every machine."""
    here = Path.cwd()
    return place.relative_to(here) if place.is_relative_to(here) else place


def only_new(settings: Settings, options: dict[str, Any]) -> dict[str, Any]:
    """Return what narrows a run to what is new; raises `BaselineError` when the baseline's file is none."""
    place = place_of(settings, options["baseline_file"])
    if place is None and options["strict_baseline"]:
        raise click.UsageError(
            "--strict-baseline holds a run against a baseline, and there is none: name its file with --baseline FILE, or as [baseline] file in "
            "linkaudit.toml; linkaudit baseline write TARGET makes one."
        )
    return {"known": Comparison(_read(place), str(place)) if place is not None else None, "changed_only": options["changed_only"]}


def is_stale(document: Audit) -> bool:
    """True when the baseline that a run was held against knows findings that are no more."""
    return any(one.fixed for one in document.since if one.earlier.startswith("baseline "))


def _read(place: Path) -> Baseline:
    if not place.is_file():
        what = "not a file" if place.exists() else "there is no such baseline"
        raise BaselineError(f"{place}: {what}; linkaudit baseline write TARGET makes one")
    try:
        with place.open("rb") as file:
            return read(file.read(MAX_BYTES + 1), str(place))
    except OSError as error:
        raise BaselineError(f"{place}: can't be read: {error.strerror}") from error


def _spare(place: Path) -> None:
    """Refuse to write over a file that is something else; a baseline that can't be read any more is written anew."""
    try:
        with place.open("rb") as file:
            other = is_other(file.read(MAX_BYTES))
    except OSError:  # none yet, or nothing that could be written: that is said when it is written
        return
    if other:
        raise BaselineError(f"{place}: {NOT_ONE}; name another file with --baseline, this one is not written over")


@click.group()
def baseline() -> None:
    """Record what a site's owner lives with for now, so that only what is new fails.

    \b
    Examples:
      linkaudit baseline write public/ --offline           then commit linkaudit.baseline.json
      linkaudit audit public/ --offline --baseline linkaudit.baseline.json
      linkaudit baseline prune public/ --offline           after faults were fixed
      linkaudit baseline show
    """


def _options(command: Command) -> Command:
    """The switches of a run that decide what is found: those of the audits that will use the baseline."""
    for option in (
        click.option("--no-probes", is_flag=True, help="Read pages, and ask no link where it leads."),
        click.option("--offline", is_flag=True, help="Open no socket; TARGET is a folder."),
        click.option("--regime", "regimes", multiple=True, metavar="R", help="Judge by this regime; repeats."),
        click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file."),
        click.option(
            "--baseline", "file", type=click.Path(path_type=Path), metavar="FILE", help=f"The file; {NAME} when nothing names one."
        ),
    ):
        command = option(command)
    return command


@baseline.command(short_help="Record what an audit finds.")
@click.argument("target")
@_options
def write(target: str, **options: Any) -> int:
    """Audit TARGET and record all that it finds: from then on only what is new fails.

    TARGET is what linkaudit audit takes, or the JSON document of a run. Use the same switches as the audits that will use the
    baseline: a link that was never asked has no finding to record.
    """
    settings, place = _settings(target, options)
    _spare(place)
    document = _audit(target, settings, options, None)
    found = baseline_of(document)
    put([text(found)], place)
    click.echo(f"{place}: {plural(len(found.findings), 'finding')} on {plural(len({one.page for one in found.findings} - {''}), 'page')}")
    if place_of(settings, None) is None:
        click.echo(
            f"Use it: linkaudit audit {quote(clean(document.target))}{switches(options)} --baseline {quote(str(place))}, "
            f'or [baseline] file = "{place.name}" in linkaudit.toml'
        )
    return 0


@baseline.command(short_help="Take out what is fixed; add nothing.")
@click.argument("target")
@_options
def prune(target: str, **options: Any) -> int:
    """Audit TARGET and take out of the baseline what is fixed; pages that moved are followed, and nothing is added.

    TARGET is what linkaudit audit takes, or the JSON document of a run.
    """
    settings, place = _settings(target, options)
    comparison = Comparison(_read(place), str(place))
    document = _audit(target, settings, options, comparison)
    kept, before = pruned(comparison, document), len(comparison.baseline.findings)
    put([text(kept)], place)
    moved = f", {plural(len(comparison.followed), 'finding')} moved with their pages" if comparison.followed else ""
    click.echo(f"{place}: {number(before - len(kept.findings))} of {plural(before, 'finding')} taken out{moved}")
    return 0


@baseline.command(short_help="Show what it knows.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file.")
@click.option("-f", "--format", "shown", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print.")
def show(file: Path | None, config_file: Path | None, shown: str) -> int:
    """Show what the baseline FILE knows, by rule and by page."""
    settings = load(config_file or find(Path.cwd()))
    place = place_of(settings, file) or _beside(settings)
    found = _read(place)
    if shown == "json":
        click.echo(msgspec.json.encode(_summary(found)).decode())
        return 0
    figures = found.figures
    click.echo(
        f"{place}: {plural(len(found.findings), 'finding')}; the site had {plural(figures.pages_read, 'page')} with "
        f"{plural(figures.affiliate_links, 'affiliate link')} on {number(figures.pages_with_affiliate_links)}"
    )
    for title, counts in (("By rule", _rules(found)), ("By page", _pages(found))):
        click.echo(f"\n{title}")
        for name, count in counts.most_common(20):
            click.echo(f"{number(count):>7}  {clean(name) or 'the site as a whole'}")
        if len(counts) > 20:
            click.echo(f"         … and {number(len(counts) - 20)} more; -f json has them all")
    return 0


def _rules(found: Baseline) -> Counter[str]:
    return Counter(f"{one.rule} ({one.weight})" for one in sorted(found.findings, key=lambda one: one.rule))


def _pages(found: Baseline) -> Counter[str]:
    return Counter(one.page for one in sorted(found.findings, key=lambda one: one.page))


def _summary(found: Baseline) -> dict[str, Any]:
    weights = Counter(one.weight for one in found.findings)
    rules = Counter(one.rule for one in found.findings)
    return {
        "version": found.version, "figures": found.figures, "weights": dict(sorted(weights.items())), "rules": dict(sorted(rules.items())),
        "pages": dict(sorted(_pages(found).items())), "findings": found.findings,
    }  # fmt: skip


def _settings(target: str, options: dict[str, Any]) -> tuple[Settings, Path]:
    flags = {"disclosure.regimes": list(options["regimes"])} if options["regimes"] else {}
    start = Path(target).resolve() if Path(target).is_dir() else Path.cwd()
    settings = load(options["config_file"] or find(Path.cwd()) or find(start), flags=flags)
    return settings, place_of(settings, options["file"]) or _beside(settings)


def _beside(settings: Settings) -> Path:
    return _near((settings.path.parent if settings.path else Path()) / NAME)


def _audit(target: str, settings: Settings, options: dict[str, Any], known: Comparison | None) -> Audit:
    """Return a saved audit, or that of a run, held against what is known."""
    if target.endswith(".json") and Path(target).is_file():
        from ..reports.saved import load as saved

        document = saved(Path(target))
        if known is not None:
            compared(document, known)
        return document
    import sys

    from ..app import Plan, Stop, audit
    from .progress import progress, stoppable

    stop = Stop()
    with progress(False) as tell, stoppable(stop):
        plan = Plan(
            target, settings, offline=options["offline"], probes=not options["no_probes"], progress=tell, stop=stop, known=known,
            lines=sys.stdin if target == "-" else (),
        )  # fmt: skip
        return audit(plan)
