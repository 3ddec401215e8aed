"""Streaks: in how many runs on end a target was gone, since when, and when it was last good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linkaudit.model import Streak
from linkaudit.store import State, Streaks, open_state
from linkaudit.store.streaks import FORGOTTEN

SHOP = "https://s.example/p"


@pytest.fixture
def state() -> Iterator[State]:
    found = open_state(None, "")
    yield found
    found.close()


def nights(state: State, pattern: str, start: int = 1) -> Streak:
    """Nights on which the target was good (+) or gone (-)."""
    found = Streak()
    for number, sign in enumerate(pattern, start):
        found = Streaks(state, number).look(SHOP, f"day {number}", sign == "-")
    return found


def test_a_streak_counts_runs_on_end(state: State) -> None:
    assert nights(state, "-") == Streak(1, since="day 1", good="", first="day 1")
    assert nights(state, "-", 2) == Streak(2, since="day 1", good="", first="day 1")


def test_one_good_night_ends_it(state: State) -> None:
    assert nights(state, "--+") == Streak(0, since="", good="day 3", first="day 1", turns=1)
    assert nights(state, "-", 4) == Streak(1, since="day 4", good="day 3", first="day 1", turns=2)


def test_changes_are_counted_and_a_first_look_is_none(state: State) -> None:
    assert nights(state, "+-+-+").turns == 4
    assert nights(state, "+++", 6).turns == 4


def test_a_run_counts_once_however_often_it_is_taken_up(state: State) -> None:
    first = Streaks(state, 7).look(SHOP, "one", True)
    assert Streaks(state, 7).look(SHOP, "two", True) == first
    assert Streaks(state, 8).look(SHOP, "three", True).runs == 2


def test_what_is_gone_is_asked_first(state: State) -> None:
    streaks = Streaks(state, 1)
    streaks.look("https://s.example/good", "day", False)
    streaks.look("https://s.example/gone", "day", True)
    assert streaks.gone() == {"https://s.example/gone"}


def test_what_nobody_links_any_more_is_forgotten(state: State) -> None:
    nights(state, "-")
    Streaks(state, FORGOTTEN).forget()
    assert Streaks(state, 2).gone() == {SHOP}
    Streaks(state, FORGOTTEN + 2).forget()
    assert Streaks(state, 2).gone() == set()
