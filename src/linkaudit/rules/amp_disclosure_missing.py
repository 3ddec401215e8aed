"""No notice on an AMP page: the variant's template leaves out what the theme or a plugin adds."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, count, failed, notice_markup, on_each, unnoticed

_LINK = '<p>Read <a href="https://www.amazon.com/dp/B000000001?tag=blog-20">the book</a>.</p>'

RULE = Rule(
    title="AMP pages carry no notice",
    why="An AMP variant is a page that readers land on: what the site's theme or a plugin adds to the article is often not in its template.",
    fix="Put the notice into the template of the AMP pages, above the content, or stop publishing AMP.",
    impact=Impact.LAW,
    family="notice",
    rank=4,
    severity=Severity.WARNING,
    sources=(Source("linkaudit", "an AMP variant is a page like any other", "https://amp.dev/documentation/guides-and-tutorials/", "E"),),
    each=True,
    fails=(Example(f"<html amp>{_LINK}"), Example(f"<html ⚡>{_LINK}")),
    passes=(Example(_LINK), Example(f"<html amp><p>We earn a commission on purchases.</p>{_LINK}")),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for an AMP page whose links pay and that surely has no notice."""
    if page.amp and (bare := unnoticed(page)):
        yield failed(
            f"An AMP page with {count(len(bare))} and no notice on it.", RULE.fix, replace=notice_markup(page, known),
            snippet=bare[0].context, group="amp", title=RULE.title, **on_each(bare),
        )  # fmt: skip
