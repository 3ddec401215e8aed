"""What a fix writes: links and notices as HTML."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from ..model import Carrier, Disclosure, Grade, Link, PageFacts
from .nouns import Known

__all__ = ["anchor", "moved_notice", "notice_markup"]

# "The above links" is wrong once it stands above them.
_UPWARDS: Final = re.compile(r"\b(above|oben|obige|hierboven|bovenstaande|ci-dessus|de arriba|acima|qui sopra)")


def anchor(link: Link, href: str | None = None, rel: tuple[str, ...] | None = None, text: str | None = None) -> str:
    """Return a link as markup, with another address, rel or text when given; `…` is what stays as it is."""
    tokens = " ".join(link.rel if rel is None else rel)
    rel_part = f' rel="{escape(tokens)}"' if tokens else ""
    start = f'{link.carrier if link.carrier is Carrier.AREA else "a"} href="{escape(href or link.url)}"{rel_part}{link.rest}'
    if link.carrier is Carrier.AREA:
        return f"<{start}>"
    return f"<{start}>{escape(text or ('' if link.nested else link.text) or '…')}</a>"


def moved_notice(page: PageFacts, notice: Disclosure, known: Known) -> str:
    """Return what to put above the first link: the page's own notice when its words are good enough there, else a better one."""
    if _has_words(page, known) or notice.grade not in (Grade.CLEAR, Grade.CONDITIONAL) or _UPWARDS.search(notice.text.lower()):
        return notice_markup(page, known)
    return f"<p>{escape(notice.text)}</p>"


def notice_markup(page: PageFacts, known: Known) -> str:
    """Return the notice to insert: the owner's own snippet or text, else a sentence in the page's language."""
    if _has_words(page, known):
        return known.insert or f"<p>{escape(known.required or '')}</p>"
    language = (page.language or "en").partition("-")[0].lower()
    text = known.notices.get(language) or known.notices.get("en", "")
    if any((link.program or "").startswith("amazon") for link in page.links):
        statement = known.statements.get(language) or known.statements.get("en", "")
        text = f"{text} {statement}".strip()
    return f"<p>{escape(text)}</p>"


def _has_words(page: PageFacts, known: Known) -> bool:
    """True when the owner's notice is one that the page's readers understand."""
    own = (page.language or "").partition("-")[0].lower()
    return bool(known.insert or known.required) and not (own and known.language and known.language != own)
