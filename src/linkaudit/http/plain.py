"""One hop with requests, on threads: where pycurl is not installed, and where tests mock answers."""

from __future__ import annotations

import math
import re
import socket
import threading
import time
from http.cookiejar import DefaultCookiePolicy
from queue import Empty, SimpleQueue
from typing import Any, Final

import requests
from urllib3.exceptions import ProtocolError, ReadTimeoutError
from urllib3.response import HTTPResponse

from ..urls import Url, parse
from .pinned import Pinned, Session, here
from .proxies import Proxies
from .seam import MAX_HEADERS, Answer, Refusal, Request, Response, Trouble

__all__ = ["PlainTransport"]

CONNECT_SECONDS: Final = 10.0
CLOSE_SECONDS: Final = 1.0
_BODILESS: Final = frozenset((204, 304))
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# Others than these would be handed on as they came, and judged as if they were a page.
_ENCODINGS: Final = frozenset(("", "identity", "none", *HTTPResponse.CONTENT_DECODERS))


class _Job:
    """A request under way, and the socket it waits on: a server that drips bytes is cut off through it."""

    def __init__(self, ticket: int, request: Request, addresses: tuple[str, ...]) -> None:
        self.ticket, self.request, self.addresses = ticket, request, addresses
        # Counted from when a thread takes the job.
        self.deadline = math.inf
        self.socket: socket.socket | None = None
        self.overdue = self.reused = False

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - time.monotonic()

    def cut_off(self) -> None:
        """End the wait of the thread that has the job."""
        self.overdue = True
        if self.socket is not None:
            try:
                self.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.socket = None


class PlainTransport:
    """A pool of threads, each with a session of its own."""

    def __init__(self, proxies: Proxies, connections: int = 64) -> None:
        self._proxies, self._most = proxies, connections
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[_Job, Answer]] = SimpleQueue()
        self._running: dict[int, _Job] = {}
        self._threads: list[threading.Thread] = []

    def start(self, ticket: int, request: Request, addresses: tuple[str, ...]) -> None:
        """Hand a request to a thread."""
        job = self._running[ticket] = _Job(ticket, request, addresses)
        if len(self._threads) < min(self._most, len(self._running)):
            self._threads.append(threading.Thread(target=self._work, daemon=True))
            self._threads[-1].start()
        self._jobs.put(job)

    def finished(self, seconds: float) -> list[tuple[int, Answer]]:
        """Return what has ended, and cut off what is overdue."""
        done: list[tuple[int, Answer]] = []
        try:
            found = self._done.get(timeout=min(max(seconds, 0.0), 0.25)) if seconds > 0 else self._done.get_nowait()
            while True:
                self._running.pop(found[0].ticket)
                done.append((found[0].ticket, found[1]))
                found = self._done.get_nowait()
        except Empty:
            pass
        for job in self._running.values():
            if job.left < 0:
                job.cut_off()
        return done

    def close(self) -> None:
        """Drop all connections, and give the threads a moment to end."""
        for job in self._running.values():
            job.cut_off()
        for _ in self._threads:
            self._jobs.put(None)
        until = time.monotonic() + CLOSE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        adapter, session = Pinned(pool_connections=20, pool_maxsize=1), Session()
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        while (job := self._jobs.get()) is not None:
            job.deadline = time.monotonic() + job.request.seconds
            here.job = job
            self._done.put((job, self._ask(job, session, adapter)))
        session.close()

    def _ask(self, job: _Job, session: requests.Session, adapter: Pinned) -> Answer:
        request = job.request
        url = parse(request.url)
        if url is None or not url.is_web:
            return Refusal(request.url, Trouble.ADDRESS, "not an http(s) URL")
        proxy = self._proxies.of(url)
        answer: Answer = Refusal(request.url, Trouble.CONNECT, "no address")
        for address in ("",) if proxy else job.addresses[:3]:
            if job.overdue or job.left <= 0:
                return Refusal(request.url, Trouble.TIMEOUT, f"not done after {request.seconds:g} s")
            adapter.address = address
            try:
                return _one(job, session, url, address, {url.scheme: proxy} if proxy else {})
            except Exception as error:  # whatever a hostile answer makes the client raise ends this request only
                answer = _refusal(job, error)
                if answer.reason is not Trouble.CONNECT and not isinstance(error, requests.ConnectTimeout):
                    break
        return answer


