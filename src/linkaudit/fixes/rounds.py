"""A page is mended and judged again until nothing mechanical is left: a link that has its id now owes what a paid link owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..document import PageRecord
from ..model import Finding
from .kinds import NOTICES, wishes
from .nouns import Left, Mended, Owner, Wish
from .pages import mend

__all__ = ["Look", "asked_of", "mend_page"]

# Judges a file's bytes: the page's record, None for a page without links, and its findings.
Look = Callable[[bytes], tuple[PageRecord | None, list[Finding]]]
ROUNDS = 8


def mend_page(body: bytes, look: Look, owner: Owner, file: str, rules: frozenset[str] = frozenset()) -> Mended:
    """Return a page's bytes when nothing is left to do, every edit, and what was left in the end. `rules` are the only ones wished for."""
    edits: tuple[tuple[int, str], ...] = ()
    left: tuple[Left, ...] = ()
    for _ in range(ROUNDS):
        page, findings = look(body)
        if page is None:
            break
        asked, left = asked_of(page, findings, owner, rules)
        done = _round(body, asked, owner, file)
        left += done.left
        if done.body == body:
            break
        body, edits = done.body, edits + done.edits
    return Mended(body, edits, left)


def asked_of(page: PageRecord, findings: Iterable[Finding], owner: Owner, rules: frozenset[str]) -> tuple[list[Wish], tuple[Left, ...]]:
    """Return what a page's findings ask for under some rules, all when none is named, and what takes a person."""
    heard = [one for one in findings if not one.suppressed_by]
    found = [one for one in wishes(page, heard, owner) if not rules or one.rule in rules]
    return [one for one in found if isinstance(one, Wish)], tuple(one for one in found if isinstance(one, Left))


def _round(body: bytes, asked: list[Wish], owner: Owner, file: str) -> Mended:
    """The links first, for what they turn into decides where a notice belongs; then one notice, which may answer several rules."""
    notices = sorted((wish for wish in asked if wish.rule in NOTICES), key=lambda wish: wish.link.order)
    done = mend(body, [wish for wish in asked if wish.rule not in NOTICES], owner, file)
    if done.body != body or not notices:
        return done
    placed = mend(body, notices[:1], owner, file)
    return Mended(placed.body, placed.edits, (*done.left, *placed.left))
