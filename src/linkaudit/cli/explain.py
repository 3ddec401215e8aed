"""`linkaudit explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from ..catalog import laws
from ..engine import rule_infos
from ..errors import ConfigError, nearest
from ..model import Source
from ..rules import Example, Rule, rulebook
from .offered import rules

__all__ = ["explain"]

_EVIDENCE: Final = {
    "V1": "V1 read at its source",
    "V2": "V2 read in a verbatim quotation",
    "V3": "V3 read in an account of it",
    "M": "M from memory",
    "E": "E linkaudit's own reading or threshold",
}
_OWN: Final = "linkaudit's reading"
_HTML: Final = 560


@click.command()
@click.argument("rule", shell_complete=rules)
def explain(rule: str) -> int:
    """Explain a RULE: why it matters, how to fix it, who says so, and pages that show it.

    \b
    Example:
      linkaudit explain disclosure-after-first-link
    """
    book = rulebook()
    if rule not in book:
        raise ConfigError(f'no rule "{rule}"{nearest(rule, book)}; see linkaudit rules')
    click.echo(page_of(book[rule]))
    return 0


def page_of(rule: Rule) -> str:
    """Return the rule's documentation as Markdown."""
    lines = [f"# {rule.id}", "", f"**{rule.title}.** {rule.why}", "", f"**To fix.** {rule.fix}", ""]
    lines += [f"**At risk:** {rule.impact}.", "", *_says(rule)]
    lines += [f"Runs only when the configuration has `[rules.{rule.id}]`.", ""] if rule.asleep else []
    for title, examples in (("Fails", rule.fails), ("Passes", rule.passes), ("Asks", rule.reviews)):
        for example in examples:
            lines += ["", f"{title}{_given(example)}:", "", "```html", _cut(example.html), "```"]
            lines += [""] if example.answers else []
            lines += [f"- `{url}` answers `{answer[:120]}`" for url, answer in list(example.answers.items())[:3]]
    return "\n".join(lines)


def _says(rule: Rule) -> Iterator[str]:
    """Who says so and how much it weighs; what only linkaudit reads into a law is one line for all of them."""
    naming = [law for law in laws().values() if rule.id in law.rules]
    sourced = [law for law in naming if law.rules[rule.id].section != _OWN]
    # Laws that are read whole come first.
    for law in sorted(sourced, key=lambda law: law.status != "full"):
        yield f"- {law.id}: {law.rules[rule.id].severity}. {_told(law.citation(rule.id))}"
    inferred = [law for law in naming if law not in sourced]
    for severity in dict.fromkeys(law.rules[rule.id].severity for law in inferred):
        named = ", ".join(law.id for law in inferred if law.rules[rule.id].severity is severity)
        yield f"- {named}: {severity}. {_OWN} of these laws (E)"
    own = [source for source in rule_infos({rule.id: rule}, naming)[0].sources if source in rule.sources]
    if rule.severity:
        yield f"- everywhere: {rule.severity}." + (f" {_told(own.pop(0))}" if own else "")
    yield from (f"- see also: {_told(source)}" for source in own)
    grades = [*(law.rules[rule.id].grade for law in naming), *(source.grade for source in rule.sources)]
    yield from ("", "Evidence: " + "; ".join(text for grade, text in _EVIDENCE.items() if grade in grades) + ".")


def _told(source: Source) -> str:
    where = f" <{source.url}>" if source.grade != "E" else ""
    # "UWG § 5a (Germany): UWG § 5a Abs. 4" would name the law twice.
    named = source.section.split()[0] == source.name.split()[0]
    return f"{'' if named else f'{source.name}: '}{source.section} ({source.grade}){where}"


def _given(example: Example) -> str:
    """What the example's owner has said in the configuration."""
    said = [f"`programs.{program}.ids = {list(ids)}`" for program, ids in example.ids.items()]
    said += [f"`disclosure.required = {example.required!r}`"] if example.required else []
    said += [f"a decision against “{text}”" for text, _ in example.rejected]
    night = ", in the first of two runs" if example.night else ""
    return (f", with {' and '.join(said)}" if said else "") + night


def _cut(html: str) -> str:
    return html if len(html) <= _HTML else f"{html[: _HTML // 2]} … {html[-_HTML // 3 :]}"
