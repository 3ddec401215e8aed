"""Which pages a change concerns: those built from the sources that differ, or all of them when a change may show anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from .baseline import Comparison, page_of
from .config import Settings, repository
from .errors import TargetError
from .manuscript import Manuscript
from .manuscript.walk import HEAD, is_report
from .reading import headed
from .session import Session
from .sources import Folder
from .sources.git import Change, changed_since, tracked

__all__ = ["narrowed"]

_PAGES: Final = (".md", ".mdx", ".markdown", ".adoc", ".asciidoc", ".rst", ".html", ".htm", ".njk", ".liquid", ".org")
# What generators build many pages with lies in folders of these names.
_SHARED: Final = frozenset(
    "layouts _layouts _includes includes partials themes theme templates components shortcodes data _data i18n assets _sass sass styles".split()
)
# No page says anything else for a change of these.
_MUTE: Final = (
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".mp4", ".webm", ".mp3", ".pdf", ".woff", ".woff2", ".ttf",
    ".otf", ".eot",
)  # fmt: skip
_MUTE_NAMES: Final = (
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
    "codeowners",
    ".gitignore",
    ".gitattributes",
    ".editorconfig",
)
_MUTE_FOLDERS: Final = frozenset((".github", ".gitlab", ".circleci", ".vscode", ".idea", ".linkaudit"))


def narrowed(folder: Folder, session: Session, sources: Manuscript | None, redirects: Mapping[str, str]) -> Folder:
    """Return the folder with the pages that `--changed-only` asks for, and say in the notes which these are, or why it is all of them.
    `redirects` are those of the site itself: a page that was renamed may have left one behind."""
    since = session.plan.changed_only
    if since is None:
        return folder
    settings, place = session.plan.settings, folder.root.resolve()
    root = _root(settings, place)
    changes = [one for one in changed_since(root, since) if not _is_ours(one, settings, root, session)]
    chosen, spread = _concerned([side for one in changes for side in one.sides], folder, (root, place), sources)
    if spread:
        session.notes.append(f"All pages were read, not only those that changed since {since}: {spread}.")
        return folder
    session.chosen = f"--changed-only {since}"
    if session.plan.known is not None:
        _introduce(folder, session.plan.known, redirects)
    files = tuple(file for file in folder.files if file in chosen)
    session.notes.append(
        f"{len(files):,} of {len(folder.files):,} pages were read: those that {len(changes):,} file{'s' if len(changes) != 1 else ''} "
        f"changed since {since} concern. What needs the whole site was not judged."
    )
    return msgspec.structs.replace(folder, files=files, unread=(), feeds=())


def _introduce(folder: Folder, known: Comparison, redirects: Mapping[str, str]) -> None:
    """Tell the baseline of all pages that stand, also those that nobody will read: what it knows of others has gone, or moved."""
    pages = {page_of(folder.url_of(file)): file for file in (*folder.files, *folder.feeds)}
    for one in folder.unread:
        known.miss(one)
    # Beside a page of its own a redirect is not heeded, unless that page is nothing else.
    known.stand(pages, {path: target for path, target in redirects.items() if path not in pages or pages[path] in folder.small})


def _concerned(changes: list[Change], folder: Folder, where: tuple[Path, Path], sources: Manuscript | None) -> tuple[set[str], str]:
    """Where what is built lies in git beside its sources, a change of either counts: nobody knows whether it was built anew."""
    own = _of_target(changes, folder, *where)
    if own is None or own[1] or sources is None:
        return own or _of_sources(changes, folder, sources)
    inside = f"{where[1].relative_to(where[0]).as_posix()}/"
    chosen, spread = _of_sources([one for one in changes if not one.file.startswith(inside)], folder, sources)
    return own[0] | chosen, spread


def _root(settings: Settings, place: Path) -> Path:
    """The repository of the sources, where the configuration names them, else the folder's, else that of the working directory."""
    for start in (*map(Path, settings.config.source.folders), place, Path.cwd()):
        if (root := repository(start.resolve())) is not None:
            return root
    raise TargetError(f"--changed-only needs a git repository, and {place} lies in none")


def _is_ours(change: Change, settings: Settings, root: Path, session: Session) -> bool:
    """What an audit has written, its baseline too, is no page's source."""
    known, file = session.plan.known, root / change.file
    return (known is not None and file == Path(known.name).resolve()) or is_report(change.file, _head(file))


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(HEAD)
    except OSError:
        return b""


def _of_target(changes: list[Change], folder: Folder, root: Path, place: Path) -> tuple[set[str], str] | None:
    """Where the folder is itself what authors edit: the files of it that differ. None when it is built."""
    if not place.is_relative_to(root) or not tracked(root, place):
        return None
    below = f"{place.relative_to(root).as_posix()}/" if place != root else ""
    files, chosen = set(folder.files), set[str]()
    for change in changes:
        inner = change.file.removeprefix(below)
        if change.file.startswith(below) and inner in files:
            chosen.add(inner)
        elif why := _spread(change, change.file.startswith(below)):
            return set(), why
    return chosen, ""


def _of_sources(changes: list[Change], folder: Folder, sources: Manuscript | None) -> tuple[set[str], str]:
    """The pages that are built from what differs."""
    built: dict[str, list[str]] = {change.file: [] for change in changes}
    for file in folder.files if built and sources else ():
        source = sources.source(file, *headed(folder, file)) if sources else None
        if source in built:
            built[source].append(file)
    for change in changes:
        if not built[change.file] and (why := _spread(change, True)):
            return set(), why
    return {file for files in built.values() for file in files}, ""


def _spread(change: Change, is_source: bool) -> str:
    """Why a change that is no page's own may show on any of them; an empty string when it shows on none."""
    *folders, name = change.file.lower().split("/")
    if name in ("linkaudit.toml", "pyproject.toml") or folders[-2:] == ["config", "programs"]:
        return f"{change.file} decides how pages are judged"
    if not is_source or name.endswith(_MUTE) or name.startswith(_MUTE_NAMES) or not _MUTE_FOLDERS.isdisjoint(folders):
        return ""
    if not _SHARED.isdisjoint(folders) or not name.endswith(_PAGES):
        return f"{change.file} may show on any of them"
    return "" if change.gone else f"no page could be told to be built from {change.file}"
