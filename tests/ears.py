"""Whom an audit tells: a real mail server, and a real web server that takes messages and heartbeats."""

from __future__ import annotations

import json
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Ear:
    """A web server on loopback. What was posted stands in `told`, title and body; `beats` are the addresses that were asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.told: list[tuple[str, str]] = []
        self.beats: list[str] = []
        self.deaf = False

    @property
    def address(self) -> str:
        """The address for apprise, with a password in it."""
        return f"json://ann:hunter2@127.0.0.1:{self.port}/hook"

    @property
    def heartbeat(self) -> str:
        return f"http://127.0.0.1:{self.port}/ping/0123-secret"


@contextmanager
def ear() -> Iterator[Ear]:
    here: list[Ear] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if not here[0].deaf:
                here[0].told.append((said["title"], said["message"]))
            self._answer()

        def do_GET(self) -> None:
            if not here[0].deaf:
                here[0].beats.append(self.path)
            self._answer()

        def _answer(self) -> None:
            self.send_response(503 if here[0].deaf else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        here.append(Ear(server.server_address[1]))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield here[0]
        server.shutdown()


@contextmanager
def mailbox() -> Iterator[tuple[str, list[EmailMessage]]]:
    """A mail server that wants a password; yields the address for apprise, and the letters that came."""
    letters: list[EmailMessage] = []

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            return "250 OK"

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"ann@blog.example", b"hunter2"))

    options = {"authenticator": known, "auth_required": True, "auth_require_tls": False}
    controller = Controller(Handler(), hostname="127.0.0.1", port=_free_port(), **options)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")  # on loopback there is nobody to listen
        controller.start()
        try:
            yield (
                f"mailto://ann%40blog.example:hunter2@127.0.0.1:{controller.port}/?to=bob@blog.example&from=ann@blog.example&mode=insecure",
                letters,
            )
        finally:
            controller.stop()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
