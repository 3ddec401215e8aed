"""A source and where its links are written in, the source as its author would have mended it out."""

from __future__ import annotations

import msgspec
import pytest
from tests.fixes.bench import PAID, SHOP, WORDS

from linkaudit.document import LinkRecord
from linkaudit.fixes import Dialect, Mended, Owner, Wish, mend_source
from linkaudit.identify import identifier
from linkaudit.model import Written

KRAMDOWN = Dialect(attributes=True)
HUGO = Dialect(advice="In Hugo, a render hook can add rel.")
FILE = "content/pan.md"
FRONT = '---\ntitle: A pan\nurl: "x"\n---\n'


def linked(address: str, body: bytes, file: str = FILE, url: str = "", **more: object) -> LinkRecord:
    """The built page's link that is written in a source as `address`."""
    at = body.index(address.encode())
    match = identifier().identify(url or address)
    record = LinkRecord(
        url or address, url or address, "a", match.program or "amazon", match.publisher_id, "strong", False, "A", 9, 1, "main", (), 1, "p > a",
        (0, 1), None, None, None, "", 1, 1, Written(file, 1, 1, (at, at + len(address.encode())), "its address"),
    )  # fmt: skip
    return msgspec.structs.replace(record, **more)


def mended(text: str | bytes, address: str, rule: str, dialect: Dialect = KRAMDOWN, file: str = FILE, **owner: str | None) -> Mended:
    body = text.encode() if isinstance(text, str) else text
    said = Owner(identifier(), {"amazon": ("b-20",)}, **({"required": WORDS} | owner))  # type: ignore[arg-type]
    return mend_source(body, [Wish(rule, linked(address, body, file))], said, file, dialect)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A [pan]({}) here.", 'A [pan]({}){{: rel="sponsored"}} here.'),
        ('A [pan](<{}> "the pan") here.', 'A [pan](<{}> "the pan"){{: rel="sponsored"}} here.'),
        ("A [pan]({}){{: .x}}", 'A [pan]({}){{: .x rel="sponsored"}}'),
        ("A [pan]({}){{:rel='nofollow' .x}}", "A [pan]({}){{:rel='nofollow sponsored' .x}}"),
        ('A [pan]({}){{: rel="sponsored"}}', 'A [pan]({}){{: rel="sponsored"}}'),
        ("A <a class=x href='{}'>pan</a>", "A <a class=x href='{}' rel=\"sponsored\">pan</a>"),
        ('A <a rel=nofollow\n   href="{}">pan</a>', 'A <a rel="nofollow sponsored"\n   href="{}">pan</a>'),
    ],
)
def test_rel_is_added_where_markdown_takes_it(before: str, after: str) -> None:
    assert mended(before.format(PAID), PAID, "rel-sponsored-missing").body.decode() == after.format(PAID)


@pytest.mark.parametrize(
    ("text", "file", "dialect", "reason"),
    [
        ("A [pan]({}).", FILE, HUGO, "In Hugo, a render hook can add rel."),
        ("A [pan]({}).", "a.mdx", KRAMDOWN, "Markdown has no rel"),
        ("A [pan][p].\n\n[p]: {}\n", FILE, KRAMDOWN, "only an inline link"),
        ('{{{{< buy url="{}" >}}}}', FILE, KRAMDOWN, "shortcode"),
        ('<Buy href="{}" />', "a.mdx", KRAMDOWN, "component"),
        ("- url: {}\n", "data/pans.yaml", KRAMDOWN, "template"),
        ('<a {{...more}} href="{}" onClick={{() => x}}>', "a.mdx", KRAMDOWN, "component"),
    ],
)
def test_where_it_takes_none_the_place_is_told(text: str, file: str, dialect: Dialect, reason: str) -> None:
    done = mended(text.format(PAID), PAID, "rel-sponsored-missing", dialect, file)
    assert done.edits == ()
    (left,) = done.left
    assert reason in left.reason
    assert (left.file, left.line) == (file, 1)


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("A [pan]({}).", FILE),
        ("---\nbuy: {}\n---\n", FILE),
        ('{{"url": "{}"}}', "data/pans.json"),
        ("- url: '{}' # é\r\n", "data/pans.yaml"),
        ('{{{{< buy "{}" >}}}}', FILE),
        ('<Buy href="{}" />', "a.mdx"),
    ],
)
@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("tag-placeholder", f"{SHOP}?a=1&tag=YOURTAG-20", f"{SHOP}?a=1&tag=b-20"),
        ("tag-missing", f"{SHOP}?a=1&b=2", f"{SHOP}?a=1&b=2&tag=b-20"),
        ("link-insecure", PAID.replace("https", "http"), PAID),
    ],
)
def test_an_address_is_mended_wherever_it_is_written(text: str, file: str, rule: str, before: str, after: str) -> None:
    assert mended(text.format(before), before, rule, file=file).body.decode() == text.format(after)


