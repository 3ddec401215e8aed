"""A report's parts on disk: beside it, replaced as a whole, and nothing of anybody else's touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.cli.test_evidence import check, run

from linkaudit.cli.write import place
from linkaudit.errors import TargetError
from linkaudit.reports import PARTED
from linkaudit.reports.files import SIGN, ReportFile
from linkaudit.reports.html import files

LINK = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blogex-20">buy</a></p>'
PAGES = {f"p{number}.html": LINK for number in range(12)}


def report(parts: int, text: str = "new") -> Iterator[ReportFile]:
    for number in range(1, parts + 1):
        yield ReportFile(f"site.parts/{number:03}.html", iter([SIGN, text]))
    yield ReportFile("site.html", iter([text]))


def told(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text().removeprefix(SIGN) for path in folder.rglob("*") if path.is_file()}


def test_parts_lie_beside_the_report(tmp_path: Path) -> None:
    assert place(report(2), tmp_path / "deep" / "site.html") == [tmp_path / "deep" / "site.parts" / f"00{n}.html" for n in (1, 2)]
    assert set(told(tmp_path / "deep")) == {"site.html", "site.parts/001.html", "site.parts/002.html"}


@pytest.mark.parametrize("parts", [0, 1, 3])
def test_those_of_an_earlier_run_are_gone(tmp_path: Path, parts: int) -> None:
    place(report(2, "old"), tmp_path / "site.html")
    place(report(parts), tmp_path / "site.html")
    assert told(tmp_path) == {"site.html": "new"} | {f"site.parts/00{n}.html": "new" for n in range(1, parts + 1)}


@pytest.mark.parametrize("fails_at", ["site.parts/002.html", "site.html"])
def test_a_failure_leaves_the_old_report_whole(tmp_path: Path, fails_at: str) -> None:
    def broken() -> Iterator[ReportFile]:
        for file in report(2):
            yield ReportFile(file.name, full()) if file.name == fails_at else file

    def full() -> Iterator[str]:
        yield SIGN
        raise OSError(28, "No space left on device")

    place(report(3, "old"), tmp_path / "site.html")
    before = told(tmp_path)
    with pytest.raises(TargetError, match="No space left"):
        place(broken(), tmp_path / "site.html")
    assert told(tmp_path) == before


def test_a_report_that_cant_be_replaced_keeps_its_parts(tmp_path: Path) -> None:
    (tmp_path / "site.html").mkdir()
    (tmp_path / "site.parts").mkdir()
    (tmp_path / "site.parts" / "001.html").write_text(f"{SIGN}old")
    with pytest.raises(TargetError, match="can't be written"):
        place(report(2), tmp_path / "site.html")
    assert told(tmp_path) == {"site.parts/001.html": "old"}


@pytest.mark.parametrize("name", ["notes.txt", "001.html", "002.html/x"])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    theirs = tmp_path / "site.parts" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    with pytest.raises(TargetError, match=r"site\.parts: holds .*no part of a report"):
        place(report(1), tmp_path / "site.html")
    assert told(tmp_path) == {f"site.parts/{name}": "theirs"}
    place(report(0), tmp_path / "site.html")
    assert told(tmp_path) == {f"site.parts/{name}": "theirs", "site.html": "new"}


def test_a_report_needs_a_name() -> None:
    with pytest.raises(TargetError, match="names no file"):
        place(report(1), Path())


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    place(report(1, "theirs"), tmp_path / "out" / "site.html")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "site.parts").symlink_to(tmp_path / "out" / "site.parts")
    with pytest.raises(TargetError, match="this is none"):
        place(report(1), tmp_path / "in" / "site.html")
    assert told(tmp_path / "out") == {"site.html": "theirs", "site.parts/001.html": "theirs"}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A report of twelve pages is already too large for one file."""
    monkeypatch.setitem(PARTED, "html", partial(files, bears=30, each=30))
    monkeypatch.chdir(tmp_path)


def test_they_are_told_summed_and_made_again(small_parts: None, site: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(site(PAGES))
    assert run("audit", folder, "--offline", "--regime", "ftc", "--evidence", "ev", "-o", "site.html") == 1
    count = len(list(Path("site.parts").iterdir()))
    assert count > 1 and f"site.html (with {count} parts in site.parts/)" in capsys.readouterr().out
    assert {f"report.parts/{number:03}.html" for number in range(1, count + 1)} < check(Path("ev"))
    assert run("report", "ev", "-o", "again/site.html") == 0
    for path in [Path("site.html"), *Path("site.parts").iterdir()]:
        assert (Path("again") / path).read_bytes() == path.read_bytes()


def test_a_name_that_is_no_text_is_a_name(small_parts: None, site: Callable[..., Path]) -> None:
    name = os.fsdecode(b"s\xff.html")
    assert run("audit", str(site(PAGES)), "--offline", "-o", name, "--quiet") == 1
    assert "s%FF.parts/001.html" in Path(name).read_text()


def test_evidence_forgets_the_parts_of_a_site_that_shrank(small_parts: None, site: Callable[..., Path]) -> None:
    folder = site(PAGES)
    run("audit", str(folder), "--offline", "--evidence", "ev", "--quiet")
    assert Path("ev/report.parts").is_dir()
    for name in list(PAGES)[1:]:
        (folder / name).unlink()
    run("audit", str(folder), "--offline", "--evidence", "ev", "--quiet")
    assert not Path("ev/report.parts").exists()
    check(Path("ev"))
