"""Links and text of the demo pages, read a second time by Beautiful Soup with lxml: the two parsers agree."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from linkaudit.html import parse
from linkaudit.html.dom import is_reading_text

PAGES = sorted(Path(str(resources.files("linkaudit") / "data" / "demo")).rglob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_agreement(path: Path) -> None:
    body = path.read_bytes()
    ours, theirs = parse(body), BeautifulSoup(body, "lxml")
    assert [e.attr("href") for e in ours.elements("a")] == [e.get("href") for e in theirs.find_all("a")]
    # Beautiful Soup leaves styles and scripts out of the text; our text nodes have them, and readers of them look at the parent.
    text = "".join(node.data for node in ours.texts if is_reading_text(node) or node.parent.tag == "title")
    assert " ".join(text.split()) == " ".join(theirs.get_text().split())
