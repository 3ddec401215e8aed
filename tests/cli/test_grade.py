"""`linkaudit grade`: what a person reads, and that it agrees with the audit."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from linkaudit.cli.grade import grade


def told(*texts: str, lines: str | None = None) -> str:
    return CliRunner().invoke(grade, list(texts), input=lines, standalone_mode=False).output


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("We may earn a commission.", '"we may earn a commission": we (who is paid) · may (condition) · earn (pay) · commission (pay)'),
        ("This post contains no affiliate links.", '"no affiliate links": no (negation)'),
        (
            "Wenn du kaufst, bekomme ich eine Provision.",
            '"bekomme ich eine provision": bekomme (pay) · ich (who is paid) · provision (pay)',
        ),
        ("Anzeige", '"anzeige" (label)'),
        ("Influencers must disclose paid posts.", '"influencers must disclose": influencers (law) · must (law)'),
        ("The European Commission met.", '"european commission" (speaks of something else)'),
        (
            "Buying here supports the podcast.",
            '"buying here supports the podcast": buying (link or purchase) · supports (support) · the podcast (support)',
        ),
    ],
)
def test_each_deciding_word_has_its_role(text: str, because: str) -> None:
    assert f"  because      {because}\n" in told(text)


def test_who_accepts_it_is_said_in_three_lines() -> None:
    shown = told("Ad")
    assert "  accepted     de, eu, uk\n" in shown
    assert "  at the link  ftc, amazon" in shown
    assert "not enough" not in shown


def test_a_label_that_a_regulator_advises_against_is_refused_here_as_in_the_audit() -> None:
    assert "  not enough   uk\n" in told("(Sponsored)")


def test_what_is_no_disclosure_says_why() -> None:
    assert "it denies being paid" in told("We earn no commission.")
    assert "something else than this page's pay" in told("Join our affiliate program and earn 20% commission.")
    assert "no words that tell a reader of pay" in told("Hello.")


def test_one_line_in_one_object_out_in_order() -> None:
    rows = [json.loads(line) for line in told("-f", "jsonl", lines="Werbung\n\nこの記事には広告が含まれます。\n").splitlines()]
    assert [(row["grade"], row["language"]) for row in rows] == [("label", "de"), ("none", None), ("label", "ja")]
    assert rows[0]["because"] == ["werbung"]
