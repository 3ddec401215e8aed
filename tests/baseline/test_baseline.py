"""Only what is new fails: an old site goes green with its baseline, and red for what somebody adds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import rows, serving

from linkaudit.app import Plan, Stop, audit
from linkaudit.baseline import Comparison, baseline_of, compared, pruned, read, text
from linkaudit.config import load
from linkaudit.document import Audit, Since
from linkaudit.errors import BaselineError
from linkaudit.reports import FORMATS
from linkaudit.session import Step

Site = dict[str, str]
Audited = Callable[..., Audit]


def link(number: int, tag: str = "") -> str:
    return f'<p>See <a rel="sponsored" href="https://www.amazon.com/dp/B{number:09}{tag}">pan {number}</a> (paid link)</p>'


def page(title: str, *links: str) -> str:
    return f"<title>{title}</title><main><h1>{title}</h1>{''.join(links)}</main>"


def old_site(pages: int, links: int = 3) -> Site:
    """Pages whose links all lack the owner's tag: as many findings as links."""
    return {f"post-{n:03}/index.html": page(f"The {n} best pans", *(link(10 * n + k) for k in range(links))) for n in range(pages)} | {
        "about/index.html": "<p>As an Amazon Associate I earn from qualifying purchases.</p>"
    }


@pytest.fixture
def against(tmp_path: Path) -> Audited:
    """Audit a folder of exactly these files, against a baseline when one is given."""

    def run(files: Site, known: Comparison | None = None, **flags: Any) -> Audit:
        root = tmp_path / f"site{len(list(tmp_path.iterdir()))}"
        for name, body in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(body)
        flags = {"disclosure.regimes": ["ftc"], "site.url": "https://blog.example"} | flags
        return audit(Plan(str(root), load(None, {}, flags), offline=True, known=known))

    return run


def known(document: Audit) -> Comparison:
    """What the baseline of a run knows, after a trip through its file."""
    return Comparison(read(text(baseline_of(document)).encode(), "b.json"), "b.json")


def new(document: Audit) -> list[dict[str, Any]]:
    return [one for one in rows(document, "findings") if one["suppressed_by"] is None]


def since(document: Audit) -> Since:
    (one,) = [one for one in document.since if one.earlier.startswith("baseline")]
    return one


def in_short(document: Audit) -> tuple[int, int, int, int]:
    told = since(document)
    return told.new, told.fixed, told.still, told.moved


# The story


def test_an_old_site_of_900_findings_goes_green_and_red_on_one_new_link(against: Audited) -> None:
    site = old_site(300)
    first = against(site)
    assert first.counts["error"] == 900
    green = against(site, known(first))
    assert (green.counts["error"], green.counts["suppressed"], green.causes) == (0, 900, ())
    assert in_short(green) == (0, 0, 900, 0)
    site["post-007/index.html"] = page("The 7 best pans", link(70), link(71), link(72), link(999))
    red = against(site, known(first))
    (found,) = new(red)
    assert (found["rule"], found["page"], found["subject"]) == (
        "tag-missing",
        "https://blog.example/post-007/",
        "https://www.amazon.com/dp/B000000999",
    )
    assert [(cause.rule, cause.pages, cause.clears) for cause in red.causes] == [("tag-missing", 1, {"findings": 1, "pages": 1})]


def test_every_report_counts_what_is_suppressed(against: Audited) -> None:
    site = old_site(20)
    document = against(site, known(against(site)))
    for name, said in (("text", "60 findings suppressed"), ("md", "60 suppressed"), ("html", "60 findings suppressed")):
        assert said in "".join(FORMATS[name](document)), name
    assert {one["suppressed_by"] for one in rows(document, "findings")} == {"baseline"}
    for name in ("text", "md", "html"):
        assert "Since baseline b.json: 0 new findings, 0 fixed, 60 unchanged" in "".join(FORMATS[name](document)), name
    assert not any("b.json" in note for note in document.notes), "said once"


def test_a_page_passes_when_all_that_fails_on_it_is_known(against: Audited) -> None:
    site = {"a/index.html": page("a", link(1, "?tag=blog-20").replace("(paid link)", ""))}
    first = against(site)
    assert first.verdicts["ftc"] == {"failed": 1}
    second = against(site, known(first))
    assert second.verdicts["ftc"] == {"passed": 1}
    assert rows(second, "pages")[0]["verdicts"]["ftc"] == "passed"


