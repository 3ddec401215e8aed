"""Every program is proved by its own examples."""

from __future__ import annotations

import re

import pytest

from linkaudit.catalog import Program, programs
from linkaudit.identify import identifier
from linkaudit.model import Strength

# Programs whose links show nothing without being followed, or only a weak parameter.
WEAK = {"partnerstack"}
WITHOUT_RULES = {"tripadvisor", "swanson", "holland-barrett", "pain-relief-shops"}


def test_there_are_190_programs_with_rules_and_four_as_knowledge() -> None:
    assert len([one for one in programs().values() if one.rule]) >= 190
    assert {name for name, one in programs().items() if not one.rule} == WITHOUT_RULES


@pytest.mark.parametrize("program", programs().values(), ids=lambda one: one.id)
def test_program(program: Program) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", program.id)
    assert program.sources, "where the facts come from"
    assert program.example or program.id in WITHOUT_RULES, "a URL that proves it"
    for rule in program.rule:
        for pattern in (rule.path, rule.host_regex, rule.id_path, rule.id_format, rule.exclude_host_regex, rule.fragment):
            re.compile(pattern or "")
    for example in program.example:
        url = "https:" + example.url if example.url.startswith("//") else example.url
        match = identifier().identify(url)
        if not example.affiliate:
            assert match.affiliate is False, url
        elif match.strength is not Strength.WEAK and program.id not in WEAK:
            assert match.affiliate is True, url
            assert match.publisher_id == example.id or example.id is None, url


def test_a_weak_example_is_possible_and_never_claimed() -> None:
    for program in programs().values():
        if program.rule and all(rule.strength == "weak" for rule in program.rule):
            assert all(identifier().identify(example.url).affiliate is not True for example in program.example), program.id


def test_the_operators_own_file_is_found_and_wins(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "acme.toml").write_text(
        'name = "Acme"\nkind = "merchant"\nsources = ["ours"]\n[[rule]]\nform = "p"\nhosts = ["acme.example"]\nquery_all = ["p"]\nid_param = ["p"]\n'
    )
    match = identifier(str(folder)).identify("https://www.acme.example/x?p=me")
    assert (match.program, match.publisher_id) == ("acme", "me")
