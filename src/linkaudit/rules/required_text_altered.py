"""The owner's required text is on the page in other words."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, earning, failed, notices, quote

RULE = Rule(
    title="Your required notice was altered",
    why="The text is close to `disclosure.required` and not the same: an old version, or somebody's edit.",
    fix="Replace it with the required text.",
    impact=Impact.LAW,
    family="required",
    rank=1,
    severity=Severity.WARNING,
    sources=(Source("linkaudit.toml", "disclosure.required", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example(
            '<p>We earn a small commission when you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>',
            required="We earn a commission when you buy.",
        ),
    ),
    passes=(
        Example(
            '<p>we earn a  commission when you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>',
            required="We earn a commission when you buy.",
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when the nearest visible text is near and not exact."""
    near = [d for d in notices(page) if d.near_required is not None]
    if not known.required or not earning(page) or not near:
        return
    best = max(near, key=lambda d: d.near_required or 0)
    if best.near_required != 100:
        yield failed(
            f"The notice differs from the required text ({best.near_required} % alike): {quote(best.text)}",
            RULE.fix,
            snippet=best.text, line=best.line, column=best.column, group=best.text[:120], replace=known.required,
        )  # fmt: skip
