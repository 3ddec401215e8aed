"""The Associates statement stands where few readers look."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Region, Rule, Verdict, earning, failed, quote

_EN = "<p>As an Amazon Associate I earn from qualifying purchases.</p>"
_TOP = "<p>We earn a commission if you buy through our links.</p>"
_BUY = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy at Amazon</a></p>'

RULE = Rule(
    title="Amazon's Associates statement is not prominent",
    why="The Operating Agreement asks that the sentence stand clearly and prominently on the site; at the foot of the page few readers meet it.",
    fix="Put the sentence into the notice above the first affiliate link.",
    impact=Impact.ACCOUNT,
    family="notice",
    rank=11,
    fails=(
        Example(f"<main>{_TOP}{_BUY}</main><footer>{_EN}</footer>"),
        Example(f'<main>{_TOP}<div style="display:none">{_EN}</div>{_BUY}</main>'),
    ),
    passes=(
        Example(f"<main>{_EN}{_BUY}</main><footer>{_EN}</footer>"),
        Example(f"<main>{_TOP}{_BUY}{_EN}</main>"),
        Example(f"<main>{_TOP}</main><footer>{_EN}</footer>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when every statement of a page with Amazon links is in the footer or hidden; what may be hidden is left alone."""
    amazon = [link for link in earning(page) if (link.program or "").startswith("amazon")]
    told = [d for d in page.disclosures if d.statement or "qualifying purchases" in d.text.lower()]
    if not amazon or not told or any(d.visible is not False and d.region is not Region.FOOTER for d in told):
        return
    shown = next((d for d in told if d.visible is not False), told[0])
    where = "is in the page footer only" if shown.visible is not False else f"is hidden ({shown.hidden_reason})"
    yield failed(
        f"Amazon's statement {where}: {quote(shown.text)}", RULE.fix, snippet=shown.text, line=shown.line, column=shown.column,
        group=f"{shown.selector} {shown.text[:120]}", links=len(amazon),
    )  # fmt: skip