@pytest.mark.parametrize("written", ["B000000001", "https://www.amazon.com/dp/{{ asin }}", "{{ site.shop }}/dp/B000000001"])
def test_an_address_made_of_parts_is_left(written: str) -> None:
    body = f"x {written} y".encode()
    wish = Wish("tag-missing", linked(written, body, url=SHOP))
    done = mend_source(body, [wish], Owner(identifier(), {"amazon": ("b-20",)}), FILE, KRAMDOWN)
    assert done.body == body
    assert "put together from parts" in done.left[0].reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("One.\n\nTwo\n[pan]({}).\n", "One.\n\n@Two\n[pan]({}).\n"),
        (FRONT + "[pan]({})\n", FRONT + "@[pan]({})\n"),
        ("+++\na=1\n+++\n\nA\n[pan]({})\n", "+++\na=1\n+++\n\n@A\n[pan]({})\n"),
        ("## Pans\n[pan]({})\n", "## Pans\n@[pan]({})\n"),
        ("List:\n\n- one\n- [pan]({})\n", "List:\n\n@- one\n- [pan]({})\n"),
        ("List:\n\n- one\n\n  more\n\n- [pan]({})\n", "List:\n\n@- one\n\n  more\n\n- [pan]({})\n"),
        ("1. one\n\n2. [pan]({})\n", "@1. one\n\n2. [pan]({})\n"),
        ("x\n\n> said\n> [pan]({})\n", "x\n\n@> said\n> [pan]({})\n"),
        ("x\n\n| a | b |\n|---|---|\n| c | [pan]({}) |\n", "x\n\n@| a | b |\n|---|---|\n| c | [pan]({}) |\n"),
        ("One.\r\n\r\nTwo [pan]({}).\r\n", "One.\r\n\r\n@Two [pan]({}).\r\n"),
        ("\ufeffTwo [pan]({}).\n", "\ufeff@Two [pan]({}).\n"),
    ],
)
@pytest.mark.parametrize("snippet", [None, "{{< affiliate >}}"])
def test_the_notice_gets_a_paragraph_before_the_block_of_the_link(before: str, after: str, snippet: str | None) -> None:
    text = before.replace("{}", PAID)
    end = "\r\n" if "\r\n" in text else "\n"
    once = mended(text, PAID, "disclosure-missing", insert=snippet)
    assert once.body.decode() == after.replace("{}", PAID).replace("@", (snippet or WORDS) + 2 * end)
    again = mended(once.body, PAID, "disclosure-missing", insert=snippet)
    assert again.body == once.body
    assert "stands there already" in again.left[0].reason


@pytest.mark.parametrize(
    ("text", "file"),
    [(FRONT.replace('"x"', PAID), FILE), (f"- url: {PAID}\n", "data/x.yaml"), (f'<a href="{PAID}">x</a>', "layouts/x.html")],
)
def test_a_notice_is_never_put_into_front_matter_data_or_a_layout(text: str, file: str) -> None:
    done = mended(text, PAID, "disclosure-missing", file=file)
    assert done.edits == ()
    assert "put the notice into the layout" in done.left[0].reason


def test_a_page_whose_first_link_a_template_prints_gets_its_notice_where_the_audit_says() -> None:
    body = FRONT.encode() + b"Text.\n"
    top = Written(FILE, 5, 1, (len(FRONT), len(FRONT)), "above this line")
    wish = Wish("disclosure-missing", linked("x", b"x", "layouts/box.html"), None, top)
    done = mend_source(body, [wish], Owner(identifier(), required=WORDS), FILE, KRAMDOWN)
    assert done.body.decode() == f"{FRONT}{WORDS}\n\nText.\n"


def test_pages_built_from_one_file_ask_for_one_notice() -> None:
    body = f"[a]({SHOP}?tag=a-20)\n\n[b]({PAID})\n".encode()
    wishes = [Wish("disclosure-missing", linked(one, body)) for one in (PAID, f"{SHOP}?tag=a-20", PAID)]
    assert mend_source(body, wishes, Owner(identifier(), required=WORDS), FILE, HUGO).body.decode() == f"{WORDS}\n\n{body.decode()}"


def test_words_are_no_markup_of_mdx() -> None:
    assert (
        mended(f"[a]({PAID})\n", PAID, "disclosure-missing", file="a.mdx", required="We {earn} < 5 %.")
        .body.decode()
        .startswith("We &#123;earn} &lt; 5 %.\n\n")
    )


def test_a_file_in_an_old_encoding_stays_as_it_is() -> None:
    body = b"caf\xe9 [pan](" + PAID.encode() + b")\n"
    assert mended(body, PAID, "rel-sponsored-missing").body == body.replace(b")", b'){: rel="sponsored"}')
    assert mended(body, PAID, "disclosure-missing", required="Né").body == body
