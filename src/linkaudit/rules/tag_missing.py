"""A merchant link that was meant to earn, and carries no id."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Example,
    Impact,
    Known,
    Link,
    PageFacts,
    Rule,
    Severity,
    Source,
    Strength,
    Verdict,
    anchor,
    failed,
    own_id,
    parameter_place,
    quote,
    spliced,
)

RULE = Rule(
    title="Links meant to earn carry no id",
    why="The shop gets the sale and you get nothing: the id is not in the address.",
    fix="Add your id to the address.",
    impact=Impact.MONEY,
    family="tag",
    rank=1,
    severity=Severity.ERROR,
    sources=(
        Source(
            "Amazon Program Policies",
            "2(a): the id is a parameter of the URL",
            "https://affiliate-program.amazon.com/help/operating/policies",
            "V2",
        ),
    ),
    fails=(
        Example(
            '<a href="https://amzn.to/3abcdef">Buy</a>',
            {"https://amzn.to/3abcdef": "301 https://www.amazon.com/dp/B000000001", "https://www.amazon.com/dp/B000000001": "200"},
        ),
        Example('<p><a rel="sponsored" href="https://www.amazon.com/dp/B000000001">Buy</a></p>'),
        Example(
            '<ul><li><a href="https://www.amazon.com/dp/B000000001?tag=b-20">A</a><li><a href="https://www.amazon.com/dp/B000000002">B</a></ul>'
        ),
    ),
    passes=(
        Example(
            '<a href="https://amzn.to/3abcdef">Buy</a>',
            {"https://amzn.to/3abcdef": "301 https://www.amazon.com/dp/B000000001?tag=b-20", "https://www.amazon.com/dp/B000000001": "200"},
        ),
        Example('<p>I bought it at <a href="https://www.amazon.com/dp/B000000001">Amazon</a>.</p>'),
        Example('<p><a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a></p>'),
    ),
)


SHORT = "Make the short link anew, from an address with your id on it, or link the shop directly."


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for each link whose marks say that it was meant to earn."""
    for link in page.links:
        if link.strength is Strength.INTENDED:
            program = known.programs[link.program].name if link.program in known.programs else str(link.program)
            yield failed(
                f"No {program} id on {quote(link.text or link.resolved, 60)}, and {link.intent}.", _fix(link, program, known),
                subject=link.resolved, snippet=anchor(link), line=link.line, column=link.column,
                group=str(link.program), title=RULE.title, links=1, replace=_tagged(link, known),
            )  # fmt: skip


def _fix(link: Link, program: str, known: Known) -> str:
    if _is_short(link):
        return SHORT
    if link.program == "amazon":
        mine = own_id(link, known)
        return f"Add your id to the address: tag={mine}." if mine else RULE.fix
    return f"Replace the address with the link that your account at {program} makes for this page."


def _is_short(link: Link) -> bool:
    """True when the id is missing behind a redirect, not in the address that stands in the page."""
    return bool(link.probe and link.destination and link.destination != link.resolved)


def _tagged(link: Link, known: Known) -> str | None:
    """Amazon's id is one parameter, written when it is known; other programs hand out whole links."""
    mine = own_id(link, known)
    if link.program != "amazon" or mine is None:
        return None
    address = link.destination if _is_short(link) and link.destination else link.url
    return anchor(link, spliced(address, [parameter_place(address, "tag", mine)]))
