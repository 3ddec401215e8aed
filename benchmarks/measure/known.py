"""URLs, wrapped URLs and sentences: mostly the data that the facts and phrases were made from, which makes it regression."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

from linkaudit.catalog import laws
from linkaudit.identify import identifier
from linkaudit.model import Grade
from linkaudit.wording import Wording, grade

from .score import Part, Score, Table, rows, share_of

__all__ = ["sentences", "unwrap", "urls"]

_GRADES: Final = {"S": "clear", "M": "conditional", "L": "label", "A": "amazon", "W": "vague", "W2": "no-money"}
_ORDER: Final = [one.value for one in Grade]
# "ftc ok; uk doubtful": what the label says of a wording under a regime; "weak" is neither yes nor no.
_NOTED: Final = re.compile(r"\b([a-z]{2,3}) (?:wording )?(ok|clear|doubtful|advised against)\b")


def urls(path: Path) -> Part:
    """Precision, recall and publisher ids over labelled URLs; `possible` does not count as claimed."""
    part = Part(f"URLs ({path.name})")
    find = identifier().identify
    tally: Counter[str] = Counter()
    for row in rows(path):
        match = find(("https:" if row["url"].startswith("//") else "") + row["url"])
        claimed = match.affiliate is True
        if row["label"] == "affiliate":
            tally["hit" if claimed else "missed"] += 1
            tally["ids"] += claimed and (match.publisher_id or "") == row["publisher_id"]
            if not claimed:
                part.miss(row["url"], f"not found: {row['program']}")
        elif claimed:
            tally["false"] += 1
            part.miss(row["url"], f"labelled {row['label']}, claimed as {match.program}")
    hit = tally["hit"]
    if not hit + tally["missed"]:
        part.scores = [Score("URLs that nobody can tell, left alone", len(list(rows(path))) - tally["false"], len(list(rows(path))), 1.0)]
        return part
    part.scores = [
        Score("URLs, precision", hit, hit + tally["false"], 1.0),
        Score("URLs, recall", hit, hit + tally["missed"], 0.97),
        Score("URLs, publisher id of those found", tally["ids"], hit, 0.97),
    ]
    return part


def unwrap(path: Path) -> Part:
    """The destination inside wrapped links."""
    part = Part("Wrapped URLs")
    right = 0
    for row in rows(path):
        got = identifier().identify(row["wrapped"]).destination or ""
        right += got == row["destination"]
        if got != row["destination"]:
            part.miss(row["wrapped"], f"got {got}, wanted {row['destination']}")
    part.scores = [Score("unwrapped destination", right, len(list(rows(path))), 1.0)]
    return part


def sentences(path: Path) -> Part:
    """Disclosure or not, the grade where the label gives one (of two, the best for the reader), and the language."""
    part = Part(f"Sentences ({path.name})")
    tally: Counter[tuple[str, str]] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for row in rows(path):
        got, language = grade(row["text"]), row["language"]
        wanted = row["label"] == "disclosure"
        right = (got.grade is not Grade.NONE) == wanted
        _count(tally, "told", language, right)
        _count(tally, "found" if wanted else "left", language, right)
        if not right:
            part.miss(row["text"], f"labelled {row['label']}, graded {got.grade}")
        if wanted:
            _graded(part, row, got, tally, pairs)
    scores = [
        Score("sentences, disclosure or not", *_sum(tally, "told"), 0.98),
        Score("sentences, disclosures found", *_sum(tally, "found")),
        Score("sentences, others left alone", *_sum(tally, "left")),
        Score("sentences, grade", *_sum(tally, "grade"), 0.95),
        Score("sentences, language of disclosures", *_sum(tally, "language"), 0.95),
        Score("sentences, accepted per regime", *_sum(tally, "regime"), None),
    ]
    part.scores = [one for one in scores if one.of]
    part.tables = [one for one in (_by_language(tally), _confusion(pairs), _by_regime(tally)) if one.rows]
    return part


def _graded(part: Part, row: dict[str, str], got: Wording, tally: Counter[tuple[str, str]], pairs: Counter[tuple[str, str]]) -> None:
    language = row["language"]
    if got.grade is not Grade.NONE:
        _count(tally, "language", language, got.language == language)
    if got.grade is not Grade.NONE and got.language != language:
        part.miss(row["text"], f"{language}, read as {got.language}")
    if noted := re.search(r"grade ([A-Z0-9+]+)", row["adequacy_note"]):
        best = min((_GRADES[one] for one in noted[1].split("+")), key=_ORDER.index)
        pairs[best, got.grade.value] += 1
        _count(tally, "grade", language, got.grade == best)
        if got.grade != best:
            part.miss(row["text"], f"graded {got.grade}, labelled {best}")
    for regime, word in _NOTED.findall(row["adequacy_note"]):
        if (law := laws().get(regime)) and law.accepts:
            accepted = law.accepts.get(got.grade, "no")
            right = accepted != "no" if word in ("ok", "clear") else accepted != "yes"
            _count(tally, "regime", regime, right)
            if not right:
                part.miss(row["text"], f"{regime}: labelled {word}, accepted: {accepted}")


def _count(tally: Counter[tuple[str, str]], what: str, key: str, right: bool) -> None:
    tally[what, key] += right
    tally[f"{what} of", key] += 1


def _sum(tally: Counter[tuple[str, str]], what: str) -> tuple[int, int]:
    return sum(n for (kind, _), n in tally.items() if kind == what), sum(n for (kind, _), n in tally.items() if kind == f"{what} of")


def _by_language(tally: Counter[tuple[str, str]]) -> Table:
    kinds = ("told", "grade", "language")
    keys = sorted({key for kind, key in tally if kind == "told of"})
    lines = [(key, *(share_of(tally[kind, key], tally[f"{kind} of", key]) for kind in kinds)) for key in keys]
    return Table("Sentences by language", ("language", "disclosure or not", "grade", "language told"), lines)


def _confusion(pairs: Counter[tuple[str, str]]) -> Table:
    grades = [one for one in _ORDER if any(one in pair for pair in pairs)]
    lines = [(wanted, *(str(pairs[wanted, got] or "") for got in grades)) for wanted in grades if any(pair[0] == wanted for pair in pairs)]
    return Table("Grades: labelled (rows) and given (columns)", ("labelled", *grades), lines)


def _by_regime(tally: Counter[tuple[str, str]]) -> Table:
    keys = sorted({key for kind, key in tally if kind == "regime of"})
    lines: list[tuple[str, ...]] = [(key, share_of(tally["regime", key], tally["regime of", key])) for key in keys]
    return Table("Wording accepted as the label says, by regime", ("regime", "right"), lines)
