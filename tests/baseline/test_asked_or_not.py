"""What a finding is called does not depend on whether the network was asked: a baseline written offline holds for an audit with probes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import rows
from tests.probes.test_asking import BLOG, dp
from tests.web import Web, web

from linkaudit.app import Plan, audit
from linkaudit.baseline import Baseline, Comparison, baseline_of
from linkaudit.config import load
from linkaudit.document import Audit

SITE = f"https://{BLOG}"
WEB = {
    "amzn.to/3ownown": "→ " + dp(1),
    "amzn.to/3foreig": "→ " + dp(2, "stranger-20"),
    "amzn.to/3barely": "→ https://www.amazon.com/dp/B000000003",
    "amzn.to/3gonegn": "404",
    "bit.ly/3ownown": "→ " + dp(4),
    f"{BLOG}/go/guessed": "→ " + dp(5),
    f"{BLOG}/go/listed": "→ " + dp(6),
}
LINKS = [*(f"https://{url}" for url in WEB), dp(7), dp(8, "stranger-20"), "https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456"]


@pytest.fixture
def net() -> Iterator[Web]:
    with web(dict(WEB)) as found:
        yield found


@pytest.fixture
def folder(net: Web, tmp_path: Path) -> Path:
    """Two pages with links of every kind, one of them listed among the host's redirects."""
    links = "".join(f'<p>We cook with <a href="{net.url(url)}">here</a></p>' for url in LINKS)
    for name in ("pans", "pots"):
        (tmp_path / "site" / name).mkdir(parents=True)
        (tmp_path / "site" / name / "index.html").write_text(f"<html lang=en><title>{name}</title><main><h1>{name}</h1>{links}</main>")
    (tmp_path / "site/_redirects").write_text(f"/go/listed {net.url(dp(6))} 302\n")
    return tmp_path / "site"


@pytest.fixture
def audited(net: Web, folder: Path) -> Callable[..., Audit]:
    """Audit the folder, with or without the network, against a baseline when one is given."""

    def run(offline: bool, known: Baseline | None = None, **flags: Any) -> Audit:
        flags = {"disclosure.regimes": ["ftc", "de"], "site.url": net.url(SITE), "programs": {"amazon": {"ids": ["blog-20"]}}} | flags
        settings = load(None, {}, flags | {"http.allow_private": True, "http.requests_per_second": 0})
        return audit(Plan(str(folder), settings, offline=offline, state=False, known=Comparison(known, "b.json") if known else None))

    return run


def named(document: Audit) -> dict[tuple[str, str, int | None], set[tuple[str, str]]]:
    """What findings are called, by page, rule and column."""
    found: dict[tuple[str, str, int | None], set[tuple[str, str]]] = {}
    for one in rows(document, "findings"):
        found.setdefault((one["page"], one["rule"], one["column"]), set()).add((one["fingerprint"], one["subject"]))
    return found


def test_asking_changes_no_name(audited: Callable[..., Audit]) -> None:
    offline, probed = named(audited(offline=True)), named(audited(offline=False))
    both = offline.keys() & probed.keys()
    assert {key: probed[key] for key in both} == {key: offline[key] for key in both}
    shorts = {column for (_, rule, column), names in offline.items() if rule == "link-generic-text" and "amzn.to" in str(names)}
    assert len(shorts) == 4
    assert {column for _, rule, column in both if rule == "link-generic-text"} >= shorts
    assert {rule for _, rule, _ in probed} >= {"tag-foreign", "tag-missing", "link-broken"}, "the links were asked"


def test_what_a_baseline_knows_offline_it_knows_when_the_links_are_asked(audited: Callable[..., Audit]) -> None:
    known = baseline_of(audited(offline=True))
    probed = audited(offline=False, known=known)
    fresh = [one for one in rows(probed, "findings") if one["suppressed_by"] is None]
    more = [one for one in fresh if any(fact.startswith("the baseline knows it of ") for fact in one["evidence"]["facts"])]
    by_asking = {"tag-foreign", "tag-missing", "link-broken", "amazon-cloaked-link", "link-shortener-third-party", "link-generic-text"}
    assert {one["rule"] for one in fresh if one not in more} <= by_asking
    assert not [one for one in fresh if one["rule"] == "link-generic-text" and "amzn.to" in one["subject"]]
    asked = {one["column"] for one in fresh if "bit.ly" in one["subject"] or "/go/guessed" in one["subject"]}
    assert more and {one["column"] for one in more} <= asked, "told at the links of which nothing was known before"


def test_what_is_ignored_offline_is_ignored_when_the_links_are_asked(audited: Callable[..., Audit]) -> None:
    ignore = [{"rule": "link-generic-text", "link": "*amzn.to*", "reason": "the picture beside it says what it is"}]
    for offline in (True, False):
        found = [one for one in rows(audited(offline, ignore=ignore), "findings") if one["rule"] == "link-generic-text"]
        assert sum(one["suppressed_by"] is not None for one in found) == 8, f"four short links on two pages, offline {offline}"


def test_what_was_found_by_asking_is_not_fixed_by_not_asking(audited: Callable[..., Audit], folder: Path) -> None:
    known = baseline_of(audited(offline=False))
    (since,) = audited(offline=True, known=known).since
    assert (since.new, since.fixed) == (0, 0)
    for page in folder.glob("*/index.html"):
        page.write_text(page.read_text().replace("3foreig", "3ownown"))
    (since,) = audited(offline=False, known=known).since
    assert since.fixed > 0
