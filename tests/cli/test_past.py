"""The commands that show what was kept: history, show, report without a document, diff."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_cli import LINK, run

BARE = f"<main><p>{LINK.replace(' (paid link)', '')}</p></main>"


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    """A working directory with three nights of `public`: a page, two pages, one again; all under ftc."""
    audited(tmp_path, "a.html")
    audited(tmp_path, "a.html", "b.html")
    audited(tmp_path, "a.html")
    return tmp_path


def audited(folder: Path, *pages: str, name: str = "public") -> None:
    (folder / name).mkdir(exist_ok=True)
    for path in (folder / name).iterdir():
        path.unlink()
    for page in ("kept.html", *pages):
        (folder / name / page).write_text(BARE if page != "kept.html" else "<p>nothing here")
    assert run("audit", name, "--no-probes", "--regime", "ftc", "--quiet", cwd=folder).returncode == bool(pages)


def shown(*args: str, cwd: Path) -> str:
    done = run(*args, cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def told(*args: str, cwd: Path) -> Any:
    return json.loads(shown(*args, cwd=cwd))


def said(*args: str, cwd: Path) -> str:
    done = run(*args, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_history_is_a_table_of_runs(nights: Path) -> None:
    lines = shown("history", cwd=nights).splitlines()
    assert lines[0] == "folder_public (public)"
    assert lines[1].split() == [
        "run",
        "started",
        "state",
        "pages",
        "links",
        "to",
        "fix",
        "errors",
        "warnings",
        "questions",
        "new",
        "fixed",
        "target",
    ]
    cells = [line.split() for line in lines[2:]]
    assert all(int(row[6]) > 0 for row in cells), "causes to fix, behind state, pages and links"
    assert [row[0] for row in cells] == ["1", "2", "3"]
    assert [row[-3:] for row in cells] == [["–", "–", "public"], [cells[1][-3], "0", "public"], ["0", cells[1][-3], "public"]]


def test_history_as_json_has_the_summaries(nights: Path) -> None:
    (site,) = told("history", "public", "-f", "json", cwd=nights)
    assert site["name"] == "folder_public"
    assert [one["run"] for one in site["runs"]] == [1, 2, 3]
    assert site["runs"][0] | {"news": None, "kept": True} == site["runs"][0]
    assert site["runs"][1]["causes"][0]["rule"] == "disclosure-missing"


def test_report_without_a_document_is_the_latest_run_and_show_any(nights: Path) -> None:
    latest = told("report", "-f", "json", cwd=nights)
    assert latest["coverage"]["pages_with_affiliate_links"] == 1
    assert latest == told("show", "latest", "-f", "json", cwd=nights) == told("show", "3", "-f", "json", cwd=nights)
    second = told("show", "previous", "-f", "json", cwd=nights)
    assert second["coverage"]["pages_with_affiliate_links"] == 2
    assert second["since"][0]["earlier"] == "run 1"
    assert shown("show", "2", cwd=nights).startswith("public → ftc")


def test_a_kept_run_gives_the_reports_of_that_night(tmp_path: Path) -> None:
    names = ("site.html", "again.json", "night.md", "findings.csv", "links.csv", "words.txt")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.html").write_text(BARE)
    run("audit", "public", "--no-probes", *(part for name in names for part in ("-o", f"first/{name}")), cwd=tmp_path)
    shown("report", *(part for name in names for part in ("-o", f"second/{name}")), cwd=tmp_path)
    for name in names:
        assert (tmp_path / "second" / name).read_bytes() == (tmp_path / "first" / name).read_bytes(), name


def test_the_choices_are_named(nights: Path) -> None:
    audited(nights, "a.html", name="other")
    assert "runs of several sites are kept; name one with --site: folder_other, folder_public" in said("report", cwd=nights)
    assert 'no run of "publc" is kept (did you mean "folder_public"?); there are runs of folder_other, folder_public' in said(
        "report", "--site", "publc", cwd=nights
    )
    assert told("report", "--site", "other", "-f", "json", cwd=nights)["target"] == "other"
    assert told("report", "--site", "folder_public", "-f", "json", cwd=nights)["target"] == "public"
    assert [site["name"] for site in told("history", "-f", "json", cwd=nights)] == ["folder_other", "folder_public"]
    assert 'no run "9" of folder_public; there are 1 to 3, latest and previous' in said("show", "9", "--site", "public/", cwd=nights)
    alone = "no run before run 1 read other with no link asked and judged it by ftc; linkaudit history lists the runs\n"
    assert said("diff", "--site", "other", cwd=nights).endswith(alone)
    assert "one of them says what to render" in said("report", "x.json", "--site", "other", cwd=nights)


@pytest.mark.parametrize("args", [("report",), ("show", "latest"), ("history",), ("diff",)])
def test_without_runs_it_says_where_they_come_from(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert f"no run is kept in {tmp_path}/.linkaudit; linkaudit audit TARGET keeps one there" in said(*args, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == [], "looking leaves nothing behind"


def test_runs_lie_beside_the_configuration(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "linkaudit.toml").write_text('[site]\nurl = "https://blog.example"\n')
    audited(home, "a.html")
    assert said("report", cwd=tmp_path).startswith("Error: no run is kept")
    assert (
        told("report", "-c", "home/linkaudit.toml", "--site", "blog.example", "-f", "json", cwd=tmp_path)["site"] == "https://blog.example"
    )
    assert "there is no such file" in said("report", "-c", "nope.toml", cwd=tmp_path)


def test_a_report_that_is_not_kept_any_more_says_which_are(nights: Path) -> None:
    (nights / "linkaudit.toml").write_text("[state]\nkeep_runs = 2\n")
    audited(nights, "a.html")
    assert "the report of run 2 of folder_public is not kept any more (state.keep_runs); those of these runs are: 3, 4" in said(
        "show", "2", cwd=nights
    )
    assert "done, not kept" in shown("history", cwd=nights)


def test_diff_says_what_came_and_went(nights: Path) -> None:
    text = shown("diff", "1", "2", cwd=nights)
    assert text.startswith("folder_public: run 1 (")
    assert "2 new" in text or "3 new" in text
    assert "new   b.html:1" in text
    back = told("diff", "-f", "json", cwd=nights)
    assert (back["earlier"], back["later"], back["new"]) == (2, 3, 0)
    assert back["fixed"] == sum(len(cause["fixed"]) for cause in back["causes"]) > 0
    assert {spot["file"] for cause in back["causes"] for spot in cause["fixed"]} == {"b.html"}


def test_diff_knows_what_was_fixed_before(nights: Path) -> None:
    audited(nights, "a.html", "b.html")
    again = told("diff", "-f", "json", cwd=nights)
    assert again["new"] > 0
    audited(nights)
    audited(nights, "a.html")
    states = {cause["rule"]: cause["state"] for cause in told("diff", "5", "6", "-f", "json", cwd=nights)["causes"]}
    assert states["disclosure-missing"] == "reopened"
    states = {cause["rule"]: cause["state"] for cause in told("diff", "4", "5", "-f", "json", cwd=nights)["causes"]}
    assert states["disclosure-missing"] == "fixed"


def test_diff_says_when_the_settings_differ(nights: Path) -> None:
    run("audit", "public", "--no-probes", "--regime", "uk", "--quiet", cwd=nights)
    assert "Not the site's doing alone: run 3 was judged by ftc, run 4 by uk." in shown("diff", "3", "4", cwd=nights)
    (nights / "linkaudit.toml").write_text("[rules.link-label-missing]\nenabled = false\n")
    run("audit", "public", "--no-probes", "--regime", "ftc", "--quiet", cwd=nights)
    text = shown("diff", "3", "5", cwd=nights)
    assert "Not the site's doing alone: [rules] of the configuration has changed." in text
    assert "0 fixed" in text, "a rule that did not run fixes nothing"


def test_a_damaged_run_is_a_sentence(nights: Path) -> None:
    path = nights / ".linkaudit" / "folder_public.runs" / "3.sqlite"
    path.write_bytes(path.read_bytes()[:3000])
    for args in (("report",), ("show", "3"), ("diff",)):
        assert "3.sqlite: can't be read" in said(*args, cwd=nights)
    assert told("show", "2", "-f", "json", cwd=nights)["target"] == "public"
    state = nights / ".linkaudit" / "folder_public.sqlite"
    state.write_bytes(b"no database" * 500)
    assert "folder_public.sqlite: can't be used" in said("history", cwd=nights)


def test_runs_in_a_folder_that_may_only_be_read(nights: Path) -> None:
    for path in [nights / ".linkaudit", *(nights / ".linkaudit").rglob("*")]:
        os.chmod(path, 0o555 if path.is_dir() else 0o444)
    try:
        assert len(shown("history", cwd=nights).splitlines()) == 5
    finally:
        for path in [nights / ".linkaudit", *(nights / ".linkaudit").rglob("*")]:
            os.chmod(path, 0o755)


def test_no_name_of_the_site_reaches_the_terminal_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "p\x1b[31m").mkdir()
    (tmp_path / "p\x1b[31m" / "a.html").write_text(BARE)
    run("audit", "p\x1b[31m", "--no-probes", "--quiet", cwd=tmp_path)
    assert "\x1b" not in shown("history", cwd=tmp_path)
    assert "\x1b" not in shown("show", "latest", cwd=tmp_path)


def test_another_regime_is_seen_in_the_list_and_named_where_nothing_can_be_compared(nights: Path) -> None:
    assert "regimes" not in run("history", cwd=nights).stdout
    run("audit", "public", "--no-probes", "--regime", "uk", "--quiet", cwd=nights)
    head, *_, last = run("history", cwd=nights).stdout.splitlines()[1:]
    assert head.split()[-2:] == ["regimes", "target"] and last.split()[-2:] == ["uk", "public"]
    done = run("diff", cwd=nights)
    assert done.returncode == 2
    assert "judged it by uk; linkaudit history lists the runs, and linkaudit diff 3 4 compares all the same" in done.stderr
