"""Nights over a live site: dead links fail when enough runs have seen them so, and every run says what changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import rows
from tests.web import auditing
from tests.wire import Tell, wired

from linkaudit.app import Stop
from linkaudit.document import Audit
from linkaudit.http.seam import Request
from linkaudit.reports import FORMATS
from linkaudit.store import open_past, states

SITE = "https://blog.example"
SHOP = "https://s.example/{}"
AMAZON = "https://www.amazon.com/dp/B00000000{}"
NOTICE = "<p>We earn a commission when you buy through our links. As an Amazon Associate I earn from qualifying purchases.</p>"
WALL = (403, {"cf-mitigated": "challenge", "server": "cloudflare"}, "<title>Just a moment...</title>")
PAGES = 4


def page(body: str) -> str:
    return f"<html lang=en><title>A page</title><main>{NOTICE}{body}</main>"


def bare(body: Tell) -> str:
    """A page as it is after a theme's update has dropped notice and labels."""
    return str(body).replace(NOTICE, "").replace(" (paid link)", "")


def link(url: str) -> str:
    query = "tag=blog-20" if "amazon" in url else "rfsn=1234567.abc123"
    return f'<p><a rel="sponsored" href="{url}?{query}">A book</a> (paid link)</p>'


def blog() -> dict[str, Tell]:
    """A home page, and pages with a link each to a shop and to Amazon. All is well."""
    found: dict[str, Tell] = {
        f"{SITE}/p{number}": page(link(SHOP.format(number)) + link(AMAZON.format(number))) for number in range(1, PAGES)
    }
    found |= {SHOP.format(number): "<p>In stock" for number in range(1, PAGES)}
    found |= {AMAZON.format(number): '<html><input id="add-to-cart-button"></html>' for number in range(1, PAGES)}
    return found | {f"{SITE}/": "<main>" + "".join(f'<a href="/p{number}">p</a>' for number in range(1, PAGES)) + "</main>"}


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Audit]:
    """Audit the blog of a night, each a day after the other, in one state."""
    monkeypatch.chdir(tmp_path)
    days = iter(range(1, 60))

    def run(answers: dict[str, Tell], **more: Any) -> Audit:
        day = datetime(2026, 11, 1, 2, tzinfo=UTC).timestamp() + 86_400 * (next(days) - 1)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(day)))
        with wired(answers):
            return auditing("curl")(SITE + "/", **({"state": True, "probes": True, "http.retries": 0} | more))

    return run


def dead(document: Audit, *urls: str) -> dict[str, str]:
    """The outcome of findings on where links lead, by the end of the link's path."""
    found = [
        row
        for row in rows(document, "findings")
        if row["rule"] in ("link-broken", "link-soft-404", "amazon-unavailable-item", "link-program-ended")
    ]
    return {row["subject"].split("?")[0].rpartition("/")[2]: row["outcome"] for row in found}


def message(document: Audit, rule: str = "link-broken") -> str:
    return next(row["message"] for row in rows(document, "findings") if row["rule"] == rule)


def facts(document: Audit, rule: str = "link-broken") -> str:
    return "; ".join(next(row["evidence"]["facts"] for row in rows(document, "findings") if row["rule"] == rule))


def news(document: Audit) -> tuple[int, int, int] | None:
    return next(((one.new, one.fixed, one.still) for one in document.since), None)


# Streaks


def test_a_dead_link_is_a_question_in_its_first_night_and_fails_in_the_second(night: Callable[..., Audit]) -> None:
    night(blog())
    broken = blog() | {SHOP.format(1): "404"}
    first = night(broken)
    assert dead(first) == {"1": "review"}
    assert message(first) == (
        "“A book” ends in an error at s.example: HTTP 404. Is it gone for good? "
        "Gone for the first time on 2026-11-02; fails when the next run finds it so again."
    )
    assert "first seen 2026-11-01, last good 2026-11-01" in facts(first)
    second = night(broken)
    assert dead(second) == {"1": "failed"}
    assert message(second) == "“A book” ends in an error at s.example: HTTP 404."
    assert "gone since 2026-11-02, in 2 runs; first seen 2026-11-01, last good 2026-11-01" in facts(second)
    assert (first.counts["error"], second.counts["error"]) == (0, 1), "a question fails no build"


