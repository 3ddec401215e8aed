"""Markdown: what a reviewer reads in a pull request, and what a hostile page can't make of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from linkaudit.document import Audit, Cause
from linkaudit.model import Outcome, Unread, UnreadReason
from linkaudit.reports import format_of
from linkaudit.reports.md import MAX_CODE, MAX_TEXT, code, prose, render
from linkaudit.reports.words import clean, cut

GOLDEN = Path(__file__).parent / "golden"
NOTICE = "<p>We earn a commission when you buy through our links.</p>"
LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a>'
# What a page's author, or whoever comments on it, may write into a link's text or a notice.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![x](https://evil.example/pixel.png)",
    "`` ` ```",
    "a | b |\n|---|\n| c",
    "# head\n- item\n1. one",
    "**bold** _it_ ~~gone~~",
    "&lt;b&gt; &copy;",
    "<!-- hidden",
    "\\[x\\](y)",
    "[ref]: https://evil.example",
    "\x1b[31m\u202egnp.exe\x00",
    "<https://evil.example>",
    "1. one",
    "- [ ] task",
    "---",
    "    indented",
    "`",
]


def shown(markdown: str) -> str:
    """What a renderer that lets raw HTML through makes of it."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page)).strip()


def test_the_report_of_a_small_site(audited: Callable[..., Audit]) -> None:
    pages = {f"p{n}.html": f"<main><p>{LINK}</p></main><footer>{NOTICE}</footer>" for n in range(3)}
    document = audited(pages | {"q.html": f"<main>{NOTICE}<p>{LINK}</p><p>{LINK.replace('blog-20', 'YOURTAG-20')}</p></main>"})
    document = msgspec.structs.replace(
        document,
        tool={"name": "linkaudit", "version": "1.2.3"},
        started="2026-01-02T03:04:05Z",
        unread=(Unread("https://blog.example/x", UnreadReason.STATUS, "HTTP 500"),),
        not_run=({"rule": "link-broken", "reason": "no link was asked (--offline or --no-probes)"},),
    )
    assert "".join(render(document)) == (GOLDEN / "small.md").read_text(encoding="utf-8")


def test_it_opens_with_what_helps_most(audited: Callable[..., Audit]) -> None:
    pages = {f"p{n}.html": f"<main><p>{LINK}</p></main><footer>{NOTICE}</footer>" for n in range(3)}
    said = "".join(render(audited(pages)))
    assert said.index("clears all 3 failing pages") < said.index("| ftc | 3 |") < said.index("to fix") < said.index("## Not seen")


def test_a_site_with_nothing_to_fix_is_not_called_compliant(audited: Callable[..., Audit]) -> None:
    page = f"<main>{NOTICE}<p>As an Amazon Associate I earn from qualifying purchases.</p><p>{LINK.replace('<a', '<a rel=sponsored')} (paid link)</p></main>"
    said = "".join(render(audited({"a.html": page})))
    assert "Nothing to fix: the checked conditions are met." in said
    assert "compliant" not in said


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    for page in (shown(f"- {prose(text)}\n"), shown(f"**{prose(text)}** (law)\n"), shown(f"- see {code(text)}: x\n")):
        assert set(re.findall(r"<(\w+)", page)) <= {"ul", "li", "p", "strong", "code"}
        assert "\x1b" not in page and "\u202e" not in page


@pytest.mark.parametrize(
    "text", ["@user", "ask @org/team", "#123", "owner/repo#1", "GH-123", "https://evil.example", "www.evil.example", "a@b.example", "!12",
             ":tada:", "~bug", "%3", "$x$", "HTTP://evil.example"]
)  # fmt: skip
def test_no_forge_finds_a_mention_or_an_address(text: str) -> None:
    said = text_of(shown(prose(text)))
    assert not re.search(r"[@#!~%$]\w|GH-\d|://|www\.\w|:\w+:", said, re.I)
    assert said.replace("\u200b", "") == text


@given(st.text(max_size=150) | st.text(alphabet="\\`*_[]()<>#+-.!|~&@:$1a \n\r\t", max_size=60))
@example("1. `a` <b> &amp; \\")
def test_prose_reads_back(text: str) -> None:
    page = shown(f"- {prose(text)}\n")
    wanted = cut(clean(text).strip(), MAX_TEXT)
    assert re.sub(r"\s+", " ", text_of(page).replace("\u200b", "")) == re.sub(r"\s+", " ", wanted.replace("\u200b", "")).strip()
    assert set(re.findall(r"<(\w+)", page)) <= {"ul", "li", "p"}


@given(st.text(max_size=250) | st.text(alphabet="`\\ a<", max_size=40))
def test_code_reads_back(text: str) -> None:
    page = shown(f"see {code(text)} there\n")
    wanted = cut(clean(text).strip(), MAX_CODE)
    found = re.search(r"<code>(.*)</code>", page, re.DOTALL)
    assert html.unescape(found[1] if found else "") == wanted
    assert set(re.findall(r"<(\w+)", page)) <= {"p", "code"}


def test_a_hostile_page_makes_an_inert_report(audited: Callable[..., Audit]) -> None:
    evil = "@everyone #1 ![x](https://evil.example/p.png) <img src=x> `a` | b\u202e\x1b[31m"
    escaped = evil.replace("<", "&lt;")
    page = f'<title>{escaped}</title><main><p>{escaped} may earn a commission</p><p><a href="https://www.amazon.com/dp/B000000001?tag=YOURTAG-20">{escaped}</a></p></main>'
    said = shown("".join(render(audited({"a.html": page, "b`|@x.html": page}))))
    assert not re.search(r"<(script|img|a)\b", said)
    outside = re.sub(r"<code>.*?</code>", "", said, flags=re.DOTALL)
    assert not re.search(r"@everyone|#1\b", outside)


def test_it_fits_into_a_comment(audited: Callable[..., Audit]) -> None:
    document = audited({"a.html": f"<p>{LINK}</p>"})
    cause = document.causes[0]

    def told(number: int, outcome: Outcome) -> Cause:
        example: dict[str, Any] = cause.example | {"page": "`&" * 5000, "file": None, "message": "<&" * 5000}
        return msgspec.structs.replace(cause, id=str(number), title="&<|" * 5000, example=example, outcome=outcome)

    many = tuple(told(n, outcome) for outcome in (Outcome.FAILED, Outcome.REVIEW) for n in range(500))
    unread = tuple(Unread("https://blog.example/" + "x" * 9000, reason, "&" * 9000) for reason in UnreadReason for _ in range(500))
    said = "".join(render(msgspec.structs.replace(document, causes=many, unread=unread, notes=("@&" * 5000,) * 500)))
    assert len(said) < 65_536
    assert re.search(r"- … and 4\d\d more", said)


def test_the_suffix_names_it() -> None:
    assert format_of("night.md") == ("md", "night.md")
