"""Whatever stands on a page, in a file's name or in an old report: no format lets it out of its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.reports.made import audit_of, cause, finding
from tests.reports.runner import Command, commands
from tests.reports.test_gitlab import read as read_gitlab
from tests.reports.test_junit import suite_of
from tests.reports.test_sarif import run_of

from linkaudit.document import Audit, Checkout
from linkaudit.model import Evidence, Fix, Unread, UnreadReason
from linkaudit.reports import FORMATS

HOSTILE = [
    "::error file=x::broken out", "\n::add-mask::a", "\r\n::stop-commands::x", "%0A::error::x", "%25%0D", "##[error]x", "a,b=c::d",
    "]]>", "</failure><failure>", '" onload="x', "<!--", "&#0;", "\x1b[31mred\x1b[0m", "\x00", "\udcff", "\ud83d", "\ufffe\uffff", "\u2028\u2029",
    "\u202egnp.exe", '\\"}]', "{0} {{1}}", "[x](https://evil.example)", "../../etc/passwd", "https://evil.example/",
]  # fmt: skip
TEXT = st.sampled_from(HOSTILE) | st.text(max_size=60) | st.text(alphabet=":,%=\r\n\t\0\x1b]>&<\"'|`\ud800A0D", max_size=40)


def written(text: str) -> str:
    """A finding comes out of the spool as JSON, which holds no lone surrogate; all else may be in it."""
    return text.encode("utf-8", "replace").decode()


def attacked(text: str) -> Audit:
    """An audit with the text everywhere that a site, a file system or a saved document can put it."""
    mild = written(text) or "x"
    found = [
        finding(
            page=f"https://blog.example/{mild}",
            file=mild,
            message=mild,
            fix=Fix(mild, mild),
            evidence=Evidence(mild, (mild,)),
            subject=mild,
        ),
        finding(page=f"https://blog.example/{mild}", file=None, line=None, message=mild, fix=Fix(f"Insert {mild}", mild), fingerprint=mild),
        finding(page="", file=None, line=None, message=mild, suppressed_by=mild, fingerprint="c" * 16),
    ]
    causes = tuple(cause(one, title=text or "x", rule="disclosure-missing", id=str(n)) for n, one in enumerate(found))
    broken = ({"rule": "tag-placeholder", "error": text, "pages": text},)
    unread = (Unread(text, UnreadReason.UNREADABLE, text, text), Unread(f"https://blog.example/{text}", UnreadReason.STATUS, text))
    return audit_of(
        found, causes=causes, broken_rules=broken, unread=unread, notes=(text,), target=text, checkout=Checkout(text, text), started=text,
        tool={"name": "linkaudit", "version": text or "1"}, site=f"https://{mild}" if len(mild) % 2 else "https://site.invalid",
    )  # fmt: skip


def plain(value: Any) -> None:
    """No string of a document holds what a terminal obeys."""
    if isinstance(value, str):
        assert not any((sign < " " and sign != "\n") or sign in "\x7f\x9b\u202e" for sign in value), value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        plain(one)


@given(TEXT)
@settings(deadline=None, max_examples=150)
@example("::error::x\n::error::y")
@example("\udcff%0A")
def test_no_text_becomes_a_command_or_a_property(text: str) -> None:
    found = commands("".join(FORMATS["github"](attacked(text))))
    assert [one.name for one in found if isinstance(one, Command)] == ["error"] * 3
    for one in found:
        assert isinstance(one, Command)
        assert set(one.properties) <= {"file", "line", "col", "endColumn", "title"}
        assert one.data.endswith("\nlinkaudit explain disclosure-missing")
        plain(one.data)


@given(TEXT)
@settings(deadline=None, max_examples=150)
@example("]]>")
@example("\x00\ufffe\udcff")
def test_no_text_becomes_xml(text: str) -> None:
    suite = suite_of(attacked(text))
    assert len(suite.findall("testcase")) == 5
    assert {one.tag for one in suite.iter()} == {"testsuite", "testcase", "failure", "skipped", "error"}


@given(TEXT)
@settings(deadline=None, max_examples=100)
def test_no_text_breaks_the_json_or_its_promises(text: str) -> None:
    document = attacked(text)
    for name in ("sarif", "sarif-full"):
        run = run_of(document, name)
        plain(run)
        for result in run["results"]:
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert uri and uri.isascii() and not uri.startswith("/") and ":" not in uri
    plain(read_gitlab(document))


@pytest.mark.parametrize("name", ["sarif", "sarif-full", "junit", "gitlab", "github"])
@pytest.mark.parametrize("text", HOSTILE)
def test_every_hostile_text_can_be_written(name: str, text: str) -> None:
    """Lone surrogates can't: `write` would fail when half of the report is on the disk."""
    body = "".join(FORMATS[name](attacked(text))).encode()
    assert b"\x1b" not in body and b"\x00" not in body
    assert json.loads(body) if name in ("sarif", "gitlab") else etree.fromstring(body) is not None if name == "junit" else body


def test_the_same_audit_gives_the_same_bytes() -> None:
    for name in ("sarif", "sarif-full", "junit", "gitlab", "github"):
        assert "".join(FORMATS[name](attacked("x"))) == "".join(FORMATS[name](attacked("x")))
