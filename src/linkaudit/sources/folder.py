"""A folder of built HTML: which files are pages, and which URL each one answers."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from ..errors import TargetError
from ..model import Page, Unread, UnreadReason
from ..urls import Url, origin, parse

__all__ = ["Folder", "read", "scan", "within"]

_SUFFIXES: Final = (".html", ".htm", ".xhtml")
_FEEDS: Final = frozenset(("feed.xml", "index.xml", "rss.xml", "atom.xml"))
_FEED_SUFFIXES: Final = (".rss", ".atom")
_REDIRECT_FILES: Final = ("_redirects", "netlify.toml", "vercel.json", ".htaccess")
_SKIPPED: Final = frozenset((".git", ".hg", ".svn", "node_modules", "__MACOSX", ".linkaudit"))
MAX_BYTES: Final = 16 * 1024 * 1024
SAMPLE: Final = 100
HEAD: Final = 65_536
# A page that only sends its reader on is no larger than this.
SMALL: Final = 6_000
# `.invalid` (RFC 2606) says by itself that the site's address is not known.
UNKNOWN_SITE: Final = "https://site.invalid"
_ADDRESSES: Final = (
    ("robots.txt", re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)),
    ("sitemap.xml", re.compile(r"<loc>\s*([^<\s]+)")),
)


class Folder(msgspec.Struct, frozen=True):
    """A scanned folder: its pages as paths below it with `/`, sorted, and which of them are `small`. `feeds` are files named like feeds. `base` is the URL of its root, without a slash at the end; `why` says where it is from."""

    root: Path
    files: tuple[str, ...]
    small: frozenset[str]
    unread: tuple[Unread, ...]
    redirects: dict[str, str]
    base: str
    why: str
    feeds: tuple[str, ...] = ()

    def url_of(self, file: str) -> str:
        """Return the URL that a file answers: `a/index.html` answers `/a/`."""
        parts = file.split("/")
        if parts[-1].lower() in ("index.html", "index.htm", "index.xhtml"):
            parts[-1] = ""
        return f"{self.base}/{'/'.join(quote(part, safe='~!$&()*+,;=:@') for part in parts)}"

    def paths(self, below: frozenset[str]) -> frozenset[str]:
        """Return the URL paths that the folder answers whose first segment is one of `below`.

        With and without the suffix that servers leave out. All paths of a large site would cost more memory than its pages.
        """
        found = set()
        prefix = len(origin(url)) if (url := parse(self.base + "/")) else len(self.base)
        for file in self.files:
            path = self.url_of(file)[prefix:]
            if path[1:].partition("/")[0] not in below:
                continue
            found.add(path)
            for suffix in _SUFFIXES:
                if path.endswith(suffix):
                    found.add(path[: -len(suffix)])
        return frozenset(found)


class _Walked(msgspec.Struct):
    """What the walk found; names only, for a site may have a million files."""

    files: list[str] = []
    small: set[str] = set()
    unread: list[tuple[str, str]] = []
    redirects: list[str] = []
    feeds: list[str] = []


def scan(root: Path, site_url: str | None, canonical_of: Callable[[bytes], str | None]) -> Folder:
    """Walk a folder. The site's address is `site_url`, else what most pages' canonical links agree on."""
    if root.is_file():
        raise TargetError(f"{root}: a file; give the folder it is in, or @{root} if it lists URLs")
    if not root.is_dir():
        raise TargetError(f"{root}: there is no such folder; give a folder of built HTML or a URL")
    found = _walk(root)
    if not found.files and not found.unread:
        raise TargetError(f"{root}: no HTML file in it; is this the folder your generator builds into?")
    base, why = _base(root, found.files, site_url, canonical_of)
    texts = {path: _text(root / path) for path in sorted(found.redirects)}
    folder = Folder(
        root,
        tuple(found.files),
        frozenset(found.small),
        (),
        texts,
        base,
        why,
        tuple(sorted(found.feeds, key=lambda file: (file.count("/"), file))),
    )
    unread = tuple(Unread(folder.url_of(file), UnreadReason.UNREADABLE, said, file) for file, said in sorted(found.unread))
    return msgspec.structs.replace(folder, unread=unread)


def within(folder: Folder, include: Sequence[str], exclude: Sequence[str]) -> Folder:
    """Return the folder with the files whose path the globs of `crawl.include` and `crawl.exclude` leave to be read."""
    if not include and not exclude:
        return folder
    base = parse(folder.base + "/")
    prefix = len(origin(base)) if base else len(folder.base)

    def wanted(file: str) -> bool:
        path = folder.url_of(file)[prefix:]
        return (not include or any(fnmatchcase(path, glob) for glob in include)) and not any(fnmatchcase(path, glob) for glob in exclude)

    return msgspec.structs.replace(folder, files=tuple(filter(wanted, folder.files)))


def read(folder: Folder, file: str) -> Page | Unread:
    """Read one page's bytes; trouble is a value."""
    url = folder.url_of(file)
    try:
        with open(f"{folder.root}/{file}", "rb") as source:
            # To read up to the cap at once would fetch 16 MB of memory for every page.
            size = os.fstat(source.fileno()).st_size
            body = source.read(min(size, MAX_BYTES) + 1)
            if size < len(body) <= MAX_BYTES:  # it grew, or tells no size
                body += source.read(MAX_BYTES + 1 - len(body))
    except OSError as error:
        return Unread(url, UnreadReason.UNREADABLE, error.strerror or str(error), file)
    if len(body) > MAX_BYTES:
        return Unread(url, UnreadReason.TOO_LARGE, f"more than {MAX_BYTES} bytes", file)
    return Page(url, body, file)


