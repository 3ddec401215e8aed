"""How long the HTML report of a large site takes: to write, to open in Chromium, to filter.

    python benchmarks/report.py [--pages 10000] [--findings 3] [--chromium PATH]

The audit is seeded: each page has five affiliate links, a notice and its findings. Opening is timed from the navigation to the
first frame after the load event; filtering from the key to the finished layout, for each query in a report that has just been
drawn, letter by letter. With more pages than one file bears (50000, say) the report is a folder, and what is timed is its first file.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from linkaudit.cli.render import save
from linkaudit.document import Audit, Cause, Coverage, LinkRecord, PageRecord, Reached, RegimeChoice, RuleInfo
from linkaudit.model import Disclosure, Evidence, Finding, Fix, Grade, Impact, Outcome, Region, Severity, Source

SITE = "https://blog.example"
RULES = ("disclosure-missing", "link-label-missing", "rel-sponsored-missing", "tag-missing")
IMPACTS = (Impact.LAW, Impact.ACCOUNT, Impact.SEARCH, Impact.MONEY)
QUERIES = ("post-77", "amazon", "tag-missing", "kettle 42", "nowhere")
_FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
_FILTER = """(query) => { const box = document.querySelector("#q"), started = performance.now(); box.value = query;
box.dispatchEvent(new Event("input")); document.body.offsetHeight; return performance.now() - started; }"""


def audit_of(pages: int, findings: int) -> Audit:
    """Return an audit of that many pages."""
    causes = tuple(_cause(place, pages) for place in range(min(findings, len(RULES))))
    return Audit(
        tool={"name": "linkaudit", "version": "bench"}, target=SITE, site=SITE, started="2026-01-01T00:00:00Z", interrupted=False,
        regimes=(RegimeChoice("ftc", "set by you", "FTC (United States)"),),
        coverage=Coverage(pages, pages, pages, pages * 5), programs={"amazon": pages * 5}, platforms=("WordPress",),
        rules=tuple(RuleInfo(name, name, "why", "help", impact, (Source("FTC", "s", f"{SITE}/law", "V1"),)) for name, impact in zip(RULES, IMPACTS, strict=True)),
        causes=causes, notices=(), ids=(), verdicts={"ftc": {"failed": pages}}, counts={"error": pages * findings}, reached=Reached(0, {}, {}, {}),
        notes=(), decisions=(), unread=(), not_run=(), broken_rules=(),
        pages=lambda: (msgspec.json.encode(_page(number)) for number in range(pages)),
        findings=lambda: (msgspec.json.encode(one) for number in range(pages) for one in _findings(number, findings)),
        probes=lambda: iter(()),
    )  # fmt: skip


def _url(number: int) -> str:
    return f"{SITE}/reviews/post-{number}/"


def _page(number: int) -> PageRecord:
    told = Disclosure("We earn a commission when you buy through links in this article, at no cost to you.", Grade.CLEAR, "en", Region.MAIN,
                      True, None, True, 61, 120, "article > p.notice")  # fmt: skip
    links = tuple(_link(number, place) for place in range(5))
    return PageRecord(
        _url(number), f"reviews/post-{number}/index.html", f"The kettle {number} – reviewed", {"ftc": Outcome.FAILED}, links, (told,), ()
    )


def _link(number: int, place: int) -> LinkRecord:
    url = f"https://www.amazon.com/dp/B{number:05}{place:04}?tag=blogex-20&linkCode=ll1&language=en_US&ref_=as_li_ss_tl"
    return LinkRecord(url, url, "a", "amazon", "blogex-20", "strong", False, f"Kettle number {place}", 90 + place, 7, "main", ("nofollow",),
                      200 + place * 20, "p > a", None, None, None, None, "", 196 + place * 20, -1)  # fmt: skip


def _print(number: int, place: int) -> str:
    return f"{random.Random(number * 8 + place).getrandbits(64):016x}"


def _findings(number: int, count: int) -> Iterator[Finding]:
    link = _link(number, 0)
    snippet = f'<a href="{link.url.replace("&", "&amp;")}">Kettle number 0</a>'
    for place in range(count):
        kind = place % len(RULES)
        yield Finding(
            RULES[kind], (), "rel", Outcome.FAILED, Severity.ERROR, {"ftc": Severity.ERROR}, IMPACTS[kind], _url(number),
            f"reviews/post-{number}/index.html", 90 + place, 7, link.url, f"5 affiliate links of post {number} without a sign, the first: “Kettle number 0”",
            Evidence(snippet, ("first affiliate link at line 90",)), Fix("Write it after the link.", snippet.replace("<a ", '<a rel="sponsored" ')),
            _print(number, place),
        )  # fmt: skip


def _cause(place: int, pages: int) -> Cause:
    prints = msgspec.Raw(msgspec.json.encode([_print(number, place) for number in range(pages)]))
    example = {
        "page": _url(0),
        "file": "reviews/post-0/index.html",
        "line": 90,
        "column": 7,
        "message": "m",
        "snippet": "",
        "facts": [],
        "texts": 1,
    }
    return Cause(f"{place:010x}", RULES[place], IMPACTS[place], Severity.ERROR, Outcome.FAILED, f"Cause {place}", pages, pages * 5, example, Fix("Fix it."),
                 {"findings": pages, "pages": pages}, prints)  # fmt: skip


class Timed(NamedTuple):
    """Seconds to open, and to open with a finding's link; milliseconds of the first key of each query, and of all later ones."""

    opens: float
    leads: float
    first: list[float]
    later: list[float]


