"""`linkaudit audit --sites`: many sites in one run, one page for all, and none that holds the others."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import AXE
from tests.cli.test_cli import LINK, NOTICE, run

GOOD = f"<main>{NOTICE}<p>{LINK}</p></main>"
BAD = f"<main><p>{LINK.replace(' (paid link)', '')}</p></main>"


@pytest.fixture
def portfolio(tmp_path: Path) -> Callable[..., Path]:
    """Write sites and the file that lists them: `portfolio({"a": GOOD, "b": BAD})`."""

    def write(sites: dict[str, str], more: str = "") -> Path:
        lines = ['output = "reports/sites.html"', "at_once = 2"]
        for name, body in sites.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "index.html").write_text(body)
            lines += ["[[site]]", f"target = {json.dumps(name)}", f'output = ["reports/{name}.html"]', "offline = true"]
        (tmp_path / "sites.toml").write_text("\n".join(lines) + more)
        return tmp_path

    return write


class Hrefs(HTMLParser):
    """The addresses of a page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def test_each_site_has_its_report_and_the_page_links_them(portfolio: Callable[..., Path]) -> None:
    folder = portfolio({"a": GOOD, "b": BAD, "c": BAD})
    done = run("audit", "--sites", "sites.toml", "--no-state", "--regime", "ftc", cwd=folder)
    assert done.returncode == 1
    assert "3 sites" in done.stdout
    hrefs = Hrefs()
    hrefs.feed((folder / "reports" / "sites.html").read_text())
    assert hrefs.found == ["./a.html", "./b.html", "./c.html"]
    assert all((folder / "reports" / name).is_file() for name in hrefs.found)


