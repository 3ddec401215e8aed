"""A link of a program that has closed."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Severity, Source, Verdict, on_link

RULE = Rule(
    title="Links of a closed program",
    why="The program is gone: such links may still lead somewhere, and nobody is paid.",
    fix="Move the link to the program that took over, or to the shop.",
    impact=Impact.MONEY,
    family="reach",
    rank=2,
    severity=Severity.WARNING,
    sources=(Source("Awin", "ShareASale is officially closed", "https://resources.awin.com/shareasale-to-awin", "V1"),),
    fails=(Example('<a href="https://www.shareasale.com/r.cfm?b=123456&u=1234567&m=12345">x</a>'),),
    passes=(Example('<a href="https://www.awin1.com/cread.php?awinmid=1234&awinaffid=123456&ued=https%3A%2F%2Fs.example%2F">x</a>'),),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Warn for each link of a program whose file says closed."""
    for link in page.links:
        program = known.programs.get(link.program or "")
        form = next((rule for rule in program.rule if rule.form == link.form), None) if program else None
        if program and (program.status == "closed" or (form is not None and form.status == "closed")):
            yield on_link(link, f"{program.name} has closed{f' ({program.closed})' if program.closed else ''}.", RULE.fix)
