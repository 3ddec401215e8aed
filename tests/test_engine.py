"""One cause, one finding; verdicts; a rule that crashes is reported and never a pass."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from tests.conftest import facts_of, rows

from linkaudit.causes import Tally, mark
from linkaudit.document import Audit
from linkaudit.engine import fingerprint, judge, verdicts
from linkaudit.facts import Lens
from linkaudit.model import Evidence, Finding, Fix, Impact, Outcome, Severity
from linkaudit.pipeline import Job, bench_of
from linkaudit.rules import rulebook

LINK = '<a rel=sponsored href="https://amzn.to/3abcdef">Buy</a>'
NOTICE = "<p>We earn a commission when you buy through our links.</p>"


def bench(**job: object) -> object:
    return bench_of(msgspec.structs.replace(Job(lens=Lens(own=("blog.example",)), laws=("ftc", "uk", "amazon")), **job))


def test_the_most_specific_speaks_and_names_the_others() -> None:
    found, _ = judge(facts_of(f"<main><p>{LINK}</p></main><footer>{NOTICE}</footer>"), bench())  # type: ignore[arg-type]
    chief = next(one.finding for one in found if one.finding.cause == "notice")
    assert chief.rule == "disclosure-footer-only"
    assert chief.also == ("disclosure-after-first-link", "disclosure-end-only")
    assert chief.regimes == {"ftc": Severity.ERROR, "uk": Severity.ERROR}


def test_a_regime_decides_the_severity() -> None:
    found, _ = judge(facts_of(f"<p>This post contains affiliate links.</p><p>{LINK}</p>"), bench())  # type: ignore[arg-type]
    vague = next(one.finding for one in found if one.finding.rule == "disclosure-vague")
    assert vague.regimes == {"ftc": Severity.WARNING, "uk": Severity.ERROR}
    assert vague.severity is Severity.ERROR


def test_a_policy_speaks_only_where_its_program_is_linked() -> None:
    other = facts_of('<a href="https://shop.example/?rfsn=1234567.abcdef">x</a>')
    assert {law.id for law in bench().laws_for(other)} == {"ftc", "uk"}  # type: ignore[attr-defined]


def test_a_crashing_rule_is_reported_and_reviewed() -> None:
    def crash(page: object, known: object) -> object:
        raise ZeroDivisionError("boom")

    rule = msgspec.structs.replace(rulebook()["disclosure-missing"], check=crash)
    broken_bench = msgspec.structs.replace(bench(), rules={"disclosure-missing": rule}, weights={})
    found, broken = judge(facts_of(f"<p>{LINK}</p>"), broken_bench)  # type: ignore[arg-type]
    assert (found, broken) == ([], [("disclosure-missing", "ZeroDivisionError: boom")])
    laws = broken_bench.laws_for(facts_of(LINK))  # type: ignore[attr-defined]
    assert verdicts(found, laws, broken)["ftc"] is Outcome.REVIEW


def test_review_never_fails_a_verdict() -> None:
    found, _ = judge(facts_of(f'<div id="affiliate-disclosure"></div><p>{LINK}</p>'), bench())  # type: ignore[arg-type]
    outcome = verdicts(found, bench().laws, [])  # type: ignore[attr-defined]
    assert outcome["ftc"] is Outcome.REVIEW


def test_fingerprints_ignore_host_and_line_and_tell_findings_apart() -> None:
    one = fingerprint("tag", "https://a.example/x/?p=1", "amazon", 0)
    assert one == fingerprint("tag", "https://b.example/x/?p=1", "amazon", 0)
    assert len({one, fingerprint("tag", "https://a.example/y/", "amazon", 0), fingerprint("rel", "https://a.example/x/?p=1", "amazon", 0),
                fingerprint("tag", "https://a.example/x/?p=1", "amazon", 1)}) == 4  # fmt: skip


def test_a_sleeping_rule_runs_where_the_configuration_names_it(audited: Callable[..., Audit]) -> None:
    page = {"a.html": f"<main><p>{NOTICE}</p>{'<p>Flour.</p>' * 20}<p>{LINK}</p></main>"}
    told = {name: {row["rule"] for row in rows(audited(page, **flags), "findings")} for name, flags in (
        ("by itself", {}), ("named", {"rules": {"disclosure-far-from-link": {}}}))}  # fmt: skip
    assert "disclosure-far-from-link" not in told["by itself"]
    assert "disclosure-far-from-link" in told["named"]
    assert {"rule": "disclosure-far-from-link", "reason": "it runs only when the configuration has [rules.disclosure-far-from-link]"} in (
        audited(page).not_run
    )


def test_a_finding_without_a_message_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="needs an outcome"):
        Finding("r", (), "c", Outcome.FAILED, Severity.ERROR, {}, Impact.LAW, "", None, None, None, "", "", Evidence(), Fix(""), "f")


def test_a_template_fault_on_many_pages_is_one_cause(audited: Callable[..., Audit]) -> None:
    pages = {f"post-{n}/index.html": f"<main><p>{n} {LINK}</p></main><footer>{NOTICE}</footer>" for n in range(40)}
    document = audited(pages)
    law = [cause for cause in document.causes if cause.impact is Impact.LAW]
    assert [(cause.rule, cause.pages, cause.links, cause.clears) for cause in law] == [
        ("disclosure-footer-only", 40, 40, {"findings": 40, "pages": 40})
    ]
    assert len(rows(document, "findings")) >= 40


def test_the_advice_of_a_cause_is_that_of_most_pages(audited: Callable[..., Audit]) -> None:
    link = '<html lang="{}"><main>{}<p><a href="https://www.amazon.com/dp/B000000001?tag=b-20">Buy</a></p></main></html>'
    german, english = link.format("de", "<p>Text</p>"), link.format("en", "<p>Text</p>")
    document = audited({"a/index.html": german, "b/index.html": english, "c/index.html": english})
    (cause,) = [one for one in document.causes if one.rule == "link-label-missing"]
    assert cause.fix.text == "Write “(paid link)” after the link."
    assert cause.example["page"].endswith("/b/")


def test_texts_of_one_page_each_are_one_habit(audited: Callable[..., Audit]) -> None:
    pages = {f"{n}.html": f"<main><p>{LINK}</p><p>Number {n}: we earn a commission if you buy.</p></main>" for n in range(5)}
    assert [(c.rule, c.pages) for c in audited(pages).causes if c.impact is Impact.LAW] == [("disclosure-end-only", 5)]


def test_clears_counts_pages_that_nothing_else_fails() -> None:
    def finding(rule: str, page: str) -> Finding:
        return Finding(rule, (), rule, Outcome.FAILED, Severity.ERROR, {"ftc": Severity.ERROR}, Impact.LAW, page, None, 1, 1, "", "m",
                       Evidence(), Fix("f"), fingerprint(rule, page, "", 0))  # fmt: skip

    from linkaudit.engine import Judged

    tally = Tally()
    for page, rules in (("a", ["disclosure-missing"]), ("b", ["disclosure-missing", "disclosure-vague"])):
        found = [Judged(finding(rule, page), "", 1) for rule in rules]
        tally.add(page, [mark(one) for one in found], [msgspec.json.encode(one.finding) for one in found])
    causes = {cause.rule: cause.clears["pages"] for cause in tally.causes(rulebook())}
    assert causes == {"disclosure-missing": 1, "disclosure-vague": 0}


def test_ignored_findings_are_kept_and_counted(audited: Callable[..., Audit], site: Callable[..., object]) -> None:
    ignore = [{"rule": "disclosure-missing", "page": "/old/*", "reason": "archive", "by": "Ann"}]
    document = audited({"old/a.html": f"<p>{LINK}</p>", "b.html": f"<p>{LINK}</p>"}, ignore=ignore)
    told = {one["file"]: one["suppressed_by"] for one in rows(document, "findings") if one["rule"] == "disclosure-missing"}
    assert told == {"old/a.html": "archive (Ann)", "b.html": None}
    assert document.counts["suppressed"] == 1
    expired = audited({"old/a.html": f"<p>{LINK}</p>"}, ignore=[ignore[0] | {"until": "2020-01-01"}])
    assert expired.counts["suppressed"] == 0


def test_notices_and_ids_in_use(audited: Callable[..., Audit]) -> None:
    page = f'<main>{NOTICE}<p>{LINK} <a href="https://www.amazon.com/dp/B000000001?tag=YOURTAG-20">b</a></p></main>'
    document = audited({"a.html": page, "b.html": page})
    assert [(n.pages, n.region, n.grade) for n in document.notices] == [(2, "main", "clear")]
    assert (document.notices[0].example, document.notices[0].accepted) == (
        "https://blog.example/a.html",
        {"ftc": "yes", "amazon": "near-link"},
    )
    assert [(i.id, i.links, i.owner) for i in document.ids] == [("YOURTAG-20", 2, "placeholder")]


def test_amazons_statement_is_the_sites_duty_said_once(audited: Callable[..., Audit]) -> None:
    pages = {f"{n}.html": f"<main>{NOTICE}<p>{LINK}</p></main>" for n in range(3)}
    missing = [one for one in rows(audited(pages), "findings") if one["rule"] == "amazon-statement-missing"]
    assert [(one["page"], one["severity"]) for one in missing] == [("", "error")]
    pages["about.html"] = "<p>As an Amazon Associate I earn from qualifying purchases.</p>"
    assert not [one for one in rows(audited(pages), "findings") if one["rule"] == "amazon-statement-missing"]
