"""Is the notice seen? HTML and CSS in; True, False with the reason, or None with the doubt out, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import facts_of, rows

from linkaudit.document import Audit
from linkaudit.model import Disclosure

NOTICE = "We earn a commission when you buy through our links."
LINK = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Buy</a></p>'
LONG = f"<p>{'The article goes on for a while, in plain words. ' * 4}</p>"


def notice(css: str, html: str = f"<p class=n>{NOTICE}</p>", head: str = "", **sheets: str) -> Disclosure:
    texts = {f"https://blog.example/{name}.css": text for name, text in sheets.items()}
    page = f"<head>{head}<style>{css}</style></head><body><article>{html}{LONG}{LINK}</article>"
    return facts_of(page, sheet=texts.get).disclosures[0]


@pytest.mark.parametrize(
    ("css", "reason"),
    [
        (".n{display:none}", "display:none"),
        ("article{display:none}", "display:none"),
        (".n{visibility:hidden}", "visibility:hidden"),
        (".n{opacity:.1}", "opacity:0.1"),
        ("article{opacity:.6} .n{opacity:.6}", "opacity:0.36"),
        (".n{position:absolute;left:-9999px}", "placed off screen"),
        (".n{position:absolute;inset:-9999px auto auto}", "placed off screen"),
        (".n{position:fixed;transform:translateX(-200%)}", "moved off screen"),
        (".n{transform:scale(0)}", "scaled to nothing"),
        (".n{text-indent:-9999px}", "text-indent"),
        (".n{position:absolute;clip:rect(0, 0, 0, 0)}", "clipped away"),
        (".n{clip-path:inset(100%)}", "clipped away"),
        (".n{height:1px;overflow:hidden}", "zero height"),
        (".n{max-height:0;overflow-y:hidden}", "zero height"),
        (".n{width:1px;overflow:hidden}", "zero width"),
        (".n{font-size:0}", "font-size:0"),
        (".n{color:transparent}", "transparent text"),
        (".n{color:#fff}", "text #ffffff on #ffffff"),
        (".n{color:#fafafa;background:#eee}", "text #fafafa on #eeeeee"),
        (".n{content-visibility:hidden}", "content-visibility"),
        (":root{--show:none} .n{display:var(--show)}", "display:none"),
        (".wrap .n, article > .n{display:none}", "display:none"),
        ("@media (min-width: 1000px){.n{display:none}}", "display:none"),
        ("@layer a{.n{display:none}}", "display:none"),
        ("@supports (display:grid){.n{display:none}}", "display:none"),
        ("article{.n{display:none}}", "display:none"),
    ],
)
def test_hidden(css: str, reason: str) -> None:
    found = notice(css)
    assert found.visible is False
    assert reason in str(found.hidden_reason)


@pytest.mark.parametrize(
    "css",
    [
        "",
        "@media print{.n{display:none}}",
        ".n::after{display:none}",
        ".n:hover{display:none}",
        ".other{display:none}",
        ".n{display:none} .n{display:block}",
        ".n{display:none} article .n{display:revert}",
        "article{visibility:hidden} .n{visibility:visible}",
        ".n{opacity:.8;transform:translateX(-10px);position:relative;left:-5px;text-indent:-1em}",
        ".n{max-height:20em;overflow:hidden}",
        "article{max-height:120px;overflow:hidden}",  # it stands in the lines that show
        ".n{clip:rect(0,0,0,0)}",  # without a position it clips nothing
        ".n{color:#fff;background:#124}",
        ".n{color:#fff;background:url(night.jpg)}",
        "body{opacity:0}",  # a script shows the whole page
        "html,body{visibility:hidden}",
        "article{font-size:0} .n{font-size:16px}",
        "@media (max-width: 300px){.n{display:none}}",
        "@font-face{font-family:x;src:url(x)} @keyframes y{from{opacity:0}}",
    ],
)
def test_seen(css: str) -> None:
    found = notice(css)
    assert (found.visible, found.hidden_reason) == (True, None)


@pytest.mark.parametrize(
    ("css", "html"),
    [
        (".n{opacity:0;animation:fade 1s forwards}", f"<p class=n>{NOTICE}</p>"),
        (".n{opacity:0;transition:opacity .4s}", f"<p class=n>{NOTICE}</p>"),
        ("[data-animate]{visibility:hidden}", f"<p class=n data-animate=up>{NOTICE}</p>"),
        (".aos{opacity:0}", f'<p class="n aos">{NOTICE}</p>'),
        ("@container (min-width: 1px){.n{display:none}}", f"<p class=n>{NOTICE}</p>"),
        (".more{max-height:120px;overflow:hidden}", f"<div class=more>{LONG * 4}<p>{NOTICE}</p></div>"),
        ("", f'<div role=dialog aria-hidden="true"><p>{NOTICE}</p></div>'),
    ],
)
def test_what_a_script_or_a_browser_decides_is_a_doubt(css: str, html: str) -> None:
    found = notice(css, html)
    assert found.visible is None
    assert found.hidden_reason


def test_a_class_that_sounds_hidden_is_a_doubt_until_its_sheet_is_read() -> None:
    html, head = f"<p class=hidden>{NOTICE}</p>", '<link rel=stylesheet href="/s.css">'
    assert notice("", html, head).visible is None
    assert notice("", html, head, s=".hidden{display:none}").visible is False
    assert notice("", html, head, s=".hidden{overflow:hidden}").visible is True


@pytest.mark.parametrize(
    ("link", "read"),
    [
        ('<link rel="stylesheet" href="/s.css">', True),
        ('<link rel="preload" as="style" href="/s.css" onload="this.rel=\'stylesheet\'">', True),
        ('<link rel="stylesheet" href="s.css" media="print" onload="this.media=\'all\'">', True),
        ('<link rel="stylesheet" media="print" href="/s.css">', False),
        ('<link rel="alternate stylesheet" href="/s.css">', False),
        ('<noscript><link rel="stylesheet" href="/s.css"></noscript>', False),
        ('<link rel="preload" as="style" href="/s.css">', False),
        ("<style>@import '/s.css';</style>", True),
        ("<style>@import url(/s.css) screen and (min-width: 100px);</style>", True),
        ("<style>@import '/s.css' print;</style>", False),
    ],
)
def test_which_sheets_a_reader_gets(link: str, read: bool) -> None:
    html = f"<p class=n>{NOTICE}</p>"
    page = f"<head><base href='https://blog.example/'>{link}</head><body><article>{html}{LINK}</article>"
    found = facts_of(page, sheet={"https://blog.example/s.css": ".n{display:none}"}.get)
    assert (found.disclosures[0].visible is False) is read


def test_imports_in_a_circle_end() -> None:
    sheets = {"https://blog.example/a.css": "@import 'b.css';", "https://blog.example/b.css": "@import 'a.css'; .n{display:none}"}
    page = f'<head><link rel=stylesheet href="/a.css"></head><article><p class=n>{NOTICE}</p>{LINK}</article>'
    assert facts_of(page, sheet=sheets.get).disclosures[0].visible is False


def test_a_sheet_nobody_read_is_named_and_leaves_sizes_unknown() -> None:
    page = f'<head><link rel=stylesheet href="//cdn.example/x.css"></head><article><p class=n>{NOTICE}</p>{LINK}</article>'
    found = facts_of(page)
    assert found.unread_sheets == ("https://cdn.example/x.css",)
    assert (found.disclosures[0].looks[0].font_px, found.disclosures[0].looks[0].contrast) == (None, None)
    assert facts_of(page.replace("cdn.example/x.css", "fonts.googleapis.com/css")).unread_sheets == ()


def test_the_phone_has_a_look_of_its_own_only_where_sheets_differ() -> None:
    assert len(notice(".n{color:#333}").looks) == 1
    desk, phone = notice("@media (max-width: 600px){.n{display:none}}").looks
    assert (desk.width, desk.visible, phone.width, phone.visible) == (1280, True, 390, False)
    assert "display:none" in str(phone.reason)


def test_sizes_and_colours_are_measured() -> None:
    (look,) = notice("body{font-size:18px;background:#fffdf8} .n{font-size:.8em;color:#888}").looks
    assert (look.font_px, look.body_px, look.color, look.background) == (14.4, 18.0, "#888888", "#fffdf8")
    assert look.contrast == 3.49


def test_a_folder_s_own_sheets_are_read(audited: Callable[..., Audit]) -> None:
    page = f'<html lang=en><head><link rel="stylesheet" href="../css/site.css?v=2"></head><article><p class=n>{NOTICE}</p>{LONG}{LINK}</article>'
    files: dict[str, str | bytes] = {"post/index.html": page, "index.html": "<p>home", "css/site.css": ".n{font-size:10px}"}
    told = {one["rule"] for one in rows(audited(files), "findings")}
    assert "disclosure-small-text" in told
    assert "disclosure-hidden-css" in {one["rule"] for one in rows(audited(files | {"css/site.css": ".n{display:none}"}), "findings")}


def test_a_sheet_outside_the_folder_is_not_read(audited: Callable[..., Audit], tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text(".n{display:none}")
    for href in ("/../secret.css", "/%2e%2e/secret.css", "/..%2fsecret.css", "file:///etc/passwd"):
        page = f'<html lang=en><head><link rel="stylesheet" href="{href}"></head><article><p class=n>{NOTICE}</p>{LINK}</article>'
        assert "disclosure-hidden-css" not in {one["rule"] for one in rows(audited({"a.html": page, "b.html": "<p>"}), "findings")}
