"""The published page: figures, tables, every miss in short, and what the figures do not say."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .score import Part

__all__ = ["write"]

_SHORT: Final = 60
_HEAD: Final = """\
<!-- made by benchmarks/accuracy.py --write docs/accuracy.md -->

# How often linkaudit is right

Measured {date} at commit {commit}.

**Accuracy** is measured on real pages: 239 pages of 18 public sites (12 with affiliate links, 6 without and tempting),
labelled with every affiliate link, the notice, its place and a verdict: *ok*, *misplaced*, *missing*, *unclear* or *no
affiliate links*. Of each site's templates at least one page with links was read in full; other pages were judged from
their list of links and every sentence that looks like a notice. About 40 labels were checked by a second reading.

**Regression** is measured on URLs and sentences that the program facts and the phrases were made from. It tells that
nothing broke, and little about what was never seen.
"""
_WILD: Final = """## Sentences nobody had seen

Sentences from public repositories and pages, notices and what looks like one, were labelled by hand before any was graded.
Every second one made phrases. The others were graded before that (0.76 to 1.0 right), and again, as below, after it and
before anybody had read which of them were missed; totals were seen in between for some languages. Since then their misses
have been read, so they are not blind any more. They are not shipped, for others wrote them.
Sentences that were written to be hard (odd words, somebody else who is paid) fare worse: 0.7 to 0.93.

{table}
"""
_LIMITS: Final = """\
## What these figures do not say

- The labelled pages were looked at while linkaudit was developed: no host, URL or sentence of them is special-cased, but
  their kinds of mistakes were known. Expect less on a site nobody has seen.
- 239 pages of 18 sites are few, and pages of one site resemble each other: count sites rather than pages.
- Twelve sites with links are mostly English; one each is German, Dutch, Portuguese and (in part) Italian. The other
  languages are measured by sentences alone.
- Only the verdict under *ftc* is labelled. Other regimes are measured by the wording that the labels name, no more.
- *visible* compares with what a person found in the HTML and its style sheets, not with a screen: the labels hold only
  what a reader sees, so a notice wrongly taken for hidden is a miss here, and a hidden one taken for visible cannot show.
  `benchmarks/mutations.py` measures that side: it hides, moves, shrinks and denies the notices of good pages.
- Pages labelled *unclear* and pages whose only affiliate links are image banners are left out of the verdict.
- A miss is not always linkaudit's: a label is one reader's view.
- Nothing here is legal advice, and no figure says that a site complies.

## How to repeat it

    python benchmarks/accuracy.py --urls urls.tsv --unwrap unwrap.tsv --sentences sentences.tsv \\
        --sentences benchmarks/hard.tsv --corpus DIR --labels labels.jsonl --write docs/accuracy.md
    python benchmarks/mutations.py --corpus DIR --labels labels.jsonl

The pages are other people's work and are not part of this project, so this data is not shipped (`hard.tsv` is). The
formats are plain: `urls.tsv` has url, label, program, publisher_id; `unwrap.tsv` wrapped, destination; `sentences.tsv`
and `hard.tsv` text, language, label, adequacy_note; a line of `labels.jsonl` has site, path, affiliate_links, disclosure (present, position) and
verdict, for the file DIR/site/path. Label pages of your own and the same command measures them.
"""


def write(path: Path, regression: list[Part], accuracy: list[Part]) -> None:
    """Write the page."""
    pieces = [_HEAD.format(date=_date(), commit=_commit())]
    for title, parts in (("Accuracy", accuracy), ("Regression", regression)):
        if parts:
            pieces.append(f"## {title}\n\n{_scores(parts)}\n")
            pieces += [table.markdown() + "\n" for part in parts for table in part.tables]
            pieces.append(f"### Every miss\n\n{_misses(parts)}\n")
        if title == "Accuracy":
            pieces.append(_WILD.format(table=_wild()))
    path.write_text("\n".join([*pieces, _LIMITS]), encoding="utf-8")


def _wild() -> str:
    rows = [line.split("\t") for line in (Path(__file__).parents[1] / "wild.tsv").read_text(encoding="utf-8").splitlines()]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * len(rows[0]), *rows[1:]))


def _scores(parts: list[Part]) -> str:
    lines = ["| measure | right | share | goal | |", "|---|---|---|---|---|"]
    for part in parts:
        for one in part.scores:
            goal = "" if one.goal is None else f"≥ {one.goal:.2f}"
            lines.append(f"| {one.name} | {one.right}/{one.of} | {one.share:.4f} | {goal} | {one.verdict} |")
    return "\n".join(lines)


def _misses(parts: list[Part]) -> str:
    lines = [f"- `{_short(where)}`: {_short(what)}" for part in parts for where, what in part.misses]
    return "\n".join(lines) or "None."


def _short(text: str) -> str:
    return (text if len(text) <= _SHORT else text[: _SHORT - 1] + "…").replace("`", "'").replace("<", "&lt;")


def _date() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date().isoformat()


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    done = subprocess.run([git, "rev-parse", "--short=10", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
