"""Amazon links that hide the page they stand on."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, anchor, clickable, count, failed

RULE = Rule(
    title="Amazon links that hide where they come from",
    why="Amazon asks that links don't hide the site they stand on; rel=noreferrer does. Many content systems add it by themselves.",
    fix="Leave noreferrer out of Amazon links; noopener is enough.",
    impact=Impact.ACCOUNT,
    family="referrer",
    rank=0,
    fails=(Example('<a rel="noreferrer sponsored" href="https://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),),
    passes=(
        Example('<a rel="noopener sponsored" href="https://www.amazon.com/dp/B000000001?tag=b-20">x</a>'),
        Example(
            '<a rel="noreferrer" href="https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2F">x</a>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say once a page how many links do so."""
    hiding = [link for link in clickable(page) if link.program == "amazon" and link.publisher_id and "noreferrer" in link.rel]
    if hiding:
        first = hiding[0]
        rel = tuple(word for word in first.rel if word != "noreferrer")
        yield failed(
            f"{count(len(hiding))} with rel=noreferrer.", RULE.fix, snippet=anchor(first), line=first.line, column=first.column,
            links=len(hiding), replace=anchor(first, rel=rel),
        )  # fmt: skip
