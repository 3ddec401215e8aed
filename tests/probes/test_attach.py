"""What a chain shows becomes part of the link, and the page is judged by it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import facts_of, spoken

from linkaudit.engine import judge
from linkaudit.facts import Lens
from linkaudit.model import Finding, Link, Outcome, PageFacts, Probe, Reach, Severity, Strength
from linkaudit.pipeline import Job, bench_of
from linkaudit.probes import Follower, Ways, attached, targets_of, tells

DP = "https://www.amazon.com/dp/B000000001"
SHORT = "https://amzn.to/3abcdef"
BITLY = "https://bit.ly/3abcdef"
GO = "https://blog.example/go/kettle"
NOTICE = "<p>As an Amazon Associate I earn from qualifying purchases. I may earn a commission if you buy through links on this page.</p>"


def reached(html: str, answers: dict[str, str], **ids: tuple[str, ...]) -> tuple[PageFacts, list[Finding]]:
    """The facts of a page whose links were followed, and what the rules say of them."""
    lens = Lens(own=("blog.example",), declared=ids)
    before = facts_of(html, declared=ids)
    ways = Ways(lens.identifier, lens.is_own)
    probes = {url: spoken(Follower(url, ways).talk(), answers) for url in targets_of(before)}
    facts = attached(before, probes, lens.identifier)
    found, broken = judge(facts, bench_of(Job(lens=lens, laws=("ftc", "amazon"), alone=True)))
    assert broken == []
    return facts, [one.finding for one in found]


def only(facts: PageFacts) -> Link:
    (link,) = facts.links
    return link


def said(findings: list[Finding], rule: str) -> Finding | None:
    return next((one for one in findings if rule in (one.rule, *one.also)), None)


def test_a_short_link_with_the_owners_tag_is_an_amazon_link_like_any_other() -> None:
    html = f'{NOTICE}<p><a rel="sponsored" href="{SHORT}">The kettle at Amazon</a></p>'
    facts, found = reached(html, {SHORT: f"301 {DP}?tag=blog-20", DP: "200"}, amazon=("blog-20",))
    link = only(facts)
    assert (link.program, link.publisher_id, link.strength, link.needs_probe) == ("amazon", "blog-20", Strength.STRONG, False)
    assert link.destination == f"{DP}?tag=blog-20"
    assert (link.url, link.resolved) == (SHORT, SHORT), "the link stays what stands in the page"
    assert link.probe is not None
    assert [one.rule for one in found] == []


def test_a_short_link_with_a_foreign_tag_pays_somebody_else() -> None:
    html = f'{NOTICE}<p><a rel="sponsored" href="{SHORT}">The kettle at Amazon</a></p>'
    answers = {SHORT: f"301 {DP}?tag=stranger-20", DP: "200"}
    facts, found = reached(html, answers, amazon=("blog-20",))
    finding = said(found, "tag-foreign")
    assert finding is not None
    assert (finding.outcome, finding.severity) == (Outcome.FAILED, Severity.ERROR)
    assert "stranger-20" in finding.message
    assert only(facts).publisher_id == "stranger-20"
    _, unsure = reached(html, answers)
    assert all(one.outcome is Outcome.REVIEW for one in unsure if one.rule == "tag-foreign"), "a question until ids are declared"


@pytest.mark.parametrize("rel", ['rel="sponsored"', ""])
def test_a_short_link_without_a_tag_was_meant_to_earn(rel: str) -> None:
    html = f'{NOTICE}<p><a {rel} href="{SHORT}">The kettle at Amazon</a></p>'
    facts, found = reached(html, {SHORT: f"301 {DP}", DP: "200"})
    link = only(facts)
    assert (link.program, link.publisher_id, link.strength, link.needs_probe) == ("amazon", None, Strength.INTENDED, False)
    assert said(found, "tag-missing") is not None


def test_a_bitly_link_to_amazon_becomes_an_affiliate_link_and_needs_a_notice() -> None:
    html = f'<p>Read <a href="{BITLY}">this</a>.</p>'
    before = facts_of(html)
    assert (before.links, len(before.possible)) == ((), 1)
    facts, found = reached(html, {BITLY: f"301 {DP}?tag=blog-20", DP: "200"})
    link = only(facts)
    assert (link.program, link.publisher_id, link.strength) == ("amazon", "blog-20", Strength.STRONG)
    assert facts.possible == ()
    assert said(found, "disclosure-missing") is not None
    assert said(found, "amazon-cloaked-link") is not None
    _, fine = reached(f"{NOTICE}{html}", {BITLY: f"301 {DP}?tag=blog-20", DP: "200"})
    assert said(fine, "disclosure-missing") is None


def test_a_notice_is_placed_anew_when_links_are_found() -> None:
    html = f'<p><a href="{BITLY}">this</a></p>{NOTICE}<p><a href="{DP}?tag=blog-20">that</a></p>'
    assert all(one.before_first_link for one in facts_of(html).disclosures)
    facts, found = reached(html, {BITLY: f"301 {DP}?tag=blog-20", DP: "200"})
    assert not any(one.before_first_link for one in facts.disclosures)
    assert said(found, "disclosure-after-first-link") is not None


def test_a_notice_is_placed_anew_when_a_link_turns_out_to_pay_nobody() -> None:
    html = f'<p><a href="{SHORT}">this</a></p>{NOTICE}<p><a href="{DP}?tag=blog-20">that</a></p>'
    assert not any(one.before_first_link for one in facts_of(html).disclosures)
    facts, _ = reached(html, {SHORT: f"301 {DP}", DP: "200"})
    assert all(one.before_first_link for one in facts.disclosures)


@pytest.mark.parametrize(
    "answers", [{BITLY: "301 https://news.example/a", "https://news.example/a": "200"}, {BITLY: "404"}, {BITLY: "403"}]
)
def test_a_bitly_link_that_pays_nobody_stays_possible(answers: dict[str, str]) -> None:
    facts, found = reached(f'<p>Read <a href="{BITLY}">this</a>.</p>', answers)
    assert (facts.links, len(facts.possible)) == ((), 1)
    assert [one.rule for one in found] == []


def test_a_guessed_cloak_that_leads_to_a_plain_page_is_none() -> None:
    html = f'<p><a href="{GO}">The kettle</a></p>'
    assert only(facts_of(html)).guessed
    for answers in ({GO: "200 <p>A page of the blog"}, {GO: "302 https://news.example/", "https://news.example/": "200"}):
        facts, found = reached(html, answers)
        assert facts.links == ()
        assert [one.rule for one in found] == []


def test_a_guessed_cloak_that_leads_to_a_program_counts() -> None:
    facts, found = reached(f'<p><a href="{GO}">The kettle</a></p>', {GO: f"302 {DP}?tag=blog-20", DP: "200"})
    link = only(facts)
    assert (link.program, link.publisher_id, link.guessed) == ("amazon", "blog-20", False)
    assert said(found, "disclosure-missing") is not None
    assert said(found, "amazon-cloaked-link") is not None
    assert said(found, "rel-sponsored-missing-after-redirect") is not None


@pytest.mark.parametrize(("status", "outcome"), [("503", Reach.UNVERIFIED), ("403", Reach.BLOCKED), ("404", Reach.GONE)])
def test_a_guessed_cloak_whose_end_was_not_seen_stays_a_guess(status: str, outcome: Reach) -> None:
    facts, found = reached(f'<p><a href="{GO}">The kettle</a></p>', {GO: status})
    link = only(facts)
    assert link.guessed
    assert link.probe is not None
    assert link.probe.outcome is outcome
    assert all(one.outcome is Outcome.REVIEW for one in found if one.rule == "disclosure-missing"), "of a guess one may only ask"
    assert (said(found, "link-broken") is not None) is (outcome is Reach.GONE)


def test_a_marked_cloak_that_leads_to_a_plain_page_is_kept() -> None:
    facts, _ = reached(f'<p><a rel="sponsored" href="{GO}">x</a></p>', {GO: "302 https://s.example/p", "https://s.example/p": "200"})
    assert only(facts).probe is not None


def test_a_cloak_to_a_shop_without_an_id_was_meant_to_earn() -> None:
    facts, found = reached(f'<p><a rel="sponsored" href="{GO}">x</a></p>', {GO: f"302 {DP}", DP: "200"})
    assert only(facts).strength is Strength.INTENDED
    assert said(found, "tag-missing") is not None


def test_a_merchant_that_left_its_network_is_said_so() -> None:
    left = "https://www.awin1.com/closedMerchant.html"
    facts, found = reached(f'<p><a href="{GO}">x</a></p>', {GO: f"302 {left}"})
    finding = said(found, "link-program-ended")
    assert finding is not None
    assert finding.rule == "link-program-ended"
    assert "blog.example/go/kettle" in " ".join(finding.evidence.facts)
    assert only(facts).probe is not None


def test_a_direct_link_keeps_its_own_id_and_gets_its_probe() -> None:
    facts, found = reached(f'{NOTICE}<p><a rel="sponsored" href="{DP}?tag=blog-20">x</a></p>', {DP: "404"})
    link = only(facts)
    assert (link.publisher_id, link.destination) == ("blog-20", None)
    assert link.probe is not None
    finding = said(found, "link-broken")
    assert finding is not None
    assert finding.severity is Severity.ERROR


def test_what_was_not_asked_changes_nothing() -> None:
    facts = facts_of(f'<p><a href="{SHORT}">a</a> <a href="{BITLY}">b</a> <a href="{GO}">c</a></p>')
    after = attached(facts, {}, Lens().identifier)
    assert (after.links, after.possible, after.disclosures) == (facts.links, facts.possible, facts.disclosures)


@pytest.mark.parametrize(
    ("html", "answers"),
    [
        (f'<p><a href="{GO}">x</a></p>', {GO: "200 <p>A page"}),
        (f'<p><a href="{DP}?tag=blog-20">x</a></p>', {DP: "404"}),
        (f'<p><a href="{SHORT}">x</a></p>', {SHORT: f"301 {DP}", DP: "200"}),
    ],
)
def test_a_probe_that_changes_a_page_is_not_passed_over(html: str, answers: dict[str, str]) -> None:
    """`tells` spares the second judging of pages that nothing was found out about."""
    ways = Ways(Lens().identifier, lambda url: url.host == "blog.example")
    before = facts_of(html)
    probes: dict[str, Any] = {url: spoken(Follower(url, ways).talk(), answers) for url in targets_of(before)}
    assert any(map(tells, probes.values()))
    assert not tells(Probe(DP, Reach.OK, affiliate=True))


DOGS = "404 <html><head><title>Page Not Found</title></head><body><a href='/dogsofamazon'><img alt=\"Dogs of Amazon\"></a></body></html>"


def test_a_404_is_gone_whatever_its_page_looks_like() -> None:
    facts, found = reached(f'{NOTICE}<p><a rel="sponsored" href="{DP}?tag=blog-20">x</a></p>', {DP: DOGS})
    probe = only(facts).probe
    assert probe is not None
    assert (probe.outcome, probe.soft) == (Reach.GONE, "gone")
    assert [one.rule for one in found if one.cause == "reach"] == ["link-broken"], "said once, as what it is"


def test_a_shops_own_id_in_place_of_ours_is_a_question() -> None:
    """linkaudit leaves the id out when it asks; that a shop then puts in its own proves nothing."""
    shop = "https://www.agoda.com/h/x.html"
    answers = {shop: "302 https://www.agoda.com/en/x.html?cid=1654321", "https://www.agoda.com/en/x.html": "200"}
    _, found = reached(f'{NOTICE}<p><a rel="sponsored" href="{shop}?cid=1234567">x</a></p>', answers)
    finding = said(found, "tag-changed-in-redirect")
    assert finding is not None
    assert finding.outcome is Outcome.REVIEW
    assert "Asked without it" in finding.message


@pytest.mark.parametrize(
    ("text", "asks"),
    [("Buy on Walmart", True), ("Buy it at Best Buy", True), ("Best price at The Home Depot", True), ("Auf Etsy ansehen", False),
     ("Bei eBay kaufen", False), ("hier bei eBay", True), ("A case from Apple", False), ("The Target book", False), ("Buy on Amazon", False)],
)  # fmt: skip
def test_only_a_shop_that_the_text_names_as_the_place_is_asked_about(text: str, asks: bool) -> None:
    html = f'{NOTICE}<p><a rel="sponsored" href="{GO}">{text}</a></p>'
    _, found = reached(html, {GO: f"302 {DP}?tag=blog-20", DP: "200"})
    assert (said(found, "link-merchant-mismatch") is not None) is asks
