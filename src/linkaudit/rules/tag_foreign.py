"""A link that pays somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from .api import (
    Example,
    Impact,
    Known,
    PageFacts,
    Region,
    Rule,
    Severity,
    SiteFacts,
    Source,
    Verdict,
    anchor,
    chain_of,
    is_placeholder,
    kin,
    on_link,
    own_id,
    quote,
    review,
)

RULE = Rule(
    title="Links that pay somebody else",
    why="A pasted or hijacked link earns for the id it carries. Until your ids are declared, linkaudit asks which ones are yours.",
    fix="Replace the id with yours, or add it to the program's `ids` in linkaudit.toml if it is yours.",
    impact=Impact.MONEY,
    family="tag",
    rank=2,
    severity=Severity.ERROR,
    sources=(Source("linkaudit", "engineering choice", "https://github.com/linkaudit/linkaudit", "E"),),
    fails=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=thief-20">x</a>', ids={"amazon": ("blog-20",)}),
        Example(
            '<a href="https://amzn.to/3abcdef">x</a>',
            {
                "https://amzn.to/3abcdef": "301 https://www.amazon.com/dp/B000000001?tag=thief-20",
                "https://www.amazon.com/dp/B000000001": "200",
            },
            ids={"amazon": ("blog-20",)},
        ),
    ),
    passes=(
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">x</a>', ids={"amazon": ("blog-20",)}),
        Example('<a href="https://www.amazon.com/dp/B000000001?tag=thief-20">x</a>'),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail for each id that is not among the declared ones of its program; without a declaration the site is asked once."""
    for link in page.links:
        ids = known.ids.get(link.program or "")
        if (
            ids
            and link.publisher_id
            and link.region is not Region.COMMENTS
            and link.publisher_id.strip() not in ids
            and not is_placeholder(link.publisher_id)
        ):
            short, mine = link.publisher_id not in link.resolved, own_id(link, known)
            yield on_link(
                link,
                f"{quote(link.resolved, 80) if short else 'The link'} pays {quote(link.publisher_id, 60)}, not you.",
                "Make the short link anew with your own id, or link the shop directly." if short else RULE.fix,
                group=f"{link.program} {link.publisher_id}",
                replace=anchor(link, link.url.replace(link.publisher_id, mine)) if mine and not short else None,
                facts=(chain_of(link.probe),) if link.probe else (),
            )


def check_site(site: SiteFacts, known: Known) -> Iterator[Verdict]:
    """Ask once a program about ids that look unlike the site's own, when the owner has declared none for the program."""
    for program, counts in sorted(site.ids.items()):
        if program in known.ids or len(counts) < 2 or known.programs[program].ids_per_merchant:
            continue
        main = max(sorted(counts), key=lambda name: counts[name])
        odd = [name for name in sorted(counts) if not kin(name, main) and not kin(name, known.site_host) and not is_placeholder(name)]
        if odd:
            listed = ", ".join(f"{name} ({counts[name]} link{'s' if counts[name] > 1 else ''})" for name in odd[:6])
            yield review(
                f"Which of these {program} ids are yours: {listed}? Most links carry {main}.",
                f'Declare yours in linkaudit.toml, [programs.{program}] ids = ["{main}", …]; replace the others.',
                subject=program, facts=tuple(f"{name}: for example on {site.id_pages.get(f'{program} {name}', '')}" for name in odd[:6]),
                group=program, links=sum(counts[name] for name in odd),
            )  # fmt: skip
