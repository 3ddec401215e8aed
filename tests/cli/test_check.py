"""`linkaudit check`: a source file in, lines as an author reads them out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_cli import run

TAGGED = "https://www.amazon.com/dp/B000000001?tag=blog-20"
WRONG = "https://www.amazon.com/dp/B000000002?tag=YOURTAG-20"


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[str]]:
    """The lines that are said of a file, each up to its rule."""

    def ask(text: str, name: str = "post.md", toml: str = "", said: str = "") -> list[str]:
        (tmp_path / name).write_bytes(text.encode())
        (tmp_path / "linkaudit.toml").write_text(toml)
        done = run("check", name, "--fail-on", "warning", cwd=tmp_path)
        lines = [line.removeprefix(f"{name}:") for line in done.stdout.splitlines()]
        assert done.stderr == said
        assert done.returncode == (1 if any("error" in line or "warning" in line for line in lines) else 0)
        return [": ".join(line.split(": ")[:2]) for line in lines[:-1]]

    return ask


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"Good: [a]({TAGGED}), <{TAGGED}> and {TAGGED}", []),
        (f"# Title\n\nOne line,\nthen [a link]({WRONG}).", ["4:15: error tag-placeholder"]),
        (f"[a]({TAGGED}) and [b]({WRONG})", ["1:63: error tag-placeholder"]),
        (f"[a][r]\n\ntext\n\n[r]: {WRONG}", ["5:6: error tag-placeholder"]),
        (f"- item\n  - [a]({WRONG})", ["2:9: error tag-placeholder"]),
        (f"| a |\n|---|\n| [x]({WRONG}) |", ["3:7: error tag-placeholder"]),
        (f"> quoted\n> [a]({WRONG})", ["2:7: error tag-placeholder"]),
        (f"[![img](i.png)]({WRONG})", ["1:17: error tag-placeholder"]),
        (f"---\ntitle: x\nbuy: {WRONG}\n---\ntext", ["3:6: error tag-placeholder"]),
        (f'+++\nbuy = "{WRONG}"\n+++\n', ["2:8: error tag-placeholder"]),
        (f'Text\n\n{{{{< button url="{WRONG}" text="Buy" >}}}}', ["3:17: error tag-placeholder"]),
        (f"<Button\n  to='{WRONG}' />", ["2:7: error tag-placeholder"]),
        (f'A <a\nhref="{WRONG}">raw</a> link', ["1: error tag-placeholder"]),
        (f'<div>\n\n<a href="{WRONG}">raw</a>\n</div>', ["3: error tag-placeholder"]),
        (f"[a]({TAGGED} 'a title\nover lines') [b]({WRONG})", ["2:18: error tag-placeholder"]),
        (f"text\r\n\r\n[a]({WRONG})\r\n", ["3:5: error tag-placeholder"]),
        (f"[a]({TAGGED})\n[b](https://www.amazon.com/dp/B000000003)", ["2:5: error tag-missing"]),
        ("[a](https://www.amazon.com/dp/B000000001?x=1&amp;amp;tag=b-20)", ["1:5: error link-malformed"]),
        (f"[a]({WRONG.replace('https', 'http')})", ["1:5: error tag-placeholder", "1:5: info link-insecure"]),
    ],
)
def test_markdown_is_told_at_the_line_its_author_wrote(found: Callable[..., list[str]], text: str, said: list[str]) -> None:
    assert found(text) == said


@pytest.mark.parametrize(
    "text",
    [
        f"`{WRONG}`\n\n```\n{WRONG}\n```\n\n    {WRONG}",
        "[a](https://www.amazon.com/dp/B000000001?tag={{site.tag}})",
        "[a](https://www.amazon.com/dp/B000000001?tag={{ site.tag }})",
        '{{< amazon "https://www.amazon.com/dp/B000000001?tag={{ .Tag }}" >}}',
        f"[no notice, no label, no rel]({TAGGED})",
        "A mention of [the shop](https://www.amazon.com/dp/B000000001).",
    ],
)
def test_markdown_that_is_not_accused(found: Callable[..., list[str]], text: str) -> None:
    assert found(text) == []


def test_html_files_and_what_templates_fill_in(found: Callable[..., list[str]]) -> None:
    assert found(f'<p>\n<a href="{WRONG}">x</a>', "a.html") == ["2:1: error tag-placeholder"]
    assert found('<a href="https://www.amazon.com/dp/B000000001?tag={{ .Site.Params.tag }}">x</a>', "a.html") == []
    assert found('{"a": "b"}', "a.html", said="Not read, being neither Markdown nor HTML: a.html\n") == []


def test_the_settings_hold(found: Callable[..., list[str]]) -> None:
    foreign = "[a](https://www.amazon.com/dp/B000000001?tag=other-20)"
    assert found(foreign, toml='[programs.amazon]\nids = ["blog-20"]\n') == ["1:5: error tag-foreign"]
    assert found(f"[a]({WRONG})", toml="[rules.tag-placeholder]\nenabled = false\n") == []
    assert found(f"[a]({WRONG})", toml='[[ignore]]\nrule = "tag-placeholder"\nreason = "a how-to"\n') == []


def test_nothing_is_printed_when_all_is_well_and_a_sentence_when_a_file_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"[a]({TAGGED})")
    (tmp_path / "b.md").write_text(f"[a]({WRONG})")
    done = run("check", "a.md", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = run("check", "a.md", "b.md", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    done = run("check", "a.md", "b.md", "--fail-on", "never", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 finding in 1 of 2 files")
    done = run("check", "nope.md", cwd=tmp_path)
    assert (done.returncode, "does not exist" in done.stderr) == (2, True)


def test_whoever_names_no_file_gets_an_example(tmp_path: Path) -> None:
    done = run("check", cwd=tmp_path)
    assert (done.returncode, "Missing FILES" in done.stderr, "linkaudit check content/posts/*.md" in done.stderr) == (2, True, True)


def test_files_of_other_kinds_are_named(tmp_path: Path) -> None:
    for name in ("a.py", "b.png", "c.md"):
        (tmp_path / name).write_text(f"[a]({WRONG})")
    done = run("check", "a.py", "b.png", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Not read, being neither Markdown nor HTML: a.py, b.png\n")
    done = run("check", "a.py", "c.md", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 finding in 1 of 1 file")
    assert run("check", "a.py", "--quiet", cwd=tmp_path).stderr == ""


BARE = "https://www.amazon.com/dp/B000000003"
MINE = '[programs.amazon]\nids = ["blog-20"]\n'


@pytest.mark.parametrize(
    "text",
    [
        f"[Buy]({BARE})",
        f"[Check price]({BARE})",
        f"[Buy the kettle on Amazon]({BARE})",
        f"[Amazonで見る]({BARE})",
        f"[Jetzt bei Amazon kaufen]({BARE})",
        f"[Kettle]({BARE}){{: .btn-buy }}",
        f'<a class="buy-button" href="{BARE}">Kettle</a>',
    ],
)
def test_a_link_that_says_to_buy_where_an_id_is_declared_lacks_it(found: Callable[..., list[str]], text: str) -> None:
    assert [line.split(": ")[1] for line in found(text, toml=MINE)] == ["error tag-missing"]
    assert found(text) == []
    assert found(text.replace("amazon.com", "amazon.de"), toml=MINE) == [], "no German id is declared"


@pytest.mark.parametrize(
    "text",
    [
        f"I found it at [Amazon]({BARE}).",
        f"[Buy Back Your Time]({BARE}) is a book.",
        "[My order on Amazon](https://www.amazon.com/gp/css/order-history)",
        "[Buy](https://www.amazon.com/gp/help/customer/display.html)",
    ],
)
def test_a_mention_is_no_link_without_an_id(found: Callable[..., list[str]], text: str) -> None:
    assert found(text, toml=MINE) == []


@pytest.mark.parametrize("mark", ['{: rel="sponsored" }', "{rel=sponsored}", '{:target="_blank" rel="nofollow sponsored"}'])
def test_marks_behind_a_markdown_link_are_its_own(found: Callable[..., list[str]], mark: str) -> None:
    assert found(f"[Kettle]({BARE}){mark} and [other]({BARE}0)") == ["1:10: error tag-missing"]


def test_an_ignore_in_the_file_is_heeded(found: Callable[..., list[str]]) -> None:
    comment = "<!-- linkaudit: ignore[tag-missing] a gift -->"
    assert found(f"Text.\n\n{comment}\n[Buy]({BARE})\n\n[Buy]({BARE})", toml=MINE) == ["6:7: error tag-missing"]
    assert found(f"{comment}\n[Buy]({BARE})", toml=MINE + "[site]\npage_ignores = false\n") == ["2:7: error tag-missing"]


def test_mdx_has_an_ignore_of_its_own_form(found: Callable[..., list[str]]) -> None:
    text = f"Text.\n\n{{/* linkaudit: ignore[tag-missing] a gift */}}\n[Buy]({BARE})\n\n[Buy]({BARE})"
    assert found(text, "a.mdx", MINE) == ["6:7: error tag-missing"]
    assert found(text, "a.md", MINE) == ["4:7: error tag-missing", "6:7: error tag-missing"]


def test_a_file_says_nothing_to_the_terminal(tmp_path: Path) -> None:
    name = "a\x1b[31m.md"
    (tmp_path / name).write_bytes(f"[\x1b]0;title\x07]({WRONG})\xff".encode("latin-1"))
    done = run("check", name, cwd=tmp_path)
    assert (done.returncode, "\x1b" in done.stdout) == (1, False)


@pytest.mark.parametrize("bomb", ["[" * 60_000, "[a](http://x " * 20_000, "*a_ " * 50_000, "<A " * 60_000, "---\n" * 60_000])
def test_hostile_markdown_is_read_in_time(tmp_path: Path, bomb: str) -> None:
    (tmp_path / "a.md").write_text(bomb)
    before = os.times().children_user
    assert run("check", "a.md", cwd=tmp_path).returncode == 0
    assert os.times().children_user - before < 10
