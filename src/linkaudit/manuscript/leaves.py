"""Which source a built page was written in: by the theme's "edit this page", its front matter, its path, its title."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

import msgspec

from .kinds import kinds
from .text import Text

__all__ = ["Leaf", "Leaves", "leaf_of", "stem_of"]

Path = tuple[str, ...]

_KEY: Final = re.compile(
    r"""^[ \t]*["']?(slug|permalink|url|title|draft|published|date|lang|language|categories|category)["']?[ \t]*[:=][ \t]*(.{0,300}?)[ \t,]*$""",
    re.MULTILINE | re.IGNORECASE,
)
_DATED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(?=.)")
_DATE: Final = re.compile(r"\d{4}|\d\d?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")
_HEADING: Final = re.compile(r"^#[ \t]+(.{1,200}?)[ \t#]*$|^(.{1,200})\r?\n=+[ \t]*\r?$", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W_]+")
_INDEX: Final = frozenset(("index", "_index", "readme"))
# A title of fewer words is that of many pages.
TITLE_WORDS: Final = 3


class Leaf(msgspec.Struct, frozen=True, eq=False):
    """A source that may be a page: its path as addresses have it, and what its front matter says."""

    text: Text
    path: Path
    language: str
    title: str
    permalink: Path | None = None
    draft: bool = False
    known: frozenset[str] = frozenset()
    readme: bool = False


def leaf_of(text: Text) -> Leaf | None:
    """Return what a source may be a page of; None for what many pages share."""
    folders = text.path.split("/")
    name = folders.pop()
    if text.role not in ("page", "template") or "[" in name or not kinds().shared.isdisjoint(folders):
        return None
    head = text.body[slice(*text.head)]
    said = {found[1].lower(): _unquoted(found[2]) for found in reversed(list(_KEY.finditer(head)))}
    stem, language = stem_of(name)
    stem = _DATED.sub("", stem)
    path = [_slug(one) for one in folders if not one.startswith("_posts")]
    while path and path[0] in kinds().roots:
        path.pop(0)
    if stem.lower() not in _INDEX:
        path.append(_slug(stem))
    if path and (slug := said.get("slug")):
        path[-1] = _slug(slug)
    title = said.get("title") or _first_heading(text)
    return Leaf(
        text, tuple(path), said.get("lang") or said.get("language") or language, title, _permalink(said),
        _switched_off(said), frozenset(_WORD.findall(said.get("categories", said.get("category", "")).lower())), stem.lower() == "readme",
    )  # fmt: skip


def stem_of(name: str) -> tuple[str, str]:
    """Return a file's name without its suffixes, and the language that stands before them."""
    parts = name.split(".")
    while len(parts) > 1 and kinds().role_of(f"x.{parts[-1]}") is not None:
        parts.pop()
    if len(parts) > 1 and len(parts[-1]) in (2, 5) and _LANGUAGE.fullmatch(parts[-1].lower()):
        return ".".join(parts[:-1]), parts[-1].lower()
    return ".".join(parts), ""


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _permalink(said: dict[str, str]) -> Path | None:
    for name in ("permalink", "url"):
        value = said.get(name, "")
        if value and not set("{[:<") & set(value.partition("://")[2] or value) and value.lower() not in ("false", "true"):
            return path_of(value.partition("://")[2].partition("/")[2] if "://" in value else value)
    return None


def _switched_off(said: dict[str, str]) -> bool:
    return said.get("draft", "").lower() == "true" or "false" in (said.get("published", "").lower(), said.get("permalink", "").lower())


def _first_heading(text: Text) -> str:
    found = _HEADING.search(text.body, text.head[1], text.head[1] + 3_000) if text.role == "page" else None
    return (found[1] or found[2]) if found else ""


def _slug(text: str) -> str:
    """A name as generators put it into addresses, as far as they agree: lower case, words tied by hyphens."""
    return "-".join(_WORD.findall(unquote(text).lower()))


def path_of(address: str) -> Path:
    """Return a page's path: `/a/b/`, `a/b.html` and `a/b/index.html` are one."""
    parts = [part for part in address.partition("?")[0].partition("#")[0].split("/") if part]
    if parts:
        stem, dot, suffix = parts[-1].rpartition(".")
        parts[-1] = stem if dot and suffix.lower() in ("html", "htm", "xhtml") else parts[-1]
        if parts[-1].lower() == "index":
            parts.pop()
    return tuple(map(_slug, parts))


