"""A star or cart at the links that nothing explains before them."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Example,
    Impact,
    Known,
    PageFacts,
    Rule,
    Verdict,
    before,
    count,
    failed,
    notice_markup,
    notices,
    on_notice,
    quote,
    uncovered,
    undecided,
)

_LINK = '<a href="https://www.amazon.de/dp/B000000001?tag=b-21">Waage</a>'
_TOLD = "Für Käufe über so markierte Links erhalten wir eine Provision."

RULE = Rule(
    title="Sign at the links, explained too late or not at all",
    why="A star or a shopping cart says nothing by itself; a reader must know what it means when she meets the first one.",
    fix="Explain the sign above the first link that bears it, or write the word instead of the sign.",
    impact=Impact.LAW,
    family="notice",
    rank=6,
    fails=(
        Example(f'<html lang="de"><main><p>Ich nehme die {_LINK}*.</p><p>* {_TOLD}</p></main>'),
        Example(f'<html lang="de"><main><p>Ich nehme die {_LINK} 🛒.</p></main><footer><p>🛒 {_TOLD}</p></footer>'),
        Example(f"<main><p>I use the {_LINK}<sup>*</sup>.</p></main>"),
    ),
    passes=(
        Example(f'<html lang="de"><main><p>* {_TOLD}</p><p>Ich nehme die {_LINK}*.</p></main>'),
        Example(f"<main><p>I use the {_LINK}* (paid link).</p></main>"),
        Example(f"<main><p>I use the {_LINK}. It cost 20 dollars.*</p></main>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when links bear a sign and no notice stands above the first of them."""
    marked = [link for link in uncovered(page) if link.mark]
    if not marked or before(page) or undecided(page):
        return
    first, found = marked[0], notices(page)
    if found:
        yield on_notice(page, found[0], known, (f"{count(len(marked))} marked {first.mark}, and what it means comes later", RULE.fix))
        return
    yield failed(
        f"{count(len(marked))} marked {first.mark}, and nothing says what it means: {quote(first.text or first.resolved, 60)}",
        RULE.fix, snippet=first.context, line=first.line, column=first.column, links=len(marked), group=f"mark {first.mark}",
        replace=notice_markup(page, known),
    )  # fmt: skip
