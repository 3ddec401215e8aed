"""Killed at any moment and taken up again, a run ends with the audit of an unbroken one; and what is said when it can't go on."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from linkaudit.store import open_state

PAGES = 150
SHOPS = [f"127.0.0.{number}" for number in range(2, 7)]
KINDS = ("ok", "ok", "hop", "gone", "closed", "ok", "untagged")
KILLS = 20

CONFIG = """
[site]
url = "http://127.0.0.1:{port}"
[disclosure]
regimes = ["ftc"]
[programs.localshop]
ids = ["blogex-20"]
[http]
requests_per_second = 0
concurrency = {concurrency}
retries = 0
allow_private = true
[http.headers]
{headers}
"""
PROGRAM = f"""
name = "Local shop"
kind = "merchant"
probe = "strip"
[[rule]]
form = "tag"
hosts_exact = {json.dumps(SHOPS)}
query_all = ["tag"]
id_param = ["tag"]
"""


class Street:
    """A blog and its shops on one port. It counts the requests of each run and does as told when one has made so many."""

    def __init__(self) -> None:
        self.asked: dict[str, list[str]] = {}
        self.after: dict[str, tuple[int, Callable[[], None]]] = {}
        self.delay: dict[str, float] = {}
        self.port = 0
        self._lot, self._lock = random.Random(1), threading.Lock()

    def noted(self, run: str, host: str, path: str) -> None:
        with self._lock:
            seen = self.asked.setdefault(run, [])
            seen.append(host + path)
            number, act = self.after.get(run, (0, lambda: None))
            wait = self._lot.random() * self.delay.get(run, 0.006)
            due = number == len(seen)
        time.sleep(wait)
        if due:
            act()

    def answer(self, host: str, path: str) -> tuple[int, str, str]:
        """Return status, Location and body."""
        place = f":{self.port}"
        kind, _, number = path.strip("/").partition("/")
        if host in SHOPS:
            if kind == "hop":
                return 301, f"http://{SHOPS[int(number) % 5]}{place}/ok/{number}?tag=blogex-20", ""
            return {"gone": 404, "closed": 403}.get(kind, 200), "", "<!doctype html><title>A thing</title><p>In stock."
        if kind == "go" or kind == "deal":
            shop = SHOPS[int(number) % 5]
            return 302, f"http://{shop}{place}/{KINDS[int(number) % 7]}/{number}" + ("?tag=blogex-20" if int(number) % 3 else ""), ""
        if path == "/moved/":
            return 301, "/post/5/", ""
        if path == "/" or kind == "post":
            return 200, "", self.page(int(number or 0))
        return 404, "", "<p>no"

    def page(self, number: int) -> str:
        posts = [f"/post/{one % PAGES}/" for one in (3 * number + 1, 3 * number + 2, 3 * number + 3)]
        shop, kind = SHOPS[number % 5], KINDS[number % 7]
        notice = "<p>As an affiliate we earn a commission from purchases made through our links." if number % 2 else ""
        return (
            f"<!doctype html><html lang=en><title>Post {number}</title><main>{notice}"
            f'<p><a href="http://{shop}:{self.port}/{kind}/{number % 40}?tag=blogex-20">buy it</a> <a href="/go/{number % 30}">deal</a>'
            + (f' <a href="/deal/{number % 9}">offer</a>' if number % 10 == 0 else "")
            + "".join(f'<p><a href="{post}">more</a>' for post in [*posts, "/moved/", "/lost/"])
        )


@pytest.fixture(scope="module")
def street() -> Iterator[Street]:
    here = Street()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host, path = self.headers["Host"].partition(":")[0], self.path.partition("?")[0]
            here.noted(self.headers.get("X-Run", ""), host, path)
            status, location, text = here.answer(host, path)
            body = text.encode()
            self.send_response(status)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            if location:
                self.send_header("location", location)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def handle(self) -> None:
            with suppress(ConnectionError):  # the other side was killed: that is what this is about
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    with Server(("0.0.0.0", 0), Handler) as server:
        here.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield here
        server.shutdown()


class Run:
    """One operator's folder, and the processes started in it."""

    def __init__(self, street: Street, folder: Path, name: str, concurrency: int = 8) -> None:
        self.street, self.folder, self.name = street, folder / name, name
        (self.folder / "config" / "programs").mkdir(parents=True)
        (self.folder / "config" / "programs" / "localshop.toml").write_text(PROGRAM)
        headers = "\n".join(f'"{host}" = {{ X-Run = "{name}" }}' for host in ["127.0.0.1", *SHOPS])
        (self.folder / "linkaudit.toml").write_text(CONFIG.format(port=street.port, headers=headers, concurrency=concurrency))

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "linkaudit",
            "audit",
            f"http://127.0.0.1:{self.street.port}/",
            "-o",
            "out.json",
            "--fail-on",
            "never",
        ]
        environment = os.environ | {"SOURCE_DATE_EPOCH": "1790000000"}
        return subprocess.Popen([*command, *options], cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def end(self, *options: str) -> tuple[int, str, str]:
        """Run to the end; returns exit code, stdout and stderr."""
        with self.start(*options) as child:
            out, err = child.communicate(timeout=60)
        return child.returncode, out.decode(), err.decode()

    def broken(self, requests: int, number: int, *options: str, pause: float = 0.0) -> tuple[int, str]:
        """Run until so many requests were made, then send the signal; returns exit code and stderr."""
        child: list[subprocess.Popen[bytes]] = []
        ready = threading.Event()

        def act() -> None:
            ready.wait(5)
            time.sleep(pause)
            child[0].send_signal(number)

        self.street.asked[self.name] = []
        self.street.after[self.name] = (requests, act)
        with self.start(*options) as process:
            child.append(process)
            ready.set()
            err = process.communicate(timeout=60)[1]
        self.street.after.pop(self.name)
        return process.returncode, err.decode()

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "out.json").read_text())
        return found

    def said(self) -> str:
        """The audit's bytes, without how long each hop took."""
        return re.sub(r'"seconds":[0-9.e-]+', '"seconds":0', (self.folder / "out.json").read_text())

    def kept(self) -> tuple[str, int, int]:
        """How far the state got: its stage, its finished pages, its targets."""
        with sqlite3.connect(next((self.folder / ".linkaudit").glob("*.sqlite"))) as db:
            stage = db.execute("SELECT coalesce((SELECT stage FROM run), '')").fetchone()[0]
            pages = db.execute("SELECT count(*) FROM frontier WHERE state = 1").fetchone()[0]
            targets = db.execute("SELECT count(*) FROM target").fetchone()[0]
        db.close()
        return stage, pages, targets


