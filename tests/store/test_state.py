"""The store room: one file a site, one run at a time, nothing lost that was committed, and clear words when it can't be used."""

from __future__ import annotations

import fcntl
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkaudit.errors import StateError
from linkaudit.model import Unread, UnreadReason
from linkaudit.store import Frontier, Pages, Seen, State, Targets, Waiting, open_state
from linkaudit.store.state import PAGES, SECONDS

HOME = "https://blog.example/"


@pytest.fixture
def state() -> Iterator[State]:
    found = open_state(None, "")
    yield found
    found.close()


def urls_in(path: Path) -> list[str]:
    """What another process sees: only what was committed."""
    db = sqlite3.connect(path)
    try:
        return [url for (url,) in db.execute("SELECT url FROM frontier ORDER BY url")]
    finally:
        db.close()


def file_of(folder: Path) -> Path:
    return next((folder / ".linkaudit").glob("*.sqlite"))


def test_the_folder_keeps_itself_out_of_git(tmp_path: Path) -> None:
    open_state(tmp_path, "Blog.example_8080").close()
    assert sorted(path.name for path in (tmp_path / ".linkaudit").iterdir()) == [
        ".gitignore", "blog.example_8080.lock", "blog.example_8080.sqlite",
    ]  # fmt: skip
    assert (tmp_path / ".linkaudit" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("site", ["../../etc/passwd", "a/b", "ü.example", "[::1]_80", "x" * 300, ""])
def test_no_site_name_leaves_the_folder(tmp_path: Path, site: str) -> None:
    open_state(tmp_path, site).close()
    assert file_of(tmp_path).parent == tmp_path / ".linkaudit"
    assert [path.name for path in tmp_path.iterdir()] == [".linkaudit"]


def test_a_temporary_state_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = open_state(None, "blog.example")
    found.begin(HOME, "now", b"")
    found.close()
    assert list(tmp_path.iterdir()) == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    first = open_state(tmp_path, "blog.example")
    with pytest.raises(StateError, match="another audit of this site is running; wait for it, or run with --no-state"):
        open_state(tmp_path, "blog.example")
    open_state(tmp_path, "other.example").close()
    first.close()
    open_state(tmp_path, "blog.example").close()


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    code = "import pathlib, sys; from linkaudit.store import open_state; s = open_state(pathlib.Path(sys.argv[1]), 'a.example'); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout and child.stdout.readline() == b"held\n"
        try:
            with pytest.raises(StateError, match="another audit"):
                open_state(tmp_path, "a.example")
        finally:
            child.kill()
    open_state(tmp_path, "a.example").close()


def test_a_left_lock_file_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / ".linkaudit").mkdir()
    (tmp_path / ".linkaudit" / "a.example.lock").write_text("4711")
    open_state(tmp_path, "a.example").close()


