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
from linkaudit.http.loop import Loop
from linkaudit.http.manners import Manners
from linkaudit.http.resolve import Resolver
from linkaudit.http.seam import Request, Response, Transport

Answer = tuple[int, dict[str, str], str]


class Asked(msgspec.Struct, frozen=True):
    """A request as the server saw it; `url` is host, path and query."""

    method: str
    url: str
    headers: dict[str, str]


Answers = dict[str, Answer | str | Callable[[Asked], Answer | str]]


class Web:
    """Answers by "host/path?query", then by "host/path", then by "host"; anything else is a plain page.

    An answer may be a function of what was asked.
    """

    def __init__(self, port: int, answers: Answers) -> None:
        self.port, self.answers, self.asked = port, answers, list[Asked]()

    def url(self, text: str) -> str:
        """Return the address on this web of an address of the real one: plain http, on this port."""
        host, slash, rest = text.partition("://")[2].partition("/")
        return f"http://{host}:{self.port}{slash}{rest}"

    def answer(self, asked: Asked) -> Answer:
        bare = asked.url.partition("?")[0]
        found = next((self.answers[key] for key in (asked.url, bare, bare.partition("/")[0]) if key in self.answers), "<p>a page")
        if callable(found):
            found = found(asked)
        if isinstance(found, tuple):
            return found
        if found.startswith("→"):
            return 302, {"location": self.url(found[1:].strip())}, ""
        return (int(found), {}, "") if found.isdigit() else (200, {}, found)

    def urls(self) -> list[str]:
        return [one.url for one in self.asked]


@contextmanager
def web(answers: Answers) -> Iterator[Web]:
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

    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server,
        patch("linkaudit.http.opened.Resolver", lambda: Resolver(lookup)),
        patch("linkaudit.http.opened.Loop", _hasty),
    ):
        here.append(Web(server.server_address[1], answers))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield here[0]
        server.shutdown()


def _hasty(transport: Transport, manners: Manners, resolver: Resolver) -> Loop:
    """A loop whose pauses take no time worth waiting for."""
    return Loop(transport, msgspec.structs.replace(manners, patience=0.01), resolver)


class Wire:
    """A transport without sockets: writes down each request as it would leave, for any scheme, host and port."""

    def __init__(self, answers: Answers) -> None:
        self.answers, self.sent = answers, list[Request]()
        self._done: list[tuple[int, Response]] = []

    def start(self, ticket: int, request: Request, addresses: tuple[str, ...]) -> None:
        self.sent.append(request)
        host = request.url.partition("://")[2].partition("/")[0]
        found = next((self.answers[key] for key in (request.url, host) if key in self.answers), "<p>a page")
        status, headers, text = found if isinstance(found, tuple) else (200, {"content-type": "text/html"}, found)
        body = b"" if request.method == "HEAD" else text.encode()
        self._done.append((ticket, Response(request.url, status, headers, body, 0.01)))

    def finished(self, seconds: float) -> list[tuple[int, Response]]:
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        pass


@contextmanager
def wire(answers: dict[str, Answer | str]) -> Iterator[Wire]:
    """While it lasts every request ends on this wire; names are not looked up."""
    here = Wire(answers)

    def lookup(host: str, *args: Any, **more: Any) -> list[Any]:
        return [(2, 1, 6, "", ("192.0.2.1", 0))]

    with (
        patch("linkaudit.http.opened.transport_of", lambda name, proxies: here),
        patch("linkaudit.http.opened.Resolver", lambda: Resolver(lookup)),
        patch("linkaudit.http.opened.Loop", _hasty),
    ):
        yield here


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
