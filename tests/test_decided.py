"""Decisions: made once for all pages, listed in every report, and heard of when they cover nothing any more."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.conftest import rows

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.errors import ConfigError
from linkaudit.reports import FORMATS

VAGUE = '<main><p>This post contains affiliate links.</p><p>Read <a rel="sponsored" href="https://amzn.to/3abcdef">it</a>.</p></main>'
TWO = {"a/index.html": VAGUE, "b/index.html": VAGUE}


@pytest.fixture
def decided(site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Audit]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01

    def run(tables: str, regimes: Sequence[str] = ("ftc",), pages: dict[str, str] = TWO) -> Audit:
        folder, path = site(pages), tmp_path / "linkaudit.toml"
        path.write_text(f'[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = {json.dumps(regimes)}\n{tables}')
        return audit(Plan(str(folder), load(path, {}), offline=True, state=False))

    return run


def states(document: Audit) -> list[tuple[str, str, int]]:
    return [(one.verdict, one.state, one.findings) for one in document.decisions]


def test_an_accepted_text_is_heard_of_no_more_and_listed(decided: Callable[..., Audit]) -> None:
    table = '[[decision]]\nrule = "disclosure-vague"\ntext = "contains affiliate links"\nreason = "counsel agreed"\nby = "Legal"\n'
    document = decided(table)
    assert states(document) == [("accept", "in force", 2)]
    assert "accept rule disclosure-vague, text contains affiliate links: counsel agreed (2 findings)" in "".join(FORMATS["text"](document))
    assert "counsel agreed" in "".join(FORMATS["html"](document))


def test_a_rejected_text_fails_wherever_it_stands(decided: Callable[..., Audit]) -> None:
    document = decided('[[decision]]\nverdict = "reject"\ntext = "contains affiliate links"\nreason = "too thin"\nby = "Ann"\n')
    told = [one for one in rows(document, "findings") if one["rule"] == "notice-rejected"]
    assert [one["severity"] for one in told] == ["error", "error"]
    assert "too thin (Ann)" in told[0]["message"]
    assert states(document) == [("reject", "in force", 2)]
    assert [cause.pages for cause in document.causes if cause.rule == "notice-rejected"] == [2]


def test_what_has_expired_or_covers_nothing_is_said(decided: Callable[..., Audit]) -> None:
    document = decided(
        '[[ignore]]\nrule = "disclosure-vague"\nreason = "last year"\nuntil = 2025-12-31\n[[ignore]]\nrule = "link-broken"\nreason = "long gone"\n'
    )
    assert states(document) == [("accept", "expired", 0), ("accept", "unused", 0)]
    shown = "".join(FORMATS["text"](document))
    assert "last year (expired on 2025-12-31)" in shown
    assert "long gone (covers nothing)" in shown
    assert any(one["rule"] == "disclosure-vague" and not one["suppressed_by"] for one in rows(document, "findings"))


def test_an_unknown_verdict_is_an_error(decided: Callable[..., Audit]) -> None:
    with pytest.raises(ConfigError, match="verdict"):
        decided('[[decision]]\nverdict = "maybe"\ntext = "x"\nreason = "y"\n')


def test_what_is_accepted_under_one_regime_still_fails_under_another(decided: Callable[..., Audit]) -> None:
    both = "[[decision]]\nregime = 'ftc'\nrule = 'disclosure-vague'\nreason = 'counsel agreed'\n"
    document = decided(both, regimes=["ftc", "uk"])
    told = [one for one in rows(document, "findings") if one["rule"] == "disclosure-vague"]
    assert [(one["regimes"], one["severity"], one["suppressed_by"]) for one in told[:2]] == [
        ({"uk": "error"}, "error", None),
        ({"ftc": "warning"}, "warning", "counsel agreed"),
    ]
    assert len({one["fingerprint"] for one in told}) == 4
    assert (document.verdicts["ftc"], document.verdicts["uk"]) == ({"passed": 2}, {"failed": 2})
    assert states(document) == [("accept", "in force", 2)]


def test_what_is_accepted_under_every_regime_is_heard_no_more(decided: Callable[..., Audit]) -> None:
    one = "[[decision]]\nregime = '{}'\nrule = 'disclosure-vague'\nreason = 'counsel agreed for {}'\n"
    document = decided(one.format("ftc", "ftc") + one.format("uk", "uk"), regimes=["ftc", "uk"])
    assert all(one["suppressed_by"] for one in rows(document, "findings") if one["rule"] == "disclosure-vague")
    assert states(document) == [("accept", "in force", 2), ("accept", "in force", 2)]


def test_an_accepted_weakness_hides_no_other(decided: Callable[..., Audit]) -> None:
    end = '<main><p>Read <a rel="sponsored" href="https://amzn.to/3abcdef">it</a>.</p><p>This post contains affiliate links.</p></main>'
    table = '[[decision]]\nrule = "disclosure-end-only"\nreason = "counsel agreed"\n'
    document = decided(table, pages={"a/index.html": end})
    told = {one["rule"]: one["suppressed_by"] for one in rows(document, "findings") if one["cause"] == "notice"}
    assert told == {"disclosure-after-first-link": None, "disclosure-end-only": "counsel agreed"}


def test_a_rejected_text_may_be_one_regimes_matter_or_one_folders(decided: Callable[..., Audit]) -> None:
    table = '[[decision]]\nverdict = "reject"\ntext = "contains affiliate links"\nreason = "too thin"\n'
    found = rows(decided(f'{table}regime = "uk"\npage = "/a/*"\n', regimes=["ftc", "uk"]), "findings")
    assert [(one["page"], one["regimes"]) for one in found if one["rule"] == "notice-rejected"] == [
        ("https://blog.example/a/", {"uk": "error"})
    ]
    assert states(decided(f'{table}regime = "de"\n')) == [("reject", "unused", 0)]


def test_a_rejected_cause_is_to_be_mended(decided: Callable[..., Audit]) -> None:
    ask = '<div id="affiliate-disclosure"></div><p><a rel="sponsored" href="https://amzn.to/3abcdef">it</a></p>'
    table = '[[decision]]\nverdict = "reject"\nrule = "disclosure-missing"\npage = "/a/*"\nreason = "the box stays empty"\nby = "Ann"\n'
    document = decided(table, pages={"a/index.html": ask, "b/index.html": ask})
    told = [one for one in rows(document, "findings") if one["rule"] == "disclosure-missing"]
    assert [(one["outcome"], one["severity"]) for one in told] == [("failed", "error"), ("review", "error")]
    assert told[0]["evidence"]["facts"][-1] == "rejected: the box stays empty (Ann)"
    assert states(document) == [("reject", "in force", 1)]


def test_two_decisions_with_one_reason_are_counted_apart(decided: Callable[..., Audit]) -> None:
    table = '[[ignore]]\nrule = "disclosure-vague"\npage = "/{}/"\nreason = "old"\n'
    assert states(decided(table.format("a") + table.format("none"))) == [("accept", "in force", 1), ("accept", "unused", 0)]


def test_an_expired_decision_is_among_the_notes_of_every_report(decided: Callable[..., Audit]) -> None:
    document = decided('[[decision]]\nrule = "disclosure-vague"\nreason = "last year"\nby = "Ann"\nuntil = 2025-12-31\n')
    said = "Expired on 2025-12-31, so its findings count again: rule disclosure-vague (last year (Ann))."
    assert said in document.notes
    assert all(said in "".join(FORMATS[name](document)) for name in ("text", "html", "json"))


def test_a_rejection_of_nothing_is_an_error(decided: Callable[..., Audit]) -> None:
    with pytest.raises(ConfigError, match=r"linkaudit.toml:8: .* names neither a text nor a rule"):
        decided('[[decision]]\nverdict = "reject"\npage = "/a/"\nreason = "y"\n')


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            '[[ignore]]\nregime = "fct"\nreason = "x"\n',
            r'linkaudit.toml:6: "ignore.regime": unknown regime "fct" \(did you mean "ftc"\?\); known: ',
        ),
        (
            '[[ignore]]\nrule = "disclosure-vage"\nreason = "x"\n',
            r'linkaudit.toml:6: no rule "disclosure-vage" \(did you mean "disclosure-vague"',
        ),
    ],
)
def test_a_wrong_name_is_shown_where_it_stands(decided: Callable[..., Audit], tables: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        decided(tables)


def test_a_wrong_regime_names_the_layer_that_set_it(decided: Callable[..., Audit]) -> None:
    with pytest.raises(
        ConfigError, match=r'linkaudit.toml:4: "disclosure.regimes": unknown regime "uks" \(did you mean "uk"\?\); known: au, br'
    ):
        decided("", regimes=["ftc", "uks"])
