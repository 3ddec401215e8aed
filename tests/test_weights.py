"""Page views weigh causes: exports as analytics tools write them, pages matched however their addresses are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.test_cli import run
from tests.conftest import rows, serving

from linkaudit.document import Audit
from linkaudit.exports import MAX_ROWS, number_of, rows_of
from linkaudit.reports import FORMATS
from linkaudit.urls import parse
from linkaudit.weights import Weights, page_key

PLACEHOLDER = '<main><p>We earn a commission when you buy.</p><p><a rel="sponsored" href="https://www.amazon.com/dp/B1?tag=YOURTAG-20">b</a> (paid link)</p></main>'
SILENT = '<main><p><a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a></p></main>'
UNMARKED = PLACEHOLDER.replace("YOURTAG-20", "blog-20").replace('rel="sponsored" ', "")

EXPORTS = {
    "GA4": '# ------\n# Pages and screens\n# Start date: 20261001\n# ------\n\nPage path and screen class,Views,Active users\n/a/,"40,000",9\n/b,12,3\n',
    "GA4, a chart first": "# Pages\nNth day,Views\n0000,40\n0001,12\n\n# Table\nPage path and screen class,Views\n/a,40000\n/b/,12\n\n# Countries\nCountry,Views\nUS,3\n",
    "GA4, an exploration": "Landing page + query string,Sessions,Views\n,40012,Grand total\n/a/?utm_source=mail&gclid=1,30000,30000\n/a/,10000,10000\n/b/,12,12\nGrand total,1,40012\n",
    "GA4 in German": "Seitenpfad und Bildschirmklasse;Aufrufe\n/a/;40.000\n/b/;12\nGesamt;40.012\n",
    "Plausible": "name,visitors,pageviews,bounce_rate\n/a/,100,40000,50\n/b/,1,12,50\n",
    "Matomo": "Label,Unique Pageviews,Pageviews,Metadata: url\na,9,40000,https://www.blog.example/a/\nb,2,12,https://blog.example/b\n",
    "Search Console": "Top pages,Clicks,Impressions,CTR,Position\nhttps://blog.example/a/,40000,90000,44%,1\nhttps://blog.example/b/,12,90,1%,9\n",
    "a spreadsheet": "sep=;\nURL;Page-Views\nblog.example/a/index.html;40 000,00\nblog.example/b.html;12,0\n",
    "two columns": "/a/\t40'000\n/b/\t12\n",
    "a single page app": "page,views\n/a/#top,40000\n/b/,12\n#/about,-\n",
}


def weighed(audited: Callable[..., Audit], tmp_path: Path, body: str | bytes, files: dict[str, str], **flags: Any) -> Audit:
    """The audit of a folder with page views."""
    place = tmp_path / "views.csv"
    place.write_bytes(body if isinstance(body, bytes) else body.encode())
    return audited(files, **{"report.weights": str(place)}, **flags)


def of_pages(document: Audit) -> dict[str, Any]:
    return {row["file"]: row["views"] for row in rows(document, "pages")}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_read_as_they_are(audited: Callable[..., Audit], tmp_path: Path, name: str) -> None:
    document = weighed(audited, tmp_path, EXPORTS[name], {"a/index.html": SILENT, "b/index.html": SILENT})
    assert of_pages(document) == {"a/index.html": 40_000, "b/index.html": 12}


def test_matomo_writes_utf_16(audited: Callable[..., Audit], tmp_path: Path) -> None:
    assert of_pages(weighed(audited, tmp_path, EXPORTS["Matomo"].encode("utf-16"), {"a.html": SILENT})) == {"a.html": 40_000}


def test_causes_with_many_readers_come_first_within_their_severity(audited: Callable[..., Audit], tmp_path: Path) -> None:
    files = {f"silent{n}.html": SILENT for n in range(3)} | {"paid.html": PLACEHOLDER, "rel.html": UNMARKED, "rare.html": UNMARKED}
    views = "page,views\n/silent0,10\n/silent1,10\n/paid,500\n/rel,9000\n"
    known = [cause for cause in weighed(audited, tmp_path, views, files).causes if cause.views is not None]
    assert [(cause.rule, cause.views) for cause in known[:3]] == [
        ("tag-placeholder", 500), ("disclosure-missing", 20), ("rel-sponsored-missing", 9000),
    ]  # fmt: skip
    plain = [cause.rule for cause in audited(files).causes if cause.pages]
    assert plain[:2] == ["disclosure-missing", "tag-placeholder"]


def test_a_page_with_two_faults_of_one_cause_is_counted_once(audited: Callable[..., Audit], tmp_path: Path) -> None:
    twice = PLACEHOLDER.replace("</main>", '<p><a rel="sponsored" href="https://www.amazon.com/dp/B2?tag=YOURTAG-20">c</a></p></main>')
    found = weighed(audited, tmp_path, "page,views\n/a,7\n", {"a.html": twice}).causes
    assert next(cause.views for cause in found if cause.rule == "tag-placeholder") == 7


def test_what_concerns_the_site_as_a_whole_stays_first(audited: Callable[..., Audit], tmp_path: Path) -> None:
    first = weighed(audited, tmp_path, "page,views\n/a,7000000\n", {"a.html": SILENT, "b.html": SILENT}).causes[0]
    assert (first.rule, first.views) == ("amazon-statement-missing", None)


def test_without_a_file_nobody_knows(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": SILENT})
    assert {cause.views for cause in document.causes} == {None}
    assert of_pages(document) == {"a.html": None}
    assert not any(re.search(r"\d views?\b", "".join(FORMATS[name](document))) for name in ("text", "md", "html"))


def test_rows_of_other_sites_and_of_pages_not_read_are_said(audited: Callable[..., Audit], tmp_path: Path) -> None:
    views = "url,views\nhttps://blog.example/a/,5\nhttps://www.blog.example/a,2\nhttps://other.example/a,900\n/gone,1\n"
    document = weighed(audited, tmp_path, views, {"a.html": SILENT})
    assert of_pages(document) == {"a.html": 7}
    assert "2 of 4 rows of views.csv name pages that were not read, 1 of them on other hosts (other.example)." in document.notes
    mine = weighed(audited, tmp_path, views, {"a.html": SILENT}, **{"site.own": ["other.example"]})
    assert of_pages(mine) == {"a.html": 907}


def test_a_folder_that_tells_no_address_takes_any_host(audited: Callable[..., Audit], tmp_path: Path) -> None:
    document = weighed(audited, tmp_path, "url,views\nhttps://blog.example/a,5\n", {"a.html": SILENT}, **{"site.url": None})
    assert of_pages(document) == {"a.html": 5}


def test_every_report_shows_views(audited: Callable[..., Audit], tmp_path: Path) -> None:
    document = weighed(audited, tmp_path, "page,views\n/a,40000\n", {"a.html": SILENT, "b.html": SILENT})
    shown = {name: "".join(FORMATS[name](document)) for name in ("text", "md", "html", "json", "findings")}
    assert all("40,000 views" in shown[name] for name in ("text", "md", "html"))
    assert not any("a month" in text for text in shown.values())
    causes = {cause["rule"]: cause["views"] for cause in json.loads(shown["json"])["causes"]}
    assert causes["disclosure-missing"] == 40_000
    table = {row[6]: row[-1] for row in (line.split(",") for line in shown["findings"].splitlines()) if row[0] == "disclosure-missing"}
    assert table == {"https://blog.example/a.html": "40000", "https://blog.example/b.html": "0"}


def test_a_live_site_whose_pages_have_queries(tmp_path: Path) -> None:
    (tmp_path / "views.csv").write_text("page,views\n/?p=1,30\n/?utm_medium=mail&p=1,4\n/,100\n")
    (tmp_path / "linkaudit.toml").write_text('[report]\nweights = "views.csv"\n')
    with serving({"/": f'<a href="/?p=1">one</a>{SILENT}', "/?p=1": SILENT}) as (url, _):
        run("audit", url, "-c", str(tmp_path / "linkaudit.toml"), "--no-probes", "--no-state", "-o", "a.json", cwd=tmp_path)
    pages = json.loads((tmp_path / "a.json").read_text())["pages"]
    assert {page["url"].removeprefix(url): page["views"] for page in pages} == {"/": 100, "/?p=1": 34}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "views.csv: empty"),
        (b"Country,Views\nUS,3\n", "names a column of pages"),
        (b"page,views\n/a,many\n", "views.csv:2: 'many' is no number of views"),
        (b"page,views\n/a,12.5\n", "views.csv:2: '12.5' is no number of views"),
        (b"page,views\n/a,-3\n", "views.csv:2: '-3' is no number of views"),
        (b"# x\n\npage,users,views\n/a,1,2\n/b\n", "views.csv:5: a row of 1 cells"),
        (b"page,views\n/a,9999999999999999\n", "views.csv:2:"),
        (b"page,views\n/a," + b"9" * 5000, "views.csv:2:"),
        (b"page,views\n/\xe4,1\n", "is not text in UTF-8"),
        (b"PK\x03\x04\xff\xfe\x00", "is not text in UTF-8"),
        (b'page,views\n"' + b"a" * 200_000 + b'",1\n', "views.csv: can't be read"),
    ],
)
def test_a_file_that_is_none_ends_the_run_before_it_begins(site: Callable[..., Path], tmp_path: Path, body: bytes, said: str) -> None:
    (tmp_path / "views.csv").write_bytes(body)
    done = run("audit", "https://127.0.0.1:1/", "--weights", "views.csv", cwd=tmp_path)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    assert not (tmp_path / ".linkaudit").exists()


def test_a_file_that_is_not_there_or_no_file(site: Callable[..., Path], tmp_path: Path) -> None:
    folder = site({"a.html": SILENT})
    assert "views.csv: there is no such file" in run("audit", str(folder), "--weights", "views.csv", cwd=tmp_path).stderr
    assert "is no file" in run("audit", str(folder), "--weights", "/dev/zero", cwd=tmp_path).stderr


def test_rows_are_capped(tmp_path: Path) -> None:
    (tmp_path / "views.csv").write_text("page,views\n" + "/a,1\n" * (MAX_ROWS + 1))
    with pytest.raises(Exception, match="more than 500,000 rows"):
        list(rows_of(tmp_path / "views.csv"))


@given(st.integers(0, 10**12), st.sampled_from(["", ",", ".", " ", "\u00a0", "\u202f", "'", "’"]), st.sampled_from(["", ".0", ",00"]))
def test_a_number_is_the_same_however_it_is_grouped(number: int, by: str, fraction: str) -> None:
    assert number_of(f"{number:,}".replace(",", by) + (fraction if fraction[:1] != by else "")) == number


@given(st.text(max_size=60))
def test_any_cell_is_a_number_or_none(text: str) -> None:
    assert (number_of(text) or 0) >= 0


PATHS = st.lists(st.text("abcäß ~-_%.+", min_size=1, max_size=5).filter(lambda part: part == part.strip(" .")), min_size=1, max_size=3)
TAILS = st.sampled_from(["", "/", "/index.html", "/index.htm", ".html", ".html/"])
QUERIES = st.sampled_from(["", "?utm_source=x", "?fbclid=1&gclid=2#top"])
ORIGINS = st.sampled_from(["", "blog.example", "https://www.blog.example", "http://BLOG.example:8080"])


@given(PATHS, TAILS, TAILS, QUERIES, ORIGINS, st.booleans())
def test_an_address_is_the_same_page_however_it_is_written(
    parts: list[str], tail: str, other: str, query: str, origin: str, encoded: bool
) -> None:
    """A path as an export prints it, decoded or not, is the page's as a browser writes it."""
    path = "".join(f"/{quote(part)}" for part in parts)
    weights = Weights("views.csv", ["blog.example"])
    weights.add(origin + (path if encoded else unquote(path).replace("%", "%25")) + tail + query, 3)
    weights.settle(["blog.example"])
    page = parse(f"https://blog.example{path}{other}")
    assert page
    assert weights.of(page.href) == 3
    assert list(weights.notes()) == []


def test_the_order_of_a_query_and_how_it_is_written_do_not_matter() -> None:
    assert page_key("", "/a", "p=1&q=%C3%A4") == page_key("", "/a/", "&q=%c3%a4&utm_term=z&p=1") != page_key("", "/a", "p=1")
