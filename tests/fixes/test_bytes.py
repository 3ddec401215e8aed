"""Outside what is mended a file stays as it is, byte for byte: any encoding, line end, quotation mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixes.bench import PAID, SHOP, WORDS, look, mended, rules_of

from linkaudit.fixes import MECHANICAL
from linkaudit.rules import Example, rulebook

# A tag, and what it becomes; each is known without the code under test.
TAGS = [
    (f'<a href="{PAID}">', f'<a href="{PAID}" rel="sponsored">'),
    (f"<a class=x\thref='{PAID}'>", f"<a class=x\thref='{PAID}' rel=\"sponsored\">"),
    (f"<a href={PAID} rel=nofollow>", f'<a href={PAID} rel="nofollow sponsored">'),
    (f"<a rel=sponsored href={SHOP}?tag=YOURTAG-20>", f"<a rel=sponsored href={PAID}>"),
    (f'<a rel="sponsored" href="{SHOP}?a=1&amp;amp;tag=b-20">', f'<a rel="sponsored" href="{SHOP}?a=1&amp;tag=b-20">'),
    ('<a rel="sponsored"\r\nhref="http://www.amazon.com/dp/B000000001?tag=b-20">', f'<a rel="sponsored"\r\nhref="{PAID}">'),
    (f'<a rel="sponsored" href="{SHOP}?x=&eacute;\r\n&amp;y=1">', f'<a rel="sponsored" href="{SHOP}?x=&eacute;\r\n&amp;y=1&amp;tag=b-20">'),
    ('<a href="/about/">', '<a href="/about/">'),
]
ENCODINGS = {
    "utf-8": ("", b"", "äß é日本🙂 ñ\u2028"),
    "utf-8 with mark": ("", b"\xef\xbb\xbf", "äß é日本🙂 "),
    "utf-16-le": ("", b"\xff\xfe", "äß é日本🙂 "),
    "utf-16-be": ("", b"\xfe\xff", "äß é日本🙂 "),
    "windows-1252": ("windows-1252", b"", "äß é€“”"),
    "iso-8859-15": ("iso-8859-15", b"", "äß é€Ž"),
    "shift_jis": ("shift_jis", b"", "日本語ソ表 "),
    "gb18030": ("gb18030", b"", "中文 é🙂"),
    "euc-kr": ("euc-kr", b"", "한국어 "),
}


@st.composite
def pages(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A page and what it becomes; it has its notice, so that the links alone are to mend."""
    name = draw(st.sampled_from(sorted(ENCODINGS)))
    charset, mark, letters = ENCODINGS[name]
    codec = name.partition(" ")[0]
    pieces = [*letters, " ", "\n", "\r\n", "\r", "x", "&amp;", "<b>", "</b>", "<!-- -->"]
    prose = st.lists(st.sampled_from(pieces), max_size=12).map("".join)
    before = after = f"{f'<meta charset={charset}>' if charset else ''}<main><p>{WORDS}</p><p>"
    for one, other in draw(st.lists(st.sampled_from(TAGS), min_size=1, max_size=5)):
        junk, tail = draw(prose), draw(prose)
        before += f"{junk}</p>\r\n<p>{one}x</a>{tail}"
        after += f"{junk}</p>\r\n<p>{other}x</a>{tail}"
    return mark + before.encode(codec), mark + after.encode(codec)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages())
def test_every_byte_outside_the_tags_stays(page: tuple[bytes, bytes]) -> None:
    before, after = page
    assert mended(before).body == after
    assert mended(after).body == after


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=40), st.binary(max_size=40), st.sampled_from(["", "<meta charset=utf-8>", "<meta charset=shift_jis>"]))
def test_bytes_that_are_no_text_stay(junk: bytes, tail: bytes, head: str) -> None:
    plain = bytes.maketrans(b"<>&\"'-", b"xxxxxx")
    start = head.encode() + f"<main><p>{WORDS}</p><p>".encode() + junk.translate(plain) + b" </p><p>"
    tag, end = f'<a href="{PAID}"'.encode(), b">x</a> " + tail.translate(plain)
    done = mended(start + tag + end).body
    assert done in (start + tag + b' rel="sponsored"' + end, start + tag + end)
    assert mended(done).body == done


FAILING = [
    pytest.param(example, id=f"{rule.id}-{number}")
    for rule in rulebook().values()
    for number, example in enumerate(rule.fails)
    if not example.answers and example.site is None
]


@pytest.mark.parametrize("example", FAILING)
def test_a_failing_example_is_mended_once_and_for_all(example: Example) -> None:
    _holds(example.html.encode(), ids=example.ids or {"amazon": ("b-20", "b-21")})


TEMPLATES = sorted((Path(__file__).parent.parent / "templates").glob("*/*.html"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_theme_s_page_is_mended_once_and_for_all(file: Path) -> None:
    body = file.read_bytes().partition(b"-->")[2]
    _holds(body)
    _holds(body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _holds(body: bytes, **owner: object) -> None:
    """A second run changes nothing, and what was not left is gone."""
    done = mended(body, **owner)
    assert mended(done.body, **owner).body == done.body
    left = {one.rule for one in done.left}
    assert (rules_of(done.body, **owner) & MECHANICAL) <= left | _silent(done.body, left, **owner)


def _silent(body: bytes, left: set[str], **owner: object) -> set[str]:
    """Rules that speak only through one that was left."""
    _, found = look(**({"ids": {"amazon": ("b-20",)}, "required": WORDS} | owner))(body)
    return {rule for one in found if one.rule in left for rule in one.also}
