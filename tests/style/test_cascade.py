"""What wins, what is inherited, what a screen decides: CSS in, computed values out. Figures are what browsers compute."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.html import Element, parse
from linkaudit.style import DESKTOP, PHONE, Cascade, Linked, Style, Viewport, contrast, sheet
from linkaudit.style.shelf import index_of
from linkaudit.style.values import Colour, colour, font_size


def style_of(css: str, html: str = "<p id=it class='a b'>x</p>", screen: Viewport = DESKTOP, media: str = "") -> Style:
    dom = parse(f"<body><main class=m>{html}</main>".encode())
    found = next(element for element in dom.elements() if element.attr("id") == "it")
    assert isinstance(found, Element)
    return Cascade((Linked(sheet(css), media),), screen).of(found)


def own(css: str, name: str = "display", **more: object) -> str | None:
    return style_of(css, **more).own.get(name)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("css", "wins"),
    [
        (".a{display:grid} .b{display:flex}", "flex"),  # the later of equals
        ("p.a{display:grid} .b{display:flex}", "grid"),
        ("#it{display:grid} p.a.b{display:flex}", "grid"),
        (".a{display:grid!important} #it{display:flex}", "grid"),
        (":where(#it){display:grid} p{display:flex}", "flex"),
        (":is(#it, q){display:grid} p.a.b{display:flex}", "grid"),
        ("p:not(#no){display:grid} .a{display:flex}", "grid"),
        ("main > p:first-child{display:grid} .a{display:flex}", "grid"),
        ("div p{display:grid} p{display:flex}", "flex"),
        ("p:hover{display:none} p{display:flex}", "flex"),
        ("p::before{display:none} p{display:flex}", "flex"),
        ("p:unheard-of{display:none} p{display:flex}", "flex"),
        (".c, p{display:grid}", "grid"),
        (".\\31 x, p{display:grid}", "grid"),
        ("p{display:grid;display:}", "grid"),
        ("\ufeffp{display:grid}", "grid"),
    ],
)
def test_the_strongest_declaration_wins(css: str, wins: str) -> None:
    assert own(css) == wins


@pytest.mark.parametrize(
    ("css", "wins"),
    [
        ("@layer base{#it{display:grid}} p{display:flex}", "flex"),  # outside layers is stronger
        ("@layer a,b; @layer b{p{display:grid}} @layer a{#it{display:flex}}", "grid"),  # the order of the names decides
        ("@layer a{p{display:grid!important}} p{display:flex!important}", "grid"),  # and turns round for important ones
        ("@layer a{@layer b{p{display:grid}}}", "grid"),
        ("@layer{p{display:grid}}", "grid"),
    ],
)
def test_layers(css: str, wins: str) -> None:
    assert own(css) == wins


@pytest.mark.parametrize(
    ("css", "wins"),
    [
        ("main{p{display:grid}}", "grid"),
        ("main{& > p{display:grid}}", "grid"),
        (".m{> .a{display:grid}}", "grid"),
        ("p{&.a{display:grid}}", "grid"),
        ("p{&:hover{display:none}}", None),
        ("p{display:grid; @media (width > 100px){display:flex}}", "flex"),
        ("main{.x{display:none} .a{&.b{display:grid}}}", "grid"),
    ],
)
def test_nesting(css: str, wins: str | None) -> None:
    assert own(css) == wins


@pytest.mark.parametrize(
    ("query", "desk", "phone"),
    [
        ("print", False, False),
        ("screen", True, True),
        ("all and (min-width: 600px)", True, False),
        ("(max-width: 37.5em)", False, True),
        ("(width >= 600px)", True, False),
        ("(400px < width <= 1280px)", True, False),
        ("not all and (min-width: 600px)", False, True),
        ("not (min-width: 600px)", False, True),
        ("(min-width: 600px) and (orientation: landscape)", True, False),
        ("((max-width: 100px) or (hover: none))", False, True),
        ("print, (max-width: 500px)", False, True),
        ("(prefers-color-scheme: dark)", False, False),
        ("(prefers-reduced-motion: no-preference)", True, True),
        ("(pointer: coarse)", False, True),
        ("(max-device-width: 480px)", False, True),
    ],
)
def test_media(query: str, desk: bool, phone: bool) -> None:
    css = f"@media {query} {{ p {{ display: grid }} }}"
    assert (own(css) == "grid", own(css, screen=PHONE) == "grid") == (desk, phone)
    assert (own("p{display:grid}", media=query) == "grid") == desk


@pytest.mark.parametrize("css", ["@container (min-width: 1px){p{display:none}}", "@media (unheard-of: 1){p{display:none}}"])
def test_a_condition_that_nobody_can_answer_is_a_doubt(css: str) -> None:
    style = style_of(css)
    assert (style.own.get("display"), style.maybe) == (None, {"display": "none"})


@pytest.mark.parametrize(
    ("condition", "held"),
    [("(display: grid)", True), ("not (display: grid)", False), ("selector(:has(a))", True), ("(-ms-ime-align: auto)", False)],
)
def test_supports(condition: str, held: bool) -> None:
    assert (own(f"@supports {condition} {{ p{{display:grid}} }}") == "grid") is held


@pytest.mark.parametrize(
    ("css", "html", "size"),
    [
        ("", "<p id=it>", 16),
        ("", "<small id=it>", 16 / 1.2),
        ("", "<small><small id=it>x</small></small>", 16 / 1.44),
        ("html{font-size:62.5%} p{font-size:1.8rem}", "<p id=it>", 18),
        ("main{font-size:20px} p{font-size:.8em}", "<p id=it>", 16),
        ("main{font-size:20px} p{font-size:80%} span{font-size:50%}", "<p><span id=it>x</span></p>", 8),
        ("p{font:italic 700 12px/1.5 Georgia, serif}", "<p id=it>", 12),
        ("p{font-size:x-small}", "<p id=it>", 10),
        ("p{font-size:12pt}", "<p id=it>", 16),
        ("p{font-size:clamp(1rem, 0.5rem + 1vw, 2rem)}", "<p id=it>", 20.8),
        ("p{font-size:calc(2 * (1rem - 4px))}", "<p id=it>", 24),
        ("p{font-size:min(1rem, 12px)}", "<p id=it>", 12),
        (":root{--s:.5} p{font-size:calc(var(--s) * 1rem)}", "<p id=it>", 8),
        (":root{--s:1rem} main{--s:2rem} p{font-size:var(--s)}", "<p id=it>", 32),
        ("p{font-size:var(--none, 14px)}", "<p id=it>", 14),
        (":root{--a:var(--b);--b:15px} p{font-size:var(--a)}", "<p id=it>", 15),
        ("", '<font size=1><b id=it>x</b></font>', 10),
        ("", '<font size="-1" id=it>x</font>', 13),
        ("", '<p style="font-size:9px" id=it>', 9),
        ("p{font-size:initial} main{font-size:30px}", "<p id=it>", 16),
    ],
)  # fmt: skip
def test_font_sizes(css: str, html: str, size: float) -> None:
    assert style_of(css, html).font_px == pytest.approx(size)


def test_a_size_nobody_can_compute_is_unknown_down_the_tree() -> None:
    assert style_of("main{font-size:calc(1cqw + 1px)}", "<p id=it>").font_px is None
    assert style_of("main{font-size:calc(1cqw + 1px)} p{font-size:1rem}", "<p id=it>").font_px == 16


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("#abc", "#aabbcc"),
        ("rgb(0 128 0 / 50%)", "#008000"),
        ("hsl(120, 100%, 25%)", "#008000"),
        ("RebeccaPurple", "#663399"),
        ("#12345678", "#123456"),
    ],
)
def test_colours(value: str, shown: str) -> None:
    assert str(colour(value)) == shown


@pytest.mark.parametrize("value", ["oklch(70% 0.1 200)", "color-mix(in srgb, red, blue)", "none", "url(x.png)", ""])
def test_what_is_no_colour_or_beyond_srgb_is_unknown(value: str) -> None:
    assert colour(value) is None


def test_contrast_is_that_of_wcag() -> None:
    white, black = Colour(1, 1, 1), Colour(0, 0, 0)
    grey = colour("#767676")
    assert grey is not None
    assert (contrast(white, black), round(contrast(grey, white), 2)) == (21, 4.54)


def test_colour_is_inherited_and_text_fill_wins() -> None:
    assert str(style_of("main{color:#123456}").colour) == "#123456"
    assert str(style_of("main{-webkit-text-fill-color:#abcdef} p{-webkit-text-fill-color:#abcdef;color:red}").colour) == "#abcdef"


_PARTS = [
    *"abp.#{}()[]:;,>+~*&@\"'/\\ \n0123456789%-!x",
    "@media ",
    "var(",
    "--x",
    ":is(",
    "display:none",
    "font-size:",
    "calc(",
    "@layer ",
]
_CSS = st.lists(st.sampled_from(_PARTS), max_size=120).map("".join)


@settings(max_examples=300, deadline=None)
@given(_CSS)
def test_no_sheet_can_break_it(css: str) -> None:
    assert isinstance(style_of(css), Style)


@settings(max_examples=200, deadline=None)
@given(_CSS)
def test_no_value_can_break_it(value: str) -> None:
    assert isinstance(font_size(value, 16.0, 16.0, (1280, 800)), float | None)
    assert isinstance(colour(value), Colour | None)


def test_a_variable_that_refers_to_itself_ends() -> None:
    assert style_of(":root{--a:var(--b) var(--b);--b:var(--a) var(--a)} p{font-size:var(--a)}").font_px is None


def test_a_sheet_of_many_rules_costs_little_per_element() -> None:
    """A framework's rules are found by id, class and tag: an element looks at its own, not at all of them."""
    css = "".join(f".c{n} .d{n}{{display:none}}" for n in range(5000)) + ".a{display:grid}"
    assert len(index_of(sheet(css), DESKTOP).by_key[".a"]) == 1