# Equal links


@pytest.mark.parametrize(("links", "told"), [(3, (1, 0, 2, 0)), (2, (0, 0, 2, 0)), (1, (0, 1, 1, 0))])
def test_of_equal_links_only_the_number_counts(against: Audited, links: int, told: tuple[int, int, int, int]) -> None:
    baseline = known(against({**old_site(2), "a/index.html": page("a", *[link(7)] * 2)}))
    told = (told[0], told[1], told[2] + 6, told[3])
    assert in_short(against({**old_site(2), "a/index.html": page("a", *[link(7)] * links)}, baseline)) == told


def test_removing_one_of_three_makes_no_other_new(against: Audited) -> None:
    baseline = known(against({**old_site(2), "a/index.html": page("a", link(7), link(8), link(9))}))
    assert in_short(against({**old_site(2), "a/index.html": page("a", link(7), link(9))}, baseline)) == (0, 1, 8, 0)


def test_editing_around_a_known_fault_changes_nothing(against: Audited) -> None:
    site = old_site(3)
    baseline = known(against(site))
    site["post-001/index.html"] = site["post-001/index.html"].replace("<main>", "<main>\n\n<p>Much to say.</p>\n")
    assert in_short(against(site, baseline)) == (0, 0, 9, 0)


def test_where_a_finding_speaks_of_all_links_one_more_is_new(against: Audited) -> None:
    bare = link(1, "?tag=blog-20").replace(' rel="sponsored"', "")
    more = link(2, "?tag=blog-20").replace(' rel="sponsored"', "")
    baseline = known(against({**old_site(2), "a/index.html": page("a", bare)}))
    assert in_short(against({**old_site(2), "a/index.html": page("a", bare)}, baseline))[0] == 0
    (found,) = new(against({**old_site(2), "a/index.html": page("a", bare, more)}, baseline))
    assert (found["rule"], found["links"]) == ("rel-sponsored-missing", 2)
    assert "the baseline knows it of 1 link, and now there are 2" in found["evidence"]["facts"]


# What weighs more, and what is another fault


def test_what_weighs_more_than_it_did_is_new_and_its_entry_is_not_stale(against: Audited) -> None:
    site = {"a/index.html": page("a", link(1, "?tag=blog-20").replace(' rel="sponsored"', "")), "b/index.html": "<p>b"}
    baseline = known(against(site))
    document = against(site, baseline, **{"rules.rel-sponsored-missing.severity": "error"})
    (found,) = new(document)
    assert (found["rule"], found["severity"]) == ("rel-sponsored-missing", "error")
    assert "the baseline knows it as a warning, and it is an error now" in found["evidence"]["facts"]
    assert since(document).fixed == 0


def test_what_weighs_less_stays_known(against: Audited) -> None:
    site = old_site(2)
    document = against(site, known(against(site)), **{"rules.tag-missing.severity": "info"})
    assert in_short(document) == (0, 0, 6, 0)


def test_a_notice_that_is_taken_away_is_new_where_only_its_place_was_known(against: Audited) -> None:
    paid = link(1, "?tag=blog-20").replace(" (paid link)", "")
    late = page("a", paid, "<p>We earn a commission when you buy through our links.</p>", "<p>More.</p>", paid)
    baseline = known(against({"a/index.html": late, "b/index.html": "<p>b"}))
    assert "disclosure-after-first-link" in {one.rule for one in baseline.baseline.findings}
    found = new(against({"a/index.html": page("a", paid, paid), "b/index.html": "<p>b"}, baseline))
    assert "disclosure-missing" in {one["rule"] for one in found}


# Pages that go, come and move


def test_a_removed_page_is_stale_and_a_stale_baseline_is_said(against: Audited) -> None:
    site = old_site(5)
    baseline = known(against(site))
    del site["post-004/index.html"]
    document = against(site, baseline)
    assert in_short(document) == (0, 3, 12, 0)
    assert "linkaudit baseline prune takes what is fixed out of b.json, so that nobody brings it back unseen." in document.notes


def test_a_renamed_page_is_known_again_and_a_new_link_on_it_is_new(against: Audited) -> None:
    site = old_site(5)
    baseline = known(against(site))
    site["pans/best/index.html"] = site.pop("post-004/index.html")
    assert in_short(against(site, baseline)) == (0, 0, 12, 3)


