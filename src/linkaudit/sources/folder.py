"""A folder of built HTML: which files are pages, and which URL each one answers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from ..errors import TargetError
from ..model import Page, Unread, UnreadReason
from ..urls import origin, parse

__all__ = ["Entry", "Folder", "read", "scan"]

_SUFFIXES: Final = (".html", ".htm", ".xhtml")
_REDIRECT_FILES: Final = ("_redirects", "netlify.toml", "vercel.json", ".htaccess")
_SKIPPED: Final = frozenset((".git", ".hg", ".svn", "node_modules", "__MACOSX", ".linkaudit"))
MAX_BYTES: Final = 16 * 1024 * 1024
SAMPLE: Final = 100
# `.invalid` (RFC 2606) says by itself that the site's address is not known.
UNKNOWN_SITE: Final = "https://site.invalid"


class Entry(msgspec.Struct, frozen=True):
    """A file that may be a page: its path below the folder with `/`, its size in bytes."""

    file: str
    size: int


class Folder(msgspec.Struct, frozen=True):
    """A scanned folder. `base` is the URL of its root, without a slash at the end; `why` says where it is from."""

    root: Path
    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...]
    redirects: dict[str, str]
    base: str
    why: str

    def url_of(self, file: str) -> str:
        """Return the URL that a file answers: `a/index.html` answers `/a/`."""
        parts = file.split("/")
        if parts[-1].lower() in ("index.html", "index.htm", "index.xhtml"):
            parts[-1] = ""
        return f"{self.base}/{'/'.join(quote(part, safe='~!$&()*+,;=:@') for part in parts)}"

    def paths(self) -> frozenset[str]:
        """Return all URL paths that the folder answers, with and without the suffix that servers leave out."""
        found = set()
        prefix = len(origin(url)) if (url := parse(self.base + "/")) else len(self.base)
        for entry in self.entries:
            path = self.url_of(entry.file)[prefix:]
            found.add(path)
            for suffix in _SUFFIXES:
                if path.endswith(suffix):
                    found.add(path[: -len(suffix)])
        return frozenset(found)


def scan(root: Path, site_url: str | None, canonical_of: Callable[[bytes], str | None]) -> Folder:
    """Walk a folder. The site's address is `site_url`, else what most pages' canonical links agree on."""
    if not root.is_dir():
        raise TargetError(f"{root}: there is no such folder; give a folder of built HTML or a URL")
    entries, unread, redirect_files = _walk(root)
    if not entries and not unread:
        raise TargetError(f"{root}: no HTML file in it; is this the folder your generator builds into?")
    base, why = _base(root, entries, site_url, canonical_of)
    texts = {path: _text(root / path) for path in redirect_files}
    return Folder(root, tuple(entries), tuple(unread), texts, base, why)


def read(folder: Folder, entry: Entry) -> Page | Unread:
    """Read one page's bytes; trouble is a value."""
    url = folder.url_of(entry.file)
    if entry.size > MAX_BYTES:
        return Unread(url, UnreadReason.TOO_LARGE, f"{entry.size} bytes; the limit is {MAX_BYTES}", entry.file)
    try:
        return Page(url, (folder.root / entry.file).read_bytes(), entry.file)
    except OSError as error:
        return Unread(url, UnreadReason.UNREADABLE, error.strerror or str(error), entry.file)


def _walk(root: Path) -> tuple[list[Entry], list[Unread], list[str]]:
    entries: list[Entry] = []
    unread: list[Unread] = []
    redirects: list[str] = []
    folders = [""]
    while folders:
        prefix = folders.pop()
        for item in _listed(root, prefix, unread):
            file = prefix + item.name
            if item.is_dir(follow_symlinks=False):
                folders += [file + "/"] if item.name not in _SKIPPED else []
            elif item.name in _REDIRECT_FILES:
                redirects.append(file)
            elif item.name.lower().endswith(_SUFFIXES) or "." not in item.name:
                found = _entry(item, file)
                if isinstance(found, Unread):
                    unread.append(found)
                elif found is not None:
                    entries.append(found)
    return sorted(entries, key=lambda e: e.file), sorted(unread, key=lambda u: u.url), sorted(redirects)


def _listed(root: Path, prefix: str, unread: list[Unread]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(root / prefix) as found:
            return list(found)
    except OSError as error:
        unread.append(Unread(prefix, UnreadReason.UNREADABLE, error.strerror or str(error), prefix))
        return []


def _entry(item: os.DirEntry[str], file: str) -> Entry | Unread | None:
    try:
        if item.is_symlink():
            return None if "." not in item.name else Unread(file, UnreadReason.UNREADABLE, "a symbolic link", file)
        if not item.is_file() or ("." not in item.name and not _looks_like_html(item.path)):
            return None
        return Entry(file, item.stat().st_size)
    except OSError as error:
        return Unread(file, UnreadReason.UNREADABLE, error.strerror or str(error), file)


def _looks_like_html(path: str) -> bool:
    with open(path, "rb") as file:
        start = file.read(1024).lower()
    return b"<!doctype html" in start or b"<html" in start


def _base(root: Path, entries: list[Entry], site_url: str | None, canonical_of: Callable[[bytes], str | None]) -> tuple[str, str]:
    if site_url:
        return site_url.rstrip("/"), "site.url"
    votes: Counter[str] = Counter()
    step = max(1, len(entries) // SAMPLE)
    for entry in entries[::step]:
        if entry.size <= MAX_BYTES and (base := _voted(root, entry, canonical_of)):
            votes[base] += 1
    if votes:
        return min(votes, key=lambda base: (-votes[base], base)), "the canonical links of its pages"
    if name := _text(root / "CNAME").strip().split("\n")[0]:
        return f"https://{name}", "the CNAME file"
    return UNKNOWN_SITE, "not known; set site.url"


def _voted(root: Path, entry: Entry, canonical_of: Callable[[bytes], str | None]) -> str | None:
    """The canonical URL less the page's own path is the root's address."""
    try:
        url = parse(canonical_of((root / entry.file).read_bytes()) or "")
    except OSError:
        return None
    if url is None or not url.is_web:
        return None
    own = Folder(root, (), (), {}, "", "").url_of(entry.file)
    for tail in (own, own.removesuffix(".html"), own.removesuffix("/")):
        if url.path.endswith(tail):
            return (origin(url) + url.path[: len(url.path) - len(tail)]).rstrip("/")
    return origin(url)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:2_000_000]
    except OSError:
        return ""
