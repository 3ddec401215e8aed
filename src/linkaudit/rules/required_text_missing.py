"""The owner's required text is not on the page."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Disclosure,
    Example,
    Impact,
    Known,
    PageFacts,
    Rule,
    Severity,
    Source,
    Verdict,
    count,
    earning,
    failed,
    insert_above,
    notices,
    review,
)

HIDDEN = "Your required notice is hidden"

RULE = Rule(
    title="Your required notice is missing",
    why="You asked for this text on every page with affiliate links (`disclosure.required`).",
    fix="Insert the required text above the first affiliate link.",
    impact=Impact.LAW,
    family="required",
    rank=0,
    severity=Severity.ERROR,
    sources=(Source("linkaudit.toml", "disclosure.required", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example('<p><a href="https://amzn.to/3abcdef">Buy</a></p>', required="We earn a commission when you buy."),
        Example(
            '<p hidden>We earn a commission when you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>',
            required="We earn a commission when you buy.",
        ),
    ),
    passes=(
        Example(
            '<p>We earn a commission when you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>',
            required="We earn a commission when you buy.",
        ),
        Example('<p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
    reviews=(
        Example(
            '<html lang="en"><p>We earn a commission when you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>',
            required="Wir erhalten eine Provision, wenn Sie über unsere Links kaufen.",
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when nothing visible comes near the text; a near miss is required-text-altered."""
    links = earning(page)
    if not known.required or not links or any(d.near_required is not None for d in notices(page)):
        return
    hidden = next((d for d in page.disclosures if d.near_required is not None and d.visible is False), None)
    if hidden is not None:
        yield failed(
            f"{count(len(links))}, and no reader sees the required text: {hidden.hidden_reason}.",
            "Remove what hides it." if hidden.order < links[0].order else f"Remove what hides it. {insert_above(links[0])}",
            title=HIDDEN, group="hidden", line=hidden.line, column=hidden.column, snippet=hidden.text, links=len(links),
        )  # fmt: skip
        return
    if (other := _in_its_own_language(page, known)) is not None:
        yield review(
            f"The page is in {other.language!r} and your required text in {known.language!r}: is its own notice the one that you want?",
            "Accept it once for all such pages, by [[decision]] with this rule, or add your text.",
            group=f"in {other.language}", snippet=other.text, line=other.line, column=other.column, links=len(links),
        )  # fmt: skip
        return
    yield failed(
        f"{count(len(links))}, and the required text is not on the page.",
        insert_above(links[0]),
        replace=known.insert or known.required, line=links[0].line, column=links[0].column, links=len(links),
    )  # fmt: skip


def _in_its_own_language(page: PageFacts, known: Known) -> Disclosure | None:
    """Return the notice that shows a page to be in another language than the required text: `lang` alone is often the theme's."""
    own = (page.language or "").partition("-")[0].lower()
    if not own or not known.language or own == known.language:
        return None
    return next((told for told in notices(page) if told.language == own), None)
