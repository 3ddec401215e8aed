"""Which runs of a site a line may join: those that looked at the same in the same way, and could read it."""

from __future__ import annotations

import msgspec
import pytest
from tests.reports.nights import STREAM, brief, row

from linkaudit.chronicle import MAX_POINTS, RunRow, site_runs
from linkaudit.model import Outcome, Severity
from linkaudit.runs import Coverage


def gaps(*rows: RunRow) -> dict[int, str]:
    return {one.run: one.gap for one in site_runs("blog.example", rows).rows}


def test_the_newest_run_comes_first_and_a_line_begins_with_the_oldest() -> None:
    site = site_runs("blog.example", [row(2), row(3), row(1)])
    assert [one.run for one in site.rows] == [3, 2, 1]
    assert [one.run for one in site.strands[0].rows] == [1, 2, 3]
    assert site.last.run == 3


@pytest.mark.parametrize(
    ("night", "said"),
    [
        (row(2, read=49), "too little was read"),
        (row(2, found=1, read=0), "too little was read"),
        (row(2, interrupted=True, partial="interrupted", read=80), "stopped early"),
        (row(2, partial="--sample", found=50, read=50), "a part: --sample"),
        (row(2, read=50), ""),
    ],
)
def test_a_night_whose_numbers_are_not_the_site_s_is_a_gap(night: RunRow, said: str) -> None:
    assert gaps(row(1), night, row(3), row(4)) == {1: "", 2: said, 3: "", 4: ""}


def test_redirects_alone_are_something_that_was_read() -> None:
    stubs = msgspec.structs.replace(row(2).told, coverage=Coverage(0, 0, 0, 0, hops=1))
    assert gaps(row(1), RunRow(2, STREAM, stubs)) == {1: "", 2: ""}


def test_the_last_good_run_is_not_the_blind_one_after_it() -> None:
    site = site_runs("blog.example", [row(1), row(2), row(3, read=0)])
    assert (site.last.run, site.last_good and site.last_good.run) == (3, 2)
    assert site_runs("blog.example", [row(1, read=0)]).last_good is None


def test_a_part_that_is_read_every_night_is_compared_with_itself() -> None:
    capped = [row(night, partial="crawl.max_pages") for night in range(1, 4)]
    assert gaps(*capped, row(4), row(5, found=1, read=0)) == {1: "", 2: "", 3: "", 4: "more than usual", 5: "too little was read"}


def test_other_regimes_and_other_ways_of_looking_have_lines_of_their_own() -> None:
    other = "https://blog.example/ · no link asked · ftc"
    rows = [row(1), row(2, stream=other), row(3), row(4, stream=other), row(5, stream="https://blog.example/ · links asked · uk")]
    site = site_runs("blog.example", rows)
    assert [[one.run for one in strand.rows] for strand in site.strands] == [[2, 4], [1, 3]]
    assert [strand.links_asked for strand in site.strands] == [False, True]
    assert len(site.rows) == 5


def test_there_is_no_line_through_one_point() -> None:
    assert site_runs("blog.example", [row(1), row(2, read=0)]).strands == ()


def test_a_line_has_as_many_points_as_a_report_s_trend() -> None:
    (strand,) = site_runs("blog.example", [row(night) for night in range(1, 91)]).strands
    assert len(strand.rows) == MAX_POINTS and strand.rows[-1].run == 90


def test_causes_are_counted_by_severity_and_runs_of_an_older_linkaudit_by_those_they_name() -> None:
    assert (row(1).to_fix, row(1).asked) == (2, 1)
    named = (brief(Severity.ERROR), brief(Severity.WARNING), brief(Severity.INFO), brief(Severity.ERROR, Outcome.REVIEW))
    old = row(1, tally={}, causes=named, stream=STREAM)
    assert (old.causes, old.to_fix, old.asked) == ({"error": 1, "warning": 1, "info": 1, "review": 1}, 2, 1)
