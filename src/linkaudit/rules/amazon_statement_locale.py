"""The Associates statement is in another language than the page and the shop it links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .api import Example, Grade, Impact, Known, PageFacts, Rule, Verdict, earning, failed, host_of, host_within, notices, quote

_EN = "<p>As an Amazon Associate I earn from qualifying purchases.</p>"
_DE = "<p>Als Amazon-Partner verdiene ich an qualifizierten Verkäufen.</p>"
_SHOP = '<p><a href="https://www.amazon.de/dp/B000000001?tag=blog-21">Buch</a></p>'

RULE = Rule(
    title="Amazon's Associates statement in another language",
    why="Each of Amazon's shops gives the sentence in its own language: a German page that links amazon.de owes its readers the German one.",
    fix="Use the sentence that Amazon gives for this shop.",
    impact=Impact.ACCOUNT,
    family="statement",
    rank=2,
    fails=(Example(f'<html lang="de">{_EN}{_SHOP}'),),
    passes=(
        Example(f'<html lang="de">{_DE}{_SHOP}'),
        Example(f'<html lang="de">{_EN}{_DE}{_SHOP}'),
        Example(f'<html lang="en">{_EN}{_SHOP}'),
        Example(f'<html lang="de">{_EN}<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buch</a></p>'),
    ),
)
_SPOKEN: Final = {
    "amazon.de": "de", "amazon.fr": "fr", "amazon.it": "it", "amazon.es": "es", "amazon.com.mx": "es", "amazon.nl": "nl", "amazon.co.jp": "ja",
    "amazon.com.br": "pt", "amazon.pl": "pl", "amazon.se": "sv", "amazon.com.tr": "tr", "amazon.com": "en", "amazon.co.uk": "en",
    "amazon.com.au": "en",
}  # fmt: skip


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail where page and shop speak one language and every statement another; an English page may link any shop."""
    own = (page.language or "").partition("-")[0].lower()
    told = [d for d in notices(page) if d.grade is Grade.AMAZON and d.language]
    if not told or own not in known.statements or any(d.language == own for d in told):
        return
    links = [link for link in earning(page) if _language(host_of(link.destination or link.resolved)) == own]
    if links:
        yield failed(
            f"The page is in {own!r} and links {host_of(links[0].destination or links[0].resolved)}, the statement is in "
            f"{told[0].language!r}: {quote(told[0].text)}",
            RULE.fix, snippet=told[0].text, replace=known.statements[own], line=told[0].line, column=told[0].column,
            group=told[0].text[:120], links=len(links),
        )  # fmt: skip


def _language(host: str) -> str | None:
    return next((spoken for shop, spoken in _SPOKEN.items() if host_within(host, shop)), None)
