"""Which rules said nothing in a run, and why: silence is no answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .baseline import NOT_ASKED, POLICY_UNMET
from .catalog import Law, laws
from .model import Figures
from .pipeline import Job
from .rules import Rule, rulebook
from .session import Session

__all__ = ["unrun"]


def unrun(job: Job, in_force: Iterable[Law], session: Session, before: Figures | None) -> Iterator[dict[str, str]]:
    """Yield each rule that did not run, with the reason."""
    named = {rule for law in in_force for rule in law.rules}
    for rule in rulebook().values():
        choice = job.choices.get(rule.id)
        if choice is not None and not choice.enabled:
            reason = "the configuration switches it off"
        elif choice is None and rule.asleep:
            reason = f"it runs only when the configuration has [rules.{rule.id}]"
        elif rule.severity is None and rule.id not in named:
            reason = _unnamed(rule, job)
        elif rule.asks and not job.probing:
            reason = NOT_ASKED
        else:
            reason = _of_site(rule, session, before)
        if reason:
            yield {"rule": rule.id, "reason": reason}


def _unnamed(rule: Rule, job: Job) -> str:
    policies = [laws()[name] for name in job.laws if laws()[name].kind == "policy"]
    return POLICY_UNMET if any(rule.id in law.rules for law in policies) else "no regime or policy in force asks for it"


def _of_site(rule: Rule, session: Session, before: Figures | None) -> str:
    """Why a rule that speaks of the site as a whole could not."""
    if rule.check_site is None:
        return ""
    if session.plan.changed_only and session.chosen:
        return f"it needs the whole site, and this run read a part of it ({session.chosen})"
    if rule.needs_before and before is None:
        return "there is nothing to compare with: no baseline, no earlier run"
    return f"this run did not read the whole site ({session.partial})" if rule.needs_before and session.partial else ""