def test_a_page_renamed_with_a_new_title_is_known_by_its_links(against: Audited) -> None:
    site = old_site(5)
    baseline = known(against(site))
    site["best-pans-2027/index.html"] = site.pop("post-004/index.html").replace("The 4 best pans", "The best pans of 2027")
    assert in_short(against(site, baseline)) == (0, 0, 12, 3)


def test_a_page_that_leaves_a_redirect_behind_may_change_as_it_moves(against: Audited) -> None:
    site = old_site(5)
    baseline = known(against(site))
    del site["post-004/index.html"]
    site["new/index.html"] = page("Other words", link(40), link(41), link(999))
    site["post-004/index.html"] = '<meta http-equiv="refresh" content="0; url=https://blog.example/new/"><title>moved</title>'
    document = against(site, baseline)
    assert in_short(document) == (1, 1, 12, 2)
    assert [one["subject"] for one in new(document)] == ["https://www.amazon.com/dp/B000000999"]


def test_another_page_that_is_as_bare_is_new(against: Audited) -> None:
    """Two posts without a notice have the same findings; that does not make them one."""
    paid = link(1, "?tag=blog-20").replace(" (paid link)", "")
    baseline = known(against({"a/index.html": page("Pans", paid), "b/index.html": "<p>b"}))
    document = against({"c/index.html": page("Pots", paid), "b/index.html": "<p>b"}, baseline)
    assert {one["rule"] for one in new(document) if one["page"]} >= {"disclosure-missing"}
    assert since(document).moved == 0


def test_what_fits_two_pages_fits_none(against: Audited) -> None:
    twins = {"a/index.html": page("Pans", link(1), link(2)), "b/index.html": "<p>b"}
    baseline = known(against(twins))
    copies = dict.fromkeys(("c/index.html", "d/index.html"), twins["a/index.html"]) | {"b/index.html": "<p>b"}
    document = against(copies, baseline)
    assert since(document).moved == 0
    assert len([one for one in new(document) if one["page"]]) == 4


def test_pages_stay_in_order_though_new_ones_wait(against: Audited) -> None:
    site = old_site(3)
    baseline = known(against(site))
    site["post-000-b/index.html"] = page("New", link(500))
    listed = [one["file"] for one in rows(against(site, baseline), "pages")]
    assert listed == [file for file in sorted(site) if file in listed]


# What is not known to be gone


def test_an_unread_page_keeps_its_entries(against: Audited) -> None:
    site = old_site(5)
    baseline = known(against(site))
    site["post-002/index.html"] = "x" * (17 * 1024 * 1024)
    document = against(site, baseline)
    assert len(document.unread) == 1
    assert in_short(document) == (0, 0, 12, 0)
    said = "b.json knows more: 3 findings of it were not looked for, as pages were not read or rules did not run."
    assert said in document.notes, "the numbers come to what the file holds"


def test_an_interrupted_run_makes_nothing_fixed(site: Callable[..., Path]) -> None:
    files = old_site(250, links=1)
    folder, settings, stop = site(files), load(None, {}, {"site.url": "https://blog.example", "disclosure.regimes": ["ftc"]}), Stop()
    baseline = known(audit(Plan(str(folder), settings, offline=True)))

    def soon(step: Step) -> None:
        stop.wished = step.done >= 200

    document = audit(Plan(str(folder), settings, offline=True, known=baseline, progress=soon, stop=stop))
    assert document.interrupted
    assert (since(document).new, since(document).fixed) == (0, 0)
    assert since(document).still > 0


def crawled(url: str, baseline: Comparison | None = None, **more: Any) -> Audit:
    flags = {"disclosure.regimes": ["ftc"], "http.retries": 0} | more.pop("flags", {})
    anew = Comparison(baseline.baseline, baseline.name) if baseline else None
    return audit(Plan(url, load(None, {}, flags), probes=False, state=False, known=anew, **more))


