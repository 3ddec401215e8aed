"""A page carries a notice though it has no affiliate link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, failed, notices, quote

# Pages whose very subject is the notice, in the words of their addresses and titles.
_POLICY = re.compile(
    r"disclos|disclaimer|privacy|datenschutz|terms|nutzungsbed|about|impressum|imprint|legal|polic|cookie|affiliate|partner|aviso|afiliad|afili|"
    r"mentions|confidential|informativa|sobre|quem-somos|qui-sommes|a-propos|chi-siamo|ueber|über|over-ons|werbe|faq|プライバシー|広告|免責"
)

RULE = Rule(
    title="Notice on pages without affiliate links",
    why="Notices on every page teach readers to skip them. No law forbids it, so this is for information.",
    fix="Print the notice only where the template finds an affiliate link.",
    impact=Impact.CRAFT,
    family="without-links",
    rank=0,
    severity=Severity.INFO,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(Example("<p>We earn a commission if you buy through our links.</p>"),),
    passes=(
        Example("<title>Affiliate disclosure</title><p>We earn a commission if you buy through our links.</p>"),
        Example('<p>We earn a commission if you buy.</p><a href="https://amzn.to/3abcdef">Buy</a>'),
        Example("<p>Hello.</p>"),
        Example("<p>Bread.</p><footer><p>As an Amazon Associate I earn from qualifying purchases.</p></footer>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Say so; over the pages of a site it is one cause, whatever the notices say. Amazon wants its statement on the site, on whichever page."""
    found = [d for d in notices(page) if d.grade not in (Grade.LABEL, Grade.AMAZON)]
    if found and not page.links and not _POLICY.search(f"{page.url.partition('//')[2].partition('/')[2]} {page.title}".lower()):
        yield failed(
            f"A notice, and no affiliate link: {quote(found[0].text)}",
            RULE.fix,
            snippet=found[0].text,
            line=found[0].line,
            column=found[0].column,
        )
