"""Sources and built pages of a small repository, audited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import rows

from linkaudit.app import Plan, audit
from linkaudit.config import load

BOOK = "https://www.amazon.com/dp/B000000001?tag=blog-20"
Traced = Callable[..., dict[str, Any]]


def page(body: str, title: str = "A post") -> str:
    return f'<!DOCTYPE html><html lang="en"><title>{title}</title><body><main><article>{body}</article></main></body></html>'


def anchor(url: str = BOOK, text: str = "the book") -> str:
    return f'<p>Read <a href="{url.replace("&", "&amp;")}">{text}</a>.</p>'


@pytest.fixture
def traced(site: Callable[..., Path]) -> Traced:
    """Audit `built/` beside its sources in a repository; the links and findings, each with file:line."""

    def run(files: dict[str, str | bytes], *sources: str, **more: Any) -> dict[str, Any]:
        root = site({".git/HEAD": "", **files})
        flags = {
            "disclosure.regimes": ["ftc"],
            "site.url": "https://blog.example",
            "source.folder": [str(root / one) for one in sources],
        } | more
        document = audit(Plan(str(root / "built"), load(None, {}, flags), offline=True))
        links = [link for one in rows(document, "pages") for link in one["affiliate_links"]]
        findings = {one["rule"]: one for one in rows(document, "findings")}
        return {
            "lines": [line_of(link) for link in links],
            "links": links,
            "findings": findings,
            "all": rows(document, "findings"),
            "notes": document.notes,
            "document": document,
        }

    return run


def line_of(one: dict[str, Any]) -> str | None:
    return f"{one['written']['file']}:{one['written']['line']}" if one["written"] else None