def test_a_crawl_that_was_cut_short_or_sampled_makes_nothing_fixed_and_nothing_gone() -> None:
    pages = {f"/post-{n}/": page(f"The {n} best pans", link(n)) for n in range(6)}
    home = "".join(f'<a href="{path}">post</a>' for path in pages)
    with serving({"/": f"<main>{home}</main>", **pages}) as (url, _):
        baseline = known(crawled(url))
        assert in_short(crawled(url, baseline)) == (0, 0, 6, 0)
    with serving({"/": f"<main>{home}</main>", **dict(list(pages.items())[:5])}) as (url, _):
        assert in_short(crawled(url, baseline)) == (0, 0, 5, 0), "the sixth is a page that could not be read"
        part = crawled(url, baseline, flags={"crawl.max_pages": 3})
        assert (since(part).fixed, part.coverage.partial) == (0, "crawl.max_pages")
        assert crawled(url, baseline, sample=True).coverage.partial == "--sample"
    with serving({"/": '<main><a href="/post-0/">post</a></main>', "/post-0/": pages["/post-0/"]}) as (url, _):
        document = crawled(url, baseline)
        assert "coverage-dropped" in {one["rule"] for one in new(document)}
        assert since(document).fixed == 5


def test_rules_that_did_not_run_make_nothing_fixed(against: Audited) -> None:
    site = old_site(2)
    baseline = known(against(site))
    document = against(site, baseline, **{"rules.tag-missing.enabled": False})
    assert in_short(document) == (0, 0, 0, 0)


def test_the_last_link_of_a_program_takes_its_policy_along(against: Audited) -> None:
    site = {"a/index.html": page("a", link(1, "?tag=blog-20")), "b/index.html": page("b", link(2, "?tag=blog-20"))}
    baseline = known(against(site))
    assert [one.rule for one in baseline.baseline.findings if not one.page] == ["amazon-statement-missing"]
    assert since(against({"a/index.html": page("a"), "b/index.html": page("b")}, baseline)).fixed == len(baseline.baseline.findings)


# Pruning and writing


def test_prune_takes_out_what_is_fixed_follows_what_moved_and_adds_nothing(against: Audited) -> None:
    site = old_site(4)
    baseline = known(against(site))
    site["moved/index.html"] = site.pop("post-003/index.html")
    site["post-000/index.html"] = page("The 0 best pans", link(0), link(777))
    document = against(site, baseline)
    kept = pruned(baseline, document)
    assert len(kept.findings) == 10
    assert {one.page for one in kept.findings} == {"/post-000/", "/post-001/", "/post-002/", "/moved/"}
    assert {face.page for face in kept.pages} == {one.page for one in kept.findings}
    again = Comparison(kept, "b.json")
    assert in_short(against(site, again)) == (1, 0, 10, 0)


def test_a_saved_audit_prunes_as_its_run_does(against: Audited) -> None:
    site = old_site(4)
    first = against(site)
    site["moved/index.html"] = site.pop("post-003/index.html")
    del site["post-002/index.html"]
    run, later = known(first), known(first)
    document = against(site, run)
    compared(against(site), later)
    assert pruned(later, document) == pruned(run, document)


def test_what_the_owner_has_decided_is_not_recorded_and_what_is_known_stays(against: Audited) -> None:
    site = old_site(2)
    baseline = known(against(site))
    assert len(baseline_of(against(site, baseline)).findings) == 6


def test_the_same_site_gives_the_same_file(against: Audited) -> None:
    site = old_site(3)
    assert text(baseline_of(against(site))) == text(baseline_of(against(dict(reversed(site.items())))))


def test_the_file_is_one_finding_a_line_and_says_nothing_to_a_terminal(against: Audited) -> None:
    body = text(baseline_of(against({"a/index.html": page("\x1b[31mred\u202e", link(1)), "b/index.html": "<p>b"})))
    assert "\x1b" not in body and "\u202e" not in body and "\\u001b" not in body
    assert sum('"rule":"tag-missing"' in line for line in body.splitlines()) == 1
    assert "line" not in body.replace("baseline", "").replace("link", "")


def test_a_small_fix_is_a_small_diff(against: Audited) -> None:
    site = old_site(4)
    before = text(baseline_of(against(site))).splitlines()
    site["post-001/index.html"] = page("The 1 best pans", link(10), link(11))
    after = text(baseline_of(against(site))).splitlines()
    assert len(set(before) - set(after)) == 3  # the finding, the page's links, the figures


