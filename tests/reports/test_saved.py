"""A saved audit read back: any part that is missing, of another kind or damaged is a sentence, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from linkaudit.document import Audit
from linkaudit.errors import DocumentError
from linkaudit.reports import FORMATS
from linkaudit.reports.saved import load

LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a>'
NOTICE = "<p>We earn a commission when you buy through our links.</p>"


@pytest.fixture
def document(audited: Callable[..., Audit]) -> Any:
    ignore = [{"rule": "link-label-missing", "reason": "ours"}]
    found = json.loads("".join(FORMATS["json"](audited({"a.html": f"<p>{LINK}</p>{NOTICE}"}, ignore=ignore))))
    found["broken_rules"] = [{"rule": "x", "error": "KeyError", "pages": "1"}]
    found["probes"] = [{"url": "https://a.example", "outcome": "ok"}]
    return found


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Any], Path]:
    def save(document: Any) -> Path:
        path = tmp_path / "audit.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return save


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key of the document, however deep; of a list the first entry stands for all."""
    pairs = value.items() if isinstance(value, dict) else list(enumerate(value))[:1] if isinstance(value, list) else []
    for key, inner in pairs:
        if isinstance(value, dict):
            yield (*path, key)
        yield from places(inner, (*path, key))


def changed(document: Any, place: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    copy = json.loads(json.dumps(document))
    at = copy
    for key in place[:-1]:
        at = at[key]
    change(at, place[-1])
    return copy


def rendered_or_refused(path: Path) -> str:
    """The sentence, when the document is refused; else every report has been made of it."""
    try:
        audit = load(path)
    except DocumentError as error:
        return str(error)
    for render in FORMATS.values():
        assert "".join(render(audit))
    return ""


def test_whatever_is_missing_is_a_sentence(document: Any, saved: Callable[[Any], Path]) -> None:
    refused = [
        place
        for place in places(document)
        if rendered_or_refused(saved(changed(document, place, lambda at, key: at.pop(key)))).startswith(str(saved(document)))
    ]
    assert ("platforms",) in refused
    assert ("findings", 0, "message") in refused
    assert ("causes", 0, "example", "page") in refused
    assert ("causes", 0, "clears", "pages") in refused
    assert ("counts", "error") in refused


@pytest.mark.parametrize("wrong", [None, 7, "x", [1], {"x": 1}])
def test_whatever_is_of_another_kind_is_a_sentence(document: Any, saved: Callable[[Any], Path], wrong: Any) -> None:
    for place in places(document):
        rendered_or_refused(saved(changed(document, place, lambda at, key: at.update({key: wrong}))))


def test_an_older_run_says_who_wrote_it_and_what_to_do(document: Any, saved: Callable[[Any], Path]) -> None:
    document["tool"]["version"] = "0.0.3"
    del document["notices"]
    with pytest.raises(DocumentError, match=r"audit\.json: written by linkaudit 0\.0\.3, .*`notices`; run the audit again"):
        load(saved(document))


def test_another_schema_is_a_sentence(document: Any, saved: Callable[[Any], Path]) -> None:
    with pytest.raises(DocumentError, match="schema 2; this version reads schema 1"):
        load(saved(document | {"schema": 2}))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"\xff\xfe", b'{"schema": "1"}', b"[" * 100_000, b'{"schema": 1, "tool": {"version": 3}}']
)
def test_a_damaged_file_is_a_sentence(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "audit.json"
    path.write_bytes(body)
    with pytest.raises(DocumentError, match=r"audit\.json: not an audit document"):
        load(path)


def test_a_row_that_is_cut_in_two_is_found_before_a_report_is_begun(document: Any, saved: Callable[[Any], Path]) -> None:
    path = saved(document)
    path.write_bytes(path.read_bytes().replace(b'"fingerprint": "', b'"fingerprint": "\xff\xfe'))
    with pytest.raises(DocumentError):
        load(path)


def test_a_folder_of_evidence_is_read_by_its_report(document: Any, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(document))
    assert load(tmp_path).site == "https://blog.example"
