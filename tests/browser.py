"""A report in the system's Chromium: opened from disk, watched for what it asks and says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from linkaudit.app import Plan, audit
from linkaudit.cli.write import place
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.reports.html import files
from linkaudit.reports.html.parts import ONE_FILE, ONE_PART

Opened = Callable[..., Page]
NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = Path(__file__).parent / "reports" / "vendor" / "axe.min.js"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("No Chromium on this machine, and the report's tests need one: apt-get install chromium")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def demo() -> Audit:
    """The audit of the bundled demo site."""
    with resources.as_file(resources.files("linkaudit") / "data" / "demo") as folder:
        return audit(
            Plan(
                str(folder), load(None, {}, {"disclosure.regimes": ["ftc"], "site.url": "https://demo.example"}), offline=True, state=False
            )
        )


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Open an audit's report: `opened(audit, "#pages", width=390)`; with `each` in parts of that weight. Anything on the console or off
    the report's files fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def show(document: Audit, at: str = "", **options: Any) -> Page:
        file = tmp_path / "report.html"
        each = options.pop("each", None)
        place(files(document, file.name, 0 if each else ONE_FILE, each or ONE_PART), file)
        ours = {path.as_uri() for path in (file, *tmp_path.glob("report.parts/*"))}
        width = options.pop("width", 1280)
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: None if request.url.split("#")[0] in ours else wrong.append(f"asked {request.url}"))
        page.goto(file.as_uri() + at)
        return page

    yield show
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def faults() -> Callable[[Page], list[str]]:
    """What axe finds serious or critical on a page."""

    def run(page: Page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {node['html'][:200]}: {node['failureSummary'][:300]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]  # fmt: skip

    return run
