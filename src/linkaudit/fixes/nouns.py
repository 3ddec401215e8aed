"""What a fix is about: who the owner is, what is to be changed, and what is left alone with a reason."""

from __future__ import annotations

import msgspec

from ..document import LinkRecord
from ..identify import Identifier
from ..model import Noun, Written

__all__ = ["Edit", "Left", "Mended", "Owner", "Unsure", "Wish"]


class Owner(msgspec.Struct, frozen=True):
    """What the site's owner has said: ids by program, words and snippet of the notice and their language, None when it is not known,
    and which paths are cloaked links."""

    identifier: Identifier
    ids: dict[str, tuple[str, ...]] = {}
    required: str | None = None
    insert: str | None = None
    cloaked: tuple[str, ...] = ()
    language: str | None = None

    def named(self, program: str | None) -> str:
        """Return what people call a program."""
        found = self.identifier.programs.get(program or "")
        return found.name if found else program or "no program"


class Wish(Noun, frozen=True):
    """That a rule's fault at a link be mended; a notice is wished for above the link. `line` is the finding's, `top` the place in the
    sources, between two lines, that the audit names for a notice."""

    rule: str
    link: LinkRecord
    line: int | None = None
    top: Written | None = None

    @property
    def source(self) -> Written | None:
        """Where an author edits what is wished for."""
        return self.top or self.link.written


class Edit(Noun, frozen=True):
    """A change of a file's text, newlines normalised: from where to where, what stands there then, and which rule asks for it."""

    start: int
    end: int
    new: str
    rule: str


class Left(Noun, frozen=True):
    """What was not touched, and why, in words that stand after a colon."""

    rule: str
    reason: str
    file: str = ""
    line: int | None = None


class Mended(Noun, frozen=True):
    """A file's bytes after the edits, where each edit stands (line, rule), and what was left."""

    body: bytes
    edits: tuple[tuple[int, str], ...] = ()
    left: tuple[Left, ...] = ()


class Unsure(Exception):
    """A change that would be a guess; the message is the reason."""