@pytest.mark.parametrize(
    ("css", "first", "second"),
    [
        (".m p{display:grid}", "<p id=it>", "<p id=it>"),
        ("p + p{display:grid}", "<p>x<p id=it>", "<b>x</b><p id=it>"),
        (".a{display:grid}", "<p id=it class=a>", "<p id=it>"),
        ("div .a{display:grid}", "<div><p id=it class=a></div>", "<section><p id=it class=a></section>"),
        (":root{--d:grid} .n{--d:flex} p{display:var(--d)}", "<div><p id=it></div>", "<div class=n><p id=it></div>"),
        ("[lang=de]{--d:grid} p{display:var(--d,flex)}", "<div lang=de><p id=it></div>", "<div><p id=it></div>"),
        ("", "<p id=it style='display:grid'>", "<p id=it>"),
        ("", "<p id=it hidden>", "<p id=it>"),
        ("", "<div style='--d:grid'><p id=it style='display:var(--d)'></div>", "<div><p id=it style='display:var(--d)'></div>"),
    ],
)
def test_a_style_of_another_page_is_taken_only_where_all_that_decides_it_is_the_same(css: str, first: str, second: str) -> None:
    shown = [own(css, html=html) for html in (first, second, first, second)]
    fresh = [own(f"{css} .never-{place}{{color:red}}", html=html) for place, html in enumerate((first, second))]
    assert shown == fresh * 2


@pytest.mark.parametrize(
    "css",
    [
        "div:has(" * 8 + "i" + ")" * 8 + " p{display:none}",
        "p{font-size:" + "calc(" * 5000 + "1px}",
        ":is(" * 5000 + "p" + ")" * 5000 + "{display:none}",
        "a{" * 20_000,
        "@media screen{" * 20_000,
        "@media " + "(" * 5000 + "{p{display:none}}",
        (",".join(f".a{n}" for n in range(50)) + "{") * 6 + "&&&& p{display:none}" + "}" * 6,
    ],
    ids=["has in has", "calc in calc", "is in is", "rules in rules", "media in media", "brackets", "lists in lists"],
)
def test_what_no_author_writes_takes_no_time_and_says_nothing(css: str) -> None:
    assert style_of(css, "<div>" * 300 + "<p id=it>x").own.get("display") is None


def test_a_style_attribute_may_be_as_odd() -> None:
    assert style_of("", f"<p id=it style='font-size:{'calc(' * 700}1px'>x").font_px == 16
