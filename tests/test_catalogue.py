"""No condition of the catalogue is forgotten: each is a rule, or the page of what is not says why."""

from __future__ import annotations

import re
from pathlib import Path

from linkaudit.catalog import laws
from linkaudit.rules import rulebook

PAGE = (Path(__file__).parent.parent / "docs" / "rules-not-implemented.md").read_text(encoding="utf-8")
ID = re.compile(r"(?<![\w`-])[a-z]+(?:-[a-z0-9]+)+(?![\w-])")


def catalogue() -> set[str]:
    return set(ID.findall(PAGE.partition("## The whole catalogue")[2].split("```")[1]))


def left_out() -> set[str]:
    """The first cells of the tables, and the lists that are no tables."""
    text = PAGE.partition("## Parts of a rule")[0]
    cells = [line.split("|")[1] if line.startswith("|") else line for line in text.splitlines()]
    return catalogue() & {name for cell in cells for name in ID.findall(cell)}


def test_every_condition_is_a_rule_or_has_its_reason() -> None:
    assert catalogue() - set(rulebook()) - left_out() == set()


def test_no_condition_is_both() -> None:
    assert left_out() & set(rulebook()) == set()


def test_every_rule_is_in_the_catalogue() -> None:
    assert set(rulebook()) - catalogue() == set()


def test_every_rule_that_a_law_names_exists() -> None:
    assert {rule for law in laws().values() for rule in law.rules} - set(rulebook()) == set()


def test_a_citation_leads_to_the_source_that_it_names() -> None:
    """The FAQ is not the regulation, and Amazon's policies are not its agreement."""
    ftc, amazon = laws()["ftc"], laws()["amazon"]
    assert "what-people-are-asking" in ftc.citation("disclosure-after-first-link").url
    assert "part-255" in ftc.citation("disclosure-missing").url
    assert amazon.citation("amazon-cloaked-link").url.endswith("/policies")
