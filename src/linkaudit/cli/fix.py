"""`linkaudit fix`."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from ..app import Plan
from ..config import Settings, find, load
from ..errors import ConfigError, nearest
from ..fixes import MECHANICAL, Left
from ..fixes.hunks import Altered, beyond, rdjson, review, shown, unified
from ..mending import Change, Errand, Mending, mend
from ..reports.words import plural
from .baseline import only_new
from .changes import NO_BASE, in_pull_request, pull_request_lines
from .output import drop_output
from .progress import progress

__all__ = ["fix"]

_PLACES = 2


@click.command(epilog="Exit: 0 nothing to change, or written; 1 there is something to change, or a file could not be written.")
@click.argument("target")
@click.option("--source", "sources", multiple=True, metavar="DIR", help="The sources that TARGET is built from: they are edited. Repeats.")
@click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file.")
@click.option("--regime", "regimes", multiple=True, metavar="R", help="Judge by this regime; repeats.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Mend the findings of this rule only; repeats.")
@click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Leave alone what linkaudit baseline write recorded here.",
)
@click.option("--known", is_flag=True, help="Mend what the configured baseline knows, too.")
@click.option("--changed-only", metavar="REF", help="Only pages built from sources that changed since the git revision REF.")
@click.option("--built", is_flag=True, help="Edit TARGET though a generator made it; the next build undoes that.")
@click.option("--write", "wanted", is_flag=True, help="Write the files. Without it the changes are only shown.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["diff", "suggestions", "rdjson"]),
    default="diff",
    show_default=True,
    help="Show a unified diff, a GitHub review with suggestions (JSON for gh api), or reviewdog's format.",
)
def fix(target: str, wanted: bool, form: str, **options: Any) -> int:
    """Mend what is mechanical in TARGET, a folder of HTML, or in the sources it is built from. Shows a diff; --write applies it.

    Mended are rel=sponsored, your id where it is missing or a placeholder (if one declared id fits), http to https on a
    program's own hosts, &amp;amp; and your notice (disclosure.insert or disclosure.required) above the first affiliate link. No
    socket is opened. What is left for a person is counted, with the reason.

    \b
    Examples:
      linkaudit fix site/                    show what would change; exit 1 when something would
      linkaudit fix site/ --write
      linkaudit fix public/ --source content/ --write
      linkaudit fix public/ --changed-only origin/main -f suggestions | gh api …/reviews --input -
    """
    for rule in options["rules"]:
        if rule not in MECHANICAL:
            raise ConfigError(f'--rule: no edit answers "{rule}"{nearest(rule, MECHANICAL)}; one of {", ".join(sorted(MECHANICAL))}')
    with progress(False) as tell:
        settings = _settings(target, options)
        plan = Plan(target, settings, offline=True, probes=False, state=False, progress=tell, **_narrowed(settings, options))
        found = mend(Errand(plan, frozenset(options["rules"]), options["built"]))
    stale = list(_written(found.changes)) if wanted else []
    if not wanted:
        _show(found, form)
    _say(found, wanted, stale)
    return 1 if stale or (found.changes and not wanted) else 0


def _settings(target: str, options: dict[str, Any]) -> Settings:
    flags: dict[str, Any] = {"disclosure.regimes": list(options["regimes"])} if options["regimes"] else {}
    if options["sources"]:
        flags["source.folder"] = list(options["sources"])
    start = Path(target).resolve() if Path(target).is_dir() else Path.cwd()
    return load(options["config_file"] or find(Path.cwd()) or find(start), flags=flags)


def _narrowed(settings: Settings, options: dict[str, Any]) -> dict[str, Any]:
    if options["known"] and options["baseline_file"]:
        raise click.UsageError("--known mends what the baseline knows, so no --baseline is asked for.")
    if options["known"]:
        return {"changed_only": options["changed_only"]}
    return only_new(settings, {**options, "strict_baseline": False})


def _show(found: Mending, form: str) -> None:
    altered = [Altered(change.name, change.before, change.after, change.edits) for change in found.changes]
    if form == "diff":
        pieces: Iterator[str] = (piece for one in altered for piece in unified(one))
    else:
        pieces = iter([rdjson(altered, found.titles) if form == "rdjson" else _review(altered, found.titles)])
    try:
        for piece in pieces:
            click.echo(piece, nl=False)
    except BrokenPipeError:  # `| head` has read enough
        drop_output()


def _review(altered: list[Altered], titles: dict[str, str]) -> str:
    lines = pull_request_lines()
    if lines is None and in_pull_request():
        click.echo(f"{NO_BASE} GitHub refuses a review with a suggestion beside them.", err=True)
    elif lines is not None and (left := beyond(altered, lines)):
        click.echo(f"{plural(left, 'suggestion')} left out: not on lines of the pull request's diff; -f diff shows all.", err=True)
    return review(altered, titles, lines)


def _written(changes: Iterable[Change]) -> Iterator[str]:
    """Write each file whole or not at all; yield why one was not written."""
    for change in changes:
        try:
            if change.path.is_symlink() or change.path.read_bytes() != change.before:
                yield f"{change.name}: it has changed since the audit, and was not touched"
                continue
            _replace(change)
        except OSError as error:
            yield f"{change.name}: not written: {error.strerror}"


def _replace(change: Change) -> None:
    handle, partial = tempfile.mkstemp(prefix=".linkaudit-", dir=change.path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(change.after)
            os.fchmod(file.fileno(), change.path.stat().st_mode & 0o7777)
        os.replace(partial, change.path)
    except OSError:
        Path(partial).unlink(missing_ok=True)
        raise


def _say(found: Mending, wanted: bool, stale: list[str]) -> None:
    rules = Counter(rule for change in found.changes for _, rule in change.edits)
    if found.changes:
        told = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items()))
        done = len(found.changes) - len(stale)
        where = f"{plural(done, 'file')} written" if wanted else f"{plural(len(found.changes), 'file')} to change (--write does it)"
        click.echo(f"{where}: {told}.", err=True)
    else:
        click.echo("Nothing to change.", err=True)
    if wanted and any(change.source for change in found.changes):
        click.echo("Build the site again: the pages in TARGET are as they were.", err=True)
    for one in stale:
        click.echo(shown(one), err=True)
    for line in _left(found.left):
        click.echo(line, err=True)


def _left(left: Iterable[Left]) -> Iterator[str]:
    """Count what was left by reason, the most frequent first, each with its rules and a place."""
    reasons: dict[str, list[Left]] = {}
    for one in left:
        reasons.setdefault(one.reason, []).append(one)
    if reasons:
        yield "Left alone:"
    for reason, members in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        rules = ", ".join(f"{rule} {count}" for rule, count in sorted(Counter(one.rule for one in members).items()))
        places = dict.fromkeys(f"{one.file}:{one.line}" if one.line else one.file for one in members if one.file)
        where = ", ".join([*list(places)[:_PLACES], *(["…"] if len(places) > _PLACES else [])])
        yield shown(f"{len(members):6} {reason} ({rules}){f' at {where}' if where else ''}")
