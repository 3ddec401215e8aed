"""Keeps what an audit stands on: the affiliate pages' HTML as it was read, hashed, with the settings and the report."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from ..config import Settings
from ..document import Audit, Kept, PageRecord
from ..errors import ConfigError
from ..model import Outcome, Page
from ..reports.files import parts_folder
from ..session import moment
from .config import flat
from .render import save
from .write import write

__all__ = ["Evidence"]

INDEX: Final = "evidence.json"
SUMS: Final = "SHA256SUMS"
PAGES: Final = "pages"
_PARTS: Final = parts_folder(Path("report.html")).name
_WRITTEN: Final = ("report.html", "report.json", "settings.json", INDEX)
# An index begins with this: by it a folder is known for one that may be written to again.
_SIGN: Final = '{"evidence":1,'
_KEPT_NAME: Final = re.compile(r"[0-9a-f]{64}\.html|\.[0-9a-f]{64}\.\d+\.part")
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/?#@\s]+@")
_NOT_SENT: Final = "no bytes: the page was read before this run was interrupted, or the server sent none because nothing had changed"
_NOT_HERE: Final = "the file that an earlier run kept is not in this folder, or is not what it was"


class Entry(msgspec.Struct, frozen=True):
    """A page in the index. `file` is the kept one, `source` the page's own in the audited folder; `missing` says why there is none."""

    url: str
    source: str | None
    file: str | None
    sha256: str | None
    bytes: int | None
    time: str | None
    verdicts: dict[str, Outcome]
    affiliate_links: int
    missing: str = ""


class Evidence:
    """A folder of evidence. `keep` may be called from several processes at once; files are named by their content's hash."""

    def __init__(self, folder: Path, target: str) -> None:
        """Raises `ConfigError` for a folder that holds something else, or that the next audit of the target would read."""
        self.folder, self._pages = folder, folder / PAGES
        root = Path(target)
        if root.is_dir() and folder.resolve().is_relative_to(root.resolve()):
            raise ConfigError(f"{folder}: lies in the audited folder, whose next audit would read it; choose a place outside {target}")
        _refuse_strangers(folder)
        try:
            self._pages.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{folder}: can't be written: {error.strerror}") from error
        if not (folder / INDEX).exists():  # what an earlier run left is whole until this one ends
            write([_SIGN, f'"finished":false,"target":{_json(_bare(target))}}}\n'], folder / INDEX)

    def keep(self, page: Page) -> Kept:
        """Keep a page's bytes."""
        digest = sha256(page.body).hexdigest()
        partial = self._pages / f".{digest}.{os.getpid()}.part"
        try:
            partial.write_bytes(page.body)
            os.replace(partial, self._pages / f"{digest}.html")
        except OSError as error:
            raise ConfigError(f"{self._pages}: can't be written: {error.strerror}") from error
        return Kept(page.url, digest, len(page.body), _now())

    def close(self, audit: Audit, settings: Settings) -> int:
        """Write the report, the settings, the index and the sums; drop what is in no index; return how many pages were kept."""
        held: Counter[str] = Counter()
        (self.folder / SUMS).unlink(missing_ok=True)
        parts = [part for name in ("html", "json") for part in save(name, audit, self.folder / f"report.{name}")]
        write([_settings(settings)], self.folder / "settings.json")
        write(self._index(audit, held), self.folder / INDEX)
        for path in self._pages.iterdir():
            if _KEPT_NAME.fullmatch(path.name) and path.stem not in held:
                path.unlink()
        write(self._sums(held, parts), self.folder / SUMS)
        return held.total()

    def _index(self, audit: Audit, held: Counter[str]) -> Iterator[str]:
        head = {"finished": True, "interrupted": audit.interrupted, "tool": audit.tool, "target": _bare(audit.target)}
        head |= {"site": audit.site, "started": audit.started, "written": _now(), "regimes": [one.id for one in audit.regimes]}
        yield _SIGN + _json(head)[1:-1] + ',"pages":['
        comma = "\n"
        for page, kept in _paired(audit):
            entry = self._entry(page, kept)
            if entry.file and entry.sha256:
                held[entry.sha256] += 1
            yield comma + _json(entry)
            comma = ",\n"
        yield "]}\n"

    def _entry(self, page: PageRecord, kept: Kept | None) -> Entry:
        links = len(page.affiliate_links)
        if kept is None:
            return Entry(page.url, page.file, None, None, None, None, page.verdicts, links, _NOT_SENT)
        path = self._pages / f"{kept.sha256}.html"
        whole = path.is_file() and _hash(path) == kept.sha256
        file = f"{PAGES}/{path.name}" if whole else None
        trouble = "" if whole else _NOT_HERE
        return Entry(page.url, page.file, file, kept.sha256, kept.bytes, kept.time, page.verdicts, links, trouble)

    def _sums(self, held: Counter[str], parts: list[Path]) -> Iterator[str]:
        """Yield the lines that `sha256sum -c` reads. Kept pages were hashed for the index."""
        named = sorted([*_WRITTEN, *(part.relative_to(self.folder).as_posix() for part in parts)])
        yield from (f"{_hash(self.folder / name)}  {name}\n" for name in named)
        yield from (f"{digest}  {PAGES}/{digest}.html\n" for digest in sorted(held))


def _refuse_strangers(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder}: is a file; --evidence takes a folder")
    if not folder.is_dir() or next(folder.iterdir(), None) is None:
        return
    index = folder / INDEX
    try:
        with index.open(encoding="utf-8", errors="replace") as file:
            known = file.read(len(_SIGN)) == _SIGN
    except OSError:
        known = False
    if not known:
        raise ConfigError(f"{folder}: holds files that are no evidence of linkaudit; choose an empty folder or a new one")
    if any((folder / name).is_symlink() for name in (PAGES, SUMS, _PARTS, *_WRITTEN)):
        raise ConfigError(f"{folder}: holds symbolic links, which may lead out of it; choose an empty folder or a new one")


def _paired(audit: Audit) -> Iterator[tuple[PageRecord, Kept | None]]:
    """The pages with affiliate links, each with what was kept of it: both were gathered in one order."""
    decoder, records = msgspec.json.Decoder(Kept), msgspec.json.Decoder(PageRecord)
    rows = audit.kept()
    ahead = next(map(decoder.decode, rows), None)
    for row in audit.pages():
        page, kept = records.decode(row), None
        if ahead is not None and ahead.url == page.url:
            kept, ahead = ahead, next(map(decoder.decode, islice(rows, 1)), None)
        if page.affiliate_links:
            yield page, kept


def _settings(settings: Settings) -> str:
    """The settings in force, each with its origin. Headers may carry keys; credentials stand in the environment, and only their names here."""
    values: dict[str, Any] = flat(msgspec.to_builtins(settings.config))
    told = {
        key: {"value": "(redacted)" if key.startswith("http.headers.") else _bare(value), "origin": settings.origins.get(key, "default")}
        for key, value in values.items()
    }
    file = str(settings.path) if settings.path else None
    return msgspec.json.format(_json({"file": file, "settings": told}), indent=2) + "\n"


def _bare(value: Any) -> Any:
    """Return a value without names and passwords in its addresses."""
    if isinstance(value, str):
        return _CREDENTIALS.sub("(redacted)@", value)
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return {key: _bare(one) for key, one in value.items()} if isinstance(value, dict) else value


def _hash(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _now() -> str:
    return moment().strftime("%Y-%m-%dT%H:%M:%SZ")
