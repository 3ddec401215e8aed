"""What a page says of its own honesty: the author uses the products, nobody bends the review (`data/claims.toml`)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

import msgspec

from ..catalog import table
from ..html import Dom, Element, block_of, run_text
from ..html.dom import is_reading_text
from ..model import Claim, Grade, Region
from ..wording import grade, normalise
from .regions import region_of, selector_of
from .visibility import Screens, seen

__all__ = ["claim_stems", "claim_words", "claimed", "claims"]

MAX_SPOTS: Final = 40
_LINE: Final = 1500
_QUOTED: Final = 300
_END: Final = re.compile(r"[.!?](?=\s)|[。！？\n]")
_PAID: Final = frozenset((Grade.CLEAR, Grade.CONDITIONAL, Grade.AMAZON, Grade.VAGUE))


class ClaimWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one language makes one kind of claim; `says` and `silent` are its tests."""

    kind: Literal["use", "independence"]
    language: str
    stems: tuple[str, ...]
    patterns: tuple[str, ...]
    says: tuple[str, ...]
    silent: tuple[str, ...]
    words: dict[str, list[str]] = {}
    unless: tuple[str, ...] = ()
    spaced: bool = True


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    claim: tuple[ClaimWords, ...]


@lru_cache(maxsize=1)
def claim_words() -> tuple[ClaimWords, ...]:
    """Return how pages speak of their own honesty."""
    return table("claims.toml", _File).claim


def claim_stems() -> set[str]:
    """Return the pieces of words one of which stands in each claim."""
    return {stem for words in claim_words() for stem in words.stems}


def claims(dom: Dom, places: list[int], screens: Screens) -> tuple[Claim, ...]:
    """Return the page's claims, the first of each kind that a reader may see; `places` are those of the texts with a claim's words."""
    found: dict[str, Claim] = {}
    done: set[str] = set()
    for node in dom.texts_at(places[:MAX_SPOTS]):
        block = block_of(node)
        if block is None or not is_reading_text(node):
            continue
        line = run_text(node, _LINE)
        if line in done:
            continue
        done.add(line)
        for kind, sentence in claimed(line):
            if kind not in found and (region := region_of(block)) is not Region.COMMENTS and seen(block, screens)[0] is not False:
                found[kind] = _claim(kind, sentence, line, block, region)
    return tuple(found.values())


def _claim(kind: str, sentence: str, line: str, block: Element, region: Region) -> Claim:
    place = block.position
    return Claim(
        kind=kind,
        text=sentence,
        region=region,
        selector=selector_of(block),
        line=place[0] if place else None,
        column=place[1] + 1 if place else None,
        paid=grade(line).grade in _PAID,
    )


@lru_cache(maxsize=2048)
def claimed(line: str) -> tuple[tuple[str, str], ...]:
    """Return (kind, sentence) of each claim that a line of text makes."""
    text = " ".join(line.split())
    lowered = normalise(text)
    found: dict[str, str] = {}
    for place, words in enumerate(claim_words()):
        if words.kind not in found and any(stem in lowered for stem in words.stems):
            hit = next((hit for pattern in _patterns(place) if (hit := pattern.search(lowered))), None)
            if hit is not None:
                found[words.kind] = _sentence(text if len(text) == len(lowered) else lowered, hit.start(), hit.end())
    return tuple(found.items())


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence that holds these characters."""
    begin = max((found.end() for found in _END.finditer(text, 0, start)), default=0)
    stop = _END.search(text, end)
    return text[begin : stop.end() if stop else len(text)].strip()[:_QUOTED]


@lru_cache(maxsize=64)
def _patterns(place: int) -> tuple[re.Pattern[str], ...]:
    words = claim_words()[place]
    return tuple(re.compile(_expression(pattern, words)) for pattern in words.patterns)


def _expression(pattern: str, words: ClaimWords) -> str:
    """Turn a pattern of the data file into a regular expression."""
    if not words.spaced:
        return pattern
    for name, members in words.words.items():
        pattern = pattern.replace("{" + name + "}", "(?:" + "|".join(members) + ")")
    barred = rf"(?!(?:{'|'.join(words.unless)})\b)" if words.unless else ""
    gap = rf"(?:\W+{barred}[\w'%-]+){{0,4}}?\W+"
    parts = [re.sub(r"(?<=\w)\*", r"\\w*", part).replace(" ", r"\W+") for part in pattern.split(" ~ ")]
    return r"(?<!\w)(?:" + gap.join(parts) + r")(?!\w)"
