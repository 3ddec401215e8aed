"""The page of runs is kept in step by every run that is kept, and names of reports may hold the run's day and site."""

from __future__ import annotations

import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.cli.test_cli import LINK, run

from linkaudit.reports.naming import file_for

BARE = f"<main><p>{LINK.replace(' (paid link)', '')}</p></main>"
SETTINGS = '[site]\nurl = "https://blog.example"\n[report]\noutput = ["reports/{date}.html"]\nindex = "reports/index.html"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A working directory with a built site and a configuration that keeps a page of runs."""
    (tmp_path / "linkaudit.toml").write_text(SETTINGS)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.html").write_text(BARE)
    return tmp_path


def night(monkeypatch: pytest.MonkeyPatch, home: Path, day: int, *more: str, target: str = "public") -> Any:
    """Audit on a day of November 2026."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1793491200 + (day - 1) * 86400))
    return run("audit", target, "--no-probes", "--regime", "ftc", *more, cwd=home)


class Hrefs(HTMLParser):
    """What a page links, each once, in order."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value or "": None for name, value in attrs if tag == "a" and name == "href"}


def linked(home: Path, page: str = "reports/index.html") -> list[str]:
    return list(Hrefs(home / page).found)


def test_every_night_adds_its_report_and_a_deleted_one_is_not_linked(home: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser) -> None:
    first = night(monkeypatch, home, 1)
    assert first.returncode == 1
    assert first.stdout.endswith("Report   reports/2026-11-01.html, reports/index.html (all runs)\n")
    assert linked(home) == ["./2026-11-01.html"]
    night(monkeypatch, home, 2)
    assert linked(home) == ["./2026-11-02.html", "./2026-11-01.html"]
    (home / "reports" / "2026-11-01.html").unlink()
    night(monkeypatch, home, 3, "--quiet")
    assert linked(home) == ["./2026-11-03.html", "./2026-11-02.html"]
    page = browser.new_page()
    page.goto((home / "reports" / "index.html").as_uri())
    assert page.locator("table").first.locator("tbody tr").count() == 3
    assert "to fix" in page.locator("section p").first.inner_text()
    command = page.locator("pre").inner_text().split()
    assert command[:3] == ["linkaudit", "show", "1"]
    page.locator("th a").first.click()
    assert "audited 2026-11-03" in page.locator("header").inner_text()
    page.close()
    assert run(*command[1:], cwd=home).returncode == 0
    assert run("history", "-o", "reports/index.html", cwd=home).returncode == 0
    assert linked(home) == ["./2026-11-03.html", "./2026-11-02.html", "./run-1.html"]


@pytest.mark.parametrize("flag", ["--offline", "--no-state"])
def test_a_run_that_is_not_kept_leaves_the_page_alone(home: Path, monkeypatch: pytest.MonkeyPatch, flag: str) -> None:
    night(monkeypatch, home, 1)
    before = (home / "reports" / "index.html").read_bytes()
    assert "all runs" not in night(monkeypatch, home, 2, flag).stdout
    assert (home / "reports" / "index.html").read_bytes() == before
    assert (home / "reports" / "2026-11-02.html").exists()


def test_a_report_is_found_by_what_it_says_and_not_by_its_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "linkaudit.toml").write_text(SETTINGS.replace("{date}", "latest"))
    night(monkeypatch, home, 1)
    assert linked(home) == ["./latest.html"]
    (home / "reports" / "latest.html").rename(home / "reports" / "50% off #1.html")
    (home / "reports" / "a" / "b" / "c").mkdir(parents=True)
    night(monkeypatch, home, 2, "-o", "reports/a/b/second.html", "-o", "reports/a/b/c/too-deep.html")
    (home / "reports" / "latest.html").unlink()
    (home / "reports" / "link.html").symlink_to(home / "reports" / "50% off #1.html")
    assert run("history", "-o", "reports/index.html", cwd=home).returncode == 0
    assert linked(home) == ["./a/b/second.html", "./50%25%20off%20%231.html"]


def test_the_sites_of_one_place_share_the_page_and_a_damaged_state_hides_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "other").mkdir()
    (home / "other" / "a.html").write_text(BARE)
    (home / "linkaudit.toml").write_text(SETTINGS.replace("{date}", "{site}-{date}").replace('url = "https://blog.example"', ""))
    runs = [threading.Thread(target=night, args=(monkeypatch, home, 1), kwargs={"target": name}) for name in ("public", "other")]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert linked(home) == ["#site-1", "#site-2", "./other-2026-11-01.html", "./public-2026-11-01.html"]
    (home / ".linkaudit" / "folder_other.sqlite").write_bytes(b"no database" * 500)
    assert night(monkeypatch, home, 2).returncode == 1
    assert linked(home) == ["./public-2026-11-02.html", "./public-2026-11-01.html"]
    assert "folder_other.sqlite</bdi> can't be read" in (home / "reports" / "index.html").read_text()


def test_one_site_of_several_by_hand(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "other").mkdir()
    (home / "other" / "a.html").write_text(BARE)
    night(monkeypatch, home, 1)
    night(monkeypatch, home, 2, target="other")
    assert run("history", "other", "-o", "reports/one.html", cwd=home).returncode == 0
    assert linked(home, "reports/one.html") == ["./2026-11-02.html"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("public/a.html", "is there already, and is no page of runs"),
        ("reports", "is an HTML file"),
        ("reports/{date}.html", "one page tells of all runs"),
        ("reports/site.html", "is to be a report and the page of runs"),
    ],
)
def test_the_page_replaces_nothing_but_itself(home: Path, name: str, said: str) -> None:
    (home / "linkaudit.toml").write_text(f'[report]\nindex = "{name}"\n')
    done = run("audit", "public", "--no-probes", "-o", "reports/site.html", cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (home / ".linkaudit").exists(), "said before the audit, not after hours of it"


def test_by_hand_it_replaces_nothing_else_either(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night(monkeypatch, home, 1)
    done = run("history", "-o", "reports/2026-11-01.html", cwd=home)
    assert done.returncode == 2 and "is no page of runs" in done.stderr


def test_an_unknown_name_is_a_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night(monkeypatch, home, 1)
    for args in (("audit", "public", "-o", "{dat}.html"), ("show", "latest", "-o", "{dat}.html"), ("report", "-o", "{dat}.html")):
        done = run(*args, cwd=home)
        assert (done.returncode, done.stdout) == (2, "")
        assert 'nothing is known for {dat} (did you mean "date"?); a report\'s name may hold {date} and {site}' in done.stderr


@pytest.mark.parametrize(
    ("site", "target", "name"),
    [
        ("https://blog.example", "x", "blog.example-2026-11-01.html"),
        ("http://127.0.0.1:8000", "x", "127.0.0.1_8000-2026-11-01.html"),
        ("https://site.invalid", "builds/public/", "public-2026-11-01.html"),
        ("https://site.invalid", ".", "site-2026-11-01.html"),
        ("https://../../etc", "x", "site-2026-11-01.html"),
        ("https://a\x1b[31m b/..", "x", "a__31m_b-2026-11-01.html"),
    ],
)
def test_a_name_holds_the_site_and_the_day_and_leads_nowhere_else(site: str, target: str, name: str) -> None:
    assert file_for("{site}-{date}.html", site, target, "2026-11-01T02:30:00Z") == name


def test_a_saved_audit_with_a_start_that_is_none_leads_nowhere_either() -> None:
    assert file_for("{date}/{a}.html", "https://blog.example", "x", "../../../x") == "undated/{a}.html"
