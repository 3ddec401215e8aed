"""Finished runs are kept: documents of the last ones, a line on each; what goes wrong tonight takes nothing of what was kept before."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linkaudit.app import Plan, Stop, audit
from linkaudit.config import load
from linkaudit.document import Audit, Coverage, Summary
from linkaudit.errors import StateError
from linkaudit.store import Ended, Runs, Spool, open_past, open_state, states
from linkaudit.store.spool import PACK
from linkaudit.store.state import _SCHEMA, FOLDER

LINK = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a></p>'
Audited = Callable[..., Audit]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Audit]:
    """Audit the folder `public` below a working directory of its own, with a state."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.html").write_text(LINK)

    def run(target: str = "public", config: Path | None = None, **more: Any) -> Audit:
        flags = {"disclosure.regimes": ["ftc"]} | {name: more.pop(name) for name in list(more) if "." in name}
        return audit(Plan(target, load(config, {}, flags), **({"probes": False} | more)))

    return run


def summary(run: int, interrupted: bool = False) -> Summary:
    return Summary(run, "public", "https://a.example", "2026-01-01T00:00:00Z", "", interrupted, ("ftc",), Coverage(1, 1, 1, 1), {}, {}, ())


def past(folder: Path) -> Any:
    (path,) = states(folder)
    return open_past(path)


def kept(folder: Path) -> list[int]:
    return [run.id for run in past(folder).runs if run.kept]


# The spool


