"""Sentences as sites write them, graded before anybody looked at the phrasebooks; what is missed is bounded, not hidden."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from linkaudit.wording import grade

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.tsv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE).with_suffix("")))
def test_sentences(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 8
    wrong = [f"{found} for {row['grade']}: {row['text']}" for row in rows if (found := grade(row["text"]).grade.value) != row["grade"]]
    assert len(wrong) <= len(rows) // 50, wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE).with_suffix("")))
def test_a_sentence_is_read_in_its_language(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["grade"] not in ("none", "label")]
    other = [f"{found}: {row['text']}" for row in rows if (found := grade(row["text"], path.stem).language) not in (path.stem, None)]
    assert len(other) <= len(rows) // 20, other
