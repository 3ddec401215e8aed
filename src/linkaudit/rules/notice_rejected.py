"""A notice whose words somebody has decided against."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, earning, failed, notices, quote

_PAGE = '<p>This blog may be rewarded for links. We may earn a commission.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'

RULE = Rule(
    title="Notice text that was decided against",
    why="A decision in the configuration rejects these words; they still stand on the site.",
    fix="Replace the notice with a text that was accepted.",
    impact=Impact.LAW,
    family="decided",
    rank=0,
    severity=Severity.ERROR,
    sources=(Source("linkaudit.toml", '[[decision]] verdict = "reject"', "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(Example(_PAGE, rejected=(("may be rewarded", "counsel: too vague (Legal)"),)),),
    passes=(Example(_PAGE), Example(_PAGE, rejected=(("no commission at all", "counsel: untrue (Legal)"),))),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for each notice that a reader sees and that holds a rejected text."""
    if not known.rejected or not earning(page):
        return
    for notice in notices(page):
        for why in dict.fromkeys(why for text, why in known.rejected if text.lower() in notice.text.lower()):
            yield failed(
                f"Rejected ({why}): {quote(notice.text)}", RULE.fix, snippet=notice.text, line=notice.line, column=notice.column,
                facts=(why,), group=f"{notice.selector} {notice.text[:120]}", links=len(earning(page)), subject=notice.text[:120],
            )  # fmt: skip
