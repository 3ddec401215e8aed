"""Accuracy against labelled data: every miss is printed.

    python benchmarks/accuracy.py --urls urls.tsv --sentences sentences.tsv --corpus DIR --labels labels.jsonl

benchmarks/hard.tsv holds sentences of our own that are meant to be hard; phrases have been mended by them.
The TSVs tuned the program facts and the phrases, so their figures are *regression*; only real pages, and sentences given
with `--unseen`, are *accuracy*.
`--write FILE` writes the figures as a page for readers.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from measure.known import sentences, unwrap, urls
from measure.page import write
from measure.pages import corpus
from measure.score import Part


def main() -> None:
    """Run what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--urls", type=Path, action="append", default=[])
    parser.add_argument("--unwrap", type=Path)
    parser.add_argument("--sentences", type=Path, action="append", default=[])
    parser.add_argument("--unseen", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    regression = [urls(path) for path in args.urls]
    regression += [unwrap(args.unwrap)] if args.unwrap else []
    regression += [sentences(path) for path in args.sentences]
    accuracy = [corpus(args.corpus, args.labels)] if args.corpus and args.labels else []
    accuracy += [sentences(args.unseen)] if args.unseen else []
    _print("regression", regression)
    _print("accuracy", accuracy)
    if args.write:
        write(args.write, regression, accuracy)


def _print(kind: str, parts: list[Part]) -> None:
    for part in parts:
        for where, what in part.misses:
            print(f"  {what[:110]}: {where[:110]}")
        for score in part.scores:
            print(f"{kind + ': ':12}{score.line()}")


if __name__ == "__main__":
    main()
