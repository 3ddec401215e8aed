"""An address that no browser reads as its author meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, anchor, failed, quote

RULE = Rule(
    title="Broken address",
    why="A blank, a doubled scheme or an escaped ampersand sends readers nowhere, or loses the id.",
    fix="Write the address anew.",
    impact=Impact.MONEY,
    family="tag",
    rank=0,
    severity=Severity.ERROR,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example('<a href="https://www.amazon.com/dp/B000000001?linkCode=ll1&amp;amp;tag=b-20">x</a>'),
        Example('<a href="https://https://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),
    ),
    passes=(Example('<a href="https://www.amazon.com/dp/B000000001?linkCode=ll1&amp;tag=b-20">x</a>'),),
)
_FAULTS = (
    (re.compile(r"&amp;"), "escapes its ampersand twice, so what follows is lost", "Escape each & once: &amp;, not &amp;amp;."),
    (re.compile(r"^[^?]*/[^?/]*&\w+="), "has an & where its ? must stand, so the id is lost", "Write ? for the first & in it."),
    (re.compile(r"^https?:/*https?:?/"), "names its scheme twice", "Leave https:// in it once."),
    (re.compile(r"[\u201c\u201d\u2018\u2019]"), "holds a typographic quotation mark", 'Write " for the typographic quotation mark.'),
    (re.compile(r"\S\s+\S.*tag="), "holds a blank before the id", "Take the blank out of it."),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the address, entities decoded once, still shows what broke it."""
    for link in (*page.links, *page.possible):
        found = _fault(link.url)
        if found:
            fault, fix = found
            yield failed(
                f"The address {fault}: {quote(link.url, 90)}", fix, subject=link.resolved, snippet=anchor(link),
                line=link.line, column=link.column, group=fault, links=1, replace=anchor(link, _mended(link.url)),
            )  # fmt: skip


@lru_cache(maxsize=4096)
def _fault(address: str) -> tuple[str, str] | None:
    return next(((fault, fix) for pattern, fault, fix in _FAULTS if pattern.search(address)), None)


def _mended(address: str) -> str:
    address = address.replace("&amp;", "&")
    return address if "?" in address else address.replace("&", "?", 1)
