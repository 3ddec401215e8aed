"""Judges a page: rules in, findings out, one cause said once; verdicts per regime."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

import msgspec

from .catalog import Law
from .config import RuleTable
from .document import RuleInfo
from .model import Evidence, Finding, Fix, Outcome, PageFacts, Severity, Source, Strength
from .rules import Known, Rule, SiteFacts, Verdict
from .urls import parse

__all__ = ["Bench", "Given", "Hear", "Judged", "fingerprint", "judge", "judge_site", "rule_infos", "verdicts"]


Weighed = tuple[Rule, dict[str, Severity], Severity]


class Given(msgspec.Struct, frozen=True):
    """A verdict with the rule that gave it and the severities that the laws attach.

    `tables` names the owner's decisions that bear on it, `why` is set for what is not to be heard because of one.
    """

    rule: Rule
    verdict: Verdict
    regimes: dict[str, Severity]
    severity: Severity
    tables: tuple[str, ...] = ()
    why: str = ""


# What the owner's decisions make of a verdict on a page: the parts that are heard, and those that are not.
Hear = Callable[[Given, str], Iterator[Given]]


class Bench(msgspec.Struct, frozen=True):
    """What a page is judged by: the rules that run, what is known, the laws in force, the owner's choices."""

    rules: dict[str, Rule]
    known: Known
    laws: tuple[Law, ...]
    choices: dict[str, RuleTable] = {}
    hear: Hear | None = None
    weights: dict[tuple[str, ...], list[Weighed]] = {}

    def weighed(self, laws: list[Law]) -> list[Weighed]:
        """Return the rules that these laws, or the rules themselves, give a severity; worked out once per set of laws."""
        key = tuple(law.id for law in laws)
        if key not in self.weights:
            found = [(rule, *_weight(rule, laws, self.choices.get(rule.id))) for rule in self.rules.values()]
            self.weights[key] = [(rule, regimes, base) for rule, regimes, base in found if base is not None]
        return self.weights[key]

    def laws_for(self, page: PageFacts) -> list[Law]:
        """Regimes hold for every page; a policy holds where its program is linked."""
        programs = {link.program for link in page.links if link.strength is not Strength.INTENDED}
        return [law for law in self.laws if law.kind == "regime" or law.speaks_of(programs)]


class Judged(msgspec.Struct, frozen=True):
    """A finding, with what its cause is grouped by."""

    finding: Finding
    group: str
    links: int
    title: str = ""
    tables: tuple[str, ...] = ()
    target: str = ""
    waits: bool = False


def judge(page: PageFacts, bench: Bench) -> tuple[list[Judged], list[tuple[str, str]]]:
    """Return the page's findings, and (rule, error) of rules that crashed. A stub is a hop and is not judged."""
    if page.stub:
        return [], []
    given: list[Given] = []
    broken: list[tuple[str, str]] = []
    known = bench.known
    followed = any(link.probe is not None for link in page.links)
    for rule, regimes, base in bench.weighed(bench.laws_for(page)):
        check = rule.check
        if check is None or (rule.asks and not followed):
            continue
        try:
            spoken = list(check(page, known))
        except Exception as error:  # a rule's bug must not end the audit, nor pass the page
            broken.append((rule.id, f"{type(error).__name__}: {error}"))
            continue
        if spoken:  # most rules say nothing of most pages
            given += [_given(rule, verdict, regimes, base) for verdict in spoken]
    return list(_merged(given, bench.hear, page.url, page.file)), broken


def judge_site(site: SiteFacts, bench: Bench) -> list[Judged]:
    """Return the findings that speak of the site as a whole; their page is ""."""
    given: list[Given] = []
    laws = [
        law for law in bench.laws if law.kind == "regime" or law.speaks_of(site.ids.keys() | ({"amazon"} if site.amazon_pages else set()))
    ]
    for rule, regimes, base in bench.weighed(laws):
        if rule.check_site is not None:
            given += [_given(rule, verdict, regimes, base) for verdict in rule.check_site(site, bench.known)]
    return list(_merged(given, bench.hear, "", None))


def verdicts(judged: Iterable[Judged], laws: Iterable[Law], broken: Iterable[tuple[str, str]]) -> dict[str, Outcome]:
    """Return the page's verdict per regime: failed only for an error, review when somebody must look."""
    # Where nothing can fail, "passed" would say nothing.
    laws = [law for law in laws if law.kind == "regime" or law.has_errors]
    found = {law.id: Outcome.PASSED for law in laws}
    for name in {rule for rule, _ in broken}:
        found |= {law.id: Outcome.REVIEW for law in laws if name in law.rules}
    for one in judged:
        finding = one.finding
        if finding.suppressed_by:
            continue
        for regime, severity in finding.regimes.items():
            if regime not in found:
                continue
            if finding.outcome is Outcome.FAILED and severity is Severity.ERROR:
                found[regime] = Outcome.FAILED
            elif finding.outcome is Outcome.REVIEW and found.get(regime) is Outcome.PASSED:
                found[regime] = Outcome.REVIEW
    return found