@pytest.fixture(scope="module")
def unbroken(street: Street, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(street, tmp_path_factory.mktemp("unbroken"), "unbroken")
    code, _, err = run.end()
    assert code == 0, err
    return run


def test_the_unbroken_run_is_worth_comparing(unbroken: Run, street: Street) -> None:
    document = unbroken.document()
    assert document["coverage"]["pages_read"] == PAGES + 1
    assert len(document["probes"]) > 60
    assert set(document["reached"]["outcomes"]) >= {"ok", "moved", "gone"}, document["reached"]
    asked = Counter(street.asked["unbroken"])
    assert {url for url in asked if "/deal/" in url}, "vanity links are found by the crawl"
    assert max(number for url, number in asked.items() if "/post/" in url) <= 2, "a page is asked again only when it links to one"


def test_killed_at_any_moment_it_ends_with_the_same_audit(unbroken: Run, street: Street, tmp_path: Path) -> None:
    total, lot = len(street.asked["unbroken"]), random.Random(20)
    moments = [int((number + lot.random()) / KILLS * total) + 1 for number in range(KILLS)]

    def kill(number: int) -> tuple[str, tuple[str, int, int]]:
        run = Run(street, tmp_path, f"kill{number}")
        code, _ = run.broken(moments[number], signal.SIGKILL, pause=lot.random() / 50)
        assert code == -signal.SIGKILL
        reached = run.kept()
        code, _, err = run.end("--resume")
        assert code == 0, err
        return run.said(), reached

    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(kill, range(KILLS)))
    expected = unbroken.said()
    assert [moments[number] for number, (said, _) in enumerate(found) if said != expected] == []
    stages = Counter(stage for _, (stage, _, _) in found)
    assert stages["crawl"] >= 4 and stages["probe"] >= 4, stages


def test_killed_again_and_again(unbroken: Run, street: Street, tmp_path: Path) -> None:
    run = Run(street, tmp_path, "again")
    codes = [run.broken(60, signal.SIGKILL, *(["--resume"] if number else []))[0] for number in range(4)]
    assert codes == [-signal.SIGKILL] * 4
    assert run.end("--resume")[0] == 0
    assert run.said() == unbroken.said()


def test_commits_come_after_so_many_pages(street: Street, tmp_path: Path) -> None:
    run = Run(street, tmp_path, "pages")
    street.delay["pages"] = 0.0
    run.broken(120, signal.SIGKILL)
    pages = sum("/post/" in url for url in street.asked["pages"])
    assert run.kept()[1] >= pages - 25 - 2 * 8, "25 pages at most, and what was under way"


def test_commits_come_after_so_much_time(street: Street, tmp_path: Path) -> None:
    run = Run(street, tmp_path, "time", concurrency=1)
    street.delay["time"] = 0.12
    run.broken(18, signal.SIGKILL)
    pages = sum("/post/" in url for url in street.asked["time"])
    assert run.kept()[1] >= pages - 9, "250 ms at most: some four pages of 60 ms, and what was under way"


