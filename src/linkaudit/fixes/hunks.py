"""What differs between a file's text before and after, in whole lines: as a unified diff, for reviews, for review tools."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Final

import msgspec

from ..html import parse
from .nouns import Unsure
from .sheet import Sheet

__all__ = ["Altered", "Lines", "beyond", "rdjson", "review", "shown", "unified"]

AROUND: Final = 3
# Control characters move a terminal's cursor, and marks of direction show a line in another order than it has.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_FENCE: Final = re.compile("`{3,}")


# Files of the repository, and their lines that a pull request adds or changes.
Lines = Mapping[str, Sequence[range]]


class Altered(msgspec.Struct, frozen=True):
    """A file by its name from the repository's root, before and after, with (line, rule) of each edit."""

    name: str
    before: bytes
    after: bytes
    edits: tuple[tuple[int, str], ...]


class Hunk(msgspec.Struct, frozen=True):
    """Lines `start` to `end` (from 0, the last not included) that become `new`."""

    start: int
    end: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    rules: tuple[str, ...]


def shown(text: str) -> str:
    """Return text that a terminal shows as it is; a carriage return before a line's end stays, so that the diff can be applied."""
    ending = "\r" if text.endswith("\r") else ""
    return (
        _UNSEEN.sub(lambda sign: f"\\x{ord(sign[0]):02x}" if ord(sign[0]) < 256 else f"\\u{ord(sign[0]):04x}", text.removesuffix("\r"))
        + ending
    )


def unified(altered: Altered) -> Iterator[str]:
    """Yield the lines of a unified diff."""
    before, after = _lines(altered.before), _lines(altered.after)
    matcher = _matcher(before, after)
    name = shown(altered.name)
    yield f"--- a/{name}\n+++ b/{name}\n"
    for group in matcher.get_grouped_opcodes(AROUND):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        yield f"@@ -{_range(i1, i2)} +{_range(j1, j2)} @@\n"
        for kind, a, b, c, d in group:
            yield from (_line(" " if kind == "equal" else "-", line) for line in before[a:b])
            yield from () if kind == "equal" else (_line("+", line) for line in after[c:d])


def _range(start: int, end: int) -> str:
    length = end - start
    return f"{start + 1 if length else start},{length}"


def _line(sign: str, line: str) -> str:
    told = f"{sign}{shown(line.removesuffix(chr(10)))}\n"
    return told if line.endswith("\n") else told + "\\ No newline at end of file\n"


def beyond(files: Iterable[Altered], lines: Lines) -> int:
    """Return how many changes a review leaves out."""
    return sum(not _is_in_diff(hunk, lines.get(altered.name, ())) for altered in files for hunk in _anchored(altered))


def _is_in_diff(hunk: Hunk, changed: Sequence[range]) -> bool:
    """GitHub takes comments on the lines around a change, too, as far as its diff shows them."""
    return any(lines.start - AROUND <= hunk.start + 1 and hunk.end < lines.stop + AROUND for lines in changed)


def review(files: Iterable[Altered], titles: dict[str, str], lines: Lines | None = None) -> str:
    """Return the body of a GitHub review (`gh api repos/O/R/pulls/N/reviews --input -`): a comment with a suggestion for each change.
    Of a pull request whose lines are known, only those in its diff: for any other GitHub refuses them all (422)."""
    comments: list[dict[str, Any]] = []
    for altered in files:
        for hunk in _anchored(altered):
            if lines is not None and not _is_in_diff(hunk, lines.get(altered.name, ())):
                continue
            place = {"path": altered.name, "line": hunk.end, "side": "RIGHT"}
            if hunk.end - hunk.start > 1:
                place |= {"start_line": hunk.start + 1, "start_side": "RIGHT"}
            comments.append(place | {"body": f"{_told(hunk.rules, titles)}\n\n{_suggestion(hunk.new)}"})
    said = f"linkaudit suggests {len(comments)} change{'' if len(comments) == 1 else 's'}."
    return json.dumps({"event": "COMMENT", "body": said, "comments": comments}, indent=2) + "\n"


def rdjson(files: Iterable[Altered], titles: dict[str, str]) -> str:
    """Return reviewdog's diagnostic format, which reviewdog turns into suggestions for the lines that a pull request changed."""
    found = []
    for altered in files:
        for hunk in _anchored(altered):
            lines = {"start": {"line": hunk.start + 1}, "end": {"line": hunk.end}}
            found.append(
                {
                    "message": _told(hunk.rules, titles),
                    "location": {"path": altered.name, "range": lines},
                    "severity": "WARNING",
                    "code": {"value": hunk.rules[0] if hunk.rules else "linkaudit"},
                    "suggestions": [{"range": lines, "text": "".join(hunk.new).removesuffix("\n")}],
                }
            )
    return json.dumps({"source": {"name": "linkaudit"}, "diagnostics": found}, indent=2) + "\n"


def _told(rules: tuple[str, ...], titles: dict[str, str]) -> str:
    return "; ".join(f"{titles.get(rule, rule)} (`{rule}`)" for rule in rules) or "linkaudit"


def _suggestion(new: tuple[str, ...]) -> str:
    """A fence that no fence in the text ends."""
    text = "".join(line.removesuffix("\n").removesuffix("\r") + "\n" for line in new)
    fence = "`" * max(3, *(len(found) + 1 for found in _FENCE.findall(text)), 3)
    return f"{fence}suggestion\n{text}{fence}"


def _anchored(altered: Altered) -> Iterator[Hunk]:
    """Yield the changes as lines that are replaced: lines that are put in take the line below with them."""
    before, after = _lines(altered.before), _lines(altered.after)
    opcodes = _matcher(before, after).get_opcodes()
    for changed, group in groupby(opcodes, key=lambda one: one[0] != "equal"):
        if not changed:
            continue
        parts = list(group)
        i1, i2, j1, j2 = parts[0][1], parts[-1][2], parts[0][3], parts[-1][4]
        if i1 == i2 and i1 < len(before):
            i2, j2 = i2 + 1, j2 + 1
        elif i1 == i2 and i1:
            i1, j1 = i1 - 1, j1 - 1
        yield Hunk(i1, i2, tuple(before[i1:i2]), tuple(after[j1:j2]), _rules(altered, i1, i2))


def _rules(altered: Altered, start: int, end: int) -> tuple[str, ...]:
    """Return what the lines were changed for. Of lines alike a diff may name the one before or after the edited one."""
    inside = [rule for line, rule in altered.edits if start < line <= end]
    near = sorted((min(abs(line - start - 1), abs(line - end)), rule) for line, rule in altered.edits)
    return tuple(dict.fromkeys(inside or [rule for far, rule in near if far == near[0][0]]))


def _matcher(before: list[str], after: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, before, after)


def _lines(body: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", _text(body))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode(Sheet(body, parse(body).encoding).codec, "replace")
        except Unsure:
            return body.decode("latin-1")
