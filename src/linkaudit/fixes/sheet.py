"""A file as text and as bytes: edits are thought in characters, newlines normalised, and made in bytes that are otherwise untouched."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from ..urls import spliced
from .nouns import Edit, Left, Mended, Unsure

__all__ = ["Sheet"]

# What the web calls these is a larger set than what Python calls so (WHATWG Encoding Standard).
_WIDER: Final = {
    "shift_jis": "cp932",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "windows-874": "cp874",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "iso-8859-8-i": "iso8859-8",
}
# Bytes between two characters switch what the next ones mean: nothing can be put in between.
_STATEFUL: Final = frozenset(("iso-2022-jp", "replacement"))
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Sheet:
    """A file's bytes in the encoding that its reader found; raises `Unsure` for one that nothing can be put into."""

    def __init__(self, body: bytes, encoding: str) -> None:
        self.body = body
        name = encoding.lower()
        if name in _STATEFUL:
            raise Unsure(f"nothing can be put into a file in {encoding}")
        try:
            self.codec = codecs.lookup(_WIDER.get(name, name)).name
        except LookupError:
            raise Unsure(f"the file is in {encoding}, which Python can't write") from None
        mark, _ = next(((mark, one) for mark, one in _MARKS if body.startswith(mark)), (b"", ""))
        self._begin = len(mark)
        raw = body[self._begin :].decode(self.codec, "replace")
        self.crlf = raw.count("\r\n") * 2 > raw.count("\n") > 0
        self.text = _normal(raw)
        self._lines = [0, *(end.end() for end in re.finditer("\n", self.text))]

    def line_of(self, offset: int) -> int:
        """Return the line, from 1, that a character stands in."""
        return bisect_right(self._lines, offset)

    def offset_of(self, place: int) -> int:
        """Return the character that begins at a byte."""
        text = self.body[self._begin : place].decode(self.codec, "replace")
        return len(text.replace("\r\n", "\n"))

    def mended(self, edits: Iterable[Edit], left: Sequence[Left], file: str) -> Mended:
        """Return the bytes with the edits made. Of edits that overlap the first is made, the other left."""
        kept: list[Edit] = []
        refused = list(left)
        for edit in sorted(dict.fromkeys(edits), key=lambda one: (one.start, one.end)):
            if any((one.start, one.end, one.new) == (edit.start, edit.end, edit.new) for one in kept[-1:]):
                continue
            if kept and (edit.start < kept[-1].end or (edit.start, edit.end) == (kept[-1].start, kept[-1].end)):
                refused.append(Left(edit.rule, "it overlaps another change; run linkaudit fix again", file, self.line_of(edit.start)))
            else:
                kept.append(edit)
        if not kept:
            return Mended(self.body, (), tuple(refused))
        body = self._spliced(kept)
        told = ((edit.start, edit.end, self._encoded(edit.new).decode(self.codec)) for edit in kept)
        if _normal(body[self._begin :].decode(self.codec, "replace")) != spliced(self.text, told):
            broken = (
                Left(edit.rule, "the file holds bytes that are no text in its encoding", file, self.line_of(edit.start)) for edit in kept
            )
            return Mended(self.body, (), (*refused, *broken))
        return Mended(body, tuple((self.line_of(edit.start), edit.rule) for edit in kept), tuple(refused))

    def _encoded(self, new: str) -> bytes:
        """HTML has references for the letters that an encoding lacks."""
        return new.encode(self.codec, "xmlcharrefreplace")

    def _spliced(self, edits: Sequence[Edit]) -> bytes:
        places = self._places(offset for edit in edits for offset in (edit.start, edit.end))
        pieces, at = [], 0
        for edit in edits:
            new = edit.new.replace("\n", "\r\n") if self.crlf else edit.new
            pieces += [self.body[at : places[edit.start]], self._encoded(new)]
            at = places[edit.end]
        return b"".join([*pieces, self.body[at:]])

    def _places(self, offsets: Iterable[int]) -> dict[int, int]:
        """Return the byte at which each character begins: found by decoding, for one character may be any number of bytes."""
        ruler = _Ruler(self.body, self._begin, self.codec)
        return {offset: ruler.place(offset) for offset in sorted(set(offsets))}


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Ruler:
    """Goes once through the bytes, counting characters as the parser does: a carriage return with its line feed is one."""

    def __init__(self, body: bytes, begin: int, codec: str) -> None:
        self._body, self._at = body, begin
        self._width = 2 if "utf-16" in codec else 1
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self._count = 0
        self._after_cr = False

    def place(self, offset: int) -> int:
        while self._count < offset and self._at < len(self._body):
            # So many bytes are at most so many characters.
            self._go(offset - self._count)
        if self._count > offset:
            # The byte that showed the one before to be broken is a character of its own.
            return self._at - self._width
        self._end_line()
        return self._at

    def _go(self, size: int) -> None:
        text = self._decoder.decode(self._body[self._at : self._at + size])
        self._count += self._counted(text)
        self._at = min(self._at + size, len(self._body))
        self._after_cr = text.endswith("\r") if text else self._after_cr

    def _counted(self, text: str) -> int:
        joined = self._after_cr and text.startswith("\n")
        return len(text) - text.count("\r\n") - joined

    def _end_line(self) -> None:
        """A line feed behind a carriage return belongs to the character before."""
        if not self._after_cr:
            return
        following = self._body[self._at : self._at + self._width]
        if following.replace(b"\0", b"") == b"\n":
            self._decoder.decode(following)
            self._at += self._width
        self._after_cr = False
