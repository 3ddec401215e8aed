"""Accuracy on real pages: links, ids, presence of a disclosure, whether it is seen, its place, and the ftc verdict."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

import msgspec

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.facts import Lens, analyse
from linkaudit.model import Page
from linkaudit.urls import join

from .score import Part, Score, Table, share_of

__all__ = ["corpus"]

_FAILING: Final = ("missing", "misplaced")
_HEAD: Final = ("pages", "links found", "present", "visible", "before", "ftc verdict")
_KINDS: Final = ("link", "present", "visible", "before", "verdict")


class Site(msgspec.Struct, frozen=True):
    """An audited site: listed pages, the outcome of its failing files, and the address its URLs were resolved against."""

    root: Path
    pages: dict[str, dict[str, Any]]
    outcomes: dict[str, str]
    base: str

    def page(self, file: str) -> dict[str, Any]:
        """Return a page's record; one without affiliate links is counted, not listed, so its facts are read anew."""
        if file in self.pages:
            return self.pages[file]
        facts = analyse(Page(f"{self.base}/{file}", (self.root / file).read_bytes(), file), Lens())
        return {"affiliate_links": [], "disclosures": msgspec.to_builtins(facts.disclosures), "language": facts.language}


class Count(msgspec.Struct):
    """Right and of, by measure and key."""

    part: Part
    tally: Counter[tuple[str, str, str]] = msgspec.field(default_factory=Counter)
    verdicts: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)

    def add(self, kind: str, label: dict[str, Any], right: bool, what: str) -> None:
        """Count one answer under all, its site and its language; a wrong one is a miss."""
        for key in ("", label["site"], label["language"]):
            self.tally[kind, key, "right"] += right
            self.tally[kind, key, "of"] += 1
        if not right:
            self.part.miss(f"{label['site']}/{label['path']}", f"{kind}: {what}")

    def of(self, kind: str, key: str = "") -> tuple[int, int]:
        """Return (right, of)."""
        return self.tally[kind, key, "right"], self.tally[kind, key, "of"]


def corpus(folder: Path, labels: Path) -> Part:
    """Compare every labelled page."""
    by_site: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        by_site[label["site"]].append(label)
    count = Count(Part("Real pages"))
    for name in sorted(by_site):
        site = _audited(folder / name)
        for label in by_site[name]:
            page = site.page(label["path"])
            label["language"] = f"page: {_language(page, folder / name / label['path'])}"
            for key in ("", name, label["language"]):
                count.tally["page", key, "of"] += 1
            _compare_links(label, page, site.base, count)
            _compare_notice(label, page, count)
            _compare_verdict(label, site.outcomes.get(label["path"], "no error"), count)
    _finish(count, sorted(by_site))
    return count.part


def _audited(root: Path) -> Site:
    document = audit(Plan(str(root), load(None, {}, {"disclosure.regimes": ["ftc"]}), offline=True, state=False))
    pages = {page["file"]: page for page in map(msgspec.json.decode, document.pages())}
    outcomes: dict[str, str] = {}
    for finding in map(msgspec.json.decode, document.findings()):
        if finding["regimes"].get("ftc") == "error":
            if finding["outcome"] == "failed":
                outcomes[finding["file"]] = "error"
            else:
                outcomes.setdefault(finding["file"], "review")
    return Site(root, pages, outcomes, document.site)


def _language(page: dict[str, Any], path: Path) -> str:
    if "language" not in page:
        page["language"] = analyse(Page("https://page.example/", path.read_bytes()), Lens()).language
    return (page["language"] or "unknown").partition("-")[0].lower()


def _compare_links(label: dict[str, Any], page: dict[str, Any], base: str, count: Count) -> None:
    untagged = any("UNTAGGED" in link["program"] for link in label["affiliate_links"])
    found = [link for link in page["affiliate_links"] if link["strength"] != "intended" or untagged]
    got = Counter(link["resolved"] for link in found)
    ids = {(join(base + "/", link["url"]) or link["url"]): link["id"] for link in label["affiliate_links"]}
    want = Counter(join(base + "/", link["url"]) or link["url"] for link in label["affiliate_links"])
    for url in want.elements():
        count.add("link", label, got[url] > 0, f"not found: {url}")
        got[url] -= 1
    for url in (+got).elements():
        count.tally["false", "", "of"] += 1
        count.part.miss(f"{label['site']}/{label['path']}", f"link: claimed: {url}")
    for link in found:
        if ids.get(link["resolved"]) and link["publisher_id"] is not None:
            count.add(
                "id", label, link["publisher_id"] == ids[link["resolved"]], f"{link['publisher_id']}, labelled {ids[link['resolved']]}"
            )


def _compare_notice(label: dict[str, Any], page: dict[str, Any], count: Count) -> None:
    told, all_found = label["disclosure"], page["disclosures"]
    notices = [one for one in all_found if one["visible"] is not False]
    texts = "; ".join(one["text"][:40] for one in notices) or "none"
    count.add("present", label, bool(notices) == told["present"], f"labelled {told['present']}, found {texts}")
    if told["present"] and all_found:
        # The labels hold what a reader sees: a labelled notice is a visible one. A doubt is no answer here.
        reasons = "; ".join(str(one["hidden_reason"]) for one in all_found)
        count.add("visible", label, any(one["visible"] for one in all_found), f"labelled as seen, {reasons}")
    if notices and told["present"] and label["affiliate_links"] and label["verdict"] != "unclear":
        before = any(one["before_first_link"] for one in notices)
        wanted = told["position"].startswith("before") or "adjacent" in told["position"]
        count.add("before", label, before == wanted, f"labelled {told['position']}, found before={before}")


def _compare_verdict(label: dict[str, Any], outcome: str, count: Count) -> None:
    if label["verdict"] == "unclear" or label.get("banner_only"):
        return
    count.verdicts[label["verdict"], outcome] += 1
    right = (outcome == "error") == (label["verdict"] in _FAILING)
    count.add("verdict", label, right, f"labelled {label['verdict']}, ftc {outcome}")


def _finish(count: Count, sites: list[str]) -> None:
    hit, of = count.of("link")
    false = count.tally["false", "", "of"]
    count.part.scores = [
        Score("affiliate links, F1", 2 * hit, 2 * hit + false + (of - hit), 0.98),
        Score("affiliate links, precision", hit, hit + false),
        Score("affiliate links, recall", hit, of),
        Score("publisher id of those found", *count.of("id"), 0.97),
        Score("disclosure present", *count.of("present"), 0.98),
        Score("disclosure visible, where found", *count.of("visible"), 0.97),
        Score("before the first link", *count.of("before"), 0.97),
        Score("ftc error equals the verdict", *count.of("verdict"), 0.95),
    ]
    languages = sorted({key for _, key, _ in count.tally if key.startswith("page: ")})
    outcomes = ("error", "review", "no error")
    verdicts = sorted({verdict for verdict, _ in count.verdicts})
    count.part.tables = [
        Table(
            "ftc: labelled (rows) and told (columns)",
            ("labelled", *outcomes),
            [(v, *(str(count.verdicts[v, o] or "") for o in outcomes)) for v in verdicts],
        ),
        Table("By language of the page", ("language", *_HEAD), [_row(count, key) for key in languages]),
        Table("By site", ("site", *_HEAD), [_row(count, key) for key in sites]),
    ]


def _row(count: Count, key: str) -> tuple[str, ...]:
    return (key.removeprefix("page: "), str(count.of("page", key)[1]), *(share_of(*count.of(kind, key)) for kind in _KINDS))
