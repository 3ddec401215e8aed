"""Diffs that git applies, reviews that GitHub reads, diagnostics that fit reviewdog's schema."""

from __future__ import annotations

import json
import subprocess

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.fixes.hunks import Altered, rdjson, review, shown, unified


def _object(**fields: object) -> dict[str, object]:
    return {"type": "object", "additionalProperties": False, "properties": fields}


# The messages of reviewdog's format (proto/rdf/reviewdog.proto): its own schema lets unknown fields pass, this one doesn't.
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}
_POSITION = _object(line=_NUMBER, column=_NUMBER)
_RANGE = _object(start=_POSITION, end=_POSITION) | {"required": ["start"]}
_DIAGNOSTIC = _object(
    message=_TEXT,
    location=_object(path=_TEXT, range=_RANGE),
    severity={"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
    source=_object(name=_TEXT, url=_TEXT),
    code=_object(value=_TEXT, url=_TEXT),
    suggestions={"type": "array", "items": _object(range=_RANGE, text=_TEXT)},
    original_output=_TEXT,
)
SCHEMA = _object(diagnostics={"type": "array", "items": _DIAGNOSTIC}, source=_object(name=_TEXT, url=_TEXT), severity=_TEXT)
TITLES = {"rel-sponsored-missing": "Links without rel", "disclosure-missing": "No notice"}
LINES = st.lists(st.sampled_from(["a", "b ` x", "```", "é\r", "\t c", ""]), max_size=9)


def altered(before: str, after: str, *edits: tuple[int, str]) -> Altered:
    return Altered("posts/a b.md", before.encode(), after.encode(), edits)


@settings(max_examples=60, deadline=None)
@given(LINES, LINES, st.booleans(), st.booleans())
def test_git_applies_the_diff(tmp_path_factory: pytest.TempPathFactory, one: list[str], two: list[str], end: bool, also: bool) -> None:
    before, after = "\n".join(one) + "\n" * end, "\n".join(two) + "\n" * also
    if before in ("", after) or not after:
        return
    folder = tmp_path_factory.mktemp("git")
    file = folder / "posts" / "a b.md"
    file.parent.mkdir()
    file.write_bytes(before.encode())
    diff = "".join(unified(altered(before, after)))
    subprocess.run(["git", "apply", "-p1", "-"], input=diff.encode(), cwd=folder, check=True, capture_output=True)
    assert file.read_bytes() == after.encode()


def test_a_diff_moves_no_cursor() -> None:
    diff = "".join(unified(altered("a\x1b[2J\u202eb\x07\n", "c\x9b\rd\r\n")))
    assert "-a\\x1b[2J\\u202eb\\x07\n" in diff
    assert "+c\\x9b\\x0dd\r\n" in diff


@pytest.mark.parametrize(("text", "told"), [("é日本\t", "é日本\t"), ("x\ny", "x\ny"), ("\u200e\u2066", "\\u200e\\u2066"), ("a\r", "a\r")])
def test_what_is_printed_is_shown_as_it_is(text: str, told: str) -> None:
    assert shown(text) == told


def test_a_suggestion_replaces_whole_lines_and_its_fence_holds() -> None:
    before = "one\ntwo\nthree\n"
    said = json.loads(review([altered(before, "one\n```\n````x\nthree\n", (2, "rel-sponsored-missing"))], TITLES))
    (comment,) = said["comments"]
    assert (comment["path"], comment["line"], comment["side"]) == ("posts/a b.md", 2, "RIGHT")
    assert comment["body"] == "Links without rel (`rel-sponsored-missing`)\n\n`````suggestion\n```\n````x\n`````"
    assert said["event"] == "COMMENT"


@pytest.mark.parametrize(
    ("before", "after", "lines", "text"),
    [
        ("a\nb\n", "a\nNEW\nb\n", (2, 2), "NEW\nb"),
        ("a\r\nb\r\n", "NEW\r\na\r\nb\r\n", (1, 1), "NEW\na"),
        ("a\nb", "a\nb\nNEW", (2, 2), "b\nNEW"),
        ("a\nb\nc\n", "A\nB\nc\n", (1, 2), "A\nB"),
    ],
)
def test_lines_that_are_put_in_take_a_neighbour_along(before: str, after: str, lines: tuple[int, int], text: str) -> None:
    one = altered(before, after, (lines[0], "disclosure-missing"))
    (comment,) = json.loads(review([one], TITLES))["comments"]
    assert (comment.get("start_line", comment["line"]), comment["line"]) == lines
    assert f"```suggestion\n{text}\n```" in comment["body"]
    (found,) = json.loads(rdjson([one], TITLES))["diagnostics"]
    assert found["suggestions"][0]["range"] == {"start": {"line": lines[0]}, "end": {"line": lines[1]}}
    assert found["suggestions"][0]["text"].replace("\r", "") == text


def test_a_suggestion_names_its_rule_though_the_diff_took_the_blank_line_above() -> None:
    before = "# Pan\n\nRead [it](u).\n"
    said = json.loads(review([altered(before, "# Pan\n\nNotice\n\nRead [it](u).\n", (3, "disclosure-missing"))], TITLES))
    assert "disclosure-missing" in said["comments"][0]["body"]
    said = json.loads(review([altered("a\n\nb\n", "a\n\nn\n\nb\n", (5, "disclosure-missing"))], TITLES))
    assert "disclosure-missing" in said["comments"][0]["body"]


def test_diagnostics_fit_the_schema() -> None:
    told = json.loads(rdjson([altered("a\nb\nc\n", "A\nb\nC\n", (1, "rel-sponsored-missing"), (3, "disclosure-missing"))], TITLES))
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert [one["code"]["value"] for one in told["diagnostics"]] == ["rel-sponsored-missing", "disclosure-missing"]
    assert [one["location"]["range"]["start"]["line"] for one in told["diagnostics"]] == [1, 3]


def test_a_page_that_is_no_utf8_is_shown_in_its_own_letters() -> None:
    before = b'<meta charset="windows-1252"><p>caf\xe9</p>\n'
    assert "-" + before.decode("cp1252") in "".join(unified(Altered("a", before, before.replace(b"<p>", b"<p>x"), ())))
