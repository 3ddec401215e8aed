"""Lines for linkaudit.toml, ready to copy: what leaves a finding out, what answers a question."""

from __future__ import annotations

from glob import escape as literal
from html import escape
from typing import TYPE_CHECKING, Final

from ...document import Audit, Notice
from ...model import Finding
from ...urls import parse
from ..words import clean, quoted

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["answer", "decision", "ignore", "of_text"]


# A text that long is one text; the whole of it would only invite a typing error.
MAX_QUOTE: Final = 120
MAX_NAMED: Final = 2000


def ignore(finding: Finding) -> Markup:
    """Return the `[[ignore]]` table that leaves this finding out, on its page only."""
    named = {"rule": finding.rule, "page": _page(finding), "link": _link(finding)}
    return _table("[[ignore]]", named, 'reason = "say why"', 'by = "your name"')


def decision(finding: Finding, pages: int = 1) -> Markup:
    """Return the `[[decision]]` table that settles this question: for its text or link wherever it stands, else for its page."""
    text = _quote(finding.evidence.snippet) if finding.cause == "notice" or not _link(finding) else ""
    named = (
        {"rule": finding.rule, "text": text}
        if text
        else {"rule": finding.rule, "link": _link(finding), "page": _page(finding) if pages == 1 else ""}
    )
    return _decided(named)


def _decided(named: dict[str, str]) -> Markup:
    return _table(
        "[[decision]]", named, 'verdict = "accept"    # or "reject": then it is an error', 'reason = "say why"', 'by = "your name"'
    )


def of_text(told: Notice) -> Markup:
    """Return the `[[decision]]` table that says once, for all pages, whether a notice's text is enough."""
    return _decided({"text": _quote(told.text)})


def answer(finding: Finding, pages: int, audit: Audit) -> Markup:
    """Return the lines that answer a question: the publisher ids that are yours, or a decision."""
    if finding.rule != "tag-foreign":
        return decision(finding, pages)
    ids = [one.id for one in audit.ids if one.program == finding.subject][:12]
    listed = ", ".join(map(quoted, ids))
    return _lines(f"[programs.{quoted(finding.subject) if not finding.subject.isascii() else clean(finding.subject)}]",
                  f"ids = [{listed}]    # take out those that are not yours")  # fmt: skip


def _quote(text: str) -> str:
    """The beginning of a text, up to a word's end unless that leaves hardly any of it."""
    start = clean(text[:MAX_QUOTE])
    words = start.rpartition(" ")[0]
    return words if len(text) > MAX_QUOTE and len(words) > MAX_QUOTE // 2 else start


def _page(finding: Finding) -> str:
    """A page's path as a glob that means nothing but itself; with a query the whole address, as paths are compared without it."""
    url = parse(finding.page)
    return literal(finding.page if url is None or url.query else url.path) if finding.page else ""


def _link(finding: Finding) -> str:
    return finding.subject if finding.cause != "notice" else ""


def _table(head: str, named: dict[str, str], *rest: str) -> Markup:
    return _lines(head, *(f"{name} = {quoted(value)}" for name, value in named.items() if 0 < len(value) <= MAX_NAMED), *rest)


def _lines(*lines: str) -> Markup:
    from markupsafe import Markup

    return Markup(escape("\n".join(lines)))  # noqa: S704 - escaped here
