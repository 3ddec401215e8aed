"""`linkaudit explain`."""

from __future__ import annotations

import click

from ..catalog import laws
from ..engine import rule_infos
from ..errors import ConfigError, nearest
from ..rules import Rule, rulebook

__all__ = ["explain"]


@click.command()
@click.argument("rule")
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
    info = rule_infos({rule.id: rule}, laws().values())[0]
    severities = [f"{one.id} {one.rules[rule.id].severity}" for one in laws().values() if rule.id in one.rules]
    severities += [f"everywhere {rule.severity}"] if rule.severity else []
    lines = [f"# {rule.id}", "", f"{rule.title}. {rule.why}", "", f"**To fix.** {rule.fix}", ""]
    lines += [f"**Impact** {rule.impact}. **Severity** {', '.join(severities)}.", ""]
    lines += [f"Runs only when the configuration has `[rules.{rule.id}]`.", ""] if rule.asleep else []
    lines += [f"- {one.name}: {one.section} (evidence {one.grade})" for one in info.sources]
    for title, examples in (("Fails", rule.fails), ("Passes", rule.passes), ("Asks", rule.reviews)):
        for example in examples:
            lines += ["", f"{title}:", "", "```html", example.html[:600], "```"]
            lines += [""] if example.answers else []
            lines += [f"- `{url}` answers `{answer[:120]}`" for url, answer in list(example.answers.items())[:3]]
    return "\n".join(lines)
