"""Every rule is proved by its own examples."""

from __future__ import annotations

import msgspec
import pytest
from tests.conftest import spoken

from linkaudit.catalog import laws
from linkaudit.config import Decision, RuleTable
from linkaudit.engine import judge, judge_site, rule_infos
from linkaudit.facts import Lens, analyse
from linkaudit.model import Finding, Outcome, Page, Probe, Streak
from linkaudit.pipeline import Job, bench_of
from linkaudit.probes import Follower, Ways, attached, targets_of
from linkaudit.rules import Example, rulebook

CASES = [
    pytest.param(rule.id, example, outcome, id=f"{rule.id}-{outcome}-{number}")
    for rule in rulebook().values()
    for outcome, examples in (("failed", rule.fails), ("passed", rule.passes), ("review", rule.reviews))
    for number, example in enumerate(examples)
]


def findings(example: Example) -> list[Finding]:
    lens = Lens(own=("blog.example",), required=example.required, declared=example.ids)
    ignores = tuple(Decision(reason=why, text=text, verdict="reject") for text, why in example.rejected)
    awake = {rule.id: RuleTable() for rule in rulebook().values() if rule.asleep}
    bench = bench_of(Job(lens=lens, laws=tuple(laws()), alone=example.alone, ignores=ignores, choices=awake))
    if example.site is not None:
        bench = msgspec.structs.replace(bench, known=msgspec.structs.replace(bench.known, before=example.before))
        return [one.finding for one in judge_site(example.site, bench)]
    facts = analyse(Page(example.url, example.html.encode()), lens)
    if example.answers:
        facts = attached(facts, asked(targets_of(facts), example, lens), lens.identifier)
    found, broken = judge(facts, bench)
    assert broken == []
    return [one.finding for one in found]


def asked(targets: list[str], example: Example, lens: Lens) -> dict[str, Probe]:
    """Follow the example's links through the answers it gives; a request that it does not foresee is an error."""
    ways = Ways(lens.identifier, lens.is_own)
    found = {url: probe for url in targets if (probe := spoken(Follower(url, ways).talk(), example.answers))}
    streak = Streak(example.night, since="2026-11-22", first="2026-11-01", wanted=2) if example.night else None
    return {url: msgspec.structs.replace(probe, streak=streak) for url, probe in found.items()}


@pytest.mark.parametrize(("name", "example", "outcome"), CASES)
def test_example(name: str, example: Example, outcome: str) -> None:
    told = {(rule, found.outcome) for found in findings(example) for rule in (found.rule, *found.also)}
    if outcome == "passed":
        assert (name, Outcome.FAILED) not in told
        assert (name, Outcome.REVIEW) not in told
    else:
        assert (name, Outcome(outcome)) in told


@pytest.mark.parametrize("name", sorted(rulebook()))
def test_rule_is_whole(name: str) -> None:
    rule = rulebook()[name]
    assert rule.fails or rule.reviews, "an example that shows the rule speak"
    assert rule.passes, "an example that shows it silent"
    assert rule.title and rule.why.endswith(".") and rule.fix.endswith((".", "”."))
    assert rule_infos({name: rule}, laws().values())[0].sources, "a source, from a law or its own"
    assert rule.severity or any(name in law.rules for law in laws().values()), "a severity from somewhere"


def test_laws_name_rules_that_exist() -> None:
    assert {rule for law in laws().values() for rule in law.rules} <= set(rulebook())


def test_an_error_never_rests_on_a_paraphrase() -> None:
    for law in laws().values():
        for name, setting in law.rules.items():
            assert setting.severity != "error" or setting.grade in ("V1", "V2") or setting.fact, (law.id, name)