@pytest.mark.parametrize("body", [b"not a database, not at all. " * 200, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_said(tmp_path: Path, body: bytes) -> None:
    open_state(tmp_path, "a.example").close()
    file_of(tmp_path).write_bytes(body)
    for _ in range(2):  # the lock is let go again
        with pytest.raises(StateError, match=r"a\.example\.sqlite: can't be used: .*; remove it to begin anew, or run with --no-state"):
            open_state(tmp_path, "a.example")


def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    (tmp_path / ".linkaudit").mkdir()
    (tmp_path / ".linkaudit" / "a.example.sqlite").touch()
    found = open_state(tmp_path, "a.example")
    assert found.begin(HOME, "now", b"").id == 1
    found.close()


def test_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_state(tmp_path, "a.example").close()
    db = sqlite3.connect(file_of(tmp_path))
    db.execute("PRAGMA user_version = 99")
    db.close()
    for _ in range(2):
        with pytest.raises(StateError, match=r"a\.example\.sqlite: made by a newer linkaudit; update, or remove it"):
            open_state(tmp_path, "a.example")


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="can't be used: .*; run with --no-state"):
        open_state(Path("/proc"), "a.example")
    (tmp_path / ".linkaudit").write_text("a file")
    with pytest.raises(StateError, match="can't be used: .*; run with --no-state"):
        open_state(tmp_path, "a.example")


def test_a_disk_that_refuses_is_said_and_what_was_committed_stays(tmp_path: Path) -> None:
    found = open_state(tmp_path, "a.example")
    run = found.begin(HOME, "now", b"")
    other = sqlite3.connect(file_of(tmp_path), isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")  # a second writer stands in for a full disk
    found.db.execute("PRAGMA busy_timeout = 0")
    with pytest.raises((StateError, sqlite3.Error)):
        found.tell(run, b"x")
    other.execute("ROLLBACK")
    other.close()
    found.close()
    found = open_state(tmp_path, "a.example")
    assert found.interrupted(HOME) == run
    found.close()


def test_runs_begin_end_and_are_taken_up(state: State) -> None:
    assert state.interrupted(HOME) is None
    run = state.begin(HOME, "2026-01-01T00:00:00Z", b"")
    run = state.tell(run, b"ftc")
    state.reached(run, "probe")
    assert state.interrupted("https://other.example/") is None
    found = state.interrupted(HOME)
    assert found is not None and (found.id, found.stage, found.told, found.started) == (1, "probe", b"ftc", "2026-01-01T00:00:00Z")
    state.reached(run, "done")
    assert state.interrupted(HOME) is None
    assert state.begin(HOME, "later", b"").id == 2


def test_a_new_run_forgets_what_waited_and_keeps_what_pages_said(state: State) -> None:
    Frontier(state).page(HOME)
    frontier = Frontier(state)
    frontier.offer(HOME, 0)
    frontier.flush()
    Pages(state, state.begin(HOME, "one", b"").id).save(Seen(HOME, '"e"', None, b"d", b"j"), b"result", [])
    assert state.begin(HOME, "two", b"").id == 2
    assert Frontier(state).waiting() == 0
    assert Pages(state, 2).seen(HOME) is not None


def test_commits_come_after_so_many_pages(tmp_path: Path) -> None:
    found = open_state(tmp_path, "a.example")
    found.begin(HOME, "now", b"")
    frontier = Frontier(found)
    for number in range(PAGES):
        assert urls_in(file_of(tmp_path)) == []
        frontier.offer(f"{HOME}{number}", 1)
        frontier.page(f"{HOME}{number}")
        found.tick(pages=1)
    assert len(urls_in(file_of(tmp_path))) == PAGES
    found.close()


def test_commits_come_after_so_much_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = open_state(tmp_path, "a.example")
    found.begin(HOME, "now", b"")
    Frontier(found).page(HOME)
    frontier = Frontier(found)
    frontier.offer(HOME, 0)
    frontier.flush()
    found.tick()
    assert urls_in(file_of(tmp_path)) == []
    now = time.monotonic()
    monkeypatch.setattr("linkaudit.store.state.time.monotonic", lambda: now + SECONDS)
    found.tick()
    assert urls_in(file_of(tmp_path)) == [HOME]
    found.close()


def test_the_frontier_takes_a_url_once_and_gives_the_nearest_first(state: State) -> None:
    frontier = Frontier(state)
    assert frontier.offer("https://a/2", 1) and frontier.offer("https://a/1", 1) and frontier.offer("https://a/0", 2)
    assert not frontier.offer("https://a/2", 0)
    assert frontier.wave() == [Waiting("https://a/1", 1), Waiting("https://a/2", 1)]
    frontier.page("https://a/1")
    frontier.unread(Unread("https://a/2", UnreadReason.STATUS, "HTTP 404"))
    assert frontier.wave() == [Waiting("https://a/0", 2)]
    frontier.redirect("https://a/0", "https://b/")
    assert frontier.wave() == []
    assert (len(frontier), frontier.done(), frontier.waiting()) == (3, 2, 0)
    assert list(frontier.unreads()) == [Unread("https://a/2", UnreadReason.STATUS, "HTTP 404")]
    assert frontier.redirects() == {"https://a/0": "https://b/"}
    assert [one.url for one in frontier.taken()] == ["https://a/0", "https://a/1", "https://a/2"]


def test_a_redirect_brings_a_url_nearer_whichever_answer_came_first(state: State) -> None:
    one, other = Frontier(state), [("https://a/x", 2, 0), ("https://a/x", 1, 3), ("https://a/x", 1, 1), ("https://a/x", 2, 1)]
    for url, depth, hops in other:
        one.offer(url, depth, hops)
    assert one.wave() == [Waiting("https://a/x", 1, 1)]
    one.page("https://a/x")
    one.offer("https://a/x", 0, 1)
    assert one.wave() == [], "what was read is not read again"


def test_skips_are_counted_with_an_example(state: State) -> None:
    frontier = Frontier(state)
    for number in range(3):
        frontier.offer(f"https://a/{number}", 1)
        frontier.skip(f"https://a/{number}", "a calendar")
    assert frontier.skips() == {"a calendar": (3, "https://a/0")}


def test_a_frontier_is_what_it_was_after_a_restart(tmp_path: Path) -> None:
    found = open_state(tmp_path, "a.example")
    found.begin(HOME, "now", b"")
    frontier = Frontier(found)
    frontier.offer("https://a/1", 1)
    frontier.offer("https://a/2", 1)
    frontier.page("https://a/1")
    frontier.flush()
    found.close()
    found = open_state(tmp_path, "a.example")
    frontier = Frontier(found)
    assert not frontier.offer("https://a/1", 1)
    assert frontier.wave() == [Waiting("https://a/2", 1)]
    found.close()


def page(state: State, run: int, name: str, links: list[str], judged: bytes = b"key") -> None:
    frontier = Frontier(state)
    frontier.offer(HOME + name, 1)
    frontier.page(HOME + name)
    Pages(state, run).save(Seen(HOME + name, '"1"', None, b"digest", judged, 90_000), name.encode(), links)


def test_pages_come_back_by_address_and_of_this_run_only(state: State) -> None:
    for name in ("b", "a", "c"):
        page(state, 1, name, [])
    pages = Pages(state, 2)
    assert list(pages.results()) == []
    assert pages.keep(HOME + "c", 3, '"2"', None) == []
    pages.keep(HOME + "a", None, None, "yesterday")
    assert list(pages.results()) == [b"a", b"c"]
    assert pages.seen(HOME + "c") == Seen(HOME + "c", '"2"', None, b"digest", b"key", 3)
    assert pages.seen(HOME + "a") == Seen(HOME + "a", '"1"', "yesterday", b"digest", b"key", None)


def test_what_is_no_page_any_more_has_no_result(state: State) -> None:
    page(state, 1, "a", [])
    Frontier(state).unread(Unread(HOME + "a", UnreadReason.STATUS, "HTTP 404"))
    assert list(Pages(state, 1).results()) == []


def test_links_come_back_as_they_were(state: State) -> None:
    page(state, 1, "a", [])
    page(state, 1, "b", [HOME, HOME + "ü"])
    assert [links for _, _, links in Pages(state, 1).judged()] == [[], [HOME, HOME + "ü"]]
    assert Pages(state, 1).links(HOME + "a") == []


def test_other_settings_are_noticed(state: State) -> None:
    page(state, 1, "a", [], b"key" + b"more")
    assert not Pages(state, 1).differ(b"key")
    assert Pages(state, 1).differ(b"kez")
    assert not Pages(state, 2).differ(b"kez")
    assert Pages(state, 1).depend(3) and not Pages(state, 1).depend(7)


def test_pages_that_two_runs_did_not_see_are_forgotten(state: State) -> None:
    for run, name in ((1, "a"), (2, "b"), (3, "c")):
        page(state, run, name, [])
    Pages(state, 3).forget()
    assert [bool(Pages(state, 3).seen(HOME + name)) for name in "abc"] == [False, True, True]


def test_stale_copies_are_counted(state: State) -> None:
    page(state, 1, "a", [])
    assert Pages(state, 1).stale(86_400) == (1, 90_000)
    assert Pages(state, 1).stale(100_000) == (0, 0)
    assert Pages(state, 2).stale(86_400) == (0, 0)


def test_targets_remember_when_they_were_asked_before(state: State) -> None:
    first, second = Targets(state, 1), Targets(state, 2)
    assert first.last(HOME) == 0.0
    first.save(HOME, 100.0, b"one")
    first.save(HOME, 110.0, b"once more")
    assert first.last(HOME) == 0.0, "within a run it is as old as it was: a resumed night has the same order"
    assert list(first.found()) == [(HOME, b"once more")] and first.known(HOME) is None
    assert second.last(HOME) == 110.0 and second.known(HOME) == b"once more" and list(second.found()) == []
    second.keep(HOME)
    assert second.last(HOME) == 110.0 and list(second.found()) == [(HOME, b"once more")]


def test_the_lock_is_the_kernels(tmp_path: Path) -> None:
    found = open_state(tmp_path, "a.example")
    with (tmp_path / ".linkaudit" / "a.example.lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    found.close()