def test_amazon_is_given_one_night_more(night: Callable[..., Audit]) -> None:
    broken = blog() | {AMAZON.format(1): "404"}
    first, *others = (night(broken) for _ in range(3))
    assert [dead(document) for document in (first, *others)] == [
        {"B000000001": "review"},
        {"B000000001": "review"},
        {"B000000001": "failed"},
    ]
    assert message(first).endswith("Gone for the first time on 2026-11-01; fails when the next 2 runs find it so again.")
    assert "never seen good" in facts(first)


def test_the_second_of_three_nights_says_since_when(night: Callable[..., Audit]) -> None:
    broken = blog() | {AMAZON.format(1): '<html><div id="outOfStock"><span>Currently unavailable.</span></div></html>'}
    night(broken)
    second = night(broken)
    assert message(second, "amazon-unavailable-item").endswith(
        "Gone since 2026-11-01, in 2 runs; fails when the next run finds it so again."
    )


@pytest.mark.parametrize(("wanted", "outcomes"), [(1, ["failed", "failed", "failed"]), (3, ["review", "review", "failed"])])
def test_the_owner_says_how_many_nights(night: Callable[..., Audit], wanted: int, outcomes: list[str]) -> None:
    broken = blog() | {SHOP.format(1): "404"}
    assert [dead(night(broken, **{"links.confirm_after": wanted}))["1"] for _ in range(3)] == outcomes


def test_who_wants_no_patience_gets_none_with_amazon_either(night: Callable[..., Audit]) -> None:
    assert dead(night(blog() | {AMAZON.format(1): "404"}, **{"links.confirm_after": 1})) == {"B000000001": "failed"}


def test_without_a_state_a_second_look_confirms(night: Callable[..., Audit]) -> None:
    asked: list[str] = []

    def gone(request: Request) -> str:
        asked.append(request.url)
        return "404"

    assert dead(night(blog() | {SHOP.format(1): gone}, state=False)) == {"1": "failed"}
    assert len(asked) >= 2


def test_in_a_folder_a_second_look_confirms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.html").write_text(page(link(SHOP.format(1))))
    with wired({SHOP.format(1): "404"}):
        document = auditing("curl")("public", state=True, probes=True, **{"site.url": SITE})
    assert dead(document) == {"1": "failed"}


def test_a_night_without_an_answer_neither_adds_nor_forgives(night: Callable[..., Audit]) -> None:
    broken, blocked = blog() | {SHOP.format(1): "404"}, blog() | {SHOP.format(1): "403"}
    assert dead(night(broken)) == {"1": "review"}
    assert dead(night(blocked)) == {}
    assert dead(night(broken)) == {"1": "failed"}


def test_one_good_night_begins_anew(night: Callable[..., Audit]) -> None:
    broken = blog() | {SHOP.format(1): "404"}
    night(broken)
    night(broken)
    assert dead(night(blog())) == {}
    again = night(broken)
    assert dead(again) == {"1": "review"}
    assert "Gone for the first time on 2026-11-04" in message(again)


def test_a_link_that_comes_and_goes_is_said_to_do_so(night: Callable[..., Audit]) -> None:
    broken = blog() | {SHOP.format(1): "404"}
    for answers in (broken, blog(), broken):
        last = night(answers)
    assert "gone and back" not in facts(last)
    for answers in (blog(), broken):
        last = night(answers)
    assert "gone and back again: 4 changes since 2026-11-01" in facts(last)


def test_links_to_one_target_share_its_streak(night: Callable[..., Audit]) -> None:
    answers = blog() | {AMAZON.format(1): "404", f"{SITE}/p2": page(link(AMAZON.format(1)).replace("blog-20", "other-20"))}
    night(answers)
    night(answers)
    assert sum(row["rule"] == "link-broken" and row["outcome"] == "failed" for row in rows(night(answers), "findings")) == 2


def test_a_doubted_link_is_asked_next_night_whatever_the_budget(night: Callable[..., Audit]) -> None:
    broken = blog() | {SHOP.format(2): "404"}
    night(broken)
    assert dead(night(broken, **{"links.budget": 1})) == {"2": "failed"}
    assert dead(night(broken, **{"links.budget": 1})) == {"2": "failed"}, "and stays in the report"


def test_a_run_that_is_taken_up_counts_as_one(night: Callable[..., Audit]) -> None:
    stop = Stop()
    asked: list[str] = []

    def gone(request: Request) -> str:
        asked.append(request.url)
        if len(asked) == 3:
            stop.wished = True
        return "404"

    broken = blog() | {SHOP.format(1): gone}
    night(broken, stop=stop)
    assert dead(night(broken, resume=True)) == {"1": "review"}
    assert dead(night(broken)) == {"1": "failed"}


