"""Thirty nights of a blog that lives: its owner hears what changed, once, and nothing else, whatever befalls the runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.ears import Ear, ear

from linkaudit.store import open_past, states

SITE = "https://blog.example"
SHOP = "https://s.example/{}"
AMAZON = "https://www.amazon.com/dp/B0000000{:02}"
NOTICE = "<p>We earn a commission when you buy through our links. As an Amazon Associate I earn from qualifying purchases.</p>"
WALL = [403, {"cf-mitigated": "challenge", "server": "cloudflare"}, "<title>Just a moment...</title>"]
PAGES = 12
CONFIG = """[site]
url = "https://blog.example"
[disclosure]
regimes = ["ftc"]
[programs.amazon]
ids = ["blog-20"]
[http]
retries = 0
requests_per_second = 0
[rules.link-label-missing]
enabled = false
[notify]
to = ["env:MESSAGES"]
heartbeat = "env:HEARTBEAT"
[state]
keep_runs = 5
"""

Web = dict[str, Any]


def page(number: int, tag: str = "blog-20") -> str:
    links = "".join(
        f'<p><a rel="sponsored" href="{url}?{query}">Pan {number}</a></p>'
        for url, query in ((SHOP.format(number), "rfsn=1234567.abc123"), (AMAZON.format(number), f"tag={tag}"))
    )
    return f"<html lang=en><title>Pan {number}</title><main><h1>Pan {number}</h1>{NOTICE}{links}</main>"


def blog(pages: int = PAGES) -> Web:
    """A home page, and posts with a link each to a shop and to Amazon. All is well."""
    found: Web = {f"{SITE}/p{number}": page(number) for number in range(1, pages)}
    found |= {SHOP.format(number): "<p>In stock" for number in range(1, pages)}
    found |= {AMAZON.format(number): '<html><input id="add-to-cart-button"></html>' for number in range(1, pages)}
    return found | {f"{SITE}/": "<main>" + "".join(f'<a href="/p{number}">p</a>' for number in range(1, pages)) + "</main>"}


def bare(web: Web, *posts: int) -> Web:
    """The theme has dropped the notice, of all posts or of some."""
    return {
        url: body.replace(NOTICE, "") if url.startswith(SITE) and (not posts or url.rpartition("/p")[2] in map(str, posts)) else body
        for url, body in web.items()
    }


class Nights:
    """Runs the blog's nights, one after the other, each in a process of its own."""

    def __init__(self, home: Path, owner: Ear) -> None:
        self.home, self._owner, self.number = home, owner, 0
        self.heard: dict[int, list[tuple[str, list[str]]]] = {}
        self.beats: list[int] = []
        self.sizes: list[int] = []

    def __call__(self, web: Web, limit: str = "") -> subprocess.CompletedProcess[str]:
        self.number += 1
        answers = self.home / "answers.json"
        answers.write_text(json.dumps(web))
        day = datetime(2026, 11, 1, 2, tzinfo=UTC) + timedelta(days=self.number - 1)
        command = f"{limit} exec {sys.executable} -m tests.night {answers} audit {SITE}/ --quiet"
        environment = os.environ | {
            "SOURCE_DATE_EPOCH": str(int(day.timestamp())),
            "MESSAGES": self._owner.address,
            "HEARTBEAT": self._owner.heartbeat,
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        done = subprocess.run(["bash", "-c", command], cwd=self.home, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        self.heard[self.number] = [(title, body.splitlines()) for title, body in self._owner.told]
        self.beats += [self.number] * len(self._owner.beats)
        self._owner.told.clear()
        self._owner.beats.clear()
        self.sizes.append(sum(path.stat().st_size for path in (self.home / ".linkaudit").rglob("*") if path.is_file()))
        return done


@pytest.fixture
def owner() -> Iterator[Ear]:
    with ear() as one:
        yield one


@pytest.fixture
def night(tmp_path: Path, owner: Ear) -> Nights:
    (tmp_path / "linkaudit.toml").write_text(CONFIG)
    return Nights(tmp_path, owner)


GONE = "Links whose target is gone"
FOREIGN = "Links that pay somebody else"
NOTICELESS, STATEMENT = "No notice on the page", "Amazon's Associates statement is missing"

HEARD: dict[int, tuple[str, list[str]]] = {
    1: ("blog.example: 0 things to fix, 0 questions; later messages tell what changes", []),
    # A link that is dead on one night may be back on the next: the second night tells.
    4: ("blog.example: 1 new", [f"NEW {GONE} · 1 page · {SITE}/p1"]),
    6: ("blog.example: 1 fixed", [f"FIXED {GONE} · 1 page · {SITE}/p1"]),
    9: ("blog.example: 1 new", [f"NEW {FOREIGN} · 11 pages · {SITE}/p1"]),
    11: ("blog.example could not be read", ["0 of 1 page read.", "Nothing is known of what has changed since 2026-11-10."]),
    13: ("blog.example: can be read again", []),
    14: ("blog.example: 1 fixed", [f"FIXED {FOREIGN} · 11 pages · {SITE}/p1"]),
    15: ("blog.example: 2 new", [f"NEW {NOTICELESS} · 11 pages · {SITE}/p1", f"NEW {STATEMENT}"]),
    17: ("blog.example: 1 grown", [f"MORE {NOTICELESS} · 1 more, on 12 pages in all · {SITE}/p12"]),
    18: ("blog.example: 2 fixed", [f"FIXED {NOTICELESS} · 12 pages · {SITE}/p1", f"FIXED {STATEMENT}"]),
    19: ("blog.example: 1 back", [f"BACK {NOTICELESS} · 3 pages · {SITE}/p1"]),
    20: ("blog.example: 1 fixed", [f"FIXED {NOTICELESS} · 3 pages · {SITE}/p1"]),
    # Found dead on nights 22 and 24; the disk was full between.
    24: ("blog.example: 1 new", [f"NEW {GONE} · 1 page · {SITE}/p3"]),
    # Fixed on a night on which nobody took the message.
    27: ("blog.example: 1 fixed (run of 2026-11-26)", [f"FIXED {GONE} · 1 page · {SITE}/p3"]),
    30: ("blog.example: 1 new", ["NEW Pages or affiliate links have gone missing"]),
}
CODES = dict.fromkeys(range(1, 31), 0) | dict.fromkeys((4, 5, 9, 10, 13, 15, 16, 17, 19, 24, 25, 30), 1) | {11: 3, 12: 3, 21: -9, 23: 2}


def story(owner: Ear) -> Iterator[tuple[Web, str]]:
    """What the web is like, night by night, and what limits the machine."""
    well, fresh = blog(), blog(PAGES + 1)
    stolen = well | {f"{SITE}/p{number}": page(number, "thief-20") for number in range(1, PAGES)}
    walled: Web = dict.fromkeys(well, WALL)
    third = fresh | {SHOP.format(3): "404"}
    yield from ((web, "") for web in (well, well))
    yield from ((well | {SHOP.format(1): "404"}, "") for _ in range(3))
    yield from ((web, "") for web in (well, well | {SHOP.format(2): "404"}, well))
    yield from ((web, "") for web in (stolen, stolen, walled, walled, stolen, well))
    yield from ((web, "") for web in (bare(well), bare(well), bare(fresh), fresh, bare(fresh, 1, 2, 3), fresh))
    yield third | {f"{SITE}/p5": "KILL"}, ""
    yield third, ""
    yield third, "ulimit -f 16;"
    yield from ((web, "") for web in (third, third))
    owner.deaf = True
    yield fresh, ""
    owner.deaf = False
    yield fresh, ""
    yield fresh | dict.fromkeys((SHOP.format(number) for number in range(PAGES + 1)), "403"), ""
    yield {url: body for url, body in fresh.items() if url != f"{SITE}/p7"} | {f"{SITE}/": fresh[f"{SITE}/"].replace('"/p7"', '"/"')}, ""
    yield blog(6), ""


def test_thirty_nights(night: Nights, owner: Ear) -> None:
    codes = {}
    for web, limit in story(owner):
        done = night(web, limit)
        codes[night.number] = done.returncode
        if night.number == 23:
            assert "earlier runs are kept. Make room, or run with --no-state" in done.stderr
    assert codes == CODES
    heard = {number: told for number, told in night.heard.items() if told}
    assert {number: told[0][0] for number, told in heard.items()} == {number: title for number, (title, _) in HEARD.items()}
    for number, (title, lines) in HEARD.items():
        ((_, said),) = heard[number]
        assert [line for line in said if line != title and line.startswith(("NEW", "BACK", "MORE", "FIXED"))] == [
            line for line in lines if line.startswith(("NEW", "BACK", "MORE", "FIXED"))
        ]
        assert set(lines) <= set(said)
    # Silence tells of the wall, the crash, the full disk and the message that nobody took.
    assert night.beats == [number for number in range(1, 31) if number not in (11, 12, 21, 23, 26)]
    (path,) = states(night.home)
    past = open_past(path)
    ended = [int(run.summary.started[8:10]) for run in past.runs]
    assert ended == [number for number in range(1, 31) if number not in (21, 23)], "every run that ended is remembered, and no other"
    assert [run.kept for run in past.runs] == [False] * 23 + [True] * 5
    steady = [size for number, size in enumerate(night.sizes, 1) if number > 5 and number != 21]
    assert max(steady) < 1.2 * min(steady) < 400_000, "what a killed run leaves is cleared by the next, and nothing grows"
