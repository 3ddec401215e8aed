"""What comparing needs of a run: eight bytes a page read, some thirty a finding, sorted."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Any, Final

import msgspec

from ..document import Gone
from ..model import Noun
from ..urls import parse

__all__ = ["NO_CAUSE", "Entries", "Entry", "Memory", "Seen", "Sight", "key_of", "numbers", "packed", "page_key"]

NO_CAUSE: Final = 0xFFFF_FFFF
_SIZES: Final = {"prints": "Q", "pages": "Q", "targets": "Q", "rules": "H", "causes": "I", "states": "B", "last": "I"}


class Entry(msgspec.Struct, frozen=True):
    """A finding as it is remembered: its fingerprint, page, link target (0 for none), rule, cause, and the run that saw it last.

    `failed` is False for a question, `quiet` True for what the owner has suppressed, `gone` for what was fixed.
    """

    print: int
    page: int
    target: int
    rule: int
    cause: int
    last: int
    failed: bool
    quiet: bool
    gone: bool = False


class Entries(Noun, frozen=True, array_like=True):
    """Entries as columns of bytes, by fingerprint."""

    prints: bytes = b""
    pages: bytes = b""
    targets: bytes = b""
    rules: bytes = b""
    causes: bytes = b""
    states: bytes = b""
    last: bytes = b""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Entries:
        """Pack entries that come sorted."""
        columns: list[array[int]] = [array(kind) for kind in _SIZES.values()]
        for one in entries:
            state = one.failed | one.quiet << 1 | one.gone << 2
            for column, value in zip(columns, (one.print, one.page, one.target, one.rule, one.cause, state, one.last), strict=True):
                column.append(value)
        return cls(*(column.tobytes() for column in columns))

    def seen_by(self, run: int) -> Entries:
        """Return what a run saw, and what was fixed by then."""
        return Entries.of(one for one in self if one.gone or one.last == run)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries, sorted by fingerprint."""
        columns = [_column(kind, getattr(self, name)) for name, kind in _SIZES.items()]
        for name, page, target, rule, cause, state, last in zip(*columns, strict=True):
            yield Entry(name, page, target, rule, cause, last, bool(state & 1), bool(state & 2), bool(state & 4))


class Sight(Noun, frozen=True):
    """What one run saw. `basis` is what it was judged by, in words; `whole` when it looked at all there is,
    `asked` when it asked all links that it wanted to; `lost` are pages that answered
    that they are gone, `missed` those that could not be read, `unsure` link targets whose end was not seen, `blind` those of which nothing
    was found out at all; all are sorted keys. `ran` are the rules that ran, `asking` those that speak of where links lead.
    """

    run: int
    started: str
    basis: dict[str, str]
    whole: bool
    asked: bool
    read: bytes
    lost: bytes
    missed: bytes
    unsure: bytes
    blind: bytes
    rules: tuple[str, ...]
    ran: tuple[str, ...]
    asking: tuple[str, ...]
    causes: tuple[Gone, ...]
    entries: Entries


class Memory(Noun, frozen=True):
    """What is remembered of all runs of one kind: the findings that stand, and those that were fixed, for a while. `ids` are of causes
    that went away."""

    run: int
    started: str
    basis: dict[str, str]
    whole: bool
    read: bytes
    missed: bytes
    rules: tuple[str, ...]
    causes: tuple[Gone, ...]
    ids: tuple[str, ...]
    entries: Entries


class Seen:
    """Gathers what a run sees, page by page, in columns: as objects a large site's findings would outweigh all else."""

    def __init__(self) -> None:
        self._read = array("Q")
        self._rules: dict[str, int] = {}
        self._prints, self._pages, self._targets = array("Q"), array("Q"), array("Q")
        self._about, self._states = array("H"), array("B")

    def add(self, page: str, marks: Collection[Any]) -> None:
        """Note a page that was read, and the marks of its findings."""
        key = page_key(page)
        self._read.append(key)
        for one in marks:
            self._prints.append(int(one.fingerprint, 16))
            self._pages.append(key)
            self._targets.append(one.target)
            self._about.append(self._rules.setdefault(one.rule, len(self._rules)))
            self._states.append((one.outcome == "failed") | one.suppressed << 1)

    def sight(self, run: int, causes: Collection[tuple[Gone, bytes]], **told: Any) -> Sight:
        """Return what was seen. `causes` come with their findings' fingerprints, as the JSON list that the document holds."""
        return Sight(
            run=run,
            read=packed(self._read),
            rules=tuple(self._rules),
            causes=tuple(gone for gone, _ in causes),
            entries=Entries.of(self._entries(run, _causes_at(prints for _, prints in causes))),
            **told,
        )

    def _entries(self, run: int, cause_of: Callable[[int], int]) -> Iterator[Entry]:
        """Yield the findings by fingerprint, each once: of a page that was found at two addresses they are the same."""
        before = -1
        for at in sorted(range(len(self._prints)), key=self._prints.__getitem__):
            name, state = self._prints[at], self._states[at]
            if name != before:
                yield Entry(
                    name, self._pages[at], self._targets[at], self._about[at], cause_of(name), run, bool(state & 1), bool(state & 2)
                )
            before = name


def key_of(text: str) -> int:
    """Stand for a text in eight bytes."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def page_key(address: str) -> int:
    """Stand for a page: by its path and query, as its findings' fingerprints do, so that a staged or moved site is the same."""
    url = parse(address)
    return key_of(f"{url.path}?{url.query}" if url else address)


def numbers(keys: bytes) -> array[int]:
    """Return keys that were packed."""
    return _column("Q", keys)


def packed(keys: Iterable[int]) -> bytes:
    """Return keys sorted, each once."""
    return array("Q", sorted(set(keys))).tobytes()


def _column(kind: str, body: bytes) -> array[int]:
    found: array[int] = array(kind)
    found.frombytes(body)
    return found


def _causes_at(lists: Iterable[bytes]) -> Callable[[int], int]:
    """Return what tells a finding's cause by its place; asked in the order of the fingerprints."""
    prints, places = array("Q"), array("I")
    for place, body in enumerate(lists):
        names = msgspec.json.decode(body, type=list[str])
        prints.extend(int(name, 16) for name in names)
        places.extend(place for _ in names)
    order = iter(sorted(range(len(prints)), key=prints.__getitem__))
    ahead = next(order, None)

    def at(name: int) -> int:
        nonlocal ahead
        while ahead is not None and prints[ahead] < name:
            ahead = next(order, None)
        return places[ahead] if ahead is not None and prints[ahead] == name else NO_CAUSE

    return at
