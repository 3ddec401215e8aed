"""A good page and its notice: chosen by rule, found through the audit's own document, changed through its tree."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from bs4 import BeautifulSoup, Tag

from linkaudit.app import Plan, audit
from linkaudit.config import load

__all__ = ["Change", "Draft", "NoPlace", "Subject", "Told", "chosen", "told"]

PAGES = 20
PER_SITE = 5
Told = frozenset[str]
Change = Callable[["Draft"], str | None]


class Draft(msgspec.Struct):
    """One page being changed: its tree, the notice in it, the page's language, and sheets to put beside it."""

    soup: BeautifulSoup
    notice: Tag
    language: str
    last_link: Tag
    sheets: dict[str, str] = {}

    @property
    def home(self) -> Tag | None:
        """The article or main element around the last affiliate link."""
        return self.last_link.find_parent("article") or self.last_link.find_parent("main")

    @property
    def head(self) -> Tag:
        """The head, made when the page has none."""
        if self.soup.head is None:
            (self.soup.html or self.soup).insert(0, self.soup.new_tag("head"))
        assert self.soup.head is not None
        return self.soup.head

    @property
    def body(self) -> Tag:
        """The body, or what stands for it."""
        return self.soup.body or self.soup.html or self.soup

    def style(self, css: str) -> None:
        """Add a `<style>` to the head and nothing else."""
        tag = self.soup.new_tag("style")
        tag.string = css
        self.head.append(tag)

    def say(self, sentence: str) -> None:
        """Replace what the notice says."""
        self.notice.clear()
        self.notice.string = sentence


class Subject(msgspec.Struct, frozen=True):
    """A page whose notice stands before its first affiliate link. `set_right`: it was put there by us."""

    root: Path
    file: str
    source: str
    language: str
    notice: tuple[int, int]
    others: tuple[tuple[int, int], ...]
    last_link: tuple[int, int]
    set_right: bool

    @property
    def name(self) -> str:
        """Site and path."""
        return f"{self.root.name}/{self.file}"

    def draft(self) -> Draft:
        """Parse the page anew, with its one notice before the first link."""
        soup = BeautifulSoup(self.source, "html.parser")
        places = {(tag.sourceline, tag.sourcepos): tag for tag in soup.find_all(True)}
        draft = Draft(soup, places[self.notice], self.language, places[self.last_link])
        for place in self.others:
            if place in places:
                places[place].decompose()
        if self.set_right:
            home = draft.home or draft.body
            home.insert(0, draft.notice.extract())
        return draft

    def html(self, change: Change) -> tuple[str, dict[str, str]] | None:
        """Return the changed page and its new sheets, or None where the change has no place."""
        draft = self.draft()
        try:
            html = change(draft)
        except NoPlace:
            return None
        return html or draft.soup.decode(), draft.sheets


class NoPlace(Exception):
    """The page has nowhere for a change."""


def told(subject: Subject, html: str, sheets: dict[str, str]) -> Told:
    """Audit a changed page beside the untouched one; return the rules told of it, those named in `also` too."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, subject.file)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(html, encoding="utf-8")
        for name, css in sheets.items():
            (page.parent / name).write_text(css, encoding="utf-8")
        for name in _sheets(subject):
            Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(subject.root / name, Path(folder, name))
        good = Path(folder, "untouched", "index.html")
        good.parent.mkdir()
        good.write_text(subject.source, encoding="utf-8")
        return frozenset(rule for file, rule in _findings(Path(folder)) if file == subject.file)


def _findings(folder: Path) -> Iterator[tuple[str | None, str]]:
    document = audit(Plan(str(folder), load(None, {}, {"disclosure.regimes": ["ftc"]}), offline=True, state=False))
    for finding in map(msgspec.json.decode, document.findings()):
        for rule in (finding["rule"], *finding["also"]):
            yield finding["file"], rule


def _sheets(subject: Subject) -> list[str]:
    """The site's own style sheets that the page links to and the corpus holds."""
    found = []
    for tag in BeautifulSoup(subject.source, "html.parser").find_all("link", rel="stylesheet"):
        href = str(tag.get("href") or "").partition("?")[0]
        # The site's own host, written out: the corpus is asked whether it holds such a file.
        href = f"/{href.split('/', 3)[3]}" if "//" in href and href.count("/") > 2 else href
        path = subject.root / (href.lstrip("/") if href.startswith("/") else str(Path(subject.file).parent / href))
        if href and path.is_file() and path.resolve().is_relative_to(subject.root.resolve()):
            found.append(str(path.resolve().relative_to(subject.root.resolve())))
    return found


