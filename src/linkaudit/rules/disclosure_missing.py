"""No notice on the page: it has affiliate links, and nothing tells a reader that they pay."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Example,
    Impact,
    Known,
    PageFacts,
    Rule,
    Verdict,
    clickable,
    count,
    earning,
    failed,
    notice_markup,
    notice_place,
    notices,
    of_excerpts,
    on_each,
    quote,
    review,
    uncovered,
)

RULE = Rule(
    title="No notice on the page",
    why="A reader who would weigh a recommendation differently if she knew it pays must be told, on this page.",
    fix="Put a plain sentence about the commission above the first affiliate link.",
    impact=Impact.LAW,
    family="notice",
    rank=5,
    each=True,
    fails=(
        Example('<p>Read <a href="https://www.amazon.com/dp/B000000001?tag=blog-20">the book</a>.</p>'),
        Example('<p>We are not affiliated with Acme. <a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
    passes=(
        Example('<p>We earn a commission on purchases.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example('<p><a href="https://amzn.to/3abcdef">Buy</a> (paid link)</p>'),
        Example('<p>Read <a href="https://www.amazon.com/dp/B000000001">the book</a>.</p>'),
    ),
    reviews=(
        Example('<div id="awin-disclosure-plugin"></div><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
        Example('<p class="hidden">We earn a commission if you buy.</p><p><a href="https://amzn.to/3abcdef">Buy</a></p>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail when no visible notice and no label is on the page; ask when a script or an unread style sheet may decide."""
    bare = uncovered(page)
    if notices(page):
        return
    if not bare:
        yield from _guessed(page, known)
        return
    first, fix = bare[0], notice_place(page, bare[0])
    evidence = {"replace": notice_markup(page, known), **on_each(bare)}
    doubts = [d for d in page.disclosures if d.visible is None] + [d for d in page.candidates if d.kind == "placeholder"]
    if doubts:
        doubt = doubts[0]
        yield review(
            f"Does a reader see a notice here? {doubt.hidden_reason or 'It could not be measured.'}",
            "Look at the page in a browser. If no notice shows above the first link: " + fix,
            snippet=doubt.text, group=doubt.selector or "placeholder", **evidence,
        )  # fmt: skip
        return
    yield failed(
        f"{count(len(earning(page)))}, and no notice on the page.", fix,
        snippet=first.setting, facts=(f"first affiliate link at line {first.line}: {first.text or first.resolved[:80]}",),
        **of_excerpts(page), **evidence,
    )  # fmt: skip


def _guessed(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Ask about paths such as /go/x that nothing but their name marks as cloaked links."""
    guesses = [] if page.stub else [link for link in clickable(page) if link.guessed and link.label is None]
    if guesses:
        first = guesses[0]
        yield review(
            f"Do links such as {quote(first.url, 60)} pay you? No file of the site says where they lead.",
            'If they do, name them: [links] cloaked = ["/go/*"] in linkaudit.toml, and put a notice above the first.',
            snippet=first.context, line=first.line, column=first.column, group="guess", links=len(guesses),
            replace=notice_markup(page, known),
        )  # fmt: skip
