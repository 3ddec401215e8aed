"""Fixtures: HTML in, facts and findings out; real local servers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.facts import Lens, analyse
from linkaudit.http.seam import Response, Talk
from linkaudit.model import Page, PageFacts

pytest_plugins = ["tests.browser"]
PAGE = "https://blog.example/post/"
Answer = tuple[int, dict[str, str], bytes]


def facts_of(html: str, **lens: Any) -> PageFacts:
    """The facts of one page of blog.example."""
    return analyse(Page(PAGE, html.encode(), "post/index.html"), Lens(own=("blog.example",), **lens))


def rows(document: Audit, kind: str) -> list[dict[str, Any]]:
    """The pages or findings of an audit, decoded."""
    return [msgspec.json.decode(row) for row in getattr(document, kind)()]


def spoken(talk: Talk[Any], answers: dict[str, str]) -> Any:
    """Hold a conversation with written answers: "301 https://…", "404", "200 <title>…"; returns what it found out."""
    request = next(talk)
    while True:
        status, _, rest = answers[request.url].partition(" ")
        headers = {"location": rest} if status.startswith("3") else {"content-type": "text/html"}
        body = b"" if request.method == "HEAD" or status.startswith("3") else rest.encode()
        try:
            request = talk.send(Response(request.url, int(status), headers, body, 0.1))
        except StopIteration as end:
            return end.value


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """Write files into a folder: `site({"a/index.html": "<p>…"})`."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, body in files.items():
            path = tmp_path / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body if isinstance(body, bytes) else body.encode())
        return tmp_path / "site"

    return write


@pytest.fixture
def audited(site: Callable[..., Path]) -> Callable[..., Audit]:
    """Audit a folder of files: `audited({"a.html": "…"}, **{"disclosure.regimes": ["uk"]})`."""

    def run(files: dict[str, str | bytes], **flags: Any) -> Audit:
        flags = {"disclosure.regimes": ["ftc"], "site.url": "https://blog.example"} | flags
        return audit(Plan(str(site(files)), load(None, {}, flags), offline=True, state=False))

    return run


@contextmanager
def serving(answers: dict[str, Answer | str]) -> Iterator[tuple[str, list[str]]]:
    """A real server on loopback; yields its URL and the list of paths that were asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = answers.get(self.path, (404, {"content-type": "text/html"}, b"<p>not here"))
            status, headers, body = found if isinstance(found, tuple) else (200, {"content-type": "text/html"}, found.encode())
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