def chosen(corpus: Path, labels: Iterable[dict[str, Any]]) -> list[Subject]:
    """Return 20 pages: those labelled ok, at most five a site; then, in turn over the sites, misplaced ones set right.

    A page is suitable when its first notice is a box of its own (no affiliate link in it) and the page, written anew
    with this notice alone, is not told to have an error about its notice.
    """
    by_site: dict[tuple[bool, str], list[str]] = {}
    for label in labels:
        if label["verdict"] in ("ok", "misplaced") and label["disclosure"]["present"]:
            by_site.setdefault((label["verdict"] != "ok", label["site"]), []).append(label["path"])
    pages: dict[str, dict[str, Any]] = {}
    found: list[Subject] = []
    for misplaced in (False, True):
        sites = sorted(site for wrong, site in by_site if wrong is misplaced)
        for site in sites:
            pages[site] = pages.get(site) or _pages(corpus / site)
        queues = {site: iter(sorted(by_site[misplaced, site])) for site in sites}
        for _ in range(PER_SITE):
            found += [one for site in sites if (one := _next(corpus / site, queues[site], pages[site], misplaced))]
    return found[:PAGES]


def _next(root: Path, queue: Iterator[str], pages: dict[str, Any], set_right: bool) -> Subject | None:
    for path in queue:
        subject = _subject(root, pages[path], set_right)
        if subject is not None:
            return subject
    return None


def _pages(root: Path) -> dict[str, Any]:
    document = audit(Plan(str(root), load(None, {}, {"disclosure.regimes": ["ftc"]}), offline=True, state=False))
    return {page["file"]: page for page in map(msgspec.json.decode, document.pages())}


def _subject(root: Path, page: dict[str, Any], set_right: bool) -> Subject | None:
    seen = [one for one in page["disclosures"] if one["visible"] is not False and one["line"]]
    links = [link for link in page["affiliate_links"] if link["line"] and _needs_notice(link)]
    if not seen or not links:
        return None
    places = [(one["line"], one["column"] - 1) for one in page["disclosures"] if one["line"]]
    first = (seen[0]["line"], seen[0]["column"] - 1)
    source = (root / page["file"]).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    last = _anchor(source, (links[-1]["line"], links[-1]["column"] - 1))
    if last is None:
        return None
    subject = Subject(
        root, page["file"], source, seen[0]["language"] or "en", first, tuple(p for p in places if p != first), last, set_right
    )
    return subject if _suitable(subject, {link["url"] for link in links}) else None


def _needs_notice(link: dict[str, Any]) -> bool:
    """An anchor that earns: a page whose links carry no id owes no notice, so losing it is no fault."""
    return bool(link["carrier"] == "a" and link["slot"] != "banner" and link["strength"] != "intended")


def _anchor(source: str, place: tuple[int, int]) -> tuple[int, int] | None:
    """The start of the tag that a place in the source (the tag's or its attribute's) lies in."""
    soup = BeautifulSoup(source, "html.parser")
    starts = [(tag.sourceline or 0, tag.sourcepos or 0) for tag in soup.find_all("a")]
    return max((start for start in starts if start <= place), default=None)


def _suitable(subject: Subject, urls: set[str]) -> bool:
    try:
        draft = subject.draft()
    except KeyError:
        return False
    if any(a.get("href") in urls for a in draft.notice.find_all("a")):
        return False
    errors = {"disclosure-missing", "disclosure-after-first-link", "disclosure-end-only", "disclosure-footer-only", "disclosure-hidden-css"}
    return not told(subject, draft.soup.decode(), {}) & errors
