"""Decisions: made once for all pages, listed in every report, and heard of when they cover nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import rows

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.errors import ConfigError
from linkaudit.reports import FORMATS

VAGUE = '<main><p>This post contains affiliate links.</p><p>Read <a rel="sponsored" href="https://amzn.to/3abcdef">it</a>.</p></main>'


@pytest.fixture
def decided(site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Audit]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01
    folder = site({"a/index.html": VAGUE, "b/index.html": VAGUE})

    def run(tables: str) -> Audit:
        path = tmp_path / "linkaudit.toml"
        path.write_text(f'[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = ["ftc"]\n{tables}')
        return audit(Plan(str(folder), load(path, {}), offline=True))

    return run


def states(document: Audit) -> list[tuple[str, str, int]]:
    return [(one.verdict, one.state, one.findings) for one in document.decisions]


def test_an_accepted_text_is_heard_of_no_more_and_listed(decided: Callable[[str], Audit]) -> None:
    table = '[[decision]]\nrule = "disclosure-vague"\ntext = "contains affiliate links"\nreason = "counsel agreed"\nby = "Legal"\n'
    document = decided(table)
    assert states(document) == [("accept", "in force", 2)]
    assert "accept rule disclosure-vague, text contains affiliate links: counsel agreed (2 findings)" in "".join(FORMATS["text"](document))
    assert "counsel agreed" in "".join(FORMATS["html"](document))


def test_a_rejected_text_fails_wherever_it_stands(decided: Callable[[str], Audit]) -> None:
    document = decided('[[decision]]\nverdict = "reject"\ntext = "contains affiliate links"\nreason = "too thin"\nby = "Ann"\n')
    told = [one for one in rows(document, "findings") if one["rule"] == "notice-rejected"]
    assert [one["severity"] for one in told] == ["error", "error"]
    assert "too thin (Ann)" in told[0]["message"]
    assert states(document) == [("reject", "in force", 2)]
    assert [cause.pages for cause in document.causes if cause.rule == "notice-rejected"] == [2]


def test_what_has_expired_or_covers_nothing_is_said(decided: Callable[[str], Audit]) -> None:
    document = decided(
        '[[ignore]]\nrule = "disclosure-vague"\nreason = "last year"\nuntil = 2025-12-31\n[[ignore]]\nrule = "link-broken"\nreason = "long gone"\n'
    )
    assert states(document) == [("accept", "expired", 0), ("accept", "unused", 0)]
    shown = "".join(FORMATS["text"](document))
    assert "last year (expired on 2025-12-31)" in shown
    assert "long gone (covers nothing)" in shown
    assert any(one["rule"] == "disclosure-vague" and not one["suppressed_by"] for one in rows(document, "findings"))


def test_an_unknown_verdict_is_an_error(decided: Callable[[str], Audit]) -> None:
    with pytest.raises(ConfigError, match="verdict"):
        decided('[[decision]]\nverdict = "maybe"\ntext = "x"\nreason = "y"\n')
