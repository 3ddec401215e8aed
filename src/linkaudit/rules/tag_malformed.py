"""An id that can't be an id of its program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, is_placeholder, on_link, quote

RULE = Rule(
    title="Malformed id",
    why="The program does not know an id of this form, so nothing is credited.",
    fix="Write the id as the program gave it to you.",
    impact=Impact.MONEY,
    family="tag",
    rank=3,
    severity=Severity.WARNING,
    sources=(
        Source(
            "Amazon Program Policies",
            "2(a): the id is a parameter of the URL",
            "https://affiliate-program.amazon.com/help/operating/policies",
            "V2",
        ),
    ),
    fails=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=blog%E2%80%9320">x</a>'),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=blog-20%22">x</a>'),
    ),
    passes=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">x</a>'),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=YOURTAG-20">x</a>'),
    ),
)
_FORM = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*-2[0-9]$")


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the id does not have its program's form; ids from before the suffix existed are asked about by nobody."""
    for link in page.links:
        publisher = link.publisher_id
        if link.program != "amazon" or not publisher or _FORM.search(publisher) or is_placeholder(publisher):
            continue
        if link.form in ("obidos-legacy", "tag-in-path") or publisher in known.ids.get("amazon", ()):
            continue
        yield on_link(
            link,
            f"{quote(publisher, 60)} is not an id of Amazon's form (name-20, name-21, name-22).",
            RULE.fix,
            group=f"{link.program} {publisher}",
        )
