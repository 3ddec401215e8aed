"""The kinds of edit by rule id: which links of a page a finding speaks of, and what is changed there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from ..document import LinkRecord, PageRecord
from ..model import Finding, Outcome, Written
from ..urls import Splice, parse
from . import addresses
from .nouns import Left, Owner, Wish

__all__ = ["KINDS", "NOTICES", "first_link", "token_of", "wishes"]

FOREIGN: Final = "the page is in {!r} and your notice in {!r}: give the page one in its own language"
_MARKS: Final = frozenset(("sponsored", "nofollow", "ugc"))
Change = Callable[[str, LinkRecord, Owner], list[Splice]]


class Kind(msgspec.Struct, frozen=True):
    """What a rule's fault takes at a link: another address, or a word in rel. `concerns` tells which links the one finding of a page
    speaks of; without it each finding speaks of the link at its place."""

    concerns: Callable[[LinkRecord, Owner], bool] | None = None
    address: Change | None = None


def wishes(page: PageRecord, findings: Iterable[Finding], owner: Owner) -> Iterator[Wish | Left]:
    """Yield what the findings of a page ask for, link by link, and what takes a person."""
    at: dict[tuple[int | None, int | None], list[LinkRecord]] = {}
    for link in page.affiliate_links:
        at.setdefault((link.line, link.column), []).append(link)
    for finding in findings:
        named = [rule for rule in (finding.rule, *finding.also) if rule in KINDS]
        if finding.outcome is Outcome.REVIEW:
            yield _left(finding, "a question that only a person can answer", page)
        elif finding.rule in NOTICES and finding.fix.replace:
            yield _notice(finding, page, owner)
        elif named:
            here = [link for link in at.get((finding.line, finding.column), ()) if _is_told(finding, link)]
            for rule in named:
                concerns = KINDS[rule].concerns
                links = here if concerns is None else [link for link in page.affiliate_links if concerns(link, owner)]
                yield from (Wish(rule, link, finding.line) for link in links)
                yield from () if links else (_for_a_person(finding, page),)
        else:
            yield _for_a_person(finding, page)


def _notice(finding: Finding, page: PageRecord, owner: Owner) -> Wish | Left:
    """Readers of another language would not understand the owner's words, and a second notice would be noise."""
    own = (page.language or "").partition("-")[0].lower()
    if own and owner.language and own != owner.language:
        return _left(finding, FOREIGN.format(own, owner.language), page)
    first = first_link(page.affiliate_links, owner, labelled=finding.rule == "required-text-missing")
    return Wish(finding.rule, first, finding.line, _top(finding)) if first else _for_a_person(finding, page)


def _top(finding: Finding) -> Written | None:
    written = finding.written
    return written if written and written.span and written.span[0] == written.span[1] else None


def _for_a_person(finding: Finding, page: PageRecord) -> Left:
    return _left(finding, "takes a person", page)


def _left(finding: Finding, reason: str, page: PageRecord) -> Left:
    """Name the line that its author edits, where it is known."""
    written = finding.written
    return Left(finding.rule, reason, written.file, written.line) if written else Left(finding.rule, reason, page.file or "", finding.line)


def _is_told(finding: Finding, link: LinkRecord) -> bool:
    """One element may carry several addresses."""
    return finding.subject.endswith((link.resolved, link.destination or link.resolved))


def _unmarked(link: LinkRecord, owner: Owner) -> bool:
    """A paid link of the page without a word for it; own redirects have a rule of their own."""
    if not _is_link(link) or link.strength == "intended" or {"sponsored", "ugc"} & {*link.rel}:
        return False
    return link.via is None or "nofollow" in link.rel or (not link.program and _is_declared(link, owner))


def _unmarked_redirect(link: LinkRecord, owner: Owner) -> bool:
    return _is_link(link) and link.via is not None and bool(link.program) and not _MARKS & {*link.rel}


def _unmarked_comment(link: LinkRecord, owner: Owner) -> bool:
    return _is_link(link) and link.region == "comments" and link.slot != "banner" and not _MARKS & {*link.rel}


def _plain(link: LinkRecord, owner: Owner) -> bool:
    return link.resolved.startswith("http://") and bool(link.program) and link.via is None


def _is_link(link: LinkRecord) -> bool:
    return link.carrier in ("a", "area")


def _is_guessed(link: LinkRecord, owner: Owner) -> bool:
    """An own path that nothing but its name marks as a cloaked link."""
    return link.via == "" and not link.program and not _MARKS & {*link.rel} and not _is_declared(link, owner)


def _is_declared(link: LinkRecord, owner: Owner) -> bool:
    url = parse(link.resolved)
    return url is not None and any(fnmatchcase(url.path, pattern) for pattern in owner.cloaked)


def first_link(links: Iterable[LinkRecord], owner: Owner, labelled: bool = False) -> LinkRecord | None:
    """Return the link that a missing notice goes above: the first of the main content that owes one, else the first. A link with a
    label of its own owes none, but for the text that the owner requires on every page."""
    owing = [link for link in links if _owes_a_notice(link, owner) and (labelled or link.label is None)]
    return min(owing, key=lambda link: (link.region != "main", link.order), default=None)


def _owes_a_notice(link: LinkRecord, owner: Owner) -> bool:
    if link.strength == "intended" or link.slot == "banner" or link.region == "comments":
        return False
    return link.carrier not in ("script", "meta-refresh", "json-ld") and not _is_guessed(link, owner)


def token_of(link: LinkRecord) -> str:
    """Return the word that a paid link is marked with; what visitors write is theirs."""
    return "ugc" if link.region == "comments" else "sponsored"


# What the owner's notice above the first link clears. A notice that is hidden, pale or worded too weakly is its author's to mend.
NOTICES: Final = frozenset(
    (
        "disclosure-missing", "disclosure-other-page-only", "disclosure-footer-only", "disclosure-sidebar-only", "disclosure-end-only",
        "disclosure-after-first-link", "disclosure-split-by-pagination", "required-text-missing",
    )
)  # fmt: skip

# In this order they are applied to one address: an id that a second escaping hid is no missing id.
KINDS: Final[dict[str, Kind]] = {
    "link-malformed": Kind(address=addresses.unescaped),
    "tag-placeholder": Kind(address=addresses.filled),
    "tag-missing": Kind(address=addresses.tagged),
    "link-insecure": Kind(_plain, address=addresses.secured),
    "rel-sponsored-missing": Kind(_unmarked),
    "rel-sponsored-missing-after-redirect": Kind(_unmarked_redirect),
    "ugc-affiliate-link": Kind(_unmarked_comment),
}
