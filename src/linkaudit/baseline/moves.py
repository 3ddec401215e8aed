"""A renamed page is known again: by its title, what its affiliate links lead to, and its findings; what is not certain is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Final

from ..engine import fingerprint
from ..model import Finding
from .file import Entry, Face
from .told import insecure

__all__ = ["Keys", "earlier", "keys_of", "pairs"]

# Many a page has one affiliate link, and it is the same on all of them.
TELLING: Final = 2
Keys = frozenset[bytes]


def keys_of(face: Face, findings: Iterable[Entry]) -> Keys:
    """Return what a page may be known by: two of its title, the targets of its links, and its findings have to agree."""
    told = repr(sorted((one.rule, insecure(one.subject)) for one in findings))
    found = []
    if face.title:
        found += [("title, findings", face.title, told)] + ([("title, links", face.title, face.targets)] if face.links else [])
    if face.links >= TELLING:
        found.append(("links, findings", face.targets, told))
    return frozenset(blake2b(repr(one).encode("utf-8", "replace"), digest_size=12).digest() for one in found)


def pairs(known: Mapping[str, Keys], gone: Iterable[str], fresh: Mapping[str, Keys], forwards: Mapping[str, str]) -> dict[str, str]:
    """Return new page → old page. What fits several pages, here or there, fits none; a page that sends its readers on says where it went."""
    common = Counter(key for keys in known.values() for key in keys)
    olds = {key: page for page in gone for key in known.get(page, ()) if common[key] == 1}
    found = {page: {olds[key] for key in keys if key in olds} for page, keys in fresh.items()}
    for old, new in forwards.items():
        if new in found:
            found[new].add(old)
    claims = Counter(old for candidates in found.values() for old in candidates)
    return {new: old for new, candidates in found.items() if len(candidates) == 1 for old in candidates if claims[old] == 1}


def earlier(findings: Iterable[Finding], old: str) -> dict[str, tuple[str, ...]]:
    """Return for each finding's fingerprint those it may have had before: on the page's old address, where there is one, and of a link
    that was http then. What still stands on the page is not what another was."""
    counts = Counter((one.cause, one.page, one.subject) for one in findings)
    found = dict[str, tuple[str, ...]]()
    for (cause, page, subject), number in counts.items():
        before = page if not old else old if "?" in old else f"{old}?"  # as `fingerprint` writes an address without a query
        plain = insecure(subject)
        subjects = [subject] if plain == subject or (cause, page, plain) in counts else [subject, plain]
        for ordinal in range(number):
            found[fingerprint(cause, page, subject, ordinal)] = tuple(fingerprint(cause, before, one, ordinal) for one in subjects)
    return found