def test_a_report_named_for_its_day_is_linked_by_that_name(portfolio: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    folder = portfolio({"a": GOOD})
    (folder / "sites.toml").write_text((folder / "sites.toml").read_text().replace("reports/a.html", "reports/{site}/{date}.html"))
    run("audit", "--sites", "sites.toml", "--no-state", cwd=folder)
    hrefs = Hrefs()
    hrefs.feed((folder / "reports" / "sites.html").read_text())
    assert hrefs.found == ["./a/2026-11-01.html"]
    assert (folder / "reports" / hrefs.found[0]).is_file()


def test_what_several_sites_share_is_said_once(portfolio: Callable[..., Path]) -> None:
    done = run("audit", "--sites", "sites.toml", "--no-state", "--regime", "ftc", cwd=portfolio({"a": BAD, "b": BAD, "c": GOOD}))
    shared = done.stdout.partition("Shared by several sites")[2]
    assert "✗ No notice on the page" in shared
    assert "a, b\n" in shared


def test_a_site_that_cannot_be_audited_is_said_and_the_others_are(portfolio: Callable[..., Path]) -> None:
    folder = portfolio({"a": GOOD}, '\n[[site]]\ntarget = "nowhere"\n')
    done = run("audit", "--sites", "sites.toml", "--no-state", cwd=folder)
    assert done.returncode == 2
    assert "not audited: nowhere: there is no such folder" in done.stdout
    assert (folder / "reports" / "a.html").is_file()


def test_what_kept_a_site_from_being_audited_is_said_also_under_quiet_a_sentence_a_site(portfolio: Callable[..., Path]) -> None:
    folder = portfolio(
        {"a": GOOD, "b": BAD},
        '\n[[site]]\ntarget = "b"\nname = "mute"\nconfig = "mute.toml"\n[[site]]\ntarget = "http://127.0.0.1:9/"\nname = "down"\n',
    )
    (folder / "mute.toml").write_text('[notify]\nto = ["env:BLOG_MAIL"]\n')
    done = run("audit", "--sites", "sites.toml", "--no-state", "--no-probes", "--quiet", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    down, mute = sorted(done.stderr.splitlines())
    assert mute == "mute: exit 2: notify.to: the environment has no BLOG_MAIL"
    assert down.startswith("down: exit 3: Too little could be read: 0 of 1 page (not-connected")


def test_the_summary_and_the_page_say_why_too_little_was_read(portfolio: Callable[..., Path]) -> None:
    folder = portfolio({}, '\n[[site]]\ntarget = "http://127.0.0.1:9/"\nname = "down"\n')
    done = run("audit", "--sites", "sites.toml", "--no-state", "--no-probes", cwd=folder)
    assert "\n  Too little could be read: 0 of 1 page (not-connected" in done.stdout
    page = (folder / "reports" / "sites.html").read_text()
    assert "Too little could be read: 0 of 1 page (not-connected" in page
    assert "none of the sites was audited" in page
    assert "no two sites" not in page


def closed_after(server: socket.socket, files: list[Path]) -> None:
    """Answer nobody until the files are there."""
    while not all(file.exists() for file in files):
        time.sleep(0.1)
    server.close()


def test_a_slow_site_does_not_hold_the_rest(portfolio: Callable[..., Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        folder = portfolio({"a": GOOD, "b": GOOD})
        text = (folder / "sites.toml").read_text()
        first = f'[[site]]\ntarget = "{url}"\nname = "silent"\n'
        (folder / "sites.toml").write_text(text.replace("[[site]]", f"{first}[[site]]", 1))
        threading.Thread(
            target=closed_after, args=(silent, [folder / "reports" / "a.html", folder / "reports" / "b.html"]), daemon=True
        ).start()
        done = run("audit", "--sites", "sites.toml", "--no-state", "--no-probes", cwd=folder)
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["a", "b", "silent"]
    assert done.stdout.index("silent") < done.stdout.index("\na "), "listed in the file's order, whoever is first"
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "`site`"),
        ("[[site]]\n", "target"),
        ('[[site]]\ntarget = "a"\n[[site]]\ntarget = "a"\n', "two sites are called a"),
        ('[[site]]\ntarget = "--help"\n', "a folder, a URL or @file is wanted"),
        ('[[site]]\ntarget = "a"\ncolour = 1\n', "colour"),
        ("[[site\n", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_exit_2(tmp_path: Path, body: str, said: str) -> None:
    (tmp_path / "sites.toml").write_text(body)
    done = run("audit", "--sites", "sites.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("args", [["public"], ["-o", "x.html"], ["-c", "x.toml"]])
def test_what_each_site_has_of_its_own_is_not_given_for_all(args: list[str]) -> None:
    done = run("audit", "--sites", "sites.toml", *args)
    assert done.returncode == 2
    assert "don't go together" in done.stderr


def test_without_target_it_says_what_is_missing() -> None:
    done = run("audit")
    assert done.returncode == 2
    assert "Missing TARGET" in done.stderr


@pytest.fixture
def sheet(portfolio: Callable[..., Path], browser: Browser) -> Page:
    """The page of sites with a hostile name among them, on a phone."""
    folder = portfolio(
        {"a": GOOD, "b": BAD},
        '\n[[site]]\nname = "<img src=x onerror=alert(1)>"\ntarget = "javascript:alert(1)"\n\n[[site]]\nname = "down"\ntarget = "http://127.0.0.1:9/"\n',
    )
    run("audit", "--sites", "sites.toml", "--no-state", "--regime", "ftc", cwd=folder)
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto((folder / "reports" / "sites.html").as_uri())
    return page


def test_the_page_is_safe_and_accessible(sheet: Page) -> None:
    assert sheet.locator("img").count() == 0
    assert "<img src=x" in sheet.locator("tbody").inner_text()
    assert sheet.evaluate("document.documentElement.scrollWidth") <= 390
    table = sheet.locator(".wide-table").first
    assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0, "why a site is down is read without scrolling"
    sheet.context.new_cdp_session(sheet).send("Page.setBypassCSP", {"enabled": True})
    sheet.reload()
    sheet.add_script_tag(path=AXE)
    found = sheet.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.impact))")
    assert [one for one in found if one.endswith(("serious", "critical"))] == []
    sheet.context.close()
