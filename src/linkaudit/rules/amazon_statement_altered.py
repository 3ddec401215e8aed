"""A sentence close to Amazon's statement, and not it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, failed, notices, quote

RULE = Rule(
    title="Amazon's Associates statement was altered",
    why="Amazon accepts its own sentence, or a similar one it allowed before. The exact sentence is safest.",
    fix="Use the exact sentence.",
    impact=Impact.ACCOUNT,
    family="statement",
    rank=1,
    fails=(
        Example(
            '<p>As an Amazon affiliate I can earn commission from purchases.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
        Example(
            '<p>We are a participant in the Amazon Services LLC Associates Program, an affiliate advertising program designed to provide a means for us to earn fees by linking to Amazon.com.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
    ),
    passes=(
        Example(
            '<p>We may earn a commission. As an Amazon Associate I earn from qualifying purchases.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
        Example(
            '<p>As an Amazon Associate, we earn from qualifying purchases.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
        Example('<p>We earn a commission.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'),
        Example(
            '<p>Som Amazon-partner tjänar jag på kvalificerade köp.</p><p><a href="https://www.amazon.se/dp/B000000001?tag=blog-21">Bok</a></p>'
        ),
        Example("<p>As an Amazon affiliate I can earn commission from purchases.</p>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail on a notice that speaks of the program in other words, when no visible notice has the right ones."""
    if not any((link.program or "").startswith("amazon") for link in page.links):
        return
    found = [d for d in notices(page) if "amazon" in d.text.lower() and _of_the_program(d.text.lower())]
    if not found or any(_exact(d.text.lower(), known) for d in found):
        return
    yield failed(
        f"Close to Amazon's sentence, and not it: {quote(found[0].text)}", RULE.fix, snippet=found[0].text,
        replace=known.statements.get(found[0].language or "en"), line=found[0].line, column=found[0].column,
        group=found[0].text[:120],
    )  # fmt: skip


_WEAKER = ("can earn", "may earn", "might earn")


def _of_the_program(text: str) -> bool:
    return any(
        word in text
        for word in ("associate", "affiliate program", "amazon affiliate", "partenaire amazon", "amazon-partner", "afiliado", "affiliato")
    )


def _exact(text: str, known: Known) -> bool:
    """The signal words of each language's sentence, whoever is its subject."""
    signs = (
        "qualifying purchases",
        "qualifizierten verkäufen",
        "qualifizierten käufen",
        "conditions requises",
        "requisitos aplicables",
        "acquisti idonei",
        "in aanmerking komende",
        "kwalificerende",
        "適格販売",
        "compras qualificadas",
        "compras elegíveis",
        "adscritas",
        "kwalifikujących",
        "kvalificerade",
        "nitelikli",
    )
    sentences = re.split(r"(?<=[.!?。])\s", text)
    return any(sign in one and not any(word in one for word in _WEAKER) for one in sentences for sign in signs)
