"""Runs compared: what is new, fixed, still there and back, and what may not be called so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from linkaudit.causes import Mark
from linkaudit.document import Gone, Since
from linkaudit.history import Memory, News, Seen, Sight, compare, key_of, packed, page_key
from linkaudit.history.compare import FORGOTTEN
from linkaudit.model import Impact, Outcome, Severity

SITE = "https://blog.example"
BASIS = {"linkaudit": "1", "rules": "a"}


class Found(msgspec.Struct, frozen=True):
    """A finding of a night: where, which, of which cause; a question, suppressed, about a link that was asked."""

    page: str
    name: str
    cause: str = "c"
    rule: str = "r"
    fails: bool = True
    quiet: bool = False
    target: str = ""

    @property
    def print(self) -> str:
        return f"{key_of(self.page + self.name):016x}"

    @property
    def mark(self) -> Mark:
        outcome = Outcome.FAILED if self.fails else Outcome.REVIEW
        target = key_of(self.target) if self.target else 0
        return Mark(self.rule, "f", outcome, Severity.ERROR, "", 1, "", self.print, self.fails, self.quiet, target)


class Nights:
    """Runs one after the other."""

    def __init__(self) -> None:
        self.memory: Memory | None = None
        self.run = 0

    def sight(self, *found: Found, read: str = "ab", **more: Any) -> Sight:
        """A night that read the pages /a and /b, unless said otherwise."""
        seen = Seen()
        for page in dict.fromkeys([*(f"/{name}" for name in read), *(one.page for one in found if one.page)]):
            seen.add(SITE + page, [one.mark for one in found if one.page == page])
        if site := [one.mark for one in found if not one.page]:
            seen.add("", site)
        self.run += 1
        causes = {one.cause: [other.print for other in found if other.cause == one.cause and not other.quiet] for one in found}
        told = {
            "started": f"night {self.run}", "basis": BASIS, "whole": True, "asked": True, "lost": b"", "missed": b"", "unsure": b"", "blind": b"",
            "ran": ("r", "asks"), "asking": ("asks",),
        }  # fmt: skip
        keys = {name: packed(page_key(SITE + page) for page in more.pop(name)) for name in ("lost", "missed") if name in more}
        keys |= {name: packed(map(key_of, more.pop(name))) for name in ("unsure", "blind") if name in more}
        listed = [(Gone(name, "r", Impact.LAW, name, 1), json.dumps(prints).encode()) for name, prints in causes.items() if prints]
        return seen.sight(self.run, listed, **(told | keys | more))

    def __call__(self, *found: Found, **more: Any) -> News:
        news = compare(self.memory, self.sight(*found, **more))
        self.memory = msgspec.msgpack.decode(msgspec.msgpack.encode(news.memory), type=Memory)
        return news


A, B = Found("/a", "1"), Found("/b", "1")


@pytest.fixture
def night() -> Nights:
    return Nights()


def counts(news: News) -> tuple[int, int, int]:
    assert isinstance(news.since, Since)
    return news.since.new, news.since.fixed, news.since.still


def test_the_first_run_has_nothing_to_compare_with(night: Nights) -> None:
    assert night(A).since is None


def test_new_fixed_and_still(night: Nights) -> None:
    night(A)
    assert counts(night(A, B)) == (1, 0, 1)
    assert counts(night(B)) == (0, 1, 1)
    news = night(B)
    assert counts(news) == (0, 0, 1)
    assert news.since is not None and (news.since.earlier, news.since.started) == ("run 3", "night 3")


def test_what_was_fixed_and_is_back_is_new_and_its_cause_reopened(night: Nights) -> None:
    night(A)
    night()
    news = night(A)
    assert counts(news) == (1, 0, 0)
    assert news.since is not None and news.since.causes == {"c": "reopened"}


def test_a_fixed_finding_is_forgotten_in_the_end(night: Nights) -> None:
    night(A)
    night()
    night.run += FORGOTTEN
    night()
    news = night(A)
    assert news.since is not None and news.memory.entries.prints
    assert list(news.prints["reopened"]) == []


# Only what both could see counts


@pytest.mark.parametrize(
    "more",
    [
        {"missed": ["/b"]},
        {"whole": False},
        {"missed": ["/b"], "whole": False},
    ],
    ids=["unread", "a sample or an interrupted run", "both"],
)
def test_a_page_that_was_not_read_makes_nothing_fixed(night: Nights, more: dict[str, Any]) -> None:
    night(A, B)
    assert counts(night(A, read="a", **more)) == (0, 0, 1)
    assert counts(night(A, B)) == (0, 0, 2), "nor new when it is read again"


def test_nights_on_which_the_site_is_blocked_change_nothing(night: Nights) -> None:
    night(A, B)
    for _ in range(3):
        news = night(read="", missed=["/a", "/b"])
        assert counts(news) == (0, 0, 0)
        assert news.since is not None and news.since.gone == ()
    assert counts(night(A, B)) == (0, 0, 2)


def test_a_page_that_says_it_is_gone_takes_its_findings_with_it(night: Nights) -> None:
    night(A, B)
    assert counts(night(A, read="a", lost=["/b"], missed=["/c"])) == (0, 1, 1)


def test_a_page_that_is_not_found_any_more_is_gone_when_all_was_looked_at(night: Nights) -> None:
    night(A, B)
    assert counts(night(A, read="a")) == (0, 1, 1)


def test_a_page_that_may_be_linked_from_one_that_was_not_read_is_not_gone(night: Nights) -> None:
    night(A, B, read="abc")
    assert counts(night(A, read="a", missed=["/c"])) == (0, 0, 1)


def test_findings_on_a_page_nobody_had_read_are_not_new(night: Nights) -> None:
    night(A, read="a", whole=False)
    news = night(A, B)
    assert counts(news) == (0, 0, 1)
    assert news.first == 1
    assert counts(night(A, B)) == (0, 0, 2)


def test_findings_on_a_page_that_could_never_be_read_are_not_new(night: Nights) -> None:
    night(A, read="a", missed=["/b"])
    night(A, read="a", missed=["/b"])
    assert night(A, B).first == 1


def test_findings_on_a_page_that_was_written_since_are_new(night: Nights) -> None:
    night(A, read="a")
    assert counts(night(A, B)) == (1, 0, 1)


def test_the_site_is_judged_by_runs_that_saw_it_whole(night: Nights) -> None:
    site = Found("", "s")
    night(site)
    assert counts(night(whole=False)) == (0, 0, 0)
    assert counts(night(site)) == (0, 0, 1)
    assert counts(night()) == (0, 1, 0)
    assert counts(night(site, whole=False)) == (1, 0, 0), "what was fixed and is back"
    night()
    assert night(Found("", "other"), whole=False).first == 1


def test_a_rule_that_did_not_run_fixes_nothing(night: Nights) -> None:
    night(A)
    assert counts(night(ran=())) == (0, 0, 0)
    assert counts(night(A)) == (0, 0, 1)


def test_a_link_that_gave_no_answer_is_not_fixed(night: Nights) -> None:
    dead = Found("/a", "1", rule="asks", target="https://s.example/1")
    night(dead)
    assert counts(night(unsure=["https://s.example/1"])) == (0, 0, 0)
    assert counts(night(asked=False)) == (0, 0, 0)
    assert counts(night(dead)) == (0, 0, 1)
    assert counts(night(unsure=["https://s.example/2"])) == (0, 1, 0)


def test_what_only_a_chain_showed_is_not_fixed_when_nothing_of_it_was_seen(night: Nights) -> None:
    foreign = Found("/a", "1", target="https://amzn.to/1")
    night(foreign)
    assert counts(night(unsure=["https://amzn.to/1"], blind=["https://amzn.to/1"])) == (0, 0, 0)
    assert counts(night(unsure=["https://amzn.to/1"])) == (0, 1, 0), "the short link was read, only the shop behind it was not"


def test_a_link_that_was_doubted_and_now_fails_is_new_then(night: Nights) -> None:
    doubt = Found("/a", "1", cause="question", rule="asks", fails=False)
    night()
    assert counts(night(doubt)) == (1, 0, 0)
    news = night(Found("/a", "1", cause="dead", rule="asks"))
    assert counts(news) == (1, 0, 0)
    assert news.since is not None and news.since.causes == {"dead": "new"}


def test_what_the_owner_suppresses_is_neither_fixed_nor_new_when_it_is_heard_again(night: Nights) -> None:
    night(A, B)
    assert counts(night(A, Found("/b", "1", quiet=True))) == (0, 0, 1)
    assert counts(night(A, B)) == (0, 0, 2)


# Settings


def test_other_settings_are_said_and_nothing_is_called_new(night: Nights) -> None:
    night(A)
    news = night(A, B, basis=BASIS | {"rules": "b"})
    assert (news.since, news.why) == (None, ("rules",))
    assert counts(night(A, B, basis=BASIS | {"rules": "b"})) == (0, 0, 2)
    assert night(A, basis=BASIS | {"rules": "b", "more": "x"}).why == ("more",)


def test_what_other_settings_no_longer_find_is_not_called_back_later(night: Nights) -> None:
    night(A, B)
    night(A, basis={"rules": "b"})
    assert counts(night(A, B, basis={"rules": "b"})) == (1, 0, 1)


# Causes


def became(news: News) -> dict[str, str]:
    assert news.since is not None
    return news.since.causes


def gone(news: News) -> list[str]:
    assert news.since is not None
    return [one.id for one in news.since.gone]


def test_a_cause_with_a_page_more_is_still_the_same_under_another_name(night: Nights) -> None:
    night(Found("/a", "1", "one"))
    news = night(Found("/a", "1", "two"), Found("/b", "1", "two"))
    assert (became(news), gone(news)) == ({"two": "still"}, [])


def test_a_cause_that_parts_in_two_is_still_there_in_both(night: Nights) -> None:
    pages = [Found(f"/{number}", "1", "whole") for number in range(10)]
    night(*pages)
    parts = [msgspec.structs.replace(one, cause="left" if place < 6 else "right") for place, one in enumerate(pages)]
    assert became(night(*parts)) == {"left": "still", "right": "still"}


def test_a_cause_that_shares_little_with_an_old_one_is_new(night: Nights) -> None:
    night(*(Found(f"/{number}", "1", "old") for number in range(10)))
    found = [Found(f"/{number}", "1", "old" if number < 9 else "other") for number in range(10)]
    news = night(*found, *(Found(f"/{number}", "2", "other") for number in range(8)))
    assert became(news) == {"old": "still", "other": "new"}


def test_a_cause_that_went_away_is_told_once_and_reopened_when_it_is_back(night: Nights) -> None:
    night(A, Found("/b", "2", "d"))
    news = night(A)
    assert (became(news), gone(news)) == ({"c": "still"}, ["d"])
    assert gone(night(A)) == []
    assert became(night(A, Found("/a", "2", "d"))) == {"c": "still", "d": "new"}, "on a page that never had it, nothing is back"
    assert gone(night(A)) == ["d"]
    assert became(night(A, Found("/b", "2", "d"))) == {"c": "still", "d": "reopened"}


def test_a_cause_that_was_not_seen_did_not_go_away(night: Nights) -> None:
    night(A, Found("/b", "2", "d"))
    assert gone(night(A, read="a", missed=["/b"])) == []
    assert gone(night(A, read="a", missed=["/b"])) == []
    assert gone(night(A)) == ["d"]


def test_a_cause_is_gone_when_its_last_finding_is_and_no_sooner(night: Nights) -> None:
    night(A, B)
    assert gone(night(A)) == []
    assert gone(night()) == ["c"]


def test_memory_does_not_grow_from_night_to_night(night: Nights) -> None:
    sizes = []
    for number in range(3 * FORGOTTEN):
        night(A, Found("/b", f"of night {number}"))
        assert night.memory is not None
        sizes.append(len(night.memory.entries.prints) // 8 + len(night.memory.causes) + len(night.memory.read) // 8)
    assert max(sizes) == sizes[-1] < FORGOTTEN + 10


def test_the_same_runs_give_the_same_memory() -> None:
    bodies = set()
    for _ in range(2):
        night = Nights()
        night(A, B)
        night(B)
        bodies.add(msgspec.msgpack.encode(night.memory))
    assert len(bodies) == 1


def test_a_moved_site_is_the_same_site() -> None:
    assert page_key("https://blog.example/a?x=1") == page_key("http://staging.example:8080/a?x=1") != page_key("https://blog.example/a")


# From end to end, over a folder


LINK = '<p><a href="https://www.amazon.com/dp/B00000000{}?tag=blog-20">A book</a></p>'


@pytest.fixture
def nightly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Audit a folder of these files, night after night, in one state."""
    from linkaudit.app import Plan, audit
    from linkaudit.config import load

    monkeypatch.chdir(tmp_path)

    def run(files: dict[str, str], **flags: Any) -> Any:
        for path in (tmp_path / "public").glob("*") if (tmp_path / "public").exists() else ():
            path.unlink()
        for name, body in files.items():
            (tmp_path / "public").mkdir(exist_ok=True)
            (tmp_path / "public" / name).write_text(body)
        return audit(Plan("public", load(None, {}, {"disclosure.regimes": ["ftc"]} | flags), probes=False))

    return run