# News


def test_night_after_night_every_change_is_told_once(night: Callable[..., Audit], tmp_path: Path) -> None:
    well = blog()
    broken = well | {SHOP.format(1): "404"}
    noticeless = broken | {f"{SITE}/p{number}": bare(well[f"{SITE}/p{number}"]) for number in range(1, PAGES)}
    walled: dict[str, Tell] = dict.fromkeys(well, WALL)

    assert news(night(well)) is None
    assert news(night(well)) == (0, 0, 0)
    assert news(night(broken)) == (1, 0, 0), "a question"
    assert news(night(broken)) == (1, 0, 0), "which fails now"
    assert news(night(broken)) == (0, 0, 1)
    for _ in range(2):
        blind = night(walled)
        assert news(blind) == (0, 0, 0), "the site's own wall: nothing was seen, nothing has changed"
        assert blind.since[0].started == "2026-11-05T02:00:00Z", "the last night that saw anything"
    assert news(night(broken | {SHOP.format(1): "403"})) == (0, 0, 0), "nor when the shop shuts its door"
    assert news(night(broken | {f"{SITE}/p1": "500"})) == (0, 0, 0), "nor when the page fails"
    back = night(broken)
    assert news(back) == (0, 0, 1)
    assert back.since[0].started == "2026-11-09T02:00:00Z"
    dropped = news(night(noticeless))
    assert dropped is not None and dropped[0] >= PAGES - 1 and dropped[1:] == (0, 1)
    mended = night(broken)
    assert news(mended) == (0, dropped[0], 1)
    assert "No notice on the page" in [one.title for one in mended.since[0].gone]
    again = night(noticeless)
    assert news(again) == dropped
    assert "reopened" in again.since[0].causes.values() and "new" not in again.since[0].causes.values()
    assert news(night(well)) == (0, dropped[0] + 1, 0)
    fresh = well | {
        f"{SITE}/": str(well[f"{SITE}/"]).replace("</main>", '<a href="/fresh">p</a></main>'),
        f"{SITE}/fresh": page(link(SHOP.format(9))),
    }
    assert news(night(fresh | {SHOP.format(9): "404"})) == (1, 0, 0), "a page written since"
    (path,) = states(tmp_path)
    past = open_past(path)
    assert len(past.runs) == 15
    assert [run.id for run in past.runs if run.kept] == list(range(6, 16))
    assert path.stat().st_size < 400_000


def test_a_sample_makes_nothing_fixed_and_the_whole_site_after_it_nothing_new(night: Callable[..., Audit]) -> None:
    broken = blog() | {SHOP.format(number): "404" for number in range(1, PAGES)}
    night(broken)
    night(broken)
    sample = night(broken, **{"crawl.max_pages": 2})
    assert news(sample) in [(0, 0, number) for number in range(2)]
    assert news(night(broken)) == (0, 0, PAGES - 1)


def test_a_first_look_and_then_the_whole_site(night: Callable[..., Audit]) -> None:
    broken = {url: bare(body) if url.startswith(SITE) else body for url, body in blog().items()}
    night(broken, probes=False, **{"crawl.max_pages": 2})
    whole = night(broken, probes=False)
    assert whole.since[0].new == 0
    assert any(note.startswith("Not counted as new: ") for note in whole.notes)


def test_the_report_says_it(night: Callable[..., Audit]) -> None:
    night(blog())
    text = "".join(FORMATS["text"](night(blog() | {SHOP.format(1): "404"})))
    assert "Since 2026-11-01: 1 new finding, 0 fixed, 0 unchanged" in text
    assert "? NEW Links that may be gone; later runs will tell" in text


def test_a_page_that_is_away_for_a_night_is_not_fixed_and_one_that_nobody_links_is(night: Callable[..., Audit]) -> None:
    bad = blog() | {f"{SITE}/p1": bare(page(link(SHOP.format(1))))}
    night(bad)
    away = night(bad | {f"{SITE}/p1": "404"})
    assert news(away) == (0, 0, 0)
    assert news(night(bad)) is not None and night(bad).since[0].new == 0
    home = str(bad[f"{SITE}/"]).replace('<a href="/p1">p</a>', "")
    gone = night({url: body for url, body in bad.items() if url != f"{SITE}/p1"} | {f"{SITE}/": home})
    assert gone.since[0].fixed >= 1
