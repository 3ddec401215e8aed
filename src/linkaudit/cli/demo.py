"""`linkaudit demo`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any

import click

from ..app import Plan, audit
from ..config import load
from ..reports import FORMATS
from .progress import progress
from .render import save

__all__ = ["demo"]


@click.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("reports/demo.html"), show_default=True, help="Where the report goes."
)
def demo(output: Path) -> int:
    """Serve the bundled demo site on loopback, crawl and audit it, and write its report.

    \b
    Example:
      linkaudit demo -o /tmp/demo.html
    """
    with resources.as_file(resources.files("linkaudit") / "data" / "demo") as folder, _served(folder) as url:
        click.echo(f"Serving the demo site at {url}\n")
        with progress(False) as tell:
            document = audit(Plan(url, load(None), probes=False, state=False, progress=tell))
        save("html", document, output)
        for piece in FORMATS["text"](document):
            click.echo(piece, nl=False)
    click.echo(f"\nReport   {output}")
    return 0


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free loopback port while the context lasts."""
    handler: Any = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal belongs to the summary."""