class Leaves:
    """The sources that may be pages, by the last part of their path."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[Leaf]] = {}
        self._by_file: dict[str, list[Leaf]] = {}
        self._by_title: dict[str, list[Leaf]] = {}

    def add(self, leaf: Leaf) -> None:
        """Take in a leaf."""
        names = {
            leaf.path[-1] if leaf.path else "",
            *((leaf.permalink[-1] if leaf.permalink else "",) if leaf.permalink is not None else ()),
        }
        # `content/en/_index.md` is the home page of a site whose first language is English.
        for name in names | ({""} if len(leaf.path) == 1 and _LANGUAGE.fullmatch(leaf.path[0]) else set()):
            self._by_name.setdefault(name, []).append(leaf)
        self._by_file.setdefault(leaf.text.file.rpartition("/")[2], []).append(leaf)
        if len(words := _words(leaf.title)) >= TITLE_WORDS:
            self._by_title.setdefault(" ".join(words), []).append(leaf)

    def of(self, file: str | None, title: str, language: str | None, edit_url: str | None) -> tuple[Leaf, str] | None:
        """Return the source of a page, and how it was found; None when it is not known, or when two may be it."""
        if edit_url and (leaf := self._edited_at(edit_url)):
            return leaf, "its edit link"
        if file is None:
            return None
        path, spoken = path_of(file), (language or "").partition("-")[0].lower()
        words = f" {' '.join(_words(title))} "
        ranked = [(_fit(leaf, path, words, spoken), leaf) for leaf in self._by_name.get(path[-1] if path else "", ())]
        best = max((rank for rank, _ in ranked), default=(0,))
        found = [leaf for rank, leaf in ranked if rank == best]
        if best[0] and len(found) == 1:
            return found[0], _HOW[best[0]]
        return None if best[0] else self._titled(title)

    def _edited_at(self, address: str) -> Leaf | None:
        parts = unquote(address.partition("?")[0].partition("#")[0]).strip("/").split("/")
        found = [
            leaf for leaf in self._by_file.get(parts[-1], ()) if _ends_with(parts, leaf.text.file) or _ends_with(parts, leaf.text.path)
        ]
        longest = max((leaf.text.file.count("/") for leaf in found if _ends_with(parts, leaf.text.file)), default=-1)
        best = [leaf for leaf in found if leaf.text.file.count("/") == longest] or found
        return best[0] if len(best) == 1 else None

    def _titled(self, title: str) -> tuple[Leaf, str] | None:
        """A title begins as its source's does; what the theme puts behind it is cut off, word by word."""
        words = _words(title)[:40]
        for length in range(len(words), TITLE_WORDS - 1, -1):
            found = self._by_title.get(" ".join(words[:length]), [])
            if found:
                return (found[0], "its title") if len(found) == 1 else None
        return None


_HOW: Final = {5: "its permalink", 4: "its path", 3: "its path and language", 2: "its name"}


def _fit(leaf: Leaf, path: Path, words: str, language: str) -> tuple[int, int, int, int, int]:
    """How well a leaf fits a page: how sure, whether the title and the language agree, how much of the path does."""
    titled = bool(leaf.title) and f" {' '.join(_words(leaf.title))} " in words
    own = leaf.language.partition("-")[0].lower()
    agrees = (not own) + 2 * (own == language) if language else 0
    shared = next((n for n, (a, b) in enumerate(zip(reversed(leaf.path), reversed(path))) if a != b), min(len(leaf.path), len(path)))
    rank = _certainty(leaf, path, titled, language)
    return rank, titled, agrees, shared, 2 * (leaf.text.role == "page") + (not leaf.readme) if rank else 0


def _certainty(leaf: Leaf, path: Path, titled: bool, language: str) -> int:
    if leaf.permalink is not None:
        return 5 if leaf.permalink == path else 0
    if leaf.path == path:
        return 4
    if language and leaf.path and leaf.path[0].partition("-")[0] == language and leaf.path[1:] == path:
        return 3
    if leaf.language and path and path[0] == leaf.language and path[1:] == leaf.path:
        return 3
    if not path or not leaf.path or leaf.path[-1] != path[-1]:
        return 0
    told = kinds().sections | leaf.known | set(leaf.path) | {language}
    explained = all(part in told or _DATE.fullmatch(part) for part in path[:-1])
    return 2 if titled or (explained and not leaf.path[:-1]) or (explained and set(leaf.path[:-1]) <= kinds().sections | set(path)) else 0


def _ends_with(parts: list[str], file: str) -> bool:
    own = file.split("/")
    return len(own) <= len(parts) and parts[-len(own) :] == own


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text[:500])]
