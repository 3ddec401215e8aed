"""A page of one's own may say what not to hear of, with rules and a reason; a page of somebody else's may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import rows, serving

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.errors import ConfigError

Audited = Callable[..., Audit]
NOTICE = "<p>We earn a commission when you buy through our links.</p>"
BARE = '<a rel="sponsored" href="https://www.amazon.com/dp/B00000000{}">pan {}</a>'
ONE, TWO = BARE.format(1, 1), BARE.format(2, 2)
PAID = '<a rel="sponsored" href="https://www.amazon.com/dp/B000000003?tag=blog-20">pan</a>'
HUSH = "<!-- linkaudit: ignore[tag-missing] shown on purpose -->"


def heard(document: Audit, rule: str = "tag-missing") -> list[tuple[str, str | None]]:
    """(link or page, what suppresses it) of a rule's findings."""
    return [(one["subject"][-2:], one["suppressed_by"]) for one in rows(document, "findings") if one["rule"] == rule]


def on_page(audited: Audited, html: str, **flags: Any) -> Audit:
    return audited({"a.html": html, "b.html": "<p>b"}, **flags)


@pytest.mark.parametrize(
    "html",
    [
        f"<main>{NOTICE}{HUSH}<p>{ONE}</p><p>{TWO}</p></main>",
        f"<main>{NOTICE}{HUSH}\n\n  <div><ul><li>{ONE}</li></ul></div>\n<p>{TWO}</p></main>",
        f"<main>{NOTICE}<p>{HUSH}{ONE} and {TWO}</p></main>",
        f"<main>{NOTICE}<p><!--linkaudit:ignore[link-broken,tag-missing]: shown on purpose-->{ONE} and {TWO}</p></main>".replace(
            "]: ", "] "
        ),
    ],
)
def test_it_covers_the_next_element_and_no_other(audited: Audited, html: str) -> None:
    document = on_page(audited, html)
    assert heard(document) == [("01", "page: shown on purpose"), ("02", None)]
    assert document.counts["suppressed"] == 1
    assert sum(cause.links for cause in document.causes if cause.rule == "tag-missing") == 1


@pytest.mark.parametrize(
    "html",
    [
        f"<head><title>x</title>{HUSH}</head><main>{NOTICE}<p>{ONE}</p><p>{TWO}</p></main>",
        f"<body>\n{HUSH}<div>x</div><main>{NOTICE}<p>{ONE}</p><p>{TWO}</p></main>",
        f"<header>x</header><main><!-- theme -->\n{HUSH}<h1>x</h1>{NOTICE}<p>{ONE}</p><p>{TWO}</p></main>",
        f'<header>x</header><div role="main">{HUSH}<h1>x</h1>{NOTICE}<p>{ONE}</p><p>{TWO}</p></div>',
    ],
)
def test_at_the_top_it_covers_the_page(audited: Audited, html: str) -> None:
    assert [why for _, why in heard(on_page(audited, html))] == ["page: shown on purpose"] * 2


def test_above_the_first_link_it_covers_what_is_said_of_the_page(audited: Audited) -> None:
    hush = "<!-- linkaudit: ignore[disclosure-missing] the notice is in the video -->"
    early = f"<main><h1>x</h1>{hush}<p>Words.</p><p>{PAID}</p></main>"
    late = f"<main><h1>x</h1><p>{PAID}</p>{hush}<p>Words.</p></main>"
    assert heard(on_page(audited, early), "disclosure-missing") == [("", "page: the notice is in the video")]
    assert heard(on_page(audited, late), "disclosure-missing") == [("", None)]


def test_a_page_passes_when_its_only_error_is_ignored(audited: Audited) -> None:
    html = f"<main><!-- linkaudit: ignore[disclosure-missing] in the video --><p>{PAID}</p></main>"
    assert on_page(audited, html).verdicts["ftc"] == {"passed": 1}


