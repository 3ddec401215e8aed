"""The summary in a terminal keeps whole what it has to say."""

from __future__ import annotations

from tests.reports.made import audit_of, cause, finding

from linkaudit.reports.text import render


def test_a_long_title_goes_on_below_and_is_not_cut() -> None:
    title = "Links that pay somebody else: The link pays “evil-20”, which is none of the ids that linkaudit.toml declares"
    lines = "".join(render(audit_of([finding()], causes=(cause(finding(), title=title),)))).splitlines()
    place = next(at for at, line in enumerate(lines) if "Links that pay" in line)
    told = [lines[place][:66].split(maxsplit=3)[3], *lines[place + 1 : place + 3]]
    assert " ".join(one.strip() for one in told).startswith(title)
    assert lines[place].rstrip().endswith("1")
    assert all(len(line) <= 80 for line in lines[place : place + 3])
