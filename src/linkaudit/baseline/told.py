"""What an audit says → what the baseline's file keeps of it."""

from __future__ import annotations

from collections.abc import Container
from hashlib import blake2b
from typing import Final

from ..document import PageRecord
from ..model import Finding, Outcome
from ..rules import rulebook
from ..urls import parse
from .file import Entry, Face, Weight

__all__ = ["counts", "entry_of", "face_of", "insecure", "page_of", "weight_of"]

WIDTH: Final = 160


def page_of(url: str) -> str:
    """Return a page's path and query, "" for the site: a staged copy of the site has the same."""
    found = parse(url)
    if found is None:
        return url
    return f"{found.path}?{found.query}" if found.query else found.path


def weight_of(finding: Finding) -> Weight:
    """Return a finding's severity, or review for a question."""
    return "review" if finding.outcome is Outcome.REVIEW else finding.severity.value


def entry_of(finding: Finding, asked: Container[str] = ()) -> Entry:
    """Return a finding as the file holds it; `asked` are the links whose way was seen."""
    return Entry(
        page_of(finding.page), finding.rule, weight_of(finding), _short(finding.subject), _short(finding.message), finding.fingerprint,
        finding.also, finding.links if counts(finding.rule) else 0, tuple(sorted(mark for _, mark in finding.each)),
        finding.subject.rpartition(" ")[2] in asked,
    )  # fmt: skip


def counts(name: str) -> bool:
    """True for a rule whose finding is worse with each link."""
    rule = rulebook().get(name)
    return rule is not None and rule.each


def face_of(record: PageRecord) -> Face:
    """Return what a page is known by."""
    # As the page writes them: where a short link leads is known only to a run that asks.
    targets = sorted({insecure(link.url) for link in record.affiliate_links})
    digest = blake2b("\0".join(targets).encode("utf-8", "replace"), digest_size=8).hexdigest() if targets else ""
    return Face(page_of(record.url), _short(record.title), len(targets), digest)


def insecure(text: str) -> str:
    """Return addresses as they were before somebody made them https: they lead to the same."""
    return text.replace("https://", "http://")


def _short(text: str) -> str:
    """Audited text in one line, and nothing in it that a terminal would obey when somebody reads the diff."""
    line = " ".join(text.split())
    line = "".join(sign if sign.isprintable() else "\ufffd" for sign in line[:WIDTH])
    return line if len(line) < WIDTH else f"{line[: WIDTH - 1]}…"
