"""A bad web: tiny servers on loopback, each with one bad behaviour, all on one thread."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import threading
import zlib
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from functools import partial
from pathlib import Path

from tests.http import certificates

Behaviour = Callable[[StreamReader, StreamWriter, str], Awaitable[None]]
MEGABYTE = 1024 * 1024
# Servers that speak after having read the request, and servers that deal with the bare connection.
PAGES: dict[str, Behaviour] = {}
BARE: dict[str, Behaviour] = {}
# What servers remember between requests: how often a path was asked, and what came through the proxy.
COUNTS: dict[str, int] = {}
PROXIED: list[str] = []
# The certificate a server holds; all others speak plain HTTP.
TLS = {f"tls-{kind}": kind for kind in certificates.KINDS}


def page(behaviour: Behaviour) -> Behaviour:
    """A behaviour after the request's head has come; its third argument is that head."""
    PAGES[behaviour.__name__.replace("_", "-")] = behaviour
    return behaviour


def bare(behaviour: Behaviour) -> Behaviour:
    """A behaviour from the first moment of the connection."""
    BARE[behaviour.__name__.replace("_", "-")] = behaviour
    return behaviour


def fixed(name: str, status: str, *headers: str, body: bytes = b"", sized: bool = True) -> None:
    """A server that always gives the same answer, correct in form."""
    size = [f"Content-Length: {len(body)}"] if sized else []
    PAGES[name] = partial(_send, answer=head(status, *headers, *size) + body)


def raw(name: str, answer: bytes) -> None:
    """A server that always sends the same bytes, then closes."""
    PAGES[name] = partial(_send, answer=answer)


async def _send(_reader: StreamReader, writer: StreamWriter, _asked: str, *, answer: bytes) -> None:
    writer.write(answer)
    await writer.drain()


def head(status: str, *headers: str) -> bytes:
    """An answer's status line and headers, in latin-1 as on the wire."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode("latin-1")


def bomb(megabytes: int) -> bytes:
    """A gzip stream of zeros. Each flushed block is the same kilobyte, so that a gigabyte is made in no time."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + block * megabytes


HTML = "Content-Type: text/html"
PAGE = b"<p>hello</p>"
BOMB = bomb(1024)

