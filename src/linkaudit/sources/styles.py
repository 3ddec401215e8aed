"""Style sheets of a folder of built pages: the files that its pages link."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import unquote

from ..urls import bare, parse

__all__ = ["LocalStyles"]

MAX_BYTES: Final = 2_000_000
MAX_KEPT: Final = 500


class LocalStyles:
    """Reads sheets of the site that a folder holds; those of other hosts, and files outside the folder, are not read."""

    def __init__(self, root: Path, base: str) -> None:
        self._root = root
        url = parse(base + "/")
        self._host, self._prefix = (bare(url.host), url.path.rstrip("/")) if url else ("", "")
        self._kept: dict[str, str | None] = {}

    def __call__(self, url: str) -> str | None:
        """Return the text of a sheet by its URL, or None."""
        if url not in self._kept:
            text = self._text(url)
            if len(self._kept) >= MAX_KEPT:
                return text
            self._kept[url] = text
        return self._kept[url]

    def _text(self, address: str) -> str | None:
        url = parse(address)
        if url is None or bare(url.host) != self._host or not url.path.startswith(self._prefix + "/"):
            return None
        path = unquote(url.path[len(self._prefix) + 1 :])
        # A copy of a live site may keep "style.css?ver=2" as the file's name.
        for name in (path, f"{path}?{url.query}"):
            if (text := self._read(name)) is not None:
                return text
        return None

    def _read(self, name: str) -> str | None:
        file = self._root / name
        try:
            if not file.resolve().is_relative_to(self._root.resolve()):
                return None
            with file.open("rb") as source:
                return source.read(MAX_BYTES).decode("utf-8", "replace")
        except (OSError, ValueError):
            return None