def test_the_others_of_a_family_are_heard(audited: Audited) -> None:
    """An ignore of one rule must not silence the next one that would have spoken."""
    html = f"<main><!-- linkaudit: ignore[tag-placeholder] example --><p>{PAID.replace('blog-20', 'yourtag-20')}</p><p>{ONE}</p></main>"
    document = on_page(audited, html)
    assert heard(document) == [("01", None)]


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("<!-- linkaudit: ignore[tag-missing] -->", "In-page ignores without a reason do nothing: a.html: linkaudit: ignore[tag-missing]"),
        ("<!-- linkaudit: ignore[tag-mising] -->", "In-page ignores without a reason do nothing: a.html: linkaudit: ignore[tag-mising]"),
        ("<!-- linkaudit: ignore[tag-mising] -->", 'In-page ignores of a rule that does not exist do nothing: a.html: linkaudit: ignore[tag-mising] (did you mean "tag-missing"?)'),
        ("<!-- linkaudit: ignore[tag-missing] -- -->", "In-page ignores without a reason do nothing"),
        ("<!-- linkaudit: ignore[] because -->", "In-page ignores that name no rule do nothing"),
        ("<!-- linkaudit: ignore because -->", "Comments that begin like an in-page ignore"),
        ("<!-- linkaudit: ignore[tag-mising] because -->", 'In-page ignores of a rule that does not exist do nothing: a.html: linkaudit: ignore[tag-mising] because (did you mean "tag-missing"?)'),
    ],
)  # fmt: skip
def test_one_that_is_not_whole_does_nothing_and_is_said(audited: Audited, comment: str, said: str) -> None:
    document = on_page(audited, f"<main>{NOTICE}{comment}<p>{ONE}</p></main>")
    assert heard(document) == [("01", None)]
    assert any(note.startswith(said) for note in document.notes)


def test_one_that_covers_nothing_any_more_is_said(audited: Audited) -> None:
    document = on_page(audited, f"<main>{NOTICE}{HUSH}<p>Mended.</p><p>{PAID}</p></main>")
    assert "In-page ignores that cover nothing any more: a.html: linkaudit: ignore[tag-missing] shown on purpose" in document.notes
    asleep = "<!-- linkaudit: ignore[link-broken] the shop comes back -->"
    assert not any("any more" in note for note in on_page(audited, f"<main>{asleep}<p>{PAID}</p></main>").notes), "no link was asked"


def test_the_switch_turns_them_off_for_a_folder(audited: Audited) -> None:
    document = on_page(audited, f"<main>{NOTICE}{HUSH}<p>{ONE}</p></main>", **{"site.page_ignores": False})
    assert heard(document) == [("01", None)]
    assert any(note.startswith("In-page ignores were not heeded") for note in document.notes)


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ({}, None),
        ({"site.own": ["127.0.0.1"]}, "page: shown on purpose"),
        ({"site.page_ignores": True}, "page: shown on purpose"),
        ({"site.own": ["127.0.0.1"], "site.page_ignores": False}, None),
    ],
)
def test_a_live_page_silences_nobody_unless_its_host_is_named(tmp_path: Path, flags: dict[str, Any], why: str | None) -> None:
    with serving({"/": f"<main>{NOTICE}{HUSH}<p>{ONE}</p></main>"}) as (url, _):
        settings = load(None, {}, {"disclosure.regimes": ["ftc"], "http.retries": 0} | flags)
        document = audit(Plan(url, settings, probes=False, state=False))
    assert heard(document) == [("01", why)]
    assert any(note.startswith("In-page ignores were not heeded") for note in document.notes) == (why is None)


def test_a_page_of_a_hundred_thousand_of_them_is_read_in_time(audited: Audited) -> None:
    document = on_page(audited, f"<main>{NOTICE}{HUSH * 20_000}<p>{ONE}</p></main>")
    assert len(heard(document)) == 1


@pytest.mark.parametrize(
    ("reason", "said"),
    [('reason = " "', '[[ignore]] number 1: "reason" must say something'), ("", "[[ignore]] number 1 has no reason")],
)
def test_an_ignore_of_the_configuration_says_why(tmp_path: Path, reason: str, said: str) -> None:
    (tmp_path / "linkaudit.toml").write_text(f'[[ignore]]\nrule = "tag-missing"\n{reason}\n')
    with pytest.raises(ConfigError, match=re.escape(said)):
        load(tmp_path / "linkaudit.toml", {})


def test_an_ignore_of_the_configuration_that_covers_nothing_is_among_the_notes(site: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "linkaudit.toml"
    path.write_text('[[ignore]]\nrule = "tag-missing"\nreason = "old"\n[[ignore]]\nrule = "link-broken"\nreason = "asleep"\n')
    document = audit(Plan(str(site({"a.html": "<p>a", "b.html": "<p>b"})), load(path, {}), offline=True))
    assert [note for note in document.notes if note.startswith("Covers")] == ["Covers nothing any more: ignore of rule tag-missing (old)."]