# The file, from whoever wrote it


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not a baseline of linkaudit"),
        (b"[]", "not a baseline of linkaudit"),
        (b"\xff\xfe{", "not a baseline of linkaudit"),
        (b"[" * 100_000, "not a baseline of linkaudit"),
        (b'{"version": 2}', "version 2, and this linkaudit reads version 1: made by a newer linkaudit; update"),
        (b'{"version": 1}', "not a baseline of linkaudit"),
        (b'{\n<<<<<<< HEAD\n"version": 1}', "holds an unsettled merge"),
        (
            b'{"version":1,"figures":{"pages_read":1,"pages_with_affiliate_links":1,"affiliate_links":1},"pages":[],"findings":[{"page":"/","rule":"x","weight":"error","subject":"","message":"","fingerprint":"../../etc"}]}',
            "not a baseline of linkaudit",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_a_sentence(body: bytes, said: str) -> None:
    with pytest.raises(BaselineError, match=r"^b\.json: ") as caught:
        read(body, "b.json")
    assert said in str(caught.value)


def test_an_entry_of_a_rule_that_is_no_more_is_stale(against: Audited) -> None:
    site = old_site(2)
    body = text(baseline_of(against(site))).replace("tag-missing", "tag-lost-long-ago")
    document = against(site, Comparison(read(body.encode(), "b.json"), "b.json"))
    assert (since(document).new, since(document).fixed) == (6, 6)


# What is said of the numbers


@pytest.mark.parametrize("way", ["comment", "configuration"])
def test_what_is_ignored_is_not_fixed(against: Audited, way: str) -> None:
    site = old_site(3)
    baseline = known(against(site))
    if way == "comment":
        site["post-001/index.html"] = page(
            "The 1 best pans", "<!-- linkaudit: ignore[tag-missing] the editor knows -->", link(10), link(11), link(12)
        )
        document = against(site, baseline)
    else:
        one = {"rule": "tag-missing", "page": "/post-001/", "reason": "the editor knows"}
        document = against(site, baseline, ignore=[one])
    decided = [one for one in rows(document, "findings") if one["suppressed_by"] not in (None, "baseline")]
    assert decided
    assert in_short(document) == (0, 0, 9, 0)
    assert len(pruned(baseline, document).findings) == 9


def test_what_has_grown_is_counted_by_itself_and_the_numbers_come_to_what_the_file_holds(against: Audited) -> None:
    bare = link(1, "?tag=blog-20").replace(' rel="sponsored"', "")
    site = {**old_site(3), "a/index.html": page("a", bare)}
    baseline = known(against(site))
    site["a/index.html"] = page("a", bare, link(2, "?tag=blog-20").replace(' rel="sponsored"', ""))
    site["moved/index.html"] = site.pop("post-002/index.html")
    site["post-000/index.html"] = page("The 0 best pans", link(0), link(777))
    document = against(site, baseline)
    told = since(document)
    assert (told.new, told.grown, told.fixed, told.still, told.moved) == (1, 1, 2, 4, 3)
    assert told.grown + told.fixed + told.still + told.moved == len(baseline.baseline.findings)
    assert told.new + told.grown == len(new(document))
    assert "1 new finding, 1 grown, 2 fixed, 4 unchanged, 3 moved" in "".join(FORMATS["text"](document))


# Links that were made https


def test_a_fault_stays_known_when_its_link_becomes_https(against: Audited) -> None:
    site = {**old_site(2), "a/index.html": page("a", link(7).replace("https:", "http:"), link(8))}
    baseline = known(against(site))
    before = len(baseline.baseline.findings)
    site["a/index.html"] = page("a", link(7), link(8))
    assert in_short(against(site, baseline)) == (0, 1, before - 1, 0)


def test_a_further_link_to_the_same_in_https_is_new(against: Audited) -> None:
    site = {**old_site(2), "a/index.html": page("a", link(7).replace("https:", "http:"))}
    baseline = known(against(site))
    site["a/index.html"] += page("a", link(7))
    (found,) = new(against(site, baseline))
    assert (found["rule"], found["subject"]) == ("tag-missing", "https://www.amazon.com/dp/B000000007")


def test_a_page_is_known_again_when_it_is_renamed_and_its_links_become_https(against: Audited) -> None:
    plain = page("Pans", *(link(n).replace("https:", "http:") for n in (7, 8, 9)))
    baseline = known(against({**old_site(2), "a/index.html": plain}))
    secure = plain.replace("http:", "https:")
    document = against({**old_site(2), "b/index.html": secure}, baseline)
    assert (since(document).new, since(document).moved) == (0, 3)
