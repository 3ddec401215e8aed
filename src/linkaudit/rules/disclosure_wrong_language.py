"""The notice is in another language than the page."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, failed, notice_markup, notices, quote, uncovered

RULE = Rule(
    title="Notice in another language than the page",
    why="A reader of a German page need not read English to learn that a link pays.",
    fix="Write the notice in the language of the page.",
    impact=Impact.LAW,
    family="notice",
    rank=10,
    fails=(
        Example(
            '<html lang="de"><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
    passes=(
        Example('<html lang="de"><p>Wir erhalten eine Provision, wenn du kaufst.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example(
            '<html lang="en"><p>We earn a commission if you buy through our links.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when page and notices have languages that are known, and no notice has the page's."""
    own = (page.language or "").partition("-")[0].lower()
    found = [d for d in notices(page) if d.language and d.grade is not Grade.LABEL]
    if not own or own not in known.notices or not found or not uncovered(page) or any(d.language == own for d in found):
        return
    notice = found[0]
    yield failed(
        f"The page is in {own!r}, the notice in {notice.language!r}: {quote(notice.text)}",
        "Write the notice in the language of the page.",
        snippet=notice.text, line=notice.line, column=notice.column, group=notice.text[:120],
        links=len(uncovered(page)), replace=notice_markup(page, known),
    )  # fmt: skip
