"""`linkaudit fix`: an audit, then the edits that its findings ask for, file by file. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from .app import Plan, audit, built
from .baseline import LABEL
from .config import Settings, repository
from .document import Audit, PageRecord
from .errors import TargetError
from .fixes import Dialect, Left, Look, Mended, Owner, Wish, asked_of, mend_page, mend_source, said
from .html import parse
from .identify import identifier
from .manuscript.kinds import generator_at
from .manuscript.walk import project_of
from .matching import held
from .model import Finding, Page
from .pipeline import bench_of
from .platforms import catalogue, hint
from .rules.api import EXCERPT
from .session import Session
from .wording import notice_language
from .workers import safely

__all__ = ["Change", "Errand", "Mending", "mend"]

# Programs in which people write HTML by hand; every other generator would overwrite what is changed in its output.
_EDITORS: Final = re.compile(
    r"front ?page|dreamweaver|golive|kompozer|nvu|bluegriffon|seamonkey|mozilla|composer|html tidy|vim|emacs|microsoft word|libreoffice"
    r"|openoffice|pagemill|namo|hotmetal|notepad|quanta|amaya|rapidweaver|visual studio",
    re.IGNORECASE,
)
MAX_BYTES: Final = 16 * 1024 * 1024
BUILT: Final = "the page is built by {}: name its sources with --source DIR, or change the built files with --built"
UNMAPPED: Final = "its place in the sources was not found"
KNOWN: Final = "known to the baseline (--known mends it, too)"
# The article may have its notice, and the excerpt leave it out: where it stands is for a person to say.
OF_EXCERPT: Final = "an excerpt prints the link: begin the article with the notice, or print excerpts without links"


class Errand(msgspec.Struct, frozen=True):
    """What `fix` is asked for: an audit's plan, the rules to mend (all when none), and whether built files may be edited."""

    plan: Plan
    rules: frozenset[str] = frozenset()
    built: bool = False


class Change(msgspec.Struct, frozen=True):
    """A file to change: where it lies, what it is called from the repository's root, its bytes before and after, (line, rule) of each
    edit, and whether pages are built from it."""

    path: Path
    name: str
    before: bytes
    after: bytes
    edits: tuple[tuple[int, str], ...]
    source: bool = False


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
    language = notice_language(said(told.required, told.insert))
    return Owner(identifier(settings.local_programs), ids, told.required, told.insert, tuple(config.links.cloaked), language)


