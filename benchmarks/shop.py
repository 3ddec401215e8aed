"""A blog and the shops it links to on loopback: nginx serves both, a small server beside it gives the slow answers."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from blog import PARTS, write_site

SITE = "127.0.0.1"
SHOPS = tuple(f"127.0.0.{number}" for number in range(2, 42))
TAG = "blogex-20"
DELAY = 0.2
# Per cent of the targets; the rest answers 200 at once. `hop2` is two redirects away from its 200.
SHARES = {"hop1": 5, "hop2": 5, "hop3": 5, "gone": 5, "busy": 2, "slow": 8}

_NGINX = """
{user}
daemon off;
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 8192; }}
http {{
  types {{ text/html html; }}
  default_type text/html;
  charset utf-8;
  keepalive_requests 100000;
  client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;
  uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5;
  log_format line '$server_addr $request_method $status $request_uri';
  access_log {work}/access.log line;
  # LinkChecker waits between two requests to a host that doesn't send this.
  add_header LinkChecker yes always;
  map $server_addr $next {{ {following} }}
  server {{ listen {site}:{port}; root {work}/site; }}
  server {{
    {listen}
    location ~ ^/hop3/(.*)$ {{ return 301 http://$next:{port}/hop2/$1; }}
    location ~ ^/hop2/(.*)$ {{ return 301 http://$next:{port}/hop1/$1; }}
    location ~ ^/hop1/(.*)$ {{ return 301 http://$next:{port}/ok/$1; }}
    location /ok/ {{ return 200 "<!doctype html><title>A thing to buy</title><p>In stock."; }}
    location /slow/ {{ proxy_pass http://{site}:{slow}; }}
    location /busy/ {{ return 503; }}
    location / {{ return 404; }}
  }}
}}
"""


@dataclass
class Seen:
    """What one tool asked of the servers: requests in all, pages read whole, and targets (redirects are followed to other paths)."""

    requests: int = 0
    pages: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Street:
    """The running servers, the blog's pages and the targets its pages link to, both as URLs."""

    work: Path
    start: str
    pages: frozenset[str]
    targets: frozenset[str]

    def end_of_log(self) -> int:
        """Return where the next tool's requests begin in the access log."""
        return (self.work / "access.log").stat().st_size

    def seen(self, begin: int) -> Seen:
        """Count what was asked since `begin`."""
        seen = Seen()
        port = self.start.rstrip("/").rpartition(":")[2]
        with (self.work / "access.log").open(encoding="utf-8", errors="replace") as lines:
            lines.seek(begin)
            for line in lines:
                host, method, status, path = line.split(" ", 3)
                url = f"http://{host}:{port}{path.strip().partition('?')[0]}"
                seen.requests += 1
                if url in self.targets:
                    seen.targets.add(url)
                elif url in self.pages and method == "GET" and status == "200":
                    seen.pages.add(url)
        return seen


def targets(count: int, port: int) -> list[str]:
    """Return the addresses of `count` targets, without the tag; every kind is spread evenly over the hosts."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(count * share / 100))]
    kinds += ["ok"] * (count - len(kinds))
    return [f"http://{SHOPS[number % len(SHOPS)]}:{port}/{kind}/{number}" for number, kind in enumerate(kinds)]


@contextmanager
def serve(work: Path, pages: int, count: int, port: int, pin: list[str]) -> Iterator[Street]:
    """Write the site below `work` and serve it and the shops until the block ends; `pin` is put before each command."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if nginx is None:
        raise SystemExit("nginx is missing: install it with `apt-get install nginx-light`.")
    host, aims = f"http://{SITE}:{port}", targets(count, port)
    addresses = _write(work / "site", pages, host, [f"{url}?tag={TAG}" for url in aims])
    (work / "nginx.conf").write_text(_configuration(work, port), encoding="utf-8")
    with ExitStack() as running:
        running.enter_context(_process([*pin, sys.executable, __file__, str(port + 1)], port + 1))
        running.enter_context(_process([*pin, nginx, "-p", str(work), "-e", str(work / "error.log"), "-c", str(work / "nginx.conf")], port))
        yield Street(work, f"{host}/", frozenset(addresses), frozenset(aims))


def _write(folder: Path, pages: int, host: str, links: list[str]) -> list[str]:
    write_site(folder, pages - 1, host=host, shops=links)
    paths = [f"/{PARTS[number % len(PARTS)]}/post-{number}/" for number in range(pages - 1)]
    anchors = "".join(f'<li><a href="{path}">Post {number}</a></li>' for number, path in enumerate(paths[:10]))
    home = f'<!doctype html>\n<html lang="en-US">\n<head>\n<title>Home</title>\n</head>\n<body><ul>{anchors}</ul></body>\n</html>\n'
    (folder / "index.html").write_text(home, encoding="utf-8")
    return [f"{host}{path}" for path in ["/", *paths]]


def _configuration(work: Path, port: int) -> str:
    following = " ".join(f"{one} {two};" for one, two in zip(SHOPS, [*SHOPS[1:], SHOPS[0]], strict=True))
    listen = "\n    ".join(f"listen {host}:{port};" for host in SHOPS)
    user = "user root;" if os.geteuid() == 0 else ""
    return _NGINX.format(user=user, work=work, following=following, listen=listen, site=SITE, port=port, slow=port + 1)


@contextmanager
def _process(command: list[str], port: int) -> Iterator[None]:
    with socket.socket() as probe:
        if probe.connect_ex((SITE, port)) == 0:
            raise SystemExit(f"Port {port} is taken: choose another with --port.")
    child = subprocess.Popen(command)
    try:
        _wait_for(port, child)
        yield
    finally:
        child.terminate()
        child.wait(timeout=10)


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((SITE, port)) == 0:
                return
        if child.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit(f"The server for port {port} did not start.")


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(DELAY)
        body = b"<!doctype html><title>A thing to buy</title><p>In stock, after a while."
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body))
        writer.write(b"" if head.startswith(b"HEAD") else body)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _slow(port: int) -> None:
    server = await asyncio.start_server(_answer, SITE, port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_slow(int(sys.argv[1])))
