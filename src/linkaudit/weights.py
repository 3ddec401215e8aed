"""How much each page is read: views from an export of web analytics, so that what most readers meet is mended first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec

from .config import Settings
from .document import PageRecord
from .exports import rows_of
from .sources import is_tracking
from .sources.folder import UNKNOWN_SITE
from .urls import bare, host_of, parse

__all__ = ["Weights", "page_key", "viewed", "weights_of"]

# Whoever has more hosts in a file has somebody else's, too.
MAX_HOSTS: Final = 1000
# Exports mostly leave the host out.
_NO_HOST: Final = "https://path.invalid"
_TAIL: Final = re.compile(rb"(/index)?(\.html?)?/?$")


class Weights:
    """The views of pages by host, path and query. Memory: eight bytes and a number for each page that the file names.

    A page with a query has the views of rows with that query only: given a row's views by its path alone, several pages would count the
    same readers."""

    def __init__(self, name: str = "", own: Iterable[str] = ()) -> None:
        self._name, self._own = name, {bare(host) for host in own if host}
        self._views: dict[bytes, int] = {}
        self._again: Counter[bytes] = Counter()
        self._hosts: Counter[str] = Counter()
        self._ours: tuple[str, ...] = ()
        self._met: set[bytes] = set()
        self._rows = 0

    def add(self, page: str, views: int) -> None:
        """Count a row; rows of one page add up."""
        self._rows += 1
        host, path, query = self._parted(page)
        if host not in self._hosts and len(self._hosts) >= MAX_HOSTS:
            return
        self._hosts[host] += 1
        key = page_key(host, path, query)
        if key in self._views:
            self._again[key] += 1
        self._views[key] = self._views.get(key, 0) + views

    def settle(self, own: Iterable[str]) -> None:
        """Take the rows without a host and those of the audited site's hosts; of a folder that tells no address, all."""
        mine = self._own | set(own)
        unknown = mine <= {"", host_of(UNKNOWN_SITE)}
        self._ours = tuple(sorted(host for host in self._hosts if not host or unknown or host in mine))

    def of(self, url: str) -> int | None:
        """Return the views of a page that was read, 0 when the file does not name it; None without a file."""
        if not self._name:
            return None
        page = parse(url)
        keys = [page_key(host, page.path, page.query) for host in self._ours] if page else []
        found = [key for key in keys if key in self._views]
        self._met.update(found)
        return sum(self._views[key] for key in found)

    def notes(self) -> Iterator[str]:
        """Yield how much of the file no page answers to."""
        missed = self._rows - sum(1 + self._again[key] for key in self._met)
        if not missed:
            return
        foreign = {host: rows for host, rows in self._hosts.items() if host not in self._ours}
        hosts = (
            f", {sum(foreign.values()):,} of them on other hosts ({max(foreign, key=lambda host: (foreign[host], host))})"
            if foreign
            else ""
        )
        verb = "name pages" if missed > 1 else "names a page"
        were = "were" if missed > 1 else "was"
        yield f"{missed:,} of {self._rows:,} rows of {self._name} {verb} that {were} not read{hosts}."

    def _parted(self, page: str) -> tuple[str, str, str]:
        """Return host, path and query of an address, as exports print it: whole, without scheme, or from the path on."""
        if page[:1] == "/" and "/." not in page and "\\" not in page:  # most rows, and nothing for a parser to do
            path, _, query = page.partition("#")[0].partition("?")
            return "", path, query
        if "://" not in page:
            first = bare(page.partition("/")[0].lower())
            page = f"https://{page}" if first in self._own else f"{_NO_HOST}/{page.removeprefix('/')}"
        url = parse(page)
        if url is None:
            return "", page, ""
        return "" if url.href.startswith(_NO_HOST) else bare(url.host), url.path, url.query


def weights_of(settings: Settings) -> Weights:
    """Read the file that `report.weights` names: beside the configuration when it stands there. Raises `ConfigError` when it is none."""
    config = settings.config
    if config.report.weights is None:
        return Weights()
    in_file = settings.path is not None and settings.origins.get("report.weights") == str(settings.path)
    path = (settings.path.parent if settings.path and in_file else Path()) / config.report.weights
    weights = Weights(path.name, (*config.site.own, host_of(config.site.url or "")))
    for page, views in rows_of(path):
        weights.add(page, views)
    return weights


def page_key(host: str, path: str, query: str = "") -> bytes:
    """Stand for a page, however its address is written: slash at the end, `index.html`, `.html`, percent signs, order of the query;
    what the query says of where a reader came from does not count."""
    parts = sorted(unquote_to_bytes(part) for part in query.split("&") if part and not is_tracking(part))
    place = _TAIL.sub(b"", unquote_to_bytes(path))
    return blake2b(b"\0".join((host.encode("utf-8", "replace"), place, *parts)), digest_size=8).digest()


def viewed(record: bytes, views: int | None) -> bytes:
    """Return a page's record with its views."""
    if views is None:
        return record
    return msgspec.json.encode(msgspec.structs.replace(msgspec.json.decode(record, type=PageRecord), views=views))