def test_rows_come_back_as_they_were_while_more_are_added(tmp_path: Path) -> None:
    spool = Spool()
    big = [bytes([number % 251]) * 1000 for number in range(3 * PACK // 1000)]
    spool.add("page", big[:100])
    spool.add("finding", [b"one"])
    assert list(spool.rows("page")) == big[:100]
    spool.add("page", big[100:])
    spool.add("finding", [b"", b"three"])
    assert list(spool.rows("page")) == big
    assert list(spool.rows("finding")) == [b"one", b"", b"three"]
    assert list(spool.rows("probe")) == []


def test_a_named_spool_stays_and_can_only_be_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "deep" / "1.sqlite")
    spool.add("page", [b"a", b"b"])
    spool.finish()
    assert list(spool.rows("page")) == [b"a", b"b"], "the run's own reports are written after it has ended"
    again = Spool.kept(tmp_path / "deep" / "1.sqlite")
    assert list(again.rows("page")) == [b"a", b"b"]
    with pytest.raises(StateError, match="can't be written"):
        again.add("page", [b"c" * PACK])


@pytest.mark.parametrize("body", [b"", b"no database" * 500, None])
def test_a_document_that_is_none_is_said(tmp_path: Path, body: bytes | None) -> None:
    path = tmp_path / "7.sqlite"
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(StateError, match=r"7\.sqlite: can't be read"):
        list(Spool.kept(path).rows("page"))


def test_a_document_with_a_hole_in_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "7.sqlite"
    spool = Spool(path)
    for number in range(200):
        spool.add("page", [os.urandom(PACK)])
        spool.add("page", [str(number).encode()])
    spool.finish()
    spool.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\0" * 200_000)
    with pytest.raises(StateError, match=r"7\.sqlite: can't be read"):
        list(Spool.kept(path).rows("page"))


# What is kept


def test_the_last_documents_are_kept_and_a_line_on_every_run(built: Audited, tmp_path: Path) -> None:
    for _ in range(5):
        built(**{"state.keep_runs": 3})
    assert [run.id for run in past(tmp_path).runs] == [1, 2, 3, 4, 5]
    assert kept(tmp_path) == [3, 4, 5]
    built(**{"state.keep_runs": 0})
    assert kept(tmp_path) == []
    assert len(past(tmp_path).runs) == 6


def test_a_line_says_what_the_run_came_to(built: Audited, tmp_path: Path) -> None:
    document = built()
    (run,) = past(tmp_path).runs
    assert (run.summary.target, run.summary.started, run.summary.regimes) == ("public", document.started, ("ftc",))
    assert run.summary.coverage == document.coverage
    assert run.summary.counts == document.counts
    assert [one.id for one in run.summary.causes] == [cause.id for cause in document.causes]


def test_lines_are_kept_for_400_runs(tmp_path: Path) -> None:
    state = open_state(tmp_path, "a.example")
    runs = Runs(state)
    for number in range(1, 406):
        run = state.begin("https://a.example/", "now", b"")
        runs.keep(run, runs.spool(), Ended(number, "s", summary(number), True), b"memory", 2)
    assert [run.id for run in runs.ended()] == list(range(6, 406))
    assert [run.id for run in runs.ended() if run.kept] == [404, 405]
    assert runs.memory("s") == b"memory" and runs.memory("other") is None
    state.close()


def test_no_state_keeps_nothing(built: Audited, tmp_path: Path) -> None:
    built(state=False)
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_an_interrupted_run_is_kept_as_such_and_the_next_one_takes_nothing_from_it(built: Audited, tmp_path: Path) -> None:
    built()
    stop = Stop()
    stop.wished = True
    assert built(stop=stop).interrupted
    last = built()
    assert [run.summary.interrupted for run in past(tmp_path).runs] == [False, True, False]
    assert [(one.earlier, one.new, one.fixed) for one in last.since] == [("run 1", 0, 0)]


# Where it is kept


def test_two_folders_never_mix(built: Audited, tmp_path: Path) -> None:
    for name in ("en", "de", "themes/de", "themes_de", "En"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "a.html").write_text(LINK)
        built(name, **{"site.url": "https://blog.example"})
    found = [open_past(path) for path in states(tmp_path)]
    assert sorted(one.runs[0].summary.target for one in found) == ["En", "de", "en", "themes/de", "themes_de"]
    assert all(len(one.runs) == 1 for one in found)


def test_a_folder_is_the_same_however_it_is_named(built: Audited, tmp_path: Path) -> None:
    for name in ("public", "public/", "./public", str(tmp_path / "public"), "public/../public"):
        built(name)
    assert len({run.stream for run in past(tmp_path).runs}) == 1
    assert len(past(tmp_path).runs) == 5


def test_a_build_folder_of_another_name_each_night_is_one_site_when_its_address_is_set(built: Audited, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chdir(home)
    for number in range(2):
        folder = tmp_path / f"build-{number}" / "public"
        folder.mkdir(parents=True)
        (folder / "a.html").write_text(LINK)
        built(str(folder), **{"site.url": "https://blog.example"})
    assert len(past(home).runs) == 2


def test_the_audited_folder_is_left_clean(built: Audited, tmp_path: Path) -> None:
    config = tmp_path / "public" / "linkaudit.toml"
    config.write_text('[site]\nurl = "https://blog.example"\n')
    built(config=config)
    assert not (tmp_path / "public" / FOLDER).exists()
    assert len(past(tmp_path).runs) == 1
    (tmp_path / "linkaudit.toml").write_text("")
    os.chdir(tmp_path / "public")
    built(".", config=tmp_path / "linkaudit.toml")
    assert not (tmp_path / "public" / FOLDER).exists(), "beside the configuration"
    assert built(".").notes[-1] == "This run is not kept: its memory would lie in the audited folder, and be published with it."
    assert not (tmp_path / "public" / FOLDER).exists()


def test_what_lies_in_linkaudit_is_no_page(built: Audited, tmp_path: Path) -> None:
    os.chdir(tmp_path / "public")
    assert built(".").coverage.pages_read == built(".").coverage.pages_read == 1


def test_two_folders_may_be_audited_at_once_and_one_may_not(built: Audited, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.html").write_text(LINK)
    built()
    name = states(tmp_path)[0].stem
    held = open_state(tmp_path, name)
    built("other")
    with pytest.raises(StateError, match="another audit of this site is running"):
        built()
    held.close()
    built()


def test_a_folder_that_is_mounted_to_be_read_only_is_audited_all_the_same(built: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkaudit.remember.os.access", lambda path, mode: False)
    document = built()
    assert document.coverage.pages_read == 1
    assert any(note.startswith("This run is not kept: ") for note in document.notes)


# What goes wrong


def test_a_killed_run_leaves_the_others_and_the_next_one_clears_up(built: Audited, tmp_path: Path) -> None:
    built()
    folder = states(tmp_path)[0].with_suffix(".runs")
    code = (
        "import os, sys; from linkaudit.app import Plan, audit; from linkaudit.config import load; import linkaudit.store.spool as s;"
        "s.Spool.finish = lambda self: os.kill(os.getpid(), 9); audit(Plan('public', load(None, {}, {}), probes=False))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert [path.name for path in sorted(folder.iterdir())] == ["1.sqlite", "run.part"]
    assert [run.id for run in past(tmp_path).runs] == [1]
    built()
    assert [path.name for path in sorted(folder.iterdir())] == ["1.sqlite", "3.sqlite"]


def test_a_full_disk_is_a_sentence_and_earlier_runs_stay(built: Audited, tmp_path: Path) -> None:
    built()
    for number in range(400):
        (tmp_path / "public" / f"p{number}.html").write_text(LINK * 30 + os.urandom(3000).hex())
    limited = f"ulimit -f 64; exec {sys.executable} -m linkaudit audit public --no-probes --quiet --regime ftc"
    done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "run.part: can't be written: " in done.stderr and "earlier runs are kept. Make room, or run with --no-state" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("run.part")), "a full disk needs the room"
    assert kept(tmp_path) == [1]
    assert built().since[0].earlier == "run 1"


def test_a_damaged_memory_is_said(built: Audited, tmp_path: Path) -> None:
    built()
    db = sqlite3.connect(states(tmp_path)[0])
    db.execute("UPDATE memory SET body = x'00ff00'")
    db.commit()
    db.close()
    with pytest.raises(StateError, match="can't be used: .*; remove it to begin anew, or run with --no-state"):
        built()
    assert kept(tmp_path) == [1]


@pytest.mark.parametrize("version", [0, 1, 2, 3])
def test_a_state_of_an_earlier_version_opens(tmp_path: Path, version: int) -> None:
    (tmp_path / FOLDER).mkdir()
    db = sqlite3.connect(tmp_path / FOLDER / "a.example.sqlite")
    for script in _SCHEMA[:version]:
        db.executescript(script)
    if version:
        db.execute("INSERT INTO run (id, target, started, stage, told) VALUES (7, 'https://a.example/', 'then', 'done', x'00')")
        db.execute("INSERT INTO target VALUES ('https://s.example/', 7, 1.0, 0.0, x'00')")
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()
    assert past(tmp_path).runs == [], "a report changes nothing in it"
    state = open_state(tmp_path, "a.example")
    runs = Runs(state)
    run = state.begin("https://a.example/", "now", b"")
    runs.keep(run, runs.spool(), Ended(run.id, "s", summary(run.id), True), None, 2)
    assert run.id == (8 if version else 1)
    assert [one.id for one in runs.ended()] == [run.id]
    assert state.db.execute("SELECT count(*) FROM target").fetchone()[0] == min(version, 1)
    state.close()


def test_reports_read_while_an_audit_holds_the_state(tmp_path: Path) -> None:
    state = open_state(tmp_path, "a.example")
    runs = Runs(state)
    run = state.begin("https://a.example/", "now", b"")
    runs.keep(run, runs.spool(), Ended(1, "s", summary(1), True), None, 2)
    state.begin("https://a.example/", "later", b"")
    assert [one.id for one in past(tmp_path).runs] == [1]
    state.close()


def test_a_state_of_a_newer_version_is_not_read(tmp_path: Path) -> None:
    open_state(tmp_path, "a.example").close()
    db = sqlite3.connect(states(tmp_path)[0])
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StateError, match="made by a newer linkaudit"):
        past(tmp_path)