def _one(job: _Job, session: requests.Session, url: Url, address: str, proxies: dict[str, str]) -> Answer:
    request, started = job.request, time.monotonic()
    # As it stands in the URL: `url.host` has lost a dot at the end.
    host = url.href.split("/", 3)[2].rpartition("@")[2]
    if _CONTROL.search("".join((*request.headers, *request.headers.values()))):
        return Refusal(request.url, Trouble.ADDRESS, "can't be asked: a header holds a control character")
    try:
        ready = session.prepare_request(requests.Request(request.method, url.href, headers={"Host": host, **request.headers}))
    except ValueError as error:
        return Refusal(request.url, Trouble.ADDRESS, f"can't be asked: {error}"[:200])
    ready.url = url.href.partition("#")[0]
    timeout = (min(CONNECT_SECONDS, job.left), job.left)
    with _send(job, session, ready, timeout, proxies) as answer:
        if fault := _fault(request, answer):
            return fault
        body, cut = _body(job, answer)
        if job.overdue:
            return Refusal(request.url, Trouble.TIMEOUT, f"not done after {request.seconds:g} s")
        headers = {name.lower(): value for name, value in answer.headers.items()}
    return Response(request.url, answer.status_code, headers, body, time.monotonic() - started, address, cut)


def _send(job: _Job, session: requests.Session, ready: Any, timeout: tuple[float, float], proxies: dict[str, str]) -> requests.Response:
    try:
        return session.send(ready, stream=True, allow_redirects=False, timeout=timeout, proxies=proxies)
    except requests.ConnectionError as error:
        # The server closed a kept connection just when it was taken up again: that is nobody's fault.
        inner = error.args[0].args if error.args and isinstance(error.args[0], ProtocolError) else ()
        if job.overdue or not job.reused or not isinstance(inner[-1] if inner else None, ConnectionError):
            raise
    return session.send(ready, stream=True, allow_redirects=False, timeout=timeout, proxies=proxies)


def _fault(request: Request, answer: requests.Response) -> Refusal | None:
    """Return what is wrong with an answer's head, or None."""
    if sum(len(name) + len(value) for name, value in answer.headers.items()) > MAX_HEADERS:
        return Refusal(request.url, Trouble.HEADERS, f"more than {MAX_HEADERS} bytes of headers")
    if not re.fullmatch(r"[0-9]+(, *[0-9]+)*", answer.headers.get("content-length", "0")):
        return Refusal(request.url, Trouble.BROKEN, "Content-Length is no number")
    encodings = {part.strip() for part in answer.headers.get("content-encoding", "").lower().split(",")}
    if request.method != "HEAD" and answer.status_code not in _BODILESS and not encodings <= _ENCODINGS:
        return Refusal(request.url, Trouble.BROKEN, f"can't decode {', '.join(sorted(encodings - _ENCODINGS))}"[:200])
    return None


def _body(job: _Job, answer: requests.Response) -> tuple[bytes, bool]:
    pieces, size, cap = [], 0, job.request.cap
    # Pieces are filled up before they come: a small cap must not wait for a large one.
    for piece in answer.iter_content(min(16_384, cap + 1)):
        pieces.append(piece)
        size += len(piece)
        if size > cap:
            return b"".join(pieces)[:cap], True
        if job.left < 0:
            job.overdue = True
            break
    return b"".join(pieces), False


def _refusal(job: _Job, error: Exception) -> Refusal:
    url = job.request.url
    if job.overdue:
        return Refusal(url, Trouble.TIMEOUT, f"not done after {job.request.seconds:g} s")
    return Refusal(url, _trouble(error), f"{type(error).__name__}: {error}"[:200])


def _trouble(error: Exception) -> Trouble:
    reason, text = getattr(error.args[0], "reason", error.args[0]) if error.args else error, str(error)
    if isinstance(error, requests.exceptions.InvalidURL | UnicodeEncodeError):
        return Trouble.ADDRESS
    if isinstance(error, requests.exceptions.SSLError):
        # A connection lost in the handshake says nothing about the certificate, and may be gone in a moment.
        return Trouble.BROKEN if "EOF" in text else Trouble.TLS
    if isinstance(error, requests.Timeout) or isinstance(reason, ReadTimeoutError):
        return Trouble.TIMEOUT
    if "got more than" in text and "header" in text:
        return Trouble.HEADERS
    if isinstance(error, requests.ConnectionError) and not isinstance(reason, ProtocolError):
        return Trouble.CONNECT
    return Trouble.BROKEN
