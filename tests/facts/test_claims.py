"""What a page says of its own honesty."""

from __future__ import annotations

import pytest
from tests.conftest import facts_of

from linkaudit.facts.claims import claim_words, claimed

LINK = '<p><a href="https://amzn.to/3abcdef">Buy</a></p>'
SAYS = [pytest.param(one.kind, text, id=f"{one.language}-{text[:30]}") for one in claim_words() for text in one.says]
SILENT = [pytest.param(one.kind, text, id=f"{one.language}-{text[:30]}") for one in claim_words() for text in one.silent]


@pytest.mark.parametrize(("kind", "text"), SAYS)
def test_a_claim_is_found_in_a_page(kind: str, text: str) -> None:
    assert (kind, text) in [(one.kind, one.text) for one in facts_of(f"<p>{text}</p>{LINK}").claims]


@pytest.mark.parametrize(("kind", "text"), SILENT)
def test_words_like_a_claim_are_none(kind: str, text: str) -> None:
    assert kind not in dict(claimed(text))


def test_both_kinds_are_spoken_of_in_eight_languages() -> None:
    for kind in ("use", "independence"):
        assert {one.language for one in claim_words() if one.kind == kind} >= {"en", "de", "fr", "es", "it", "nl", "pt", "ja"}


def test_a_claim_has_its_place_and_its_sentence() -> None:
    (claim,) = facts_of(
        f"<main>\n<p class=promise>Hello! We only <em>recommend</em> products we use ourselves. Bye.</p>{LINK}</main>"
    ).claims
    assert (claim.text, claim.line, claim.selector) == ("We only recommend products we use ourselves.", 2, "main > p.promise")


def test_a_line_that_tells_of_the_commission_is_paid() -> None:
    told, silent = (f"<p>We independently test every lamp.{more}</p>{LINK}" for more in (" We earn a commission if you buy.", ""))
    assert [one.paid for html in (told, silent) for one in facts_of(html).claims] == [True, False]


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Honest, unbiased reviews.</p>{LINK.replace('amzn.to', 'shop.example')}",
        f"<div class=comments><p>Thanks for your unbiased review!</p></div>{LINK}",
        f"<p hidden>Honest, unbiased reviews.</p>{LINK}",
        f"<script>var s = 'our unbiased reviews'</script>{LINK}",
    ],
    ids=["no affiliate link", "a visitor's words", "hidden", "a script"],
)
def test_what_no_reader_takes_for_the_page_s_promise(html: str) -> None:
    assert facts_of(html).claims == ()
