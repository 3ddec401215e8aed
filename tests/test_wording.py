"""A passage in, a grade out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.catalog import Phrasebook, phrasebooks
from linkaudit.model import Grade
from linkaudit.wording import grade, is_label, language_of


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.language)
def test_phrasebook_examples(book: Phrasebook) -> None:
    assert book.example
    for example in book.example:
        found = grade(example.text)
        assert found.grade is example.grade, example.text
        assert found.grade is Grade.NONE or found.language == book.language, example.text


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.language)
def test_the_notice_we_suggest_is_one_we_accept(book: Phrasebook) -> None:
    assert grade(book.notice).grade is Grade.CLEAR
    assert book.label_text == "" or is_label(book.label_text) or grade(book.label_text.strip("()（）")).grade in (Grade.LABEL, Grade.VAGUE)
    assert book.statement == "" or grade(book.statement).grade is Grade.AMAZON


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("If you buy through our links, we may receive a small commission at no extra cost to you.", Grade.CONDITIONAL),
        ("I get paid when you order with this link.", Grade.CLEAR),
        ("Full disclosure: purchases made through these links earn us a fee.", Grade.CLEAR),
        ("We only recommend what we like. We do, however, earn commissions from the shops.", Grade.CLEAR),
        ("As an Amazon Associate, Jane earns from qualifying purchases.", Grade.AMAZON),
        ("THIS POST CONTAINS AFFILIATE LINKS", Grade.VAGUE),
        ("Anzeige", Grade.LABEL),
        ("(Paid link)", Grade.LABEL),
        ("We are not affiliated with Acme Inc. or its affiliates.", Grade.NONE),
        ("Join our affiliate program and earn 20 % commission.", Grade.NONE),
        ("Affiliates can earn up to $500 commission for every sale.", Grade.NONE),
        ("The European Commission published a report.", Grade.NONE),
        ("The FTC requires bloggers to disclose affiliate links.", Grade.NONE),
        ("The hotel charges a fee for late check-out.", Grade.NONE),
        ("Our editors earn degrees and write about books.", Grade.NONE),
    ],
)
def test_grade(text: str, wanted: Grade) -> None:
    assert grade(text).grade is wanted


def test_the_best_sentence_decides_and_says_why() -> None:
    found = grade("This post contains affiliate links. We earn a commission when you buy.")
    assert found.grade is Grade.CLEAR
    assert "earn a commission" in found.because[0]


def test_a_denial_is_no_disclosure_and_is_remembered() -> None:
    found = grade("There are no affiliate links on this site.")
    assert (found.grade, found.denial) == (Grade.NONE, True)


def test_quotes_width_and_case_do_not_matter() -> None:
    assert grade("ＷＥ　ＥＡＲＮ　Ａ　ＣＯＭＭＩＳＳＩＯＮ when you buy").grade is Grade.CLEAR
    assert grade("We don\u2019t earn commission.").denial


@pytest.mark.parametrize(("text", "code"), [("Die Katze ist nicht auf dem Tisch und sie schläft", "de"), ("qwrt zxcv", None)])
def test_language(text: str, code: str | None) -> None:
    assert language_of(text) == code


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    grade(text)


def test_a_hostile_text_takes_no_time() -> None:
    started = time.perf_counter()
    grade("we may earn " * 4000 + "commission " * 4000)
    grade("affiliate link " * 20_000)
    assert time.perf_counter() - started < 5
