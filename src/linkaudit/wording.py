"""Grades a passage: what does it tell a reader about money? Phrases are data (`data/disclosures/`), matched by sentence."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import msgspec
from ahocorasick_rs import BytesAhoCorasick

from .catalog import phrasebooks
from .model import Grade
from .phrases import CLASS, Pattern, expression, grammar, may_fit, regex

__all__ = [
    "Wording",
    "grade",
    "is_label",
    "label_places",
    "language_of",
    "mentions_money",
    "money_stems",
    "normalise",
    "notice_language",
    "roles_of",
]

MAX_SENTENCE: Final = 700
MAX_KEPT: Final = 1000
MAX_LABEL: Final = 42
MAX_HARMLESS: Final = 8_000
# Languages that read each other's sentences, and miss each other's negations: of a family the nearest speaks alone.
_KIN: Final = {code: family for family in (("es", "pt", "it", "fr"), ("da", "sv", "de", "nl")) for code in family}
_SENTENCES: Final = re.compile(
    r"(?<=[.!?:;])(?<!\bggf\.)(?<!\bevtl\.)(?<!\bbzw\.)(?<!\binc\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bu\.a\.)(?<!\bz\.b\.)\s+(?=\S)|(?<=[。！？])|,?\s(?=(?:but|mais|pero|maar|however)\s)|,\s(?=(?:aber|jedoch|doch|ma|mas|men|ale)\s)|\s[·|•–—]\s|\n+"
)
# "We earn – if all goes well – a commission": what stands between two dashes belongs to its sentence.
_ASIDE: Final = re.compile(r"\s[–—]\s([^–—\n.!?]{1,80})\s[–—]\s")
_QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00ad": None, "\u200b": None})
_WORDS: Final = re.compile(r"\w+|[\u3040-\u30ff]")
_TRIM: Final = " \t\n.:;,*()[]{}<>|!?-–—·•†‡§\"'«»→⚠️ℹ️📢💰🔗"


class Wording(msgspec.Struct, frozen=True):
    """The grade of a passage, its language, the words that decided, whether it denies being paid, the sentence, and whether one of its
    sentences is Amazon's, whichever decided."""

    grade: Grade
    language: str | None = None
    because: tuple[str, ...] = ()
    denial: bool = False
    sentence: str = ""
    amazon: bool = False


NOT_A_DISCLOSURE: Final = Wording(Grade.NONE)


def normalise(text: str) -> str:
    """Fold case, width and quotation marks; collapse blanks within lines."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    return re.sub(r"[^\S\n]+", " ", text).strip()


def money_stems() -> set[str]:
    """Return the pieces of words, of all languages, one of which stands in each passage worth grading."""
    return {stem for book in phrasebooks().values() for stem in book.stems}


def mentions_money(text: str) -> bool:
    """True when a text may hold a passage worth grading."""
    return bool(_stems().find_matches_as_indexes(text.encode("utf-8", "replace").lower()))


def grade(text: str, language: str | None = None) -> Wording:
    """Grade a passage; over its sentences, and over the languages, the best for the reader wins."""
    return _graded(text, language) if len(text) < MAX_KEPT else _fresh(text, language)


@lru_cache(maxsize=4096)
def _graded(text: str, language: str | None) -> Wording:
    """Notices come from templates: the same text on page after page is graded once."""
    return _fresh(text, language)


def _fresh(text: str, language: str | None) -> Wording:
    text = normalise(text)
    best, amazon = NOT_A_DISCLOSURE, False
    silent: set[str] = set()
    for code in _languages(text, language):
        if code in silent:
            continue
        found = _grade_in(text, code)
        if found.because:
            silent.update(_KIN.get(code, ()))
        amazon = amazon or found.amazon
        if _better(found, best):
            best = found
    return msgspec.structs.replace(best, amazon=True) if amazon else best


def is_label(text: str) -> bool:
    """True when the whole text is a label such as "(paid link)", "#ad" or "Anzeige"."""
    short = text.strip(_TRIM).lower()
    return short in _labels() or (not short.isascii() and normalise(text).strip(_TRIM) in _labels())


def label_places(texts: list[str]) -> list[int]:
    """Return the indexes of the texts that are labels as a whole."""
    unknown = {text for text in texts if 1 < len(text) <= MAX_LABEL and text not in _harmless}
    if len(_harmless) > MAX_HARMLESS:
        _harmless.clear()
    found = {text for text in unknown if is_label(text)}
    _harmless.update(unknown - found)
    return [place for place, text in enumerate(texts) if text in found] if found else []


# Short texts that are no labels: menus and headings come back on every page of a site.
_harmless: set[str] = set()


def language_of(text: str) -> str | None:
    """Return the phrasebook language whose commonest words the text uses most, or None when none stands out."""
    words = _WORDS.findall(normalise(text[:4000]))
    scores = {code: sum(word in _common(code) for word in words) for code in phrasebooks()}
    best = max(scores, key=lambda code: scores[code], default=None)
    return best if best is not None and scores[best] >= max(2, len(words) // 25) else None


def notice_language(text: str) -> str | None:
    """Return the language that a notice's words are understood in, or None for a text without any: a short one has few common words."""
    found = grade(text)
    return found.language if found.grade is not Grade.NONE else language_of(text)


