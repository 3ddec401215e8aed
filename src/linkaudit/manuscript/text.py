"""A source file as its author sees it, and as its bytes lie: lines, columns and spans of bytes."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final

__all__ = ["Text", "decoded"]

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LINE_END: Final = re.compile(r"\r\n?|\n")
_OPENS_HEAD: Final = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n?|\n)")
# Front matter of more than this is no front matter.
MAX_HEAD: Final = 65_536
# What opens and closes passages that no reader sees.
_UNSEEN: Final = (
    ("<!--", "-->"),
    ("{# ", "#}"),
    ("{/*", "*/}"),
    ("{{/*", "*/}}"),
    ("{{- /*", "*/ -}}"),
    ("{% comment %}", "{% endcomment %}"),
)
# A line of data, or of front matter, that is switched off.
_OFF: Final = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n`]*$", re.MULTILINE)
_CODE: Final = re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]{1,500}\1(?!`)")


def decoded(body: bytes) -> tuple[str, str, int] | None:
    """Return a file's text, its encoding, and how many bytes a byte order mark takes; None for a binary file."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            try:
                return body[len(mark) :].decode(name), name, len(mark)
            except UnicodeDecodeError:
                break
    if b"\0" in body:
        return None
    try:
        return body.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError:
        # Every byte is a character, and back: spans stay exact though letters may look wrong.
        return body.decode("latin-1"), "latin-1", 0


class Text:
    """A source: `file` is relative to the repository's root, `path` to the folder of sources, `role` says what it is written for."""

    def __init__(self, file: str, path: str, role: str, body: bytes) -> None:
        self.file, self.path, self.role = file, path, role
        self.body, self.encoding, self._mark = decoded(body) or ("", "utf-8", 0)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.body))]

    def line(self, offset: int) -> int:
        """Return the line, counted from 1, of a place in the text."""
        return bisect_right(self._starts, offset)

    def start_of(self, line: int) -> int:
        """Return where a line begins; the line behind the last one begins at the end."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.body)

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(self._starts)

    def line_text(self, line: int) -> str:
        """Return a line without its end."""
        return self.body[self.start_of(line) : self.start_of(line + 1)].rstrip("\r\n")

    def column(self, offset: int) -> int:
        """Return the column, counted from 1 in characters."""
        return offset - self._starts[self.line(offset) - 1] + 1

    def bytes_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the bytes of the file that hold a stretch of its text."""
        if self.body.isascii() and not self.encoding.startswith("utf-16"):
            return self._mark + start, self._mark + end
        first = self._mark + len(self.body[:start].encode(self.encoding))
        return first, first + len(self.body[start:end].encode(self.encoding))

    @cached_property
    def head(self) -> tuple[int, int]:
        """Where the front matter lies between its marks; (0, 0) when there is none."""
        opened = _OPENS_HEAD.match(self.body)
        if opened is None:
            return 0, 0
        start = opened.end()
        for end in ("\n" + opened[1], "\r" + opened[1]):
            at = self.body.find(end, start - 1, MAX_HEAD)
            if at >= 0:
                return start, at + 1
        return 0, 0

    @cached_property
    def text_line(self) -> int:
        """The first line behind the front matter."""
        end = self.head[1]
        return self.line(end) + 1 if end else 1

    @cached_property
    def unseen(self) -> list[tuple[int, int]]:
        """Where comments, and in a page's text code, lie: what is written there makes no link."""
        found = []
        for opener, closer in _UNSEEN:
            at = self.body.find(opener)
            while at >= 0:
                end = self.body.find(closer, at + len(opener))
                if end < 0:
                    break
                found.append((at, end))
                at = self.body.find(opener, end + len(closer))
        if self.role == "page" and ("`" in self.body or "~~~" in self.body):
            found += self._code()
        head = (0, len(self.body)) if self.role == "data" else self.head
        found += [off.span() for off in _OFF.finditer(self.body, *head)]
        return sorted(found)

    def comments(self, openers: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
        """Yield where the comments that open so begin and end, and what they say; those inside other comments and code are none."""
        closers = dict(_UNSEEN)
        seen_to = 0
        for start, end in self.unseen:
            opener = next((one for one in openers if self.body.startswith(one, start)), None)
            if start >= seen_to and opener and self.body.startswith(closers[opener], end):
                yield start, end + len(closers[opener]), self.body[start + len(opener) : end]
            seen_to = max(seen_to, end)

    def _code(self) -> list[tuple[int, int]]:
        found, opened = [], None
        for fence in _FENCE.finditer(self.body):
            if opened is None:
                opened = fence
            elif fence[1].startswith(opened[1]) and not fence[0].strip("`~ \r"):
                found.append((opened.start(), fence.end()))
                opened = None
        return found + [code.span() for code in _CODE.finditer(self.body)]

    def is_seen(self, offset: int) -> bool:
        """False for a place inside a comment or code."""
        at = bisect_right(self.unseen, (offset, len(self.body) + 1))
        return not any(start <= offset < end for start, end in self.unseen[max(0, at - 8) : at])
