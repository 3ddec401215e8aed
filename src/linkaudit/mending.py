"""`linkaudit fix`: an audit, then the edits that its findings ask for, file by file. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from .app import Plan, audit, built
from .config import Settings, repository
from .document import Audit, PageRecord
from .errors import TargetError
from .fixes import Dialect, Left, Look, Mended, Owner, Wish, asked_of, mend_page, mend_source
from .html import parse
from .identify import identifier
from .model import Finding, Page
from .pipeline import bench_of
from .platforms import catalogue, hint
from .session import Session
from .workers import safely

__all__ = ["Change", "Errand", "Mending", "mend"]

# Programs in which people write HTML by hand; every other generator would overwrite what is changed in its output.
_EDITORS: Final = re.compile(
    r"front ?page|dreamweaver|golive|kompozer|nvu|bluegriffon|seamonkey|mozilla|composer|html tidy|vim|emacs|microsoft word|libreoffice"
    r"|openoffice|pagemill|namo|hotmetal|notepad|quanta|amaya|rapidweaver|visual studio",
    re.IGNORECASE,
)
_PROJECTS: Final = (
    "hugo.toml", "hugo.yaml", "_config.yml", "_config.toml", "mkdocs.yml", "astro.config.mjs", "astro.config.ts", ".eleventy.js",
    "eleventy.config.js", "eleventy.config.mjs", "docusaurus.config.js", "docusaurus.config.ts", "gatsby-config.js", "next.config.js",
    "next.config.mjs", "nuxt.config.ts", "vuepress.config.js", "pelicanconf.py",
)  # fmt: skip
MAX_BYTES: Final = 16 * 1024 * 1024
UNMAPPED: Final = "its place in the sources was not found"


class Errand(msgspec.Struct, frozen=True):
    """What `fix` is asked for: an audit's plan, the rules to mend (all when none), and whether built files may be edited."""

    plan: Plan
    rules: frozenset[str] = frozenset()
    built: bool = False


class Change(msgspec.Struct, frozen=True):
    """A file to change: where it lies, what it is called from the repository's root, its bytes before and after, and (line, rule)
    of each edit."""

    path: Path
    name: str
    before: bytes
    after: bytes
    edits: tuple[tuple[int, str], ...]


class Mending(msgspec.Struct, frozen=True):
    """The changes, sorted by name, and what was left alone."""

    changes: tuple[Change, ...]
    left: tuple[Left, ...]
    titles: dict[str, str]


def mend(errand: Errand) -> Mending:
    """Audit the folder and work out every change."""
    root = Path(errand.plan.target)
    if "://" in errand.plan.target or not root.is_dir():
        raise TargetError(f"{errand.plan.target}: fix takes a folder of HTML")
    document = audit(errand.plan)
    work = _Work(errand, document)
    changes = sorted((*work.pages(), *work.sources()), key=lambda change: change.name)
    return Mending(tuple(changes), tuple(work.left), {rule.id: rule.title for rule in document.rules})


def _owner(settings: Settings) -> Owner:
    config = settings.config
    ids = {name: tuple(table.ids) for name, table in config.programs.items() if table.ids}
    told = config.disclosure
    return Owner(identifier(settings.local_programs), ids, told.required, told.insert, tuple(config.links.cloaked))


