"""Amazon's Associates statement is on no page of the site."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, SiteFacts, Verdict, earning, failed, notices, quote

RULE = Rule(
    title="Amazon's Associates statement is missing",
    why="The Operating Agreement asks for the sentence “As an Amazon Associate I earn from qualifying purchases” on the site; without it Amazon may close the account.",
    fix="Add the sentence to the notice above the first affiliate link.",
    impact=Impact.ACCOUNT,
    family="statement",
    rank=0,
    fails=(Example('<p>We earn a commission if you buy.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'),),
    passes=(
        Example(
            '<p>As an Amazon Associate I earn from qualifying purchases.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
        Example(
            '<html lang="de"><p>Werbung: Wir erhalten eine Provision. Als Amazon-Partner verdiene ich an qualifizierten Verkäufen.</p><p><a href="https://www.amazon.de/dp/B000000001?tag=blog-21">Buch</a></p>'
        ),
        Example(
            '<p>We earn a commission.</p><a href="https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2F">x</a>'
        ),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn on a page only when it is audited alone: the duty is the site's."""
    amazon = [link for link in earning(page) if (link.program or "").startswith("amazon")]
    if known.alone and amazon and not any(d.statement for d in notices(page)):
        yield failed(
            "Amazon links, and no Associates statement on the page.", RULE.fix, replace=_statement(page.language, known),
            line=amazon[0].line, column=amazon[0].column, links=len(amazon), severity=Severity.WARNING,
        )  # fmt: skip


def check_site(site: SiteFacts, known: Known) -> Iterator[Verdict]:
    """Fail for the site when two or more pages link Amazon and no page read carries the statement."""
    if site.amazon_pages and not site.statement_pages:
        statement = _statement(site.language or None, known)
        yield failed(
            f"{site.amazon_pages} page{'s' if site.amazon_pages > 1 else ''} with Amazon links, and the statement is on no page that was read.",
            f"Add {quote(statement)} to the notice above the first affiliate link." if statement else RULE.fix,
            replace=statement, title=RULE.title, facts=(f"{site.pages} pages were read",),
            severity=None if site.amazon_pages > 1 else Severity.WARNING,
        )  # fmt: skip


def _statement(language: str | None, known: Known) -> str | None:
    return known.statements.get((language or "en").partition("-")[0].lower()) or known.statements.get("en")