def test_one_interrupt_ends_with_a_partial_report_and_resume_completes_it(unbroken: Run, street: Street, tmp_path: Path) -> None:
    run = Run(street, tmp_path, "interrupt")
    code, err = run.broken(70, signal.SIGINT)
    assert (code, "Traceback" in err) == (130, False), err
    assert "Stopping: what was read so far is reported." in err
    partial = run.document()
    assert partial["interrupted"] is True
    assert 0 < partial["coverage"]["pages_read"] < PAGES
    assert run.kept()[0] == "crawl"
    assert run.end("--resume")[0] == 0
    assert run.said() == unbroken.said()


def test_an_interrupt_while_links_are_asked(unbroken: Run, street: Street, tmp_path: Path) -> None:
    run = Run(street, tmp_path, "late")
    code, _ = run.broken(len(street.asked["unbroken"]) - 30, signal.SIGINT)
    assert code == 130
    assert run.document()["interrupted"] is True
    assert run.kept()[0] == "probe"
    assert run.end("--resume")[0] == 0
    assert run.said() == unbroken.said()


def test_resume_with_nothing_to_resume_says_so(unbroken: Run) -> None:
    code, _, err = unbroken.end("--resume", "-o", "resumed.json", "--max-pages", "3")
    assert code == 0, err
    document = json.loads((unbroken.folder / "resumed.json").read_text())
    assert "There was no interrupted run to resume; this one began anew." in document["notes"]


def test_settings_that_changed_begin_anew(street: Street, tmp_path: Path) -> None:
    run = Run(street, tmp_path, "settings")
    run.broken(60, signal.SIGKILL)
    config = run.folder / "linkaudit.toml"
    config.write_text(config.read_text().replace("blogex-20", "other-20"))
    assert run.end("--resume", "--no-probes")[0] == 0
    document = run.document()
    assert any("have changed since the run was interrupted" in note for note in document["notes"])
    assert all(page["affiliate_links"] for page in document["pages"])
    foreign = [one for one in document["findings"] if one["rule"] == "tag-foreign"]
    assert len({one["page"] for one in foreign}) >= PAGES - 1, "pages read before the change are judged by the new settings too"


@pytest.fixture(scope="module")
def small(street: Street, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(street, tmp_path_factory.mktemp("small"), "small")
    assert run.end("--max-pages", "5", "--no-probes")[0] == 0
    return run


@pytest.fixture
def idle(small: Run, street: Street, tmp_path: Path) -> Run:
    """A folder with a small finished run."""
    run = Run(street, tmp_path, "idle")
    shutil.copytree(small.folder, run.folder, dirs_exist_ok=True)
    return run


def refused(run: Run, *options: str) -> str:
    code, out, err = run.end("--max-pages", "5", "--no-probes", *options)
    assert code == 2 and out == "" and "Traceback" not in err and err.count("\n") == 1, err
    return err


def state_of(run: Run) -> Path:
    return next((run.folder / ".linkaudit").glob("*.sqlite"))


def test_two_runs_at_once(idle: Run) -> None:
    held = open_state(idle.folder, state_of(idle).stem)
    assert "another audit of this site is running; wait for it, or run with --no-state" in refused(idle)
    assert idle.end("--max-pages", "5", "--no-probes", "--no-state")[0] == 0
    held.close()
    assert idle.end("--max-pages", "5", "--no-probes")[0] == 0


def test_resume_needs_a_state(idle: Run) -> None:
    assert refused(idle, "--resume", "--no-state") == "Error: --resume needs the state that --no-state and --offline leave out\n"


def test_a_damaged_state(idle: Run) -> None:
    state_of(idle).write_bytes(b"this was a database once " * 999)
    assert "remove it to begin anew, or run with --no-state" in refused(idle)


def test_a_state_that_is_damaged_inside(idle: Run) -> None:
    body = state_of(idle).read_bytes()
    assert len(body) > 3 * 4096
    state_of(idle).write_bytes(body[:4096] + b"\xa5" * (len(body) - 4096))
    for rest in state_of(idle).parent.glob("*.sqlite-*"):
        rest.unlink()
    assert "remove it to begin anew, or run with --no-state" in refused(idle)


def test_a_state_without_its_tables(idle: Run) -> None:
    with sqlite3.connect(state_of(idle)) as db:
        db.execute("DROP TABLE page")
    db.close()
    assert "remove it to begin anew, or run with --no-state" in refused(idle)


def test_a_state_of_a_newer_version(idle: Run) -> None:
    with sqlite3.connect(state_of(idle)) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    assert "made by a newer linkaudit; update, or remove it" in refused(idle)


def test_a_folder_that_can_not_be_written(street: Street, tmp_path: Path) -> None:
    run = Run(street, tmp_path, "closed")
    (run.folder / ".linkaudit").write_text("in the way")
    assert "can't be used" in refused(run) and "run with --no-state" in refused(run)