class _Work:
    """Sends each page's findings to the file that an author edits: the page itself, or a source that it is built from."""

    def __init__(self, errand: Errand, document: Audit) -> None:
        self._errand, self._document = errand, document
        self._root = Path(errand.plan.target).resolve()
        sources = [Path(name).resolve() for name in errand.plan.settings.config.source.folders]
        # Where `manuscript` counts the names of sources from.
        self._repository = (repository(sources[0] if sources else self._root) or Path.cwd()).resolve()
        self._project = project_of(sources[0] if sources else self._root.parent, self._repository)
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
            elif one.file and one.suppressed_by == LABEL and (not self._errand.rules or one.rule in self._errand.rules):
                self.left.append(Left(one.rule, KNOWN, one.file, one.line))
        with Session(self._errand.plan) as session:
            looks = _Looks(self._errand.plan, session)
            reason = "" if self._errand.built else UNMAPPED if looks.mapped else self._built_by()
            for row in self._document.pages():
                page = msgspec.json.decode(row, type=PageRecord)
                if page.file and page.file in findings:
                    yield from self._page(page, findings[page.file], reason, looks)

    def _page(self, page: PageRecord, findings: list[Finding], reason: str, looks: _Looks) -> Iterator[Change]:
        assert page.file
        folder = self._document.checkout.folder
        name = page.file if folder in (None, ".") else f"{folder}/{page.file}"
        self.left += [Left(one.rule, OF_EXCERPT, name, one.line) for one in findings if one.fix.text == EXCERPT]
        findings = [one for one in findings if one.fix.text != EXCERPT]
        asked, left = asked_of(msgspec.structs.replace(page, file=name), findings, self._owner, self._errand.rules)
        rest = []
        for wish in asked:
            if self._errand.built or wish.source is None:
                rest.append(wish)
            else:
                self._asked.setdefault(wish.source.file, []).append(wish)
        if len(rest) < len(asked) or not asked:
            self.left += [*left, *(Left(wish.rule, UNMAPPED, name, wish.line) for wish in rest)]
            return
        body, trouble = _read(self._root, page.file)
        trouble = trouble or reason or ("" if self._errand.built else _generator(body))
        if trouble:
            self.left += [*left, *(Left(wish.rule, trouble, name, wish.line) for wish in rest)]
            return
        done = mend_page(body, looks.of(page, name), self._owner, name, self._errand.rules)
        self.left += done.left
        yield from _changed(self._root / page.file, name, body, done)

    def _built_by(self) -> str:
        """Say why the folder's files are not to be edited, or return an empty string."""
        generator = generator_at(self._project) if self._project else None
        names = self._document.platforms or ([generator.name] if generator else [])
        return BUILT.format(names[-1]) if names else ""

    def sources(self) -> Iterator[Change]:
        """Yield the changes of the files that the pages are built from."""
        for file, asked in sorted(self._asked.items()):
            body, trouble = _read(self._repository, file)
            if trouble:
                self.left += [Left(wish.rule, trouble, file) for wish in asked]
                continue
            done = mend_source(body, asked, self._owner, file, self._dialect())
            self.left += done.left
            yield from _changed(self._repository / file, file, body, done, source=True)

    def _dialect(self) -> Dialect:
        """kramdown, which Jekyll uses unless told otherwise, takes attributes, and so does MkDocs with its extension."""
        generator = generator_at(self._project) if self._project else None
        if self._project is None or generator is None:
            return Dialect()
        jekyll = generator.name == "Jekyll" and not re.search(
            r"^markdown:\s*(?!kramdown)\w", _text(self._project / "_config.yml"), re.MULTILINE
        )
        mkdocs = generator.name == "MkDocs" and "attr_list" in _text(self._project / "mkdocs.yml")
        return Dialect(jekyll or mkdocs, hint([one for one in catalogue() if one.name == generator.name], "rel"))


class _Looks:
    """Judges bytes as the audit judged the page's file."""

    def __init__(self, plan: Plan, session: Session) -> None:
        self._job = built(plan, session, Path(plan.target)).job
        self._bench = bench_of(self._job)
        self._known = plan.known

    @property
    def mapped(self) -> bool:
        """True when sources are known, whether named or guessed."""
        return self._job.manuscript is not None

    def of(self, page: PageRecord, name: str) -> Look:
        """Return what judges one page's bytes, and names it from the repository's root."""

        def look(body: bytes) -> tuple[PageRecord | None, list[Finding]]:
            result = safely(Page(page.url, body, page.file), self._job, self._bench)
            record = getattr(result, "record", b"")
            found = [msgspec.json.decode(one, type=Finding) for one in getattr(result, "findings", ())]
            seen = msgspec.structs.replace(msgspec.json.decode(record, type=PageRecord), file=name) if record else None
            return seen, held(found, self._known)

        return look


def _generator(body: bytes) -> str:
    named = (parse(body).meta("generator") or "").strip()
    if not named or _EDITORS.search(named):
        return ""
    shown = "".join(sign if sign.isprintable() else "?" for sign in named[:40])
    return BUILT.format(shown)


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


def _changed(path: Path, name: str, before: bytes, done: Mended, source: bool = False) -> Iterable[Change]:
    return [Change(path, name, before, done.body, done.edits, source)] if done.body != before else []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:MAX_BYTES]
    except OSError:
        return ""