# --- sound answers, to measure the others by
fixed("ok", "200 OK", HTML, body=PAGE)
fixed("keeps", "200 OK", HTML, body=PAGE)
fixed("unsized", "200 OK", HTML, body=PAGE, sized=False)
fixed("gzip", "200 OK", "Content-Encoding: gzip", body=gzip.compress(PAGE))
fixed("deflate", "200 OK", "Content-Encoding: deflate", body=zlib.compress(PAGE))
fixed("gzip-twice", "200 OK", "Content-Encoding: gzip, gzip", body=gzip.compress(gzip.compress(PAGE)))
raw("chunked", head("200 OK", "Transfer-Encoding: chunked") + b"5\r\n<p>he\r\n7;x=y\r\nllo</p>\r\n0\r\n\r\n")
raw(
    "trailers",
    head("200 OK", "Transfer-Encoding: chunked", "Trailer: Location") + b"2\r\nok\r\n0\r\nLocation: http://evil.example/\r\n\r\n",
)
raw("folded-header", head("200 OK", "X-Long: one", "\tLocation: two", "Content-Length: 2") + b"ok")
raw("same-header-twice", head("200 OK", "X-Two: a", "x-two: b", "Content-Length: 2") + b"ok")
raw("early-hints", head("100 Continue") + head("103 Early Hints", "X-Early: yes") + head("200 OK", "Content-Length: 2") + b"ok")
raw("no-content-with-body", head("204 No Content", "Content-Length: 12") + PAGE)
raw("head-with-body", head("200 OK", HTML, "Content-Length: 12") + PAGE)
raw("head-in-unknown-encoding", head("200 OK", "Content-Encoding: cuneiform"))
raw("no-content-in-unknown-encoding", head("204 No Content", "Content-Encoding: cuneiform"))
raw("unchanged-in-unknown-encoding", head("304 Not Modified", "Content-Encoding: cuneiform"))
raw("line-feeds-only", b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok")
raw("no-reason", b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok")
raw("same-size-twice", head("200 OK", "Content-Length: 2", "Content-Length: 2") + b"ok")
raw("size-and-chunks", head("200 OK", "Content-Length: 200", "Transfer-Encoding: chunked") + b"2\r\nok\r\n0\r\n\r\n")
raw("blank-before-colon", head("200 OK", "X-Blank : yes", "X-After: yes", "Content-Length: 2") + b"ok")
raw("truncated-gzip", head("200 OK", "Content-Encoding: gzip") + gzip.compress(PAGE)[:-8])
raw("gzip-in-two-members", head("200 OK", "Content-Encoding: gzip") + gzip.compress(PAGE) + gzip.compress(PAGE))
raw("gzip-and-garbage", head("200 OK", "Content-Encoding: gzip") + gzip.compress(PAGE) + b"garbage")
raw("status-999", head("999 Request denied", "Content-Length: 12") + PAGE)
raw("too-much", head("200 OK", "Content-Length: 3") + PAGE)
raw("hundred-fifty-headers", head("200 OK", *(f"X-{number}: y" for number in range(150)), "Content-Length: 2") + b"ok")
fixed("cookie", "200 OK", "Set-Cookie: visitor=1; Path=/", "Set-Cookie: second=2", body=PAGE)

# --- bodies that are not what they say
raw("truncated", head("200 OK", "Content-Length: 9000") + PAGE)
raw("truncated-chunk", head("200 OK", "Transfer-Encoding: chunked") + b"40\r\n<p>he")
raw("bad-chunk-size", head("200 OK", "Transfer-Encoding: chunked") + b"zz\r\n<p>he\r\n0\r\n\r\n")
raw("negative-chunk-size", head("200 OK", "Transfer-Encoding: chunked") + b"-5\r\n<p>he\r\n0\r\n\r\n")
fixed("not-gzip", "200 OK", "Content-Encoding: gzip", body=PAGE)
fixed("unknown-encoding", "200 OK", "Content-Encoding: cuneiform", body=PAGE)
raw("size-is-no-number", head("200 OK", "Content-Length: many") + PAGE)
raw("size-is-superscript", head("200 OK", "Content-Length: \xb2") + PAGE)
raw("size-is-empty", head("200 OK", "Content-Length: ") + PAGE)
raw("two-sizes", head("200 OK", "Content-Length: 3", "Content-Length: 12") + PAGE)
raw("gzip-bomb", head("200 OK", "Content-Encoding: gzip") + BOMB)
raw("gzip-gzip-bomb", head("200 OK", "Content-Encoding: gzip, gzip") + gzip.compress(BOMB, 1))
raw("brotli-bomb", head("200 OK", "Content-Encoding: br") + Path(__file__).with_name("bomb.br").read_bytes())
raw("redirect-with-bomb", head("302 Found", "Location: /next", "Content-Encoding: gzip") + BOMB)

# --- heads that are not what they should be
raw("garbage", bytes(range(256)) * 40)
raw("http-0.9", b"<html><p>hello</p></html>\n")
raw("bad-status-line", b"HTTP/1.1 fine thanks\r\n\r\n")
raw("short-status", b"HTTP/1.1 20\r\nContent-Length: 0\r\n\r\n")
raw("other-protocol", b"220 mail.example ESMTP\r\n")
raw("ten-thousand-headers", head("200 OK", *(f"X-Filler-{number}: {'y' * 20}" for number in range(10_000))))
raw("huge-header", head("200 OK", "X-Huge: " + "y" * MEGABYTE))
raw("control-characters", head("302 Found", "Location: /a\x01\x0b\x7fb", "Content-Length: 0"))
raw("bare-return", head("302 Found", "Location: /a\rX-Injected: yes", "Content-Length: 0"))
raw("null-in-header", head("200 OK", "X-Null: a\0b", "Content-Length: 2") + b"ok")
raw("header-without-colon", head("200 OK", "what is this", "Location: /next", "Content-Length: 2") + b"ok")
raw("switches-protocols", head("101 Switching Protocols", "Upgrade: other"))
raw("http-2-in-the-clear", b"HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\nok")
raw("twelve-encodings", head("200 OK", "Content-Encoding: " + ", ".join(["gzip"] * 12)) + PAGE)
raw("split-location", head("302 Found", "Location: /a\r\nX-Second: yes", "Content-Length: 0"))
raw("not-ascii", head("302 Found", "Location: /caf\xe9", "Content-Length: 0"))
raw("silent-close", b"")

# --- redirects
for _name, _target in {
    "to-metadata": "http://169.254.169.254/latest/meta-data/", "to-ipv6-loopback": "http://[::1]:1/", "to-mapped": "http://[::ffff:127.0.0.1]:1/",
    "to-file": "file:///etc/passwd", "to-script": "javascript:alert(1)", "to-nowhere": "http://", "loop": "/loop",
}.items():  # fmt: skip
    fixed(_name, "302 Found", f"Location: {_target}")
fixed("no-location", "302 Found")

# --- hosts that want to be left alone
fixed("busy-storm", "429 Too Many Requests", "Retry-After: 0")
fixed("busy-absurd", "429 Too Many Requests", "Retry-After: 99999")
fixed("busy-nonsense", "429 Too Many Requests", "Retry-After: \xb2")
fixed("unavailable", "503 Service Unavailable")
fixed("missing", "404 Not Found", body=PAGE)

# --- robots.txt
fixed("robots-away", "301 Moved", "Location: http://other.example/robots.txt", body=b"User-agent: *\nDisallow: /\n")
fixed("robots-html", "200 OK", HTML, body=b"\n <html>User-agent: *\nDisallow: /\n")
fixed("robots-bom", "200 OK", body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /private\n")
fixed("robots-odd", "200 OK", body=b"User-agent: *\nCrawl-delay: inf\nDisallow: /private\nSitemap: http://[\nSitemap: /map.xml\n\x00\xff")


@page
async def echo(_reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """Sends the request's head back, and says where it was received."""
    await _send(
        _reader,
        writer,
        asked,
        answer=head("200 OK", f"X-Received-At: {_place(writer)}", f"Content-Length: {len(asked)}") + asked.encode("latin-1"),
    )


@page
async def chain(reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """Thirty redirects, /0 to /29; /30 is a page."""
    step = int(asked.split()[1].strip("/") or 0)
    answer = head("302 Found", f"Location: /{step + 1}", "Content-Length: 0") if step < 30 else head("200 OK", "Content-Length: 2") + b"ok"
    await _send(reader, writer, asked, answer=answer)


@page
async def to_query(reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """Redirects to what stands after the question mark."""
    await _send(
        reader,
        writer,
        asked,
        answer=head("302 Found", f"Location: {asked.split()[1].partition('?')[2]}", "Content-Length: 0", "Connection: close"),
    )


@page
async def endless(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """A body that never ends."""
    writer.write(head("200 OK", HTML))
    while True:
        await _piece(writer, b"<p>more</p>" * 1000)


@page
async def endless_chunks(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    writer.write(head("200 OK", "Transfer-Encoding: chunked"))
    while True:
        await _piece(writer, b"1000\r\n" + b"x" * 0x1000 + b"\r\n")


@page
async def endless_redirect(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """A redirect whose body never ends: who reads it before following never follows."""
    writer.write(head("302 Found", "Location: /next"))
    while True:
        await _piece(writer, b"x" * 65_536)


@page
async def endless_headers(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        await _piece(writer, b"X-More: of the same\r\n" * 50)


@page
async def endless_continue(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """Announces the answer for ever."""
    while True:
        await _piece(writer, head("100 Continue") * 50)


@page
async def drip(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """A body that comes byte by byte: every wait is short, the whole would take hours."""
    writer.write(head("200 OK", "Content-Length: 100000"))
    while True:
        await _piece(writer, b"x", pause=0.02)


@page
async def drip_unsized(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """As `drip`, but cutting it off looks like its proper end."""
    writer.write(head("200 OK"))
    while True:
        await _piece(writer, b"x", pause=0.02)


@page
async def drip_headers(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    for letter in head("200 OK", *(f"X-{number}: slow" for number in range(100))):
        await _piece(writer, bytes([letter]), pause=0.02)


@page
async def silent(_reader: StreamReader, _writer: StreamWriter, _asked: str) -> None:
    """Reads the request and never answers."""
    await asyncio.Event().wait()


@page
async def reset(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    _reset(writer)


@page
async def reset_in_body(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    await _piece(writer, head("200 OK", "Content-Length: 9000") + PAGE, pause=0.05)
    _reset(writer)


@page
async def twice_unavailable(reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """503 for the first two requests of a path, then a page."""
    seen = COUNTS[asked.split()[1]] = COUNTS.get(asked.split()[1], 0) + 1
    await _send(reader, writer, asked, answer=head("200 OK" if seen > 2 else "503 Busy", "Content-Length: 2") + b"ok")


@page
async def busy_once(reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """429 with a date one second ahead, by its own clock, which is wrong by a day."""
    seen = COUNTS[asked.split()[1]] = COUNTS.get(asked.split()[1], 0) + 1
    dates = (f"Date: {formatdate(86_400, usegmt=True)}", f"Retry-After: {formatdate(86_401, usegmt=True)}")
    await _send(reader, writer, asked, answer=head("200 OK" if seen > 1 else "429 Busy", *dates, "Content-Length: 2") + b"ok")


@page
async def robots_huge(_reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """50 MB of rules."""
    writer.write(head("200 OK", "Content-Type: text/plain") + b"User-agent: *\nDisallow: /private\n")
    for _ in range(50 * 16):
        await _piece(writer, b"Disallow: /x/yyyyyyyyyyyyyyyyyyyyyyyyy\n" * 1680)


@page
async def robots_moved(reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """Redirects on its own host, then to www, where the rules are."""
    where = {"/robots.txt": "/2", "/2": f"http://www.shop.example:{writer.get_extra_info('sockname')[1]}/3"}.get(asked.split()[1])
    rules = head("200 OK", "Content-Length: 33") + b"User-agent: *\nDisallow: /private\n"
    await _send(reader, writer, asked, answer=head("301 Moved", f"Location: {where}", "Content-Length: 0") if where else rules)


@page
async def robots_cut_in_a_rule(reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """After 512 KiB, where it is cut, a rule reads `Disallow: /`, which was `Disallow: /secret`."""
    start = b"User-agent: *\n"
    filler = b"#" * (512 * 1024 - len(start) - len(b"\nDisallow: /")) + b"\n"
    await _send(reader, writer, asked, answer=head("200 OK") + start + filler + b"Disallow: /secret\n" * 10)


@page
async def forgets(reader: StreamReader, writer: StreamWriter, asked: str) -> None:
    """Answers, keeps the connection, and drops it when it is asked once more."""
    seen = COUNTS["forgets"] = COUNTS.get("forgets", 0) + 1
    if seen != 2:
        await _send(reader, writer, asked, answer=head("200 OK", "Content-Length: 2") + b"ok")


@bare
async def closes(_reader: StreamReader, _writer: StreamWriter, _asked: str) -> None:
    """Closes before it is asked."""


@bare
async def mute(_reader: StreamReader, _writer: StreamWriter, _asked: str) -> None:
    """Accepts, and neither reads nor answers: a TLS handshake waits for ever."""
    await asyncio.Event().wait()


@bare
async def no_handshake(reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """Garbage instead of a TLS handshake."""
    await reader.read(64)
    await _piece(writer, b"\x00\x01 this is no TLS\r\n\r\n" * 20)


@bare
async def proxy(reader: StreamReader, writer: StreamWriter, _asked: str) -> None:
    """An HTTP proxy that sends everything to itself: it says what it was asked, and tunnels nowhere."""
    asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    PROXIED.append(asked)
    if asked.startswith("CONNECT"):
        await _send(reader, writer, asked, answer=head("403 No tunnels", "Content-Length: 0"))
    elif "/drip" in asked:
        await drip(reader, writer, asked)
    else:
        await echo(reader, writer, asked)


for _kind in certificates.KINDS:
    PAGES[f"tls-{_kind}"] = echo


def _place(writer: StreamWriter) -> str:
    return str(writer.get_extra_info("sockname")[0])


async def _piece(writer: StreamWriter, data: bytes, pause: float = 0.0) -> None:
    writer.write(data)
    await writer.drain()
    # Also without a pause: a writer that never waits would starve the other servers.
    await asyncio.sleep(pause)


def _reset(writer: StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class BadWeb:
    """Where the servers are, and what they were asked."""

    def __init__(self, authority: Path) -> None:
        self.authority = authority
        self.ports: dict[str, int] = {}
        self.asked: dict[str, list[str]] = {}
        self.connections: dict[str, int] = {}
        self.names: list[str | None] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()

    def url(self, name: str, path: str = "/", host: str = "127.0.0.1") -> str:
        """A server's address; https where it holds a certificate."""
        return f"{self.origin(name, host)}{path}"

    def origin(self, name: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if name in TLS else 'http'}://{host}:{self.ports[name]}"

    def forget(self) -> None:
        """Begin a test with empty notes."""
        for notes in (self.asked, self.connections, self.names, COUNTS, PROXIED):
            notes.clear()

    async def serve(self, ready: Callable[[], None]) -> None:
        """Run all servers until stopped."""
        # Broken handshakes and dropped connections are this web's daily bread.
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        servers = [server for name in (*PAGES, *BARE) for server in await self._open(name)]
        ready()
        await self._stop.wait()
        for server in servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def stop(self) -> None:
        self._stop.set()

    async def _open(self, name: str) -> list[asyncio.Server]:
        sockets = [socket.create_server(("127.0.0.1", 0))]
        port = self.ports[name] = sockets[0].getsockname()[1]
        if name in ("echo", "tls-good"):
            # One port on three addresses: tests of pinning ask which of them was used.
            sockets += [socket.create_server(("127.0.0.2", port)), socket.create_server(("::1", port), family=socket.AF_INET6)]
        context = self._context(name)
        return [await asyncio.start_server(partial(self._meet, name), sock=one, ssl=context, limit=MEGABYTE) for one in sockets]

    def _context(self, name: str) -> ssl.SSLContext | None:
        if name not in TLS:
            return None
        found = certificates.context(self.authority.parent, TLS[name])
        found.sni_callback = lambda _socket, host, _context: self.names.append(host)
        return found

    async def _meet(self, name: str, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections[name] = self.connections.get(name, 0) + 1
        # A client that goes away ends the behaviour, whatever it was doing.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._behave(name, reader, writer)
        writer.transport.abort() if name in ("mute", "silent") else writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()
        self._tasks.discard(task)

    async def _behave(self, name: str, reader: StreamReader, writer: StreamWriter) -> None:
        if name in BARE:
            return await BARE[name](reader, writer, "")
        while True:
            asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.setdefault(name, []).append(asked)
            await PAGES[name](reader, writer, asked)
            if name not in ("keeps", "forgets") or (name == "forgets" and len(self.asked[name]) % 2 == 0):
                return None


@contextmanager
def bad_web(folder: Path) -> Iterator[BadWeb]:
    """Run the bad web on a thread of its own."""
    web = BadWeb(certificates.make(folder))
    ready, loops = threading.Event(), []

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        await web.serve(ready.set)

    thread = threading.Thread(target=asyncio.run, args=(main(),), name="bad web")
    thread.start()
    assert ready.wait(20), "the bad web did not open"
    try:
        yield web
    finally:
        loops[0].call_soon_threadsafe(web.stop)
        thread.join(10)


@contextmanager
def deaf() -> Iterator[int]:
    """The port of a host that doesn't even take connections: its backlog is full, and nobody empties it."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            with suppress(BlockingIOError):
                caller.connect(server.getsockname())
        try:
            yield server.getsockname()[1]
        finally:
            for caller in callers:
                caller.close()
