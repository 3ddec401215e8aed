"""Notice in smaller type than the text it speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Impact, Known, Look, PageFacts, Rule, Verdict, as_measured, on_notice, relied_on

# linkaudit's threshold: the guidance asks for type "at least as large"; a tenth less is what themes give captions and metadata.
SMALL = 0.9
_TEXT = f"<p>{'A long paragraph of the article, as readers read it. ' * 3}</p>"
_LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'
_NOTICE = "We earn a commission if you buy."

RULE = Rule(
    title="Notice in small type",
    why="Type smaller than the article's says that it need not be read.",
    fix="Set the notice in the size of the article's text.",
    impact=Impact.LAW,
    family="look",
    rank=1,
    fails=(
        Example(f"<style>.n {{ font-size: .7em }}</style><article><p class=n>{_NOTICE}</p>{_TEXT}{_LINK}</article>"),
        Example(f"<article><p><small><small>{_NOTICE}</small></small></p>{_TEXT}{_LINK}</article>"),
    ),
    passes=(
        Example(f"<style>html {{ font-size: 10px }} p {{ font-size: 1.8rem }}</style><article><p>{_NOTICE}</p>{_TEXT}{_LINK}</article>"),
        Example(f"<style>.n {{ font-size: .95em }}</style><article><p class=n>{_NOTICE}</p>{_TEXT}{_LINK}</article>"),
        Example(f"<article><p>{_NOTICE}</p><p><small>{_NOTICE}</small></p>{_TEXT}{_LINK}</article>"),
    ),
    reviews=(
        Example(
            f'<link rel="stylesheet" href="https://cdn.example/x.css"><article><p style="font-size:.7em">{_NOTICE}</p>{_TEXT}{_LINK}</article>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when every notice before the links is set clearly smaller than the page's paragraphs. A notice to be moved will look otherwise."""
    found = relied_on(page)
    looks = [_small(notice) for notice in found]
    if looks and (look := looks[0]) and all(looks):
        said = (f"The notice is {look.font_px:g} px, the article {look.body_px:g} px", RULE.fix)
        facts = (
            f"{look.width} px wide: type {look.font_px:g} px, the article's paragraphs {look.body_px:g} px (linkaudit asks for {SMALL:.0%})",
        )
        verdict = on_notice(page, found[0], known, said, facts=facts, replace=None, group=f"{found[0].selector} {look.font_px:g}")
        yield as_measured(verdict, look)


def _small(notice: Disclosure) -> Look | None:
    """Return the first look in which the type is too small."""
    return next((look for look in notice.looks if look.font_px and look.body_px and look.font_px < SMALL * look.body_px), None)
