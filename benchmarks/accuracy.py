"""Accuracy against labelled data: every miss is printed.

    python benchmarks/accuracy.py --urls urls.tsv --sentences sentences.tsv --corpus DIR --labels labels.jsonl

The TSVs tuned the program facts and the phrases, so their figures are *regression*; only real pages are *accuracy*.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import msgspec

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.identify import identifier
from linkaudit.model import Grade
from linkaudit.urls import join
from linkaudit.wording import grade

_GRADES = {"S": "clear", "M": "conditional", "L": "label", "A": "amazon", "W": "vague", "W2": "no-money"}
_FAILING = ("missing", "misplaced")


def score(name: str, right: int, of: int, goal: float) -> None:
    """Print one share with its goal."""
    share = right / of if of else 0.0
    print(f"{name:44} {right:5}/{of:<5} {share:.4f}   goal {goal:.2f} {'met' if share >= goal else 'MISSED'}")


def urls(path: Path) -> None:
    """Regression: precision, recall and publisher ids over labelled URLs; `possible` does not count as claimed."""
    find = identifier().identify
    hit = missed = false = ids = 0
    for row in _rows(path):
        match = find(("https:" if row["url"].startswith("//") else "") + row["url"])
        claimed = match.affiliate is True
        if row["label"] == "affiliate":
            hit, missed = hit + claimed, missed + (not claimed)
            ids += claimed and (match.publisher_id or "") == row["publisher_id"]
            if not claimed:
                print(f"  missed   {row['program']}: {row['url'][:110]}")
        elif claimed:
            false += 1
            print(f"  claimed  {row['label']}: {row['url'][:110]} as {match.program}")
    if not hit + missed:
        print(f"urls, none labelled affiliate: {false} claimed")
        return
    score("regression: URLs, precision", hit, hit + false, 1.0)
    score("regression: URLs, recall", hit, hit + missed, 0.97)
    score("regression: URLs, publisher id of those found", ids, hit, 0.97)


def unwrap(path: Path) -> None:
    """Regression: the destination inside wrapped links."""
    rows = _rows(path)
    right = 0
    for row in rows:
        got = identifier().identify(row["wrapped"]).destination or ""
        right += got == row["destination"]
        if got != row["destination"]:
            print(f"  unwrap   {row['wrapped'][:90]}\n           got {got} wanted {row['destination']}")
    score("regression: unwrap", right, len(rows), 1.0)


def sentences(path: Path) -> None:
    """Regression: disclosure or not, and the grade where the label gives one (of two, the best for the reader)."""
    rows = _rows(path)
    right = graded = of = 0
    order = [one.value for one in Grade]
    for row in rows:
        got = grade(row["text"])
        right += (got.grade is not Grade.NONE) == (row["label"] == "disclosure")
        if (got.grade is not Grade.NONE) != (row["label"] == "disclosure"):
            print(f"  sentence {row['label']} graded {got.grade}: {row['text'][:100]}")
        noted = re.search(r"grade ([A-Z0-9+]+)", row["adequacy_note"])
        if row["label"] == "disclosure" and noted:
            of += 1
            wanted = min((_GRADES[part] for part in noted[1].split("+")), key=order.index)
            graded += got.grade == wanted
            if got.grade != wanted:
                print(f"  grade    {got.grade}, wanted {wanted}: {row['text'][:100]}")
    score("regression: sentences, disclosure or not", right, len(rows), 0.97)
    score("regression: sentences, grade", graded, of, 0.90)


def corpus(folder: Path, labels: Path) -> None:
    """Accuracy on real pages: links, presence of a disclosure, its place, and the verdict under ftc."""
    by_site: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        by_site[label["site"]].append(label)
    tally: Counter[str] = Counter()
    for site in sorted(by_site):
        pages, failing, base = _audited(folder / site)
        for label in by_site[site]:
            _compare(label, pages.get(label["path"]), label["path"] in failing, base, tally)
    precision = tally["link"] / max(1, tally["link"] + tally["false"])
    recall = tally["link"] / max(1, tally["link"] + tally["missed"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"links: {tally['link']} right, {tally['false']} false, {tally['missed']} missed; P {precision:.4f} R {recall:.4f}")
    print(f"{'accuracy: affiliate links, F1':44} {'':11} {f1:.4f}   goal 0.98 {'met' if f1 >= 0.98 else 'MISSED'}")
    score("accuracy: disclosure present", tally["present"], tally["present of"], 0.97)
    score("accuracy: before the first link", tally["before"], tally["before of"], 0.95)
    score("accuracy: ftc error equals the verdict", tally["verdict"], tally["verdict of"], 0.93)


def _audited(root: Path) -> tuple[dict[str, Any], set[str], str]:
    document = audit(Plan(str(root), load(None, {}, {"disclosure.regimes": ["ftc"]}), offline=True))
    pages = {page["file"]: page for page in map(msgspec.json.decode, document.pages())}
    failing = {
        finding["file"]
        for finding in map(msgspec.json.decode, document.findings())
        if finding["outcome"] == "failed" and finding["regimes"].get("ftc") == "error"
    }
    return pages, failing, document.site


def _compare(label: dict[str, Any], page: dict[str, Any] | None, failing: bool, base: str, tally: Counter[str]) -> None:
    where = f"{label['site']}/{label['path']}"
    untagged = any("UNTAGGED" in link["program"] for link in label["affiliate_links"])
    found = page["affiliate_links"] if page else []
    got = Counter(link["resolved"] for link in found if link["strength"] != "intended" or untagged)
    want = Counter(join(base + "/", link["url"]) or link["url"] for link in label["affiliate_links"])
    tally["link"] += sum((got & want).values())
    for kind, rest in (("false", got - want), ("missed", want - got)):
        tally[kind] += sum(rest.values())
        for url in rest:
            print(f"  link {kind:6} {where}: {url[:100]}")
    _compare_notice(label, page, bool(want), where, tally)
    if label["verdict"] != "unclear" and not label.get("banner_only"):
        tally["verdict of"] += 1
        wanted = label["verdict"] in _FAILING
        tally["verdict"] += failing == wanted
        if failing != wanted:
            print(f"  verdict  {where}: labelled {label['verdict']}, ftc {'error' if failing else 'no error'}: {label['reason'][:90]}")


def _compare_notice(label: dict[str, Any], page: dict[str, Any] | None, links: bool, where: str, tally: Counter[str]) -> None:
    if page is None and not links:
        return  # the document lists pages with affiliate links or findings; their notices are in the inventory
    notices = [one for one in (page or {}).get("disclosures", []) if one["visible"] is not False]
    told = label["disclosure"]
    tally["present of"] += 1
    tally["present"] += bool(notices) == told["present"]
    if bool(notices) != told["present"]:
        print(f"  present  {where}: labelled {told['present']}, found {[one['text'][:60] for one in notices]}")
    if notices and told["present"] and links and label["verdict"] != "unclear":
        before = any(one["before_first_link"] for one in notices)
        wanted = told["position"].startswith("before") or "adjacent" in told["position"]
        tally["before of"] += 1
        tally["before"] += before == wanted
        if before != wanted:
            print(f"  before   {where}: labelled {told['position']}, found before={before}")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def main() -> None:
    """Run what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--urls", type=Path, action="append", default=[])
    parser.add_argument("--unwrap", type=Path)
    parser.add_argument("--sentences", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--labels", type=Path)
    args = parser.parse_args()
    for path in args.urls:
        urls(path)
    if args.unwrap:
        unwrap(args.unwrap)
    if args.sentences:
        sentences(args.sentences)
    if args.corpus and args.labels:
        corpus(args.corpus, args.labels)


if __name__ == "__main__":
    main()
