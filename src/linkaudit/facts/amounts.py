"""What a text says of prices and ratings: amounts, the words that make them a range, time stamps (`data/prices.toml`)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from ..catalog import table

__all__ = ["amount_signs", "price_words", "shown", "stamped"]

_RATING: Final = re.compile(
    r"(?<![\d.,])[0-5][.,]\d\s*(?:/\s*5|out of 5|von 5|sur 5|de 5|su 5|van 5|stars?\b|sterne\b|★|\()|5つ星のうち\s*[0-5]\.\d"
)


class PriceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The signs of prices and ratings, and of what puts them there."""

    currencies: tuple[str, ...]
    roughly: tuple[str, ...]
    stamps: tuple[str, ...]
    prices: tuple[str, ...]
    customers: tuple[str, ...]
    makers: tuple[str, ...]


@lru_cache(maxsize=1)
def price_words() -> PriceWords:
    """Return the words of the data file."""
    return table("prices.toml", PriceWords)


def shown(text: str) -> list[tuple[str, str]]:
    """Return (kind, words) of the first plain amount and of the first rating by customers."""
    lowered = text.lower()
    found = []
    for hit in _amount().finditer(lowered) if any(sign in lowered for sign in price_words().currencies) else ():
        if not _roughly(lowered[max(0, hit.start() - 24) : hit.start()], lowered[hit.end() : hit.end() + 10]):
            found.append(("price", text[hit.start() : hit.end()].strip() if len(text) == len(lowered) else hit[0].strip()))
            break
    if rating := _RATING.search(lowered):
        near = lowered[max(0, rating.start() - 60) : rating.end() + 60]
        if any(word in near for word in price_words().customers):
            found.append(("rating", rating[0].strip()))
    return found


def _roughly(before: str, after: str) -> bool:
    words = before.rstrip(" (~≈*\u00a0").split(" ")
    tail = [" ".join(words[-n:]) for n in (1, 2, 3)]
    return before.rstrip().endswith(("~", "≈", "-", "–", "<", ">")) or after.startswith(("+", " off", " to ", "-", "–")) or any(
        one in _rough_words() for one in tail
    )  # fmt: skip


def stamped(text: str) -> bool:
    """True when a lower-case text gives the time at which something was last asked."""
    for stamp in price_words().stamps:
        at = text.find(stamp)
        if at >= 0 and any(letter.isdigit() for letter in text[at : at + len(stamp) + 30]):
            return True
    return False


def amount_signs() -> set[str]:
    """Return pieces, in lower case, one of which stands in each amount."""
    words = price_words()
    # Scripts are full of `$`, and words of "eur": only beside a digit is it money.
    common = {sign for sign in words.currencies if sign.isascii()}
    beside = {
        part for sign in common for blank in ("", " ", "\u00a0") for n in range(10) for part in (f"{sign}{blank}{n}", f"{n}{blank}{sign}")
    }
    return beside | {*words.currencies} - common


@lru_cache(maxsize=1)
def _rough_words() -> frozenset[str]:
    return frozenset(price_words().roughly)


@lru_cache(maxsize=1)
def _amount() -> re.Pattern[str]:
    """An amount with its sign on either side: $29.99, 29,99 €, EUR 29."""
    signs = "|".join(re.escape(sign) for sign in sorted(price_words().currencies, key=len, reverse=True))
    number = r"\d{1,3}(?:[.,' ]?\d{3}){0,2}(?:[.,]\d{2})?"
    return re.compile(rf"(?<![\w$])(?:{signs})\s?{number}(?![\d%])|(?<![\d.,])\d[\d.,]{{0,9}}\s?(?:{signs})(?!\w)")