class _Work:
    """Sends each page's findings to the file that an author edits: the page itself, or a source that it is built from."""

    def __init__(self, errand: Errand, document: Audit) -> None:
        self._errand, self._document = errand, document
        self._root = Path(errand.plan.target).resolve()
        self._repository = (repository(self._root) or Path.cwd()).resolve()
        self._owner = _owner(errand.plan.settings)
        self._asked: dict[str, list[Wish]] = {}
        self.left: list[Left] = []

    def pages(self) -> Iterator[Change]:
        """Yield the changes of HTML files that are their own source; collect what is wished for elsewhere."""
        findings: dict[str, list[Finding]] = {}
        for row in self._document.findings():
            one = msgspec.json.decode(row, type=Finding)
            if one.file and not one.suppressed_by:
                findings.setdefault(one.file, []).append(one)
        reason = "" if self._errand.built else self._built_by()
        with Session(self._errand.plan) as session:
            looks = _Looks(self._errand.plan, session)
            for row in self._document.pages():
                page = msgspec.json.decode(row, type=PageRecord)
                if page.file and page.file in findings:
                    yield from self._page(page, findings[page.file], reason, looks)

    def _page(self, page: PageRecord, findings: list[Finding], reason: str, looks: _Looks) -> Iterator[Change]:
        assert page.file
        asked, left = asked_of(page, findings, self._owner, self._errand.rules)
        mapped = [] if self._errand.built else [wish for wish in asked if wish.link.written is not None]
        for wish in mapped:
            assert wish.link.written is not None
            self._asked.setdefault(wish.link.written.file, []).append(wish)
        rest = [wish for wish in asked if wish not in mapped]
        if not asked or mapped:
            self.left += [*left, *(Left(wish.rule, UNMAPPED, page.file, wish.line) for wish in rest)]
            return
        body, trouble = _read(self._root, page.file)
        trouble = trouble or reason or ("" if self._errand.built else _generator(body))
        if trouble:
            self.left += [*left, *(Left(wish.rule, trouble, page.file, wish.line) for wish in rest)]
            return
        done = mend_page(body, looks.of(page), self._owner, page.file, self._errand.rules)
        self.left += done.left
        folder = self._document.checkout.folder
        name = page.file if folder in (None, ".") else f"{folder}/{page.file}"
        yield from _changed(self._root / page.file, name, body, done)

    def _built_by(self) -> str:
        """Say why the folder's files are not to be edited, or return an empty string."""
        folder = self._errand.plan.settings.config.source.folder
        if folder:
            return f"{UNMAPPED} (source.folder is {folder})"
        if names := self._document.platforms:
            return f"the page is built by {names[-1]}: name its sources with --source DIR, or change the built files with --built"
        for place in (self._root, self._root.parent, self._repository):
            if found := next((name for name in _PROJECTS if (place / name).is_file()), None):
                return f"{found} says that the page is built: name its sources with --source DIR, or change the built files with --built"
        return ""

    def sources(self) -> Iterator[Change]:
        """Yield the changes of the files that the pages are built from."""
        for file, asked in sorted(self._asked.items()):
            body, trouble = _read(self._repository, file)
            if trouble:
                self.left += [Left(wish.rule, trouble, file) for wish in asked]
                continue
            done = mend_source(body, asked, self._owner, file, self._dialect())
            self.left += done.left
            yield from _changed(self._repository / file, file, body, done)

    def _dialect(self) -> Dialect:
        named = [one for one in catalogue() if one.name in self._document.platforms]
        jekyll = _text(self._repository / "_config.yml")
        kramdown = any(one.id == "jekyll" for one in named) and not re.search(r"^markdown:\s*(?!kramdown)\w", jekyll, re.MULTILINE)
        return Dialect(kramdown or "attr_list" in _text(self._repository / "mkdocs.yml"), hint(named, "rel"))


class _Looks:
    """Judges bytes as the audit judged the page's file."""

    def __init__(self, plan: Plan, session: Session) -> None:
        self._job = built(plan, session, Path(plan.target)).job
        self._bench = bench_of(self._job)

    def of(self, page: PageRecord) -> Look:
        """Return what judges one page's bytes."""

        def look(body: bytes) -> tuple[PageRecord | None, list[Finding]]:
            result = safely(Page(page.url, body, page.file), self._job, self._bench)
            record = getattr(result, "record", b"")
            found = [msgspec.json.decode(one, type=Finding) for one in getattr(result, "findings", ())]
            return (msgspec.json.decode(record, type=PageRecord) if record else None), found

        return look


def _generator(body: bytes) -> str:
    named = (parse(body).meta("generator") or "").strip()
    if not named or _EDITORS.search(named):
        return ""
    shown = "".join(sign if sign.isprintable() else "?" for sign in named[:40])
    return f"the page is built by {shown}: name its sources with --source DIR, or change the built files with --built"


def _read(root: Path, file: str) -> tuple[bytes, str]:
    """Return a file's bytes, or why it is not to be touched: a link may lead out of the folder."""
    path = root / file
    parts = [path, *path.parents][: len(Path(file).parts)]
    if any(part.is_symlink() for part in parts) or not path.resolve().is_relative_to(root):
        return b"", "a symbolic link, or outside the folder"
    try:
        if path.stat().st_size > MAX_BYTES:
            return b"", f"more than {MAX_BYTES} bytes"
        return path.read_bytes(), ""
    except OSError as error:
        return b"", f"it can't be read ({error.strerror})"


def _changed(path: Path, name: str, before: bytes, done: Mended) -> Iterable[Change]:
    return [Change(path, name, before, done.body, done.edits)] if done.body != before else []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:MAX_BYTES]
    except OSError:
        return ""
