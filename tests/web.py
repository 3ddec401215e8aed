"""The web on one loopback port: every host name leads there, and what was asked is written down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch

import msgspec

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.http.resolve import Resolver

Answer = tuple[int, dict[str, str], str]


class Asked(msgspec.Struct, frozen=True):
    """A request as the server saw it; `url` is host, path and query."""

    method: str
    url: str
    headers: dict[str, str]


class Web:
    """Answers by "host/path?query", then by "host/path", then by "host"; anything else is a plain page."""

    def __init__(self, port: int, answers: dict[str, Answer | str]) -> None:
        self.port, self.answers, self.asked = port, answers, list[Asked]()

    def url(self, text: str) -> str:
        """Return the address on this web of an address of the real one: plain http, on this port."""
        host, slash, rest = text.partition("://")[2].partition("/")
        return f"http://{host}:{self.port}{slash}{rest}"

    def answer(self, asked: Asked) -> Answer:
        bare = asked.url.partition("?")[0]
        found = next((self.answers[key] for key in (asked.url, bare, bare.partition("/")[0]) if key in self.answers), "<p>a page")
        if isinstance(found, tuple):
            return found
        if found.startswith("→"):
            return 302, {"location": self.url(found[1:].strip())}, ""
        return (int(found), {}, "") if found.isdigit() else (200, {}, found)

    def urls(self) -> list[str]:
        return [one.url for one in self.asked]


@contextmanager
def web(answers: dict[str, Answer | str]) -> Iterator[Web]:
    """Serve; while it lasts every name that linkaudit looks up leads here."""
    here: list[Web] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            asked = Asked(self.command, host + self.path, {name.lower(): value for name, value in self.headers.items()})
            here[0].asked.append(asked)
            status, headers, text = here[0].answer(asked)
            body = text.replace("PORT", str(here[0].port)).encode()
            self.send_response(status)
            for name, value in ({"content-type": "text/html; charset=utf-8"} | headers).items():
                self.send_header(name, value.replace("PORT", str(here[0].port)))
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    def lookup(host: str, *args: Any, **more: Any) -> list[Any]:
        return [(2, 1, 6, "", ("127.0.0.1", 0))]

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, patch("linkaudit.http.opened.Resolver", lambda: Resolver(lookup)):
        here.append(Web(server.server_address[1], answers))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield here[0]
        server.shutdown()


def auditing(transport: str) -> Callable[..., Audit]:
    """Return a function that audits a target of this web without pace, with the transport."""

    def run(target: str, **more: Any) -> Audit:
        plan = {name: more.pop(name) for name in ("probes", "state", "resume", "sample", "stop") if name in more}
        flags = {
            "disclosure.regimes": ["ftc"], "http.allow_private": True, "http.requests_per_second": 0, "http.transport": transport,
            "programs": {name: {"ids": ids} for name, ids in more.pop("ids", {}).items()},
        }  # fmt: skip
        return audit(Plan(target, load(None, {}, flags | more), **({"state": False} | plan)))

    return run
