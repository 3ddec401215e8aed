"""The sources of a site, and where in them a token stands: built once, read by every worker."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Final

from .addresses import Addresses, keys_in
from .leaves import Leaf, Leaves, leaf_of
from .places import Place
from .text import Text

__all__ = ["Index"]

# What tells one product from another: words with a digit in them, and words tied together.
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{5,}")
MAX_TOKEN: Final = 80
_NAMED: Final = re.compile(r"[\w.-]{1,80}\.[a-z0-9]{2,8}\b")


class Index:
    """Files by the addresses and tokens they hold."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self.texts = list(texts)
        self._addresses: dict[str, list[int]] = {}
        self._tokens: dict[str, list[int]] = {}
        self._names: dict[str, list[int]] = {}
        self.leaves = Leaves()
        # Where the notices that were looked for everywhere are written: a site has few of them.
        self.told: dict[tuple[str, ...], Place | None] = {}
        for number, text in enumerate(self.texts):
            self._names.setdefault(text.file.rpartition("/")[2], []).append(number)
            leaf = leaf_of(text)
            if leaf is not None:
                self.leaves.add(leaf)
            if leaf is None or not leaf.draft:
                self._add(number, text.body)

    def _add(self, number: int, body: str) -> None:
        """Most words of a text are plain: looked through once each, they leave a quarter of it to search."""
        addresses, tokens = self._addresses, self._tokens
        rest = " ".join([word for word in set(body.split()) if not word.isalpha()])
        for key in keys_in(rest):
            addresses.setdefault(key, []).append(number)
        for token in set(_TOKEN.findall(rest)):
            if not token.isalpha() and len(token) <= MAX_TOKEN:
                tokens.setdefault(token, []).append(number)

    def with_address(self, key: str) -> list[Text]:
        """Return the files that hold an address, given as `addresses.bare` has it."""
        return [self.texts[number] for number in self._addresses.get(key, ())]

    def with_token(self, token: str) -> list[Text]:
        """Return the files that hold a token."""
        return [self.texts[number] for number in self._tokens.get(token, ())]

    def spread(self, token: str) -> int:
        """Return in how many files a token stands."""
        return len(self._tokens.get(token, ()))

    @lru_cache(maxsize=512)  # noqa: B019 - an index lives as long as its run
    def named_in(self, text: Text) -> frozenset[str]:
        """Return the files that a source names: what it includes and imports."""
        names = set(_NAMED.findall(" ".join({word for word in text.body.split() if "." in word})))
        return frozenset(self.texts[number].file for name in names for number in self._names.get(name, ()))

    def naming(self, file: str) -> list[Text]:
        """Return the templates that name a file: what it prints, they print."""
        return self._naming.get(file, [])

    @cached_property
    def _naming(self) -> dict[str, list[Text]]:
        found: dict[str, list[Text]] = {}
        for text in self.texts:
            for file in self.named_in(text) if text.role == "template" else ():
                found.setdefault(file, []).append(text)
        return found

    @lru_cache(maxsize=512)  # noqa: B019
    def addresses(self, text: Text) -> Addresses:
        """Return a file's addresses."""
        return Addresses(text.body)

    def leaf(self, file: str | None, title: str, language: str | None, edit_url: str | None) -> tuple[Leaf, str] | None:
        """Return a page's own source, and what gave it away."""
        return self.leaves.of(file, title, language, edit_url)