def _weight(rule: Rule, laws: Iterable[Law], choice: RuleTable | None) -> tuple[dict[str, Severity], Severity | None]:
    """Return the severity per regime and the highest one; None when no law in force knows the rule, or it is off or sleeps."""
    if (choice is not None and not choice.enabled) or (choice is None and rule.asleep):
        return {}, None
    regimes = {law.id: law.rules[rule.id].severity for law in laws if rule.id in law.rules}
    if choice is not None and choice.severity is not None:
        regimes = dict.fromkeys(regimes, choice.severity)
    own = choice.severity if choice is not None and choice.severity is not None else rule.severity
    weights = [*regimes.values(), *([own] if own and (rule.severity or regimes) else [])]
    return regimes, min(weights, key=lambda severity: severity.rank, default=None)


def _given(rule: Rule, verdict: Verdict, regimes: dict[str, Severity], base: Severity) -> Given:
    cap = verdict.severity
    if cap is None:
        return Given(rule, verdict, regimes, base)
    lowered = {name: _lower(severity, cap) for name, severity in regimes.items()}
    return Given(rule, verdict, lowered, _lower(base, cap))


def _lower(severity: Severity, cap: Severity) -> Severity:
    return max(severity, cap, key=lambda one: one.rank)


def _merged(given: list[Given], hear: Hear | None, page: str, file: str | None) -> Iterator[Judged]:
    """Of one family and subject the most specific speaks; it names the others and takes their highest severity.

    What the owner doesn't want to hear is parted off first: it would silence the others, or speak through them.
    """
    families: dict[tuple[str, str, int], dict[str, list[Given]]] = {}
    seen: dict[tuple[str, str, str], int] = {}
    for one in given:
        ordinal = seen.get((one.rule.family, one.rule.id, one.verdict.subject), 0)
        seen[(one.rule.family, one.rule.id, one.verdict.subject)] = ordinal + 1
        for part in hear(one, page) if hear else (one,):
            families.setdefault((one.rule.family, one.verdict.subject, ordinal), {}).setdefault(part.why, []).append(part)
    for (family, subject, ordinal), parts in families.items():
        for place, (_, members) in enumerate(sorted(parts.items())):
            members.sort(key=lambda one: (one.verdict.outcome is not Outcome.FAILED, one.rule.rank, one.rule.id))
            name = fingerprint(f"{family} {members[0].why}" if place else family, page, subject, ordinal)
            yield _finding(members, page, file, name)


def _finding(members: list[Given], page: str, file: str | None, identity: str) -> Judged:
    chief = members[0]
    verdict = chief.verdict
    same = [one for one in members if one.verdict.outcome is verdict.outcome]
    regimes: dict[str, Severity] = {}
    for one in same:
        for name, severity in one.regimes.items():
            regimes[name] = min(severity, regimes.get(name, severity), key=lambda s: s.rank)
    return Judged(
        Finding(
            rule=chief.rule.id,
            also=tuple(sorted({one.rule.id for one in members} - {chief.rule.id})),
            cause=chief.rule.family,
            outcome=verdict.outcome,
            severity=min((one.severity for one in same), key=lambda s: s.rank),
            regimes=regimes,
            impact=chief.rule.impact,
            page=page,
            file=file,
            line=verdict.line,
            column=verdict.column,
            subject=verdict.subject,
            message=verdict.message,
            evidence=Evidence(verdict.snippet[:400], tuple(fact for fact in verdict.facts if fact)),
            fix=Fix(verdict.fix, verdict.replace),
            fingerprint=identity,
            suppressed_by=chief.why or None,
            links=verdict.links,
            each=verdict.each,
        ),
        verdict.group,
        verdict.links,
        verdict.title,
        tuple(dict.fromkeys(table for one in members for table in one.tables)),
        verdict.target,
        verdict.waits,
    )


def fingerprint(family: str, page: str, subject: str, ordinal: int) -> str:
    """Identity of a finding across runs: no line numbers, no host, so that a moved or staged site keeps it."""
    url = parse(page)
    place = f"{url.path}?{url.query}" if url else page
    return blake2b("\0".join((family, place, subject, str(ordinal))).encode(), digest_size=8).hexdigest()


def rule_infos(rules: dict[str, Rule], laws: Iterable[Law]) -> tuple[RuleInfo, ...]:
    """Return what reports say of the rules that ran, with the law's section where a law in force names the rule."""
    laws = list(laws)
    return tuple(RuleInfo(rule.id, rule.title, rule.why, rule.fix, rule.impact, _cited(rule, laws)) for rule in rules.values())


def _cited(rule: Rule, laws: list[Law]) -> tuple[Source, ...]:
    """A source of the rule's own that a law cites already would be said twice."""
    cited = [law.citation(rule.id) for law in laws if rule.id in law.rules]
    pages = {source.url for source in cited}
    return (*cited, *(source for source in rule.sources if source.url not in pages))
