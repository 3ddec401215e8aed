"""One document, many renderings: the JSON contract, the terminal, a page that stays inert."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linkaudit.app import Plan, audit
from linkaudit.config import load as settings_of
from linkaudit.document import Audit
from linkaudit.errors import ConfigError, DocumentError
from linkaudit.reports import FORMATS, format_of
from linkaudit.reports.saved import load

NOTICE = "<p>We earn a commission when you buy through our links.</p>"
LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a>'
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp.exe\x1b[31m"


def rendered(document: Audit, name: str) -> str:
    return "".join(FORMATS[name](document))


def document_of(document: Audit) -> Any:
    return json.loads(rendered(document, "json"))


def test_the_contract(audited: Callable[..., Audit]) -> None:
    found = document_of(audited({"a.html": f"<title>T</title><p>{LINK}</p>{NOTICE}", "b.html": "<p>x</p>"}))
    assert found["schema"] == 1
    assert {"tool", "target", "started", "interrupted", "regimes", "coverage", "rules", "causes", "pages", "probes", "findings", "unread",
            "not_run", "broken_rules"} <= set(found)  # fmt: skip
    assert found["coverage"] == {
        "pages_found": 2,
        "pages_read": 2,
        "pages_with_affiliate_links": 1,
        "affiliate_links": 1,
        "hops": 0,
        "not_pages": 0,
        "feeds": 0,
        "partial": "",
        "share": 0.5,
    }
    (page,) = found["pages"]
    assert page["verdicts"] == {"ftc": "failed", "amazon": "passed"}
    assert {"url", "file", "title", "verdicts", "affiliate_links", "disclosures", "candidates"} <= set(page)
    assert {"url", "resolved", "carrier", "program", "publisher_id", "strength", "needs_probe", "text", "line", "column", "region", "rel",
            "order", "selector"} <= set(page["affiliate_links"][0])  # fmt: skip
    assert {"text", "grade", "language", "region", "visible", "hidden_reason", "before_first_link", "line", "order", "selector"} <= set(
        page["disclosures"][0]
    )
    finding = next(one for one in found["findings"] if one["cause"] == "notice")
    assert {"rule", "also", "cause", "outcome", "severity", "regimes", "impact", "page", "file", "line", "column", "subject", "message",
            "evidence", "fix", "fingerprint", "suppressed_by", "written", "links", "each"} == set(finding)  # fmt: skip
    assert set(finding["evidence"]) == {"snippet", "facts"}
    assert set(finding["fix"]) == {"text", "replace"}
    cause = found["causes"][0]
    assert {"id", "rule", "impact", "severity", "outcome", "title", "pages", "links", "example", "fix", "clears", "findings",
            "waits", "views"} == set(cause)  # fmt: skip
    prints = {one["fingerprint"] for one in found["findings"]}
    assert {one for cause in found["causes"] for one in cause["findings"]} == prints


def test_fingerprints_are_unique(audited: Callable[..., Audit]) -> None:
    found = document_of(audited({"a.html": f"<p>{LINK} {LINK} {LINK.replace('blog-20', 'YOURTAG-20') * 3}</p>"}))
    prints = [one["fingerprint"] for one in found["findings"]]
    assert len(prints) == len(set(prints))


def test_a_saved_document_renders_the_same(audited: Callable[..., Audit], tmp_path: Path) -> None:
    document = audited({"a.html": f"<p>{LINK}</p>{NOTICE}", "b.html": NOTICE})
    path = tmp_path / "audit.json"
    path.write_text(rendered(document, "json"), encoding="utf-8")
    again = load(path)
    for name in FORMATS:
        assert rendered(again, name) == rendered(document, name)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": 9}'])
def test_a_file_that_is_no_document_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(DocumentError, match=r"x\.json"):
        load(path)


def test_the_terminal_summary(audited: Callable[..., Audit]) -> None:
    pages: dict[str, str] = {f"p{n}.html": f"<main><p>{LINK}</p></main><footer>{NOTICE}</footer>" for n in range(3)}
    text = rendered(audited(pages), "text")
    assert "https://blog.example → ftc (set by you)" in text
    assert "Read     3 pages" in text
    assert "Found    3 affiliate links on 3 pages: amazon 3" in text
    assert re.search(r"LAW +✗ 1 Notice only in the footer +3 +3", text)
    assert "Change 1 alone clears all 3 failing pages." in text


def test_a_folder_that_names_no_site_is_called_by_its_path(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": f"<p>{LINK}</p>"}, **{"site.url": None})
    text, page = rendered(document, "text"), rendered(document, "html")
    assert text.startswith(f"{document.target} → ftc")
    assert "set site.url" in text
    assert f"<h1><bdi>{document.target}</bdi></h1>" in page


def test_a_clean_site_is_never_called_compliant(audited: Callable[..., Audit]) -> None:
    document = audited(
        {
            "a.html": f"<main>{NOTICE}<p>As an Amazon Associate I earn from qualifying purchases.</p><p>{LINK.replace('<a', '<a rel=sponsored')} (paid link)</p></main>"
        }
    )
    for name in ("text", "html"):
        page = rendered(document, name)
        assert "checked conditions" in page
        assert "compliant" not in page


def test_hostile_text_is_inert_everywhere(audited: Callable[..., Audit]) -> None:
    html = f'<title>{EVIL.replace("<", "&lt;")}</title><main>{NOTICE}<p><a href="javascript:alert(1)">x</a><a href="https://www.amazon.com/dp/B000000001?tag=%22%3E%3Cscript%3E">{EVIL.replace("<", "&lt;")}</a></p></main>'
    document = audited({"a.html": html})
    page = rendered(document, "html")
    assert page.count("<script") == 1 and "<script>alert" not in page
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")
    assert 'href="javascript' not in page
    for name in ("html", "text"):
        out = rendered(document, name)
        assert "\x1b" not in out and "\u202e" not in out


def test_the_page_needs_no_network_and_allows_none(audited: Callable[..., Audit]) -> None:
    page = rendered(audited({"a.html": f"<p>{LINK}</p>"}), "html")
    assert "default-src 'none'" in page
    assert not re.search(r"<(link|img|iframe|script src)\b", page)
    # Affiliate links are shown as text: opening a report must not be able to earn or fake a click.
    assert not re.search(r'href="[^"]*amazon[^"]*/dp/', page)


def test_the_page_opens_with_the_causes(audited: Callable[..., Audit]) -> None:
    page = rendered(audited({"a.html": f"<p>{LINK}</p>{NOTICE}"}), "html")
    assert page.index("to fix</h2>") < page.index("Notices in use</h2>") < page.index("Ids in use</h2>")
    assert "Notice only at the end" in page
    assert "line 1" in page


@pytest.mark.parametrize(
    ("output", "wanted"),
    [("a.json", ("json", "a.json")), ("a/b.html", ("html", "a/b.html")), ("json:audit", ("json", "audit")), ("x.txt", ("text", "x.txt"))],
)
def test_the_suffix_names_the_format(output: str, wanted: tuple[str, str]) -> None:
    assert format_of(output) == wanted


def test_an_unknown_format_is_explained() -> None:
    with pytest.raises(ConfigError, match="no format for .jsn"):
        format_of("a.jsn")


def test_a_built_file_is_named_from_the_repository_s_root(site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({"blog/public/a.html": f"<main><p>{LINK}</p></main>"})
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder / "blog")
    document = audit(Plan("public", settings_of(None, {}), offline=True, state=False))
    for name in ("text", "md", "github"):
        report = "".join(FORMATS[name](document))
        assert "blog/public/a.html" in report, name
        assert "blog/blog" not in report
