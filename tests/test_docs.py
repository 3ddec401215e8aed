"""What can rot is made from the code, and a test says when it has."""

from __future__ import annotations

from pathlib import Path

import pytest

import linkaudit
from linkaudit.cli.audit import audit
from linkaudit.cli.check import check
from linkaudit.cli.explain import page_of
from linkaudit.cli.main import _COMMANDS
from linkaudit.cli.variables import environment_page
from linkaudit.config import schema
from linkaudit.rules import Rule, rulebook

ROOT = Path(__file__).parent.parent


def test_the_public_names_exist_and_are_sorted() -> None:
    assert linkaudit.__all__ == sorted(linkaudit.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert all(getattr(linkaudit, name) is not None for name in linkaudit.__all__)


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    wanted = "\n\n".join(["<!-- made by `make docs` -->", *(page_of(rule) for rule in rulebook().values())]) + "\n"
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == wanted, "run `make docs`"


def test_the_schema_is_that_of_the_settings() -> None:
    assert (ROOT / "config" / "linkaudit.schema.json").read_text(encoding="utf-8") == schema(), "run `make docs`"


def test_the_page_of_variables_is_what_the_options_and_settings_say() -> None:
    assert (ROOT / "docs" / "environment.md").read_text(encoding="utf-8") == environment_page([audit, check]), "run `make docs`"


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in _COMMANDS if f"linkaudit {name}" not in text] == []


@pytest.mark.parametrize("rule", rulebook().values(), ids=lambda rule: rule.id)
def test_a_rule_s_page_names_who_says_so_once(rule: Rule) -> None:
    said = page_of(rule).partition("\nEvidence: ")[0].splitlines()
    cited = [line.split(". ", 1)[1] for line in said if line.startswith("- ") and ". " in line]
    assert cited
    assert len(cited) == len(set(cited))
    assert all(line.endswith((">", "(E)")) for line in cited)
