"""`linkaudit grade`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from ..catalog import laws
from ..model import Grade
from ..wording import grade as grade_text
from ..wording import language_of

__all__ = ["grade"]


@click.command()
@click.argument("texts", nargs=-1)
@click.option("-f", "--format", "shown", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def grade(texts: tuple[str, ...], shown: str) -> int:
    """Grade sentences: clear, conditional, amazon, label, vague, no-money or none; reads standard input when none is given.

    \b
    Examples:
      linkaudit grade "We may earn a commission if you buy through our links."
      linkaudit grade -f jsonl < sentences.txt
    """
    lines: Iterable[str] = texts or (line.rstrip("\r\n") for line in sys.stdin)
    for text in lines:
        row = describe(text)
        click.echo(json.dumps(row, ensure_ascii=True) if shown == "jsonl" else _sentence(row))
    return 0


def describe(text: str) -> dict[str, Any]:
    """Return the contract's object for one text."""
    found = grade_text(text)
    return {
        "text": text,
        "disclosure": found.grade is not Grade.NONE,
        "grade": found.grade,
        "language": found.language or language_of(text),
        "accepted": {one.id: one.accepts.get(found.grade, "no") for one in laws().values()},
        "because": list(found.because),
    }


def _sentence(row: dict[str, Any]) -> str:
    if not row["disclosure"]:
        reason = f", because of {row['because'][0]!r}" if row["because"] else ""
        return f"none: tells a reader nothing about pay{reason}"
    shown = [name for name, law in laws().items() if law.status == "full" and law.accepts]
    accepted = ", ".join(f"{name} {row['accepted'][name]}" for name in shown)
    return f"{row['grade']} ({row['language']}), because of {row['because'][0]!r}; accepted: {accepted}"
