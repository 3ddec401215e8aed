"""Pages as themes and plugins print them, each with what a careful reader says about it.

The first comment of a file holds the expectation, written before the page was ever audited:

    links     affiliate links, comments and banners included        labels    those with a label of their own
    notice    grade, region, visible | hidden, before | after the first link; none when nothing on the page tells it
    ftc, de … the verdict under that regime        says, never    rules that must speak, rules that must not head a finding
    why       one line for people

Of the family *notice* a rule may head a finding only when `says` names it: a second accusation is as wrong as a missed one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import facts_of

from linkaudit.catalog import laws
from linkaudit.engine import judge, verdicts
from linkaudit.facts import Lens
from linkaudit.model import Disclosure, PageFacts
from linkaudit.pipeline import Job, bench_of
from linkaudit.rules import rulebook

FILES = sorted(Path(__file__).parent.glob("*/*.html"))


def expected(file: Path) -> dict[str, str]:
    head = file.read_text().partition("-->")[0]
    return dict(re.findall(r"^(\w+): (.+)$", head, re.MULTILINE))


def told(page: PageFacts, regime: str) -> tuple[set[str], set[str], str]:
    """Rules that spoke, those that head a finding, and the verdict."""
    law = laws()[regime]
    found, broken = judge(page, bench_of(Job(lens=Lens(), laws=(regime,))))
    assert broken == []
    rules = {rule for one in found for rule in (one.finding.rule, *one.finding.also)}
    return rules, {one.finding.rule for one in found}, verdicts(found, [law], broken)[regime].value


def described(notice: Disclosure) -> str:
    seen = {True: "visible", False: "hidden", None: "unknown"}[notice.visible]
    return f"{notice.grade} {notice.region} {seen} {'before' if notice.before_first_link else 'after'}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_template(file: Path) -> None:
    human = expected(file)
    page = facts_of(file.read_text().partition("-->")[2])
    (regime,) = set(human) & set(laws())
    rules, heads, verdict = told(page, regime)
    says = set(human["says"].split()) - {"-"}
    described_notices = [described(one) for one in page.disclosures] or ["none"]

    tool = {"links": str(len(page.links)), "labels": str(sum(link.label is not None for link in page.links)), regime: verdict}
    assert tool == {key: human.get(key, got) for key, got in tool.items()}
    assert human.get("notice", described_notices[0]) in described_notices
    assert says <= rules, human["why"]
    assert {rule for rule in heads if rulebook()[rule].family == "notice"} <= says, human["why"]
    assert not heads & set(human["never"].split()), human["why"]


def test_every_kind_of_page_is_here() -> None:
    assert len(FILES) >= 100
