"""What a reviewer finds in the report: evidence to agree with, and lines to copy that do what they say."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.conftest import rows

from linkaudit.app import Plan, audit
from linkaudit.config import load
from linkaudit.document import Audit
from linkaudit.model import Hop, Probe, Reach
from linkaudit.reports import FORMATS

NOTICE = "<p>We earn a commission when you buy through our links.</p>"
LABELLED = '<a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a> (paid link)'
LINK = '<a href="https://www.amazon.com/dp/B000000001?tag=blog-20">A book</a>'
STATEMENT = "<p>As an Amazon Associate I earn from qualifying purchases.</p>"


def report(document: Audit) -> str:
    return "".join(FORMATS["html"](document))


def part(page: str, name: str) -> str:
    """The text of one section."""
    inside = page.split(f'<section id="{name}"')[1].split("</section>", maxsplit=1)[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", inside)))


def snippets(page: str, what: str) -> list[str]:
    found = re.findall(rf'<pre class="take" dir="auto" data-what="{what}">(.*?)</pre>', page, re.DOTALL)
    return [html.unescape(re.sub(r"</?mark>", "", one)) for one in found]


def test_a_cause_says_what_where_why_and_how_to_mend_it(audited: Callable[..., Audit]) -> None:
    document = audited({f"p{number}.html": f"<main><p>{LINK}</p></main>\n<footer>{NOTICE}</footer>" for number in range(3)})
    page = report(document)
    cause = document.causes[0]
    card = page.split(f'id="c-{cause.id}"')[1].split("</article>")[0]
    text = html.unescape(re.sub(r"<[^>]*>", " ", card))
    for wanted in (
        "Notice only in the footer",
        "error",
        "law",
        "3 pages",
        "clears 3 failing pages",
        "p0.html",
        "line 2",
        "To fix:",
        "evidence V",
    ):
        assert wanted in text
    assert "<title>1 affiliate link, 1 notice, the first of them after the first link</title>" in card
    assert re.search(r'<a href="https://www\.(ftc|ecfr)\.gov/[^"]*" rel="noopener noreferrer">', card)
    for finding in rows(document, "findings"):
        if finding["rule"] == cause.rule:
            assert f'href="#f-{finding["fingerprint"]}"' in card and f'id="f-{finding["fingerprint"]}"' in page


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            f"<main>{NOTICE}{STATEMENT}\n\n<h2>Kettles</h2><p>{LABELLED}</p>\n<p>{LABELLED}</p></main>",
            "clear notice at line 1, two blocks of text before the first of 2 links",
        ),
        (f"<main>{STATEMENT}{NOTICE}<ul><li>{LABELLED}</ul></main>", "clear notice at line 1, right above the only link"),
        (f"<main>{NOTICE}{STATEMENT}<p>{LABELLED}</p></main>", "clear notice at line 1, one block of text before the only link"),
        (f"<main>{STATEMENT}<div>{NOTICE}</div>Words <b>loose</b><ul><li>{LABELLED}</ul></main>", "one block of text before the only link"),
        (f"<main>{STATEMENT}{NOTICE}<script>let it = 1</script><img alt='a kettle'>{LABELLED}</main>", "right above the only link"),
        (f"{STATEMENT}<main><p>{NOTICE[3:-4]} {LABELLED}</p></main>", "clear notice at line 1, right before the only link"),
        (f"<main>{NOTICE}{STATEMENT}{'<p>A<br>b</p> ' * 20}<p>{LABELLED}</p></main>", "21 blocks of text before the only link"),
        (f"<header>{NOTICE}</header>\n\n<main>{STATEMENT}<p>{LABELLED}</p></main>", "clear notice at line 1, 2 lines above the only link"),
    ],
)
def test_a_passed_page_says_why(audited: Callable[..., Audit], body: str, said: str) -> None:
    passed = part(report(audited({"a.html": body})), "passed")
    assert said in passed
    assert "a.html ftc: passed" in passed


def test_what_the_fix_puts_in_is_marked(audited: Callable[..., Audit]) -> None:
    page = report(audited({"a.html": f"<main>{NOTICE}<p>{LINK}</p></main>"}))
    assert "<mark> rel=&#34;sponsored&#34;</mark>" in page.replace("&quot;", "&#34;")


def test_a_page_stands_in_one_list(demo: Audit) -> None:
    page = report(demo)
    listed = page.split('<section id="pages"')[1].count('<details class="page row" data-k')
    assert listed == sum(1 for _ in demo.pages())


def test_how_a_notice_is_drawn_is_said(audited: Callable[..., Audit]) -> None:
    notice = NOTICE.replace("<p", '<p style="font-size:9px;color:#999"')
    page = report(audited({"a.html": f"<main>{notice}<p>{LABELLED}</p></main>"}))
    assert re.search(r"9 px beside text of 16 px, contrast 2\.\d+ \(#999999 on #ffffff\)", page)


def test_which_ids_are_yours_is_answered_by_a_line(audited: Callable[..., Audit]) -> None:
    other = LINK.replace("blog-20", "other-20")
    document = audited(
        {f"p{number}.html": f"<main>{NOTICE}<p>{LINK} {LINK} {other if number == 1 else LINK}</p></main>" for number in range(4)}
    )
    (answer,) = [one for one in snippets(report(document), "Answer") if one.startswith("[programs.")]
    assert set(tomllib.loads(answer)["programs"]["amazon"]["ids"]) == {"blog-20", "other-20"}


@pytest.mark.parametrize("what", ["Ignore", "Decision"])
def test_what_is_copied_leaves_out_what_it_names(tmp_path: Path, what: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for name in ("a.html", "b [1].html"):
        (site / name).write_text(f"<p>{LINK}</p>")
    config = tmp_path / "linkaudit.toml"
    first = '[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = ["ftc"]\n'
    config.write_text(first)
    before = audit(Plan(str(site), load(config), offline=True, state=False))
    lines = "\n".join(dict.fromkeys(snippets(report(before), what)))
    config.write_text(f"{first}{lines}\n")
    after = rows(audit(Plan(str(site), load(config), offline=True, state=False)), "findings")
    left = [one["rule"] for one in after if one["suppressed_by"] is None]
    assert len(after) >= 4
    assert left == [] if what == "Ignore" else len(left) < len(after)


def test_a_chain_is_told_hop_by_hop(audited: Callable[..., Audit]) -> None:
    go = "https://blog.example/go/kettle"
    shop = "https://shop.example/kettle"
    probe = Probe(go, Reach.GONE, "404", shop, (Hop(go, go, 301, shop), Hop(shop, shop, 404)))
    document = audited({"a.html": f'<main>{NOTICE}<p><a href="/go/kettle">Kettle</a></p></main>'}, **{"links.cloaked": ["/go/*"]})
    text = part(report(msgspec.structs.replace(document, probes=lambda: iter([msgspec.json.encode(probe)]))), "pages")
    assert f"{go} → 301 → {shop} 404" in text


def test_a_rejecting_reader_sees_what_was_not_looked_at(audited: Callable[..., Audit]) -> None:
    page = report(audited({"a.html": f"<p>{LINK}</p>"}))
    assert "rules did not run" in part(page, "unseen")
    assert "Scripts were not run" in part(page, "unseen")
    assert page.index('class="signoff"') < page.index("<main>")


def test_links_are_counted_by_program(demo: Audit) -> None:
    text = part(report(demo), "links")
    for name, count in demo.programs.items():
        assert re.search(rf"{name}\s*{count}\b", text)


@pytest.mark.parametrize("verdict", ["accept", "reject"])
def test_a_notice_is_decided_on_where_its_text_is_listed(tmp_path: Path, verdict: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.html").write_text(f"<main><p>Contains “affiliate”   links.</p><p>{LINK}</p></main>")
    config = tmp_path / "linkaudit.toml"
    first = '[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = ["uk"]\n'
    config.write_text(first)
    page = report(audit(Plan(str(site), load(config), offline=True)))
    (lines,) = snippets(page.split('id="notices"')[1].split("</section>")[0], "Decision")
    config.write_text(first + lines.replace('"accept"', f'"{verdict}"', 1) + "\n")
    (decided,) = audit(Plan(str(site), load(config), offline=True)).decisions
    assert (decided.verdict, decided.state) == (verdict, "in force")


def test_a_decision_quotes_whole_words(audited: Callable[..., Audit]) -> None:
    long = "This post contains affiliate links, and it goes on about kettles, their lids, their handles and their whistles for long."
    page = report(audited({"a.html": f"<main><p>{long} Very long.</p><p>{LINK}</p></main>"}, **{"disclosure.regimes": ["uk"]}))
    assert {tomllib.loads(one)["decision"][0].get("text") for one in snippets(page, "Decision")} > {long.rpartition(" ")[0]}


def test_how_a_finding_is_decided_on_is_said_without_the_script(audited: Callable[..., Audit], tmp_path: Path) -> None:
    site = tmp_path / "site"
    page = report(audited({"a.html": f"<main>{NOTICE}<p>{LINK}</p></main>"}))
    assert 'begin with [[decision]] and say verdict = "accept"' in part(page, "pages")
    config = tmp_path / "linkaudit.toml"
    lines = [f'{one.replace("[[ignore]]", "[[decision]]")}\nverdict = "accept"' for one in snippets(page, "Ignore")]
    config.write_text('[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = ["ftc"]\n' + "\n".join(dict.fromkeys(lines)))
    assert {one["suppressed_by"] for one in rows(audit(Plan(str(site), load(config), offline=True)), "findings")} == {"say why (your name)"}
