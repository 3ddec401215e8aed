"""An affiliate link called “here”."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, anchor, on_link, quote

RULE = Rule(
    title="Links called “here”",
    why="A reader, and a screen reader, cannot tell where the link leads.",
    fix="Name the product and the shop in the link text.",
    impact=Impact.CRAFT,
    family="text",
    rank=0,
    severity=Severity.INFO,
    sources=(Source("WCAG 2.2", "2.4.4 Link Purpose", "https://www.w3.org/TR/WCAG22/#link-purpose-in-context", "M"),),
    fails=(Example('<p>There are many books, <a href="https://amzn.to/3abcdef">see this link</a>.</p>'),),
    passes=(Example('<p><a href="https://amzn.to/3abcdef">The Plant Paradox at Amazon</a></p>'),),
)
_POINTING = frozenset(
    ("here", "click here", "this", "this link", "see this link", "link", "this one", "go here", "read more", "more", "hier", "hier klicken",
     "link hier", "dieser link", "ici", "cliquez ici", "ce lien", "aquí", "haz clic aquí", "este enlace", "qui", "clicca qui", "questo link",
     "deze link", "klik hier", "aqui", "clique aqui", "este link", "こちら", "ここ")
)  # fmt: skip


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so for each link whose whole text is a pointing word."""
    for link in page.links:
        if link.text.lower().strip(" .,:;!→›»()[]") in _POINTING:
            program = known.programs[link.program].name if link.program in known.programs else "the shop"
            better = anchor(link, text=f"<name of the product> at {program}")
            yield on_link(link, f"The link is called {quote(link.text)}.", RULE.fix, snippet=link.context, group="", replace=better)