def test_a_folder_night_after_night(nightly: Callable[..., Any]) -> None:
    good = "<p>We earn a commission when you buy through our links.</p>" + LINK.format(1)
    first = nightly({"a.html": good, "b.html": good})
    second = nightly({"a.html": good, "b.html": LINK.format(1)})
    third = nightly({"a.html": good, "b.html": good})
    fourth = nightly({"a.html": good, "b.html": LINK.format(1)})
    assert (first.since, first.trend) == ((), ())
    names = {cause.id: cause.rule for cause in second.causes}
    assert [names[one] for one, state in second.since[0].causes.items() if state == "new"] == ["disclosure-missing", "link-label-missing"]
    assert (second.since[0].new, second.since[0].fixed) == (2, 0)
    assert (third.since[0].new, third.since[0].fixed, [one.rule for one in third.since[0].gone]) == (
        0, 2, ["disclosure-missing", "link-label-missing"],
    )  # fmt: skip
    assert "reopened" in fourth.since[0].causes.values()
    assert [point.counts["error"] for point in fourth.trend] == [
        first.counts["error"],
        second.counts["error"],
        first.counts["error"],
        second.counts["error"],
    ]


def test_other_regimes_have_a_history_of_their_own(nightly: Callable[..., Any]) -> None:
    files = {"a.html": LINK.format(1)}
    nightly(files)
    uk = nightly(files, **{"disclosure.regimes": ["uk"]})
    assert uk.since == () and uk.trend == ()
    assert any(note.startswith("Not compared with the run of ") and note.endswith(" (run 1): it was judged by ftc.") for note in uk.notes)
    assert nightly(files).since[0].earlier == "run 1"


def test_changed_rules_are_said(nightly: Callable[..., Any]) -> None:
    files = {"a.html": LINK.format(1)}
    nightly(files)
    changed = nightly(files, **{"rules.link-label-missing.severity": "error"})
    assert changed.since == ()
    assert any("[rules] of the configuration has changed" in note for note in changed.notes)


def test_the_same_state_and_input_give_the_same_document(
    tmp_path: Path, nightly: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from linkaudit.reports import FORMATS

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    nightly({"a.html": LINK.format(1)})
    shutil.copytree(tmp_path / ".linkaudit", tmp_path / "copy")
    texts = []
    for _ in range(2):
        shutil.rmtree(tmp_path / ".linkaudit")
        shutil.copytree(tmp_path / "copy", tmp_path / ".linkaudit")
        document = nightly({"a.html": LINK.format(1), "b.html": LINK.format(2)})
        texts.append(["".join(FORMATS[name](document)) for name in FORMATS])
    assert texts[0] == texts[1]
