"""Where a finding is shown and what its author is told: the file she edits, else the built page, else an address without its scheme."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from ..document import Audit
from ..manuscript.kinds import is_shared
from ..model import Finding
from ..urls import host_of, parse
from .words import clean

__all__ = ["Place", "Places", "ended", "inserts", "said"]

# A wider stretch is a paragraph, and marks nothing.
_WIDE: Final = 400
_CLOSING: Final = "”’\"')]} "
# A folder that no page gives an address.
_NOWHERE: Final = "site.invalid"
# What is longer stands in the reports for people.
_SHORT: Final = 200
_STOPS: Final = (".", "!", "?", "…", "。", ":")


class _Page(msgspec.Struct, frozen=True):
    url: str
    file: str | None


class Place(msgspec.Struct, frozen=True):
    """A spot in a file; `end` is the column behind it. `here` is True for a file of the author's working copy: no other shows in a diff."""

    path: str
    line: int = 1
    column: int | None = None
    end: int | None = None
    here: bool = False


class Places:
    """Finds the places of an audit's findings. None is empty or has a scheme: GitHub refuses a whole report for one that has."""

    def __init__(self, audit: Audit) -> None:
        self._folder = audit.checkout.folder
        self._site = self._of_the_site(audit)

    def of(self, finding: Finding) -> Place:
        """Return where the finding is mended."""
        if written := finding.written:
            return Place(_inside(written.file), max(written.line, 1), _column(written.column), _end_written(finding), here=True)
        if not finding.page:
            return self._site
        line = max(finding.line or 1, 1)
        return Place(
            self.page(finding.page, finding.file),
            line,
            _column(finding.column),
            _end_built(finding),
            here=bool(finding.file and self._folder),
        )

    def page(self, url: str, file: str | None) -> str:
        """Return the path of a page: its file, else its address without the scheme."""
        if not file:
            return _address(url)
        return _inside(f"{self._folder}/{file}" if self._folder else file)

    def _of_the_site(self, audit: Audit) -> Place:
        """What concerns the whole site is mostly settled in the configuration; without one, its first page stands for it, and no diff
        shows that there."""
        if audit.checkout.config:
            return Place(_inside(audit.checkout.config), here=True)
        first = next(audit.pages(), None)
        if first is None:
            return Place(_address(audit.site))
        page = msgspec.json.decode(first, type=_Page)
        return Place(self.page(page.url, page.file))


def said(finding: Finding) -> str:
    """Return what an author is told, in a line: what is wrong, what to do, and on which page where no file says it, or one that many pages share."""
    fix = clean(_at_the_source(finding)).strip()
    fix = f"{fix.rstrip('.')}: `{clean(finding.fix.replace or '')}`." if inserts(finding) else ended(fix)
    parts = [ended(clean(finding.message)), fix]
    if finding.page and not finding.file:
        parts.append(clean(finding.page))
    elif finding.file and finding.written and is_shared(finding.written.file):
        parts.append(f"On {clean(finding.file if host_of(finding.page) == _NOWHERE else finding.page)}.")
    return " ".join(part for part in parts if part)


def inserts(finding: Finding) -> bool:
    """True when the fix is to insert something short, which `said` then holds."""
    ready = finding.fix.replace
    return finding.fix.text.startswith("Insert ") and ready is not None and 0 < len(ready) <= _SHORT and "`" not in ready


def _at_the_source(finding: Finding) -> str:
    """A fix counts the lines of the built page; the author looks at another file."""
    text, written = finding.fix.text, finding.written
    if written is None or not finding.line:
        return text
    return re.sub(rf"\bline {finding.line}\b", f"line {written.line}", text)


def ended(text: str) -> str:
    """Return a sentence with its full stop."""
    text = text.strip()
    return text if not text or text.rstrip(_CLOSING).endswith(_STOPS) else f"{text}."


def _inside(path: str) -> str:
    """Return the path without anything that would lead out of the repository."""
    return "/".join(part for part in clean(path).split("/") if part not in ("", ".", "..")) or "index.html"


def _address(url: str) -> str:
    parts = parse(url)
    if parts is None:
        return _inside(url.partition("://")[2] or url)
    port = f":{parts.port}" if parts.port else ""
    path = f"{parts.path}index.html" if parts.path.endswith("/") else parts.path
    return _inside(f"{parts.host}{port}{path}") + (f"?{clean(parts.query)}" if parts.query else "")


def _column(column: int | None) -> int | None:
    return column if column is not None and column >= 1 else None


def _end_written(finding: Finding) -> int | None:
    written = finding.written
    if written is None or _column(written.column) is None or written.column is None or written.span is None:
        return None
    width = written.span[1] - written.span[0]
    return written.column + width if 0 < width <= _WIDE else None


def _end_built(finding: Finding) -> int | None:
    """The link's own markup tells how far it reaches, where all of it is known; other snippets are text without its tags."""
    column, snippet = _column(finding.column), finding.evidence.snippet
    known = snippet.startswith("<") and "…" not in snippet and "\n" not in snippet and len(snippet) < _WIDE
    return column + len(snippet) if column and known else None
