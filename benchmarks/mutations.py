"""Good real pages, broken or harmlessly changed in one way each: does the right rule speak, and only then?

    python benchmarks/mutations.py --corpus DIR --labels labels.jsonl

Twenty pages whose notice stands before the first affiliate link, at most five a site. Each changed page is audited in a
folder of its own beside the untouched page, regime ftc.
"""

from __future__ import annotations

import argparse
import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from mutate.breaking import BREAKS
from mutate.harmless import HARMLESS
from mutate.subject import Change, Subject, Told, chosen, told

_HEAD = """<!-- made by benchmarks/mutations.py --write docs/mutations.md -->

# What becomes of good pages that are broken

Real pages whose notice stands where it should, each changed in one way, audited under ftc. *Caught*: the rule meant for
the change spoke. *Unchanged*: nothing was said that had not been said before.

"""


def main() -> None:
    """Print two tables: breaks caught and missed, harmless changes that changed nothing or something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--write", type=Path, metavar="PAGE.md", help="write the tables to a page, too")
    args = parser.parse_args()
    said = StringIO()
    with redirect_stdout(said):
        _measure(args.corpus, args.labels)
    print(said.getvalue(), end="")
    if args.write:
        args.write.write_text(_HEAD + said.getvalue(), encoding="utf-8")


def _measure(corpus: Path, labels: Path) -> None:
    subjects = chosen(corpus, map(json.loads, labels.read_text(encoding="utf-8").splitlines()))
    base = {subject: told(subject, *(subject.html(lambda draft: None) or ("", {}))) for subject in subjects}
    _print_subjects(subjects)
    print("mutation | pages | caught | missed\n---|---|---|---")
    misses = [miss for name, change, rules in BREAKS for miss in _broken(name, change, rules, base)]
    print("\nharmless change | pages | unchanged | changed\n---|---|---|---")
    misses += [miss for name, change in HARMLESS for miss in _harmless(name, change, base)]
    print("\n" + "\n".join(misses))


def _print_subjects(subjects: list[Subject]) -> None:
    right = sum(one.set_right for one in subjects)
    sites = sorted({one.root.name for one in subjects})
    languages = sorted({one.language for one in subjects})
    print(f"{len(subjects)} pages of {len(sites)} sites ({', '.join(sites)}) in {', '.join(languages)};")
    print(f"{len(subjects) - right} labelled ok, {right} labelled misplaced whose notice was first put at the start of the article\n")


def _broken(name: str, change: Change, rules: tuple[str, ...], base: dict[Subject, Told]) -> list[str]:
    tried = _tried(change, base)
    missed = {one: got for one, got in tried.items() if not (got - base[one]) & set(rules)}
    print(f"{name} | {len(tried)} | {len(tried) - len(missed)} | {len(missed)}", flush=True)
    said = {one: f"missed: {name}: wanted {' or '.join(rules)}, told {_list(got - base[one])}" for one, got in missed.items()}
    return _grouped(said)


def _harmless(name: str, change: Change, base: dict[Subject, Told]) -> list[str]:
    """Other words may be better than the page's own, or lose its label: there only a new word about the notice counts."""
    words = "words" in name and "other" in name
    tried = _tried(change, base)
    said: dict[Subject, str] = {}
    for one, got in tried.items():
        come, gone = got - base[one], base[one] - got
        if words:
            come, gone = frozenset(rule for rule in come if rule.startswith("disclosure-")), frozenset()
        if come or gone:
            said[one] = f"changed: {name}: told {_list(come)}, gone {_list(gone)}"
    print(f"{name} | {len(tried)} | {len(tried) - len(said)} | {len(said)}", flush=True)
    return _grouped(said)


def _grouped(said: dict[Subject, str]) -> list[str]:
    files: dict[str, list[str]] = {}
    for one, words in said.items():
        files.setdefault(words, []).append(one.name)
    return [f"{words}\n    " + "\n    ".join(names) for words, names in files.items()]


def _tried(change: Change, base: dict[Subject, Told]) -> dict[Subject, Told]:
    found = {one: _told(one, change) for one in base}
    return {one: got for one, got in found.items() if got is not None}


def _told(subject: Subject, change: Change) -> Told | None:
    made = subject.html(change)
    return told(subject, *made) if made is not None else None


def _list(rules: Told) -> str:
    return ", ".join(sorted(rules)) or "nothing"


if __name__ == "__main__":
    main()
