"""What the pages of a site came to."""

from __future__ import annotations

import msgspec

from .base import Noun

__all__ = ["Feed", "Figures", "SiteFacts", "Teasing"]


class Teasing(Noun, frozen=True):
    """Listings that lead to articles which sell throughout, without a label: how many, to how many, and one of them."""

    pages: int
    articles: int
    example: str


class Figures(Noun, frozen=True):
    """What an earlier look at the site came to; `of` says which look."""

    pages_read: int
    pages_with_affiliate_links: int
    affiliate_links: int
    of: str = ""


class Feed(Noun, frozen=True, array_like=True):
    """A feed: its items, those that print affiliate links, those of them without a notice, and one of these."""

    url: str
    items: int
    selling: int
    bare: int
    example: str = ""
    links: int = 0


class SiteFacts(msgspec.Struct):
    """Counts over all pages, for the rules that speak of the site; `language` is that of most pages with Amazon links, `unread` the pages
    that were found and could not be read."""

    pages: int = 0
    unread: int = 0
    affiliate_pages: int = 0
    links: int = 0
    amazon_pages: int = 0
    statement_pages: int = 0
    language: str = ""
    ids: dict[str, dict[str, int]] = {}
    id_pages: dict[str, str] = {}
    home: str = ""
    teasing: Teasing | None = None
    feeds: list[Feed] = []
