"""`linkaudit grade`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, Final

import click

from ..catalog import Law, laws
from ..model import Grade
from ..wording import Wording, language_of, roles_of
from ..wording import grade as grade_text

__all__ = ["grade"]

_MEANING: Final = {
    Grade.CLEAR: "says that you are paid",
    Grade.CONDITIONAL: "says that you may be paid",
    Grade.AMAZON: "Amazon's own sentence; it doesn't say which links are paid",
    Grade.LABEL: "a label: it speaks for the link beside it",
    Grade.VAGUE: "names affiliate links, and doesn't say that you are paid",
    Grade.NO_MONEY: "asks for support, and doesn't say that you are paid",
}
_ACCEPTED: Final = (("yes", "accepted"), ("near-link", "at the link"), ("no", "not enough"))


@click.command()
@click.argument("texts", nargs=-1)
@click.option("-f", "--format", "shown", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def grade(texts: tuple[str, ...], shown: str) -> int:
    """Grade notices: what does a text tell its reader about money? Reads standard input, one text a line, when none is given.

    \b
    clear        says that you are paid
    conditional  says that you may be paid
    amazon       Amazon's own sentence
    label        "Ad", "(paid link)", "Anzeige"
    vague        names affiliate links, not the pay
    no-money     asks for support, not naming the pay
    none         no disclosure

    Of several sentences the best for the reader counts. Then who accepts such words: anywhere before the links (accepted),
    right beside each link (at the link), or nowhere (not enough). Where a notice stands and whether it is seen:
    linkaudit audit.

    \b
    Examples:
      linkaudit grade "We may earn a commission if you buy through our links."
      linkaudit grade -f jsonl < sentences.txt
    """
    if not texts and sys.stdin.isatty():
        click.echo("One text a line; Ctrl-D ends.", err=True)
    lines: Iterable[str] = texts or (line.rstrip("\r\n") for line in sys.stdin)
    for place, text in enumerate(lines):
        found = grade_text(text)
        if shown == "jsonl":
            click.echo(json.dumps(_row(text, found), ensure_ascii=True))
        else:
            click.echo(("\n" if place else "") + "\n".join(_told(text, found)))
    return 0


def _row(text: str, found: Wording) -> dict[str, Any]:
    """Return the contract's object for one text."""
    return {
        "text": text,
        "disclosure": found.grade is not Grade.NONE,
        "grade": found.grade,
        "language": found.language or language_of(text),
        "accepted": {one.id: _answer(one, found) for one in laws().values()},
        "because": list(found.because),
    }


def _answer(law: Law, found: Wording) -> str:
    """Whether the wording is enough. A label that a regulator advises against is refused, as the audit does."""
    refused = found.grade is Grade.LABEL and found.because[0].strip("()[]#*: ") in law.refused_labels
    return "no" if refused else law.accepts.get(found.grade, "no")


def _told(text: str, found: Wording) -> list[str]:
    """Return the lines a person reads: the text, its grade, the words with their roles, who accepts it."""
    lines = [text if len(text) <= 100 else f"{text[:99]}…"]
    if found.grade is Grade.NONE:
        lines.append(_line("none", _nothing(found)))
    else:
        lines.append(_line(found.grade, f"{_MEANING[found.grade]} ({found.language})"))
    if found.because:
        lines.append(_line("because", _words(found)))
    if found.grade is not Grade.NONE:
        answers = {law.id: _answer(law, found) for law in laws().values() if law.status == "full" and law.accepts}
        for answer, said in _ACCEPTED:
            if names := [name for name in answers if answers[name] == answer]:
                lines.append(_line(said, ", ".join(names)))
    return lines


def _line(name: str, rest: str) -> str:
    return f"  {name:<11}  {rest}"


def _words(found: Wording) -> str:
    roles = roles_of(found)
    if len(roles) == 1 and roles[0][0] == found.because[0]:
        return f'"{roles[0][0]}" ({roles[0][1]})'
    return f'"{found.because[0]}": ' + " · ".join(f"{words} ({role})" for words, role in roles)


def _nothing(found: Wording) -> str:
    if found.denial:
        return "no disclosure: it denies being paid; beside affiliate links that contradicts them"
    if found.because:
        return "no disclosure: it speaks of something else than this page's pay"
    return "no disclosure: no words that tell a reader of pay, paid links or advertising"
