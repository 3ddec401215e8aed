"""What a rule is, what it is told, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from ..catalog import Program
from ..model import Figures, Impact, Outcome, PageFacts, Severity, SiteFacts, Source

__all__ = ["Example", "Known", "Rule", "Verdict"]


class Known(msgspec.Struct, frozen=True):
    """What the owner and the data files say: ids by program, required text, snippet to insert, words by language.

    `language` is that of the owner's text, None when it is not known.
    `rejected` are (text, who and why) of notices that somebody has decided against; `within` tells (program, id) of a merchant's address that stands inside another address, `shop` whose shop a host is.
    `before` is what the site came to when it was last whole, `max_drop` the share of it that it may lose.
    """

    ids: dict[str, tuple[str, ...]] = {}
    required: str | None = None
    insert: str | None = None
    language: str | None = None
    programs: dict[str, Program] = {}
    notices: dict[str, str] = {}
    labels: dict[str, str] = {}
    statements: dict[str, str] = {}
    alone: bool = False
    before: Figures | None = None
    max_drop: float = 0.3
    site_host: str = ""
    shorteners: frozenset[str] = frozenset()
    rejected: tuple[tuple[str, str], ...] = ()
    refused_labels: frozenset[str] = frozenset()
    within: Callable[[str], tuple[str, str] | None] = lambda text: None
    shop: Callable[[str], str | None] = lambda host: None


class Verdict(msgspec.Struct, frozen=True):
    """A rule's answer that isn't *passed*. `group` is what findings of one cause have in common,
    `title` the cause's name where the rule's own would mislead, `target` the link's address when the answer rests on asking it, `each`
    the order and a mark of every link that is a fault by itself. `waits` marks a question that later runs answer, not a person."""

    outcome: Outcome
    message: str
    fix: str
    replace: str | None = None
    subject: str = ""
    snippet: str = ""
    facts: tuple[str, ...] = ()
    line: int | None = None
    column: int | None = None
    group: str = ""
    links: int = 0
    each: tuple[tuple[int, str], ...] = ()
    severity: Severity | None = None
    title: str = ""
    target: str = ""
    waits: bool = False


class Example(msgspec.Struct, frozen=True):
    """A page's HTML that shows the rule at work; the rule's tests and its documentation.

    `answers` are what the web answers to each address that is asked: "404", "301 https://…" or "200 <title>…".
    `site` is what the pages of a site came to, `before` what they did earlier, for the rules that speak of the site; `night` counts the
    runs on end that found it so, of the two that are wanted.
    """

    html: str
    answers: dict[str, str] = {}
    ids: dict[str, tuple[str, ...]] = {}
    required: str | None = None
    rejected: tuple[tuple[str, str], ...] = ()
    alone: bool = True
    site: SiteFacts | None = None
    before: Figures | None = None
    night: int = 0
    url: str = "https://blog.example/post/"


class Rule(msgspec.Struct, frozen=True):
    """A rule. `severity` is that of rules no law is needed for; where a regime names the rule, the regime decides.
    `asks` marks rules that need to know where links lead, `asleep` those that run only where `[rules.<id>]` names them,
    `needs_before` those that compare the site with what it was. Of an `each` rule's verdict every link is a fault by itself: who adds a
    link to a page without a notice has one more link without a notice."""

    title: str
    why: str
    fix: str
    impact: Impact
    family: str
    rank: int
    fails: tuple[Example, ...]
    passes: tuple[Example, ...]
    sources: tuple[Source, ...] = ()
    reviews: tuple[Example, ...] = ()
    severity: Severity | None = None
    asks: bool = False
    asleep: bool = False
    needs_before: bool = False
    each: bool = False
    id: str = ""
    check: Callable[[PageFacts, Known], Iterator[Verdict]] | None = None
    check_site: Callable[[SiteFacts, Known], Iterator[Verdict]] | None = None
