"""`linkaudit identify`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from ..config import find, load
from ..identify import Identifier, identifier
from ..urls import strip_blanks

__all__ = ["identify"]


@click.command()
@click.argument("urls", nargs=-1)
@click.option("-f", "--format", "shown", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def identify(urls: tuple[str, ...], shown: str) -> int:
    """Say which program and publisher id each URL belongs to; reads standard input, one a line, when none is given.

    \b
    Examples:
      linkaudit identify "https://www.amazon.com/dp/B000000001?tag=blog-20"
      linkaudit identify -f jsonl < urls.txt
    """
    from pathlib import Path

    found = identifier(load(find(Path.cwd())).local_programs)
    lines: Iterable[str] = urls or (line.rstrip("\r\n") for line in sys.stdin)
    for url in lines:
        row = describe(url, found)
        click.echo(json.dumps(row, ensure_ascii=True) if shown == "jsonl" else _sentence(row))
    return 0


def describe(text: str, found: Identifier) -> dict[str, Any]:
    """Return the contract's object for one URL; a scheme is added to what has none."""
    url = strip_blanks(text)
    if url.startswith("//"):
        url = "https:" + url
    match = found.identify(url if "://" in url else f"https://{url}")
    return {
        "url": text,
        "affiliate": "possible" if match.affiliate is None else match.affiliate,
        "program": match.program,
        "publisher_id": match.publisher_id,
        "destination": match.destination,
        "strength": match.strength,
        "needs_probe": match.needs_probe,
    }


def _sentence(row: dict[str, Any]) -> str:
    if row["affiliate"] is False:
        return f"{row['url']}: not an affiliate link that linkaudit knows"
    sure = "possibly " if row["affiliate"] == "possible" else ""
    parts = [f"{row['url']}: {sure}{row['program'] or 'an affiliate link'}"]
    parts += [f"id {row['publisher_id']}"] if row["publisher_id"] else []
    parts += [f"leads to {row['destination']}"] if row["destination"] else []
    parts += ["the id shows only after following it"] if row["needs_probe"] else []
    return ", ".join(parts)