def _languages(text: str, language: str | None) -> list[str]:
    books = phrasebooks()
    found = [code for code, book in books.items() if any(stem in text for stem in book.stems)]
    found += [code for code in books if code not in found and text.strip(_TRIM) in _labels_of(code)]
    words = set(_WORDS.findall(text))
    # What the page says of its language weighs as one common word: "Affiliate links" alone reads as the page does.
    near = {code: len(words & _common(code)) + (code == language) for code in found}
    nearest = max(near.values(), default=0)
    if nearest >= 3:
        # "The discount is available through my referral link" has one word of Dutch, which knows none of English's exceptions.
        found = [code for code in found if near[code] >= min(4, max(2, nearest / 2)) or _has_label(text, code)]
    return sorted(found, key=lambda code: (-near[code], code != language))


def _has_label(text: str, code: str) -> bool:
    return any(part.strip(_TRIM) in _labels_of(code) for part in _sentences(text))


def _grade_in(text: str, code: str) -> Wording:
    best, amazon = NOT_A_DISCLOSURE, False
    long = len(text) > MAX_KEPT
    for sentence in _sentences(text):
        if long and not mentions_money(sentence) and sentence.strip(_TRIM) not in _labels_of(code):
            continue
        found = _grade_sentence(sentence, code)
        amazon = amazon or found.grade is Grade.AMAZON
        if _better(found, best):
            best = found
    return msgspec.structs.replace(best, amazon=True) if amazon else best


def _better(found: Wording, best: Wording) -> bool:
    """The best grade for the reader; of none, a denial first, then one that says what it speaks of instead."""
    return (found.grade.rank, not found.denial, not found.because) < (best.grade.rank, not best.denial, not best.because)


def _sentences(text: str) -> list[str]:
    return [part[:MAX_SENTENCE] for part in _SENTENCES.split(_ASIDE.sub(r", \1, ", text)) if part and part.strip(_TRIM)]


def _grade_sentence(sentence: str, code: str) -> Wording:
    if (trimmed := sentence.strip(_TRIM)) in _labels_of(code):
        return Wording(Grade.LABEL, code, (trimmed,), sentence=sentence)
    present: dict[str, bool] = {}
    for pattern in grammar(code):
        if not _has_words(pattern, sentence, present) or not may_fit(pattern.source, code, sentence):
            continue
        if found := regex(pattern.source, code).search(sentence):
            words = (found.group().strip(_TRIM)[:160],)
            if pattern.grade is Grade.NONE:
                return Wording(Grade.NONE, code, words, pattern.review, sentence)
            return Wording(pattern.grade, code, words, sentence=sentence)
    return NOT_A_DISCLOSURE


def _has_words(pattern: Pattern, sentence: str, present: dict[str, bool]) -> bool:
    """False when a class that the pattern needs has no word in the sentence; a class is looked up once a sentence."""
    for name, roots in pattern.needs:
        if (known := present.get(name)) is None:
            known = present[name] = any(root in sentence for root in roots)
        if not known:
            return False
    return True


@lru_cache(maxsize=32)
def _common(code: str) -> frozenset[str]:
    return frozenset(phrasebooks()[code].common)


@lru_cache(maxsize=1)
def _stems() -> BytesAhoCorasick:
    return BytesAhoCorasick(sorted(stem.encode() for stem in money_stems()))


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset(label.strip(_TRIM) for book in phrasebooks().values() for label in book.labels)


@lru_cache(maxsize=32)
def _labels_of(code: str) -> frozenset[str]:
    return frozenset(label.strip(_TRIM) for label in phrasebooks()[code].labels)


# The classes of the phrasebooks, by what their words do in a sentence.
_ROLES: Final = {
    "who is paid": "we us me house site self payee",
    "pay": "take hand pay pays gets give get given paid first inf comm cash money",
    "condition": "may perhaps can",
    "link or purchase": "trigger buying buy afflink adlink program",
    "negation": "not none denied",
    "who pays": "company shop benefactor",
    "Amazon's program": "associate",
    "somebody else is paid": "you someone agent",
    "law": "law duty",
    "recruiting": "recruit",
    "support": "support ours",
}
_ROLE_OF: Final = {name: role for role, names in _ROLES.items() for name in names.split()}
_WHOLE: Final = {
    Grade.LABEL: "label", Grade.AMAZON: "Amazon's sentence", Grade.VAGUE: "link or purchase", Grade.NO_MONEY: "support",
    Grade.CLEAR: "pay", Grade.CONDITIONAL: "pay",
}  # fmt: skip


def roles_of(found: Wording) -> list[tuple[str, str]]:
    """Return the deciding words, each with its role, in the order in which they stand."""
    if not found.because:
        return []
    for names, tagged in _tagged(found.language or "", found.grade):
        match = tagged.search(found.sentence)
        if match is None or match.group().strip(_TRIM)[:160] != found.because[0]:
            continue
        groups = [(match.start(i + 1), match.group(i + 1), _ROLE_OF[name]) for i, name in enumerate(names) if match.group(i + 1)]
        if groups:
            return [(words, role) for _, words, role in sorted(groups)]
    role = "negation" if found.denial else _WHOLE.get(found.grade, "speaks of something else")
    return [(found.because[0], role)]


@lru_cache(maxsize=64)
def _tagged(code: str, grade: Grade) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """The patterns of a grade with a group about each class whose role is known."""
    book = phrasebooks().get(code)
    if book is None:
        return ()
    found = []
    for phrase in book.phrase:
        if phrase.grade is grade:
            names = tuple(name for name in CLASS.findall(phrase.pattern) if name in _ROLE_OF)
            pattern = CLASS.sub(lambda m: f"({m[0]})" if m[1] in _ROLE_OF else m[0], phrase.pattern)
            found.append((names, re.compile(expression(pattern, book))))
    return tuple(found)
