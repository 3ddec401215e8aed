"""Runs made by hand: a site over many nights, as the page of runs is handed them."""

from __future__ import annotations

from typing import Any

from linkaudit.chronicle import RunRow
from linkaudit.model import Impact, Outcome, Severity
from linkaudit.runs import Brief, Coverage, Summary

STREAM = "https://blog.example/ · links asked · ftc"


def summary(night: int, **more: Any) -> Summary:
    """The line on a night that read 100 pages, with two causes to fix and a question."""
    read = more.pop("read", 100)
    links = more.pop("links", {"amazon": 200, "awin": 40})
    known: dict[str, Any] = {
        "run": night, "target": "https://blog.example/", "site": "https://blog.example", "interrupted": False, "regimes": ("ftc",),
        "started": f"2026-{10 + (night - 1) // 30}-{(night - 1) % 30 + 1:02}T02:30:00Z", "ended": "", "programs": links, "causes": (),
        "coverage": Coverage(more.pop("found", 100), read, 80, sum(links.values()), partial=more.pop("partial", "")),
        "counts": {"error": 12, "warning": 30, "info": 5, "review": 3, "suppressed": 0}, "news": (0, 0, 45),
        "tally": {"error": 1, "warning": 1, "review": 1},
    }  # fmt: skip
    return Summary(**(known | more))


def row(night: int, **more: Any) -> RunRow:
    """The same as a row of the list."""
    own = {name: more.pop(name) for name in ("stream", "kept", "report") if name in more}
    return RunRow(night, **({"stream": STREAM} | own), told=summary(night, **more))


def brief(severity: Severity, outcome: Outcome = Outcome.FAILED) -> Brief:
    """A cause in short."""
    return Brief("c0", "disclosure-missing", Impact.LAW, severity, outcome, "No notice on the page", 3)
