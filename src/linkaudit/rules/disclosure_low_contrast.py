"""Notice in a colour that blends into the background."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Disclosure, Example, Impact, Known, Look, PageFacts, Rule, Source, Verdict, as_measured, on_notice, relied_on

# WCAG 2.2, success criterion 1.4.3: 4.5, and 3 for type of 24 px and more.
ENOUGH, ENOUGH_FOR_LARGE, LARGE = 4.5, 3.0, 24.0
_LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'
_NOTICE = "We earn a commission if you buy."

RULE = Rule(
    title="Notice in a pale colour",
    why="Pale type on a pale ground is overlooked, which is what a notice must not be.",
    fix="Give the notice the colour of the article's text.",
    impact=Impact.LAW,
    family="look",
    rank=0,
    sources=(Source("WCAG 2.2", "1.4.3 Contrast (Minimum)", "https://www.w3.org/TR/WCAG22/#contrast-minimum", "M"),),
    fails=(
        Example(f"<style>.n {{ color: #aaa }}</style><p class=n>{_NOTICE}</p>{_LINK}"),
        Example(f'<div style="background:#223"><p style="color:rgb(255 255 255 / 35%)">{_NOTICE}</p></div>{_LINK}'),
    ),
    passes=(
        Example(f"<style>.n {{ color: #555 }}</style><p class=n>{_NOTICE}</p>{_LINK}"),
        Example(f"<style>.n {{ color: #ccc; background: url(dark.png) }}</style><p class=n>{_NOTICE}</p>{_LINK}"),
        Example(f"<style>body {{ background: #111; color: #ccc }}</style><p>{_NOTICE}</p>{_LINK}"),
    ),
    reviews=(
        Example(f'<link rel="stylesheet" href="https://cdn.example/x.css"><p style="color:#bbb;background:#fff">{_NOTICE}</p>{_LINK}'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when every notice before the links has less contrast than WCAG asks of text. A notice to be moved will look otherwise."""
    found = relied_on(page)
    looks = [_pale(notice) for notice in found]
    if looks and (look := looks[0]) and all(looks):
        said = (f"The notice is {look.color} on {look.background}, a contrast of {look.contrast:g}", RULE.fix)
        facts = (
            f"{look.width} px wide: {look.color} on {look.background}, contrast {look.contrast:g}:1, WCAG asks for {_asked(look):g}:1",
        )
        verdict = on_notice(
            page, found[0], known, said, facts=facts, replace=None, group=f"{found[0].selector} {look.color} {look.background}"
        )
        yield as_measured(verdict, look)


def _pale(notice: Disclosure) -> Look | None:
    """Return the first look with too little contrast."""
    return next((look for look in notice.looks if look.contrast is not None and look.contrast < _asked(look)), None)


def _asked(look: Look) -> float:
    return ENOUGH_FOR_LARGE if (look.font_px or 0) >= LARGE else ENOUGH
