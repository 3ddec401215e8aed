"""The language in which the phrasebooks write their patterns, turned into regular expressions and kept."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from .catalog import Phrasebook, phrasebooks
from .errors import CatalogError
from .model import Grade

__all__ = ["CLASS", "Pattern", "expression", "grammar", "may_fit", "regex"]

_GAP: Final = r".{0,90}?"
_NEAR: Final = r"(?:\W+[\w'/-]+){0,4}?\W+"
# What a sentence is asked first: whether it is none, then whether it says may.
_ORDER: Final = (Grade.NONE, Grade.CONDITIONAL, Grade.AMAZON, Grade.CLEAR, Grade.LABEL, Grade.VAGUE, Grade.NO_MONEY)
CLASS: Final = re.compile(r"\{(\w+)\}(?![?*{])")
_TOKEN: Final = re.compile(r"\{(\w+)\}| \.\. | ~ |\\.[*+?]?|(?<=\w)\*|(?<=[|:])\*(?=\w)| |\^ ")
# What stands in a pattern: gaps, groups with their quantifiers, bars, classes, escapes, sets of characters, words.
_PART: Final = re.compile(
    r"(?P<gap> (?:\.\.|~) )|\((?P<open>\?:|\?<?[!=])?|(?P<close>\))(?P<spared>[?*]|\{0[^}]*\})?|(?P<bar>\|)|"
    r"\{(?P<name>[^\W\d]\w*)\}(?P<left>[?*]|\{\d[^}]*\})?|\{\d[^}]*\}|\\.|\[(?:[^\]\\]|\\.)*\]|"
    r"(?P<word>[\w'-]+)(?P<cut>\?|\{\d[^}]*\}|(?<=[-'])\*)?"
)

# Sets of texts, of each of which one stands in whatever a sequence matches; and the alternatives of a group.
_Sequence = list[frozenset[str]]
_Group = list[_Sequence]


class Pattern(msgspec.Struct, frozen=True):
    """A phrase of a book: its grade, its pattern, whether it denies being paid, and the words without which it can't match."""

    grade: Grade
    source: str
    review: bool
    needs: tuple[tuple[str, frozenset[str]], ...]


@lru_cache(maxsize=32)
def grammar(code: str) -> tuple[Pattern, ...]:
    """Return the patterns of a language in the order in which a sentence is asked."""
    patterns = [Pattern(p.grade, p.pattern, p.review, _needs(p.pattern, code)) for p in phrasebooks()[code].phrase]
    return tuple(sorted(patterns, key=lambda pattern: _ORDER.index(pattern.grade)))


@lru_cache(maxsize=4096)
def regex(pattern: str, code: str) -> re.Pattern[str]:
    """Compiled when a sentence first needs it: all of them would take a process a third of a second."""
    return re.compile(expression(pattern, phrasebooks()[code]))


def may_fit(pattern: str, code: str, sentence: str) -> bool:
    """False when a sentence lacks words that the pattern can't match without: a look at them costs a hundredth of compiling it."""
    return all(any(piece in sentence for piece in pieces) for pieces in _pieces(pattern, code))


@lru_cache(maxsize=4096)
def _pieces(pattern: str, code: str) -> tuple[frozenset[str], ...]:
    done: _Sequence = []
    groups: list[_Group] = [[[]]]
    kinds: list[str | None] = []
    for part in _PART.finditer(pattern):
        here = groups[-1]
        if word := part["word"]:
            here[-1].append(frozenset([word[:-1] if part["cut"] else word]))
        elif part["name"] and not part["left"]:
            here[-1].append(_roots(code, part["name"]))
        elif part["bar"]:
            here.append([])
        elif part["gap"] and not kinds:
            done += _of_either(groups.pop())
            groups.append([[]])
        elif part["close"]:
            inner = _of_either(groups.pop())
            groups[-1][-1] += inner if kinds.pop() in (None, "?:") and not part["spared"] else []
        elif part[0][0] == "(":
            groups.append([[]])
            kinds.append(part["open"])
    return tuple(done + _of_either(groups.pop()))


def _of_either(group: _Group) -> _Sequence:
    """Return what a group can't match without: all of its only alternative, or one set of each."""
    if len(group) == 1:
        return group[0]
    surest = [max(sequence, key=lambda pieces: min(map(len, pieces)), default=frozenset[str]()) for sequence in group]
    return [frozenset[str]().union(*surest)] if all(surest) else []


def expression(pattern: str, book: Phrasebook) -> str:
    """Turn the phrase language into a regular expression; the file's own groups `(?:…)` and escapes pass through."""
    blank = r"\W+" if book.spaced else r"\W*"
    edge_open, edge_close = (r"(?<!\w)", r"(?!\w)") if book.spaced else ("", "")
    tokens = {
        " .. ": f"){edge_close}{_GAP}{edge_open}(?:",
        " ~ ": f"){edge_close}{_NEAR}{edge_open}(?:",
        "*": r"\w*",
        " ": blank,
        "^ ": r"^\W*",
    }

    def replace(found: re.Match[str]) -> str:
        before = pattern[: found.start()]
        if found[0] in (" .. ", " ~ ") and before.count("(") != before.count(")"):
            raise CatalogError(f"{book.language}.toml: a gap can't stand inside a group: {pattern}")
        return _word_class(book, found[1]) if found[1] else tokens.get(found[0], found[0])

    return f"{edge_open}(?:" + _TOKEN.sub(replace, pattern) + f"){edge_close}"


def _needs(pattern: str, code: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the classes that stand outside every group, as plain pieces of their words: without them nothing matches."""
    found = [m[1] for m in CLASS.finditer(pattern) if pattern.count("(", 0, m.start()) == pattern.count(")", 0, m.start())]
    return tuple((name, _roots(code, name)) for name in found)


@lru_cache(maxsize=1024)
def _roots(code: str, name: str) -> frozenset[str]:
    return frozenset(max(re.split(r"[* ]+", word), key=len) for word in phrasebooks()[code].words[name])


def _word_class(book: Phrasebook, name: str) -> str:
    words = sorted(book.words[name], key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\W+") for word in words) + ")"