def timed(browser: Any, file: Path, middle: int) -> Timed:
    """Open the report, and once more for each query, which is typed as soon as the list is drawn."""
    opens, first, later = [], [], []
    for query in QUERIES:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        opens.append(_opened(page, file.as_uri() + "#pages"))
        keys = [page.evaluate(_FILTER, query[:end]) for end in range(1, len(query) + 1)]
        first.append(keys[0])
        later += keys[1:]
        page.close()
    page = browser.new_page()
    leads = _opened(page, f"{file.as_uri()}#f-{_print(middle, 0)}")
    page.locator(f"#f-{_print(middle, 0)}").wait_for()
    page.close()
    return Timed(statistics.median(opens), leads, first, later)


def _opened(page: Any, address: str) -> float:
    started = time.monotonic()
    page.goto(address, timeout=120_000)
    page.wait_for_load_state()
    page.evaluate(_FRAME)
    return time.monotonic() - started


def _written(audit: Audit, file: Path) -> str:
    """Write the report; say what it weighs and what it took."""
    started = time.monotonic()
    parts = save("html", audit, file)
    seconds, peak = time.monotonic() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in (file, *parts)) / 1e6
    beside = f", {len(parts)} parts beside a first file of {file.stat().st_size / 1e6:.1f} MB" if parts else ""
    return f"{size:.1f} MB written in {seconds:.1f} s, peak {peak:.0f} MB{beside}"


def main() -> None:
    """Write, open, filter."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=3, help="a page")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium-browser")
    args = parser.parse_args()
    audit = audit_of(args.pages, args.findings)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder, "report.html")
        print(f"{args.pages} pages, {args.pages * args.findings} findings: {_written(audit, file)}")
        browser = play.chromium.launch(executable_path=args.chromium, args=["--no-sandbox"])
        browser.new_page().close()
        runs = [timed(browser, file, args.pages * 7 // 10) for _ in range(args.runs)]
        opens, leads = (statistics.median(getattr(run, name) for run in runs) for name in ("opens", "leads"))
        print(f"opens in {opens:.2f} s, at a finding's link in {leads:.2f} s")
        for name, said in (("first", "the first key, typed as soon as it is drawn"), ("later", "later keys")):
            keys = [one for run in runs for one in getattr(run, name)]
            print(f"filters in {statistics.median(keys):.0f} ms, at most {max(keys):.0f} ms: {said}")


if __name__ == "__main__":
    main()
