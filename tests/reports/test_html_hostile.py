"""A site that attacks whoever reads its report: every string of it stays text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
from playwright.sync_api import Page
from tests.conftest import rows

from linkaudit.document import Audit
from linkaudit.reports import FORMATS

Opened = Callable[..., Page]
EVIL = (
    "</script></noscript><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}\u202egnp.exe\u2066\x00\x1b[31m<!--]]>\"'`"
)
BIG = EVIL + "x" * 2_000_000
ADDRESS = f"javascript:alert(1)//{EVIL}"


def poisoned(document: Audit, text: str) -> Audit:
    """The audit with every text that comes from the site replaced."""

    def of_page(one: dict[str, Any]) -> dict[str, Any]:
        links = [
            link | {"text": text, "resolved": ADDRESS, "url": ADDRESS, "publisher_id": text, "program": "amazon"}
            for link in one["affiliate_links"]
        ]
        told = [notice | {"text": text, "selector": text, "language": 'en"><script>alert(2)</script>'} for notice in one["disclosures"]]
        return one | {"title": text, "file": text, "edit_url": ADDRESS, "affiliate_links": links, "disclosures": told}

    def of_finding(one: dict[str, Any]) -> dict[str, Any]:
        shown = {"snippet": text, "facts": [text]}
        return one | {"file": text, "subject": text, "message": text, "evidence": shown, "fix": {"text": text, "replace": text}}

    pages = [msgspec.json.encode(of_page(one)) for one in rows(document, "pages")]
    findings = [msgspec.json.encode(of_finding(one)) for one in rows(document, "findings")]
    example = {"file": text, "message": text, "snippet": text, "facts": [text]}
    causes = tuple(msgspec.structs.replace(one, title=text, example=one.example | example) for one in document.causes)
    return msgspec.structs.replace(
        document, site=text, target=text, notes=(text,), causes=causes, pages=lambda: iter(pages), findings=lambda: iter(findings),
        notices=tuple(msgspec.structs.replace(one, text=text, selector=text, example=ADDRESS) for one in document.notices),
        ids=tuple(msgspec.structs.replace(one, id=text, example=ADDRESS) for one in document.ids),
    )  # fmt: skip


def test_every_string_stays_text(demo: Audit, opened: Opened) -> None:
    page = opened(poisoned(demo, EVIL), "#pages")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(100)
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object, [onerror], [style]").count() == 0
    assert "{{ 7*7 }}" in (page.locator("#pages").text_content() or "")
    page.locator("#q").fill("gnp.exe")
    assert page.locator("#pages > .row:visible").count() == page.locator("#pages > .row").count()


def test_only_the_audited_pages_and_sources_can_be_clicked(demo: Audit, opened: Opened) -> None:
    page = opened(poisoned(demo, EVIL), "#pages")
    links = page.evaluate("[...document.querySelectorAll('a')].map((one) => [one.getAttribute('href'), one.rel])")
    out = {href: rel for href, rel in links if not href.startswith("#")}
    assert all(href.startswith("https://") and "noreferrer" in rel for href, rel in out.items())
    earning = {link["resolved"] for one in rows(demo, "pages") for link in one["affiliate_links"]}
    assert out and not earning & set(out)


def test_nothing_is_turned_around_or_endless(demo: Audit) -> None:
    document = poisoned(demo, BIG)
    text = "".join(FORMATS["html"](document))
    assert not set(text) & set("\x00\x1b\u202e\u2066")
    assert len(text) < 6_000_000
    assert text.count("<script") == 1 and text.count("<noscript") == 0


def test_megabytes_open_all_the_same(demo: Audit, opened: Opened) -> None:
    page = opened(poisoned(demo, BIG), width=390)
    assert page.locator("article.cause:visible").count() == len(demo.causes)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_a_long_hostile_list_stays_text(audited: Callable[..., Audit], opened: Opened) -> None:
    """Details that wait as text are made markup by the script: what the site wrote must still be none."""
    files: dict[str, str | bytes] = {
        f"p{number}.html": f'<p><a href="https://www.amazon.com/dp/B00000{number:04}?tag=blog-20">x</a>' for number in range(610)
    }
    page = opened(poisoned(audited(files), EVIL), "#pages")
    for row in page.locator("#pages .row > summary").all()[:3]:
        row.click()
    assert page.locator("#pages .row[open] .finding:visible").count() >= 3
    assert page.locator("#pages script, #pages img, [onerror]").count() == 0


def test_scripts_of_others_may_not_run(demo: Audit) -> None:
    """Should markup ever slip through, the policy still forbids it: no inline handler, no style attribute, no request."""
    text = "".join(FORMATS["html"](demo))
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy and "script-src 'sha256-" in policy
    assert " style=" not in text.split("</style>")[1] and "onclick" not in text.split("</style>")[1]
    for kind in ("style", "script"):
        inside = text.split(f"<{kind}>")[1].split(f"</{kind}>")[0]
        assert f"{kind}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in policy


def test_right_to_left_and_wide_scripts_keep_to_themselves(audited: Callable[..., Audit], opened: Opened) -> None:
    title = "מדריך הקומקומים הטוב ביותר 最高のケトル"
    page = opened(
        audited({"a.html": f'<title>{title}</title><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">{title}</a>'}),
        "#pages",
        width=390,
    )
    page.locator("#pages summary").first.click()
    names = page.locator("#pages bdi").filter(has_text=title)
    assert names.count() >= 2
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