def _walk(root: Path) -> _Walked:
    found = _Walked()
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            with os.scandir(root / prefix) as items:
                for item in items:
                    name = os.fsencode(item.name).decode("utf-8", "replace")
                    if name != item.name:  # it would stand in no report
                        if item.is_dir(follow_symlinks=False) or name.lower().endswith(_SUFFIXES):
                            found.unread.append((prefix + name, "its name is not UTF-8"))
                    elif not item.is_dir(follow_symlinks=False):
                        _sort_in(item, prefix + item.name, found)
                    elif item.name not in _SKIPPED:
                        folders.append(f"{prefix}{item.name}/")
        except OSError as error:
            found.unread.append((prefix, error.strerror or str(error)))
    found.files.sort()
    return found


def _sort_in(item: os.DirEntry[str], file: str, found: _Walked) -> None:
    """Put a file where it belongs: a page, a redirect file, a page that can't be read, or none of these."""
    if item.name in _REDIRECT_FILES:
        found.redirects.append(file)
        return
    if item.name.lower() in _FEEDS or item.name.lower().endswith(_FEED_SUFFIXES):
        found.feeds += [file] if item.is_file(follow_symlinks=False) else []
        return
    bare = "." not in item.name
    if not bare and not item.name.lower().endswith(_SUFFIXES):
        return
    try:
        if item.is_symlink():
            found.unread += [] if bare else [(file, "a symbolic link")]
        elif item.is_file() and (not bare or _looks_like_html(item.path)):
            found.files.append(file)
            if item.stat().st_size <= SMALL:
                found.small.add(file)
    except OSError as error:
        found.unread.append((file, error.strerror or str(error)))


def _looks_like_html(path: str) -> bool:
    with open(path, "rb") as file:
        start = file.read(1024).lower()
    return b"<!doctype html" in start or b"<html" in start


def _base(root: Path, files: list[str], site_url: str | None, canonical_of: Callable[[bytes], str | None]) -> tuple[str, str]:
    if site_url:
        return site_url.rstrip("/"), "site.url"
    votes: Counter[str] = Counter()
    for file in files[:: max(1, len(files) // SAMPLE)]:
        if base := _voted(root, file, canonical_of):
            votes[base] += 1
    if votes:
        return min(votes, key=lambda base: (-votes[base], base)), "the canonical links of its pages"
    return _told(root) or (UNKNOWN_SITE, "not known; set site.url")


def _told(root: Path) -> tuple[str, str] | None:
    """What the files of a host say: GitHub's CNAME, robots.txt, the sitemap."""
    if name := _text(root / "CNAME").strip().split("\n")[0]:
        return f"https://{name}", "the CNAME file"
    for file, pattern in _ADDRESSES:
        found = pattern.search(_text(root / file))
        url = parse(found[1]) if found else None
        if url is not None and _published(url):
            return origin(url), file
    return None


def _published(url: Url) -> bool:
    """False for the addresses of development servers, which generators leave in what they build."""
    return url.is_web and "." in url.host and not url.host.startswith(("127.", "0.0.0.0")) and not url.host.endswith(".local")  # noqa: S104


def _voted(root: Path, file: str, canonical_of: Callable[[bytes], str | None]) -> str | None:
    """The canonical URL less the page's own path is the root's address."""
    try:
        with open(root / file, "rb") as source:
            url = parse(canonical_of(source.read(HEAD)) or "")
    except OSError:
        return None
    if url is None or not _published(url):
        return None
    own = Folder(root, (), frozenset(), (), {}, "", "").url_of(file)
    for tail in (own, own.removesuffix(".html"), own.removesuffix("/")):
        if url.path.endswith(tail):
            return (origin(url) + url.path[: len(url.path) - len(tail)]).rstrip("/")
    return origin(url)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:2_000_000]
    except OSError:
        return ""
