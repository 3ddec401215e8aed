"""`linkaudit report`: an old run in every format, and sentences for what is no run."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_cli import LINK, run

BAD = f"<main><p>{LINK.replace(' (paid link)', '')}</p></main>"
NAMES = ("site.html", "again.json", "night.md", "findings.csv", "links.csv", "words.txt")


@pytest.fixture
def saved(site: Callable[..., Path]) -> Path:
    """A folder with the reports of one run."""
    folder = site({"a.html": BAD}).parent
    outputs = [part for name in NAMES for part in ("-o", f"first/{name}")]
    assert run("audit", "site", "--offline", "--regime", "ftc", *outputs, cwd=folder).returncode == 1
    return folder


def test_one_run_in_every_format_at_once(saved: Path) -> None:
    outputs = [part for name in NAMES for part in ("-o", f"second/{name}")]
    done = run("report", "first/again.json", *outputs, cwd=saved)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for name in NAMES:
        assert (saved / "second" / name).read_bytes() == (saved / "first" / name).read_bytes(), name


def test_tables_come_out_of_a_pipe_too(saved: Path) -> None:
    done = run("report", "first/again.json", "-f", "findings", cwd=saved)
    rows = list(csv.DictReader(done.stdout.removeprefix("\ufeff").splitlines()))
    assert "disclosure-missing" in {row["rule"] for row in rows}
    (link,) = csv.DictReader(run("report", "first/again.json", "-f", "links", cwd=saved).stdout.removeprefix("\ufeff").splitlines())
    assert link["publisher_id"] == "blog-20"


def test_lines_of_a_table_end_as_rfc_4180_says(saved: Path) -> None:
    body = (saved / "first" / "findings.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbfrule,cause,")
    assert body.count(b"\n") == body.count(b"\r\n") > 1


def test_an_old_run_that_lacks_something_is_exit_2_and_leaves_reports_alone(saved: Path) -> None:
    document = json.loads((saved / "first" / "again.json").read_text())
    del document["findings"][0]["message"]
    (saved / "old.json").write_text(json.dumps(document))
    (saved / "site.html").write_text("yesterday's")
    done = run("report", "old.json", "-o", "site.html", cwd=saved)
    assert done.returncode == 2
    assert "old.json: not an audit document of this version" in done.stderr
    assert "Traceback" not in done.stderr
    assert (saved / "site.html").read_text() == "yesterday's"


def test_without_a_document_it_says_where_one_comes_from(tmp_path: Path) -> None:
    done = run("report", cwd=tmp_path)
    assert done.returncode == 2
    assert (
        done.stderr
        == f"Error: no run is kept in {tmp_path}/.linkaudit; linkaudit audit TARGET keeps one there, or name the configuration it used with -c\n"
    )
