"""What is read: pages, links, disclosures."""

from __future__ import annotations

from collections.abc import Iterable

from .base import Noun
from .chain import Probe
from .closed import GUESSED_CLOAK, Carrier, Grade, Region, Strength, UnreadReason

__all__ = ["Claim", "Disclosure", "Link", "Look", "Match", "Page", "PageFacts", "PageIgnore", "Price", "Unread", "first_of"]


class Page(Noun, frozen=True):
    """A page as a source hands it over. `file` is relative to the folder, None for a live page."""

    url: str
    body: bytes
    file: str | None = None
    charset: str | None = None


class Unread(Noun, frozen=True):
    """A page that was found and could not be read."""

    url: str
    reason: UnreadReason
    detail: str = ""
    file: str | None = None


class Match(Noun, frozen=True):
    """What a URL says about itself. `affiliate` is None for *possible*: a weak sign, never enough to fail."""

    affiliate: bool | None
    program: str | None = None
    publisher_id: str | None = None
    destination: str | None = None
    strength: Strength | None = None
    needs_probe: bool = False
    form: str = ""


class Link(Noun, frozen=True):
    """An affiliate link, or one that was meant to be. Line and column are 1-based; `order` is the reading order.

    `span` is the attribute's place in code points, newlines normalised; `block` and `group` are the orders of the line box
    and of the smallest box (row, item, card) around the link; `context` is what the line box says; `mark` is a sign such as *
    at the link, `table` the order of the comparison table around it. `rest` are the attributes beside address and rel, as markup;
    `nested` tells that the link holds markup, not words alone; `named` is its name where asking it has changed what is known of it.
    """

    url: str
    resolved: str
    carrier: Carrier
    program: str | None
    publisher_id: str | None
    strength: Strength
    needs_probe: bool
    text: str
    line: int | None
    column: int | None
    region: Region
    rel: tuple[str, ...]
    order: int
    selector: str
    destination: str | None = None
    form: str = ""
    span: tuple[int, int] | None = None
    context: str = ""
    block: int = -1
    group: int = -1
    label: str | None = None
    label_grade: Grade | None = None
    image: bool = False
    via: str | None = None
    intent: str = ""
    slot: str = ""
    mark: str = ""
    table: int = -1
    rest: str = ""
    nested: bool = False
    probe: Probe | None = None
    named: str = ""

    @property
    def earns_in_text(self) -> bool:
        """True for the links that a notice is measured against: read, meant for readers, and paid; a banner in the page's frame is not."""
        return self.carrier.read and self.slot != "banner" and self.strength is not Strength.INTENDED

    @property
    def name(self) -> str:
        """What findings call the link, in every run: what the page itself says of it, whether it was asked or not."""
        return self.named or f"{self.program} {self.destination or self.resolved}"

    @property
    def setting(self) -> str:
        """What its line says, and its own words though they come late in it."""
        return self.context if self.text in self.context else f"{self.context[:120]} … {self.text}"

    @property
    def followed(self) -> str:
        """The address, when what is known of the link comes from where it leads; else nothing."""
        return self.resolved if self.probe is not None and len(self.probe.hops) > 1 else ""

    @property
    def guessed(self) -> bool:
        """True for an own path that nothing but its name marks as a cloaked link."""
        return self.form == GUESSED_CLOAK


def first_of(links: Iterable[Link]) -> int | None:
    """Return the order of the first link that a notice is measured against: of the text before the page's frame, paid before others."""
    orders = [(not link.earns_in_text, link.region is not Region.MAIN, link.order) for link in links]
    return min(orders)[2] if orders else None


class Look(Noun, frozen=True, omit_defaults=True):
    """How a passage is drawn on a screen `width` CSS pixels wide, whoever measured it; None is what can't be known.

    `font_px` and `body_px` are the sizes of the passage and of the page's paragraphs in CSS pixels, `contrast` is WCAG's ratio
    (1 to 21) of `color` to `background`, both as #rrggbb. They are not `sure` when a style sheet that was not read may say otherwise.
    """

    width: int
    visible: bool | None
    reason: str | None = None
    font_px: float | None = None
    body_px: float | None = None
    contrast: float | None = None
    color: str | None = None
    background: str | None = None
    sure: bool = True


class Disclosure(Noun, frozen=True):
    """A passage that tells, or seems to tell, readers about money. `visible` is None when it can't be known.

    `visible` and `hidden_reason` are of the widest screen; `looks` has each screen that differs, the widest first.
    `statement` is True for what holds Amazon's sentence, or speaks of its program in other words.
    `words_before` counts the words of its block before the sentence that tells it; `end` is the order at which its block ends;
    `blocks_to_link` counts the blocks of text between it and the first link after it, None when that isn't known.
    """

    text: str
    grade: Grade
    language: str | None
    region: Region
    visible: bool | None
    hidden_reason: str | None
    before_first_link: bool
    line: int | None
    order: int
    selector: str
    column: int | None = None
    because: tuple[str, ...] = ()
    kind: str = "notice"
    group: int = -1
    tail: bool = False
    near_required: int | None = None
    looks: tuple[Look, ...] = ()
    words_before: int = 0
    end: int = -1
    blocks_to_link: int | None = None
    statement: bool = False


class Claim(Noun, frozen=True):
    """What the page says of its own honesty; `paid` when the same line tells that its links pay."""

    kind: str
    text: str
    region: Region
    selector: str
    line: int | None
    column: int | None
    paid: bool


class Price(Noun, frozen=True):
    """A price, or a rating by the shop's customers, beside a link. `served` when a plugin that asks the shop made the box,
    `dated` when a time stamp goes with it."""

    kind: str
    text: str
    link: str
    order: int
    selector: str
    line: int | None
    served: bool
    dated: bool


class PageIgnore(Noun, frozen=True):
    """A comment in a page that asks not to hear of rules: from `start` up to `end` (line, and column counted from 0), on the `whole`
    page, or, when it stands `early`, of what is said of the page as such. `trouble` is why it does nothing. Of one that stands in the
    page's source, `place` says where, and `spots` are the (line, column) of the page whose sources it covers."""

    text: str
    rules: tuple[str, ...]
    reason: str
    whole: bool
    early: bool
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None
    trouble: str = ""
    place: str = ""
    spots: tuple[tuple[int, int | None], ...] = ()


class PageFacts(Noun, frozen=True, eq=False):
    """All that rules may know of a page. `edit_url` is where its author edits it, when the page tells.

    `part` is the number of a later page of the article that begins at `first_part`; `opening` the order at which the article's
    first lines end; `titled` whether title or heading call it advertising; `unpaid` and `shops` count the links of its text that
    lead elsewhere, and to known shops, and pay nothing; `teasers` are own addresses that a listing teases without a label;
    `gap` counts the blocks of text between the last notice before the first unlabelled link and that link; `forward` is where a page
    without content sends its reader.
    """

    url: str
    file: str | None
    title: str
    language: str | None
    links: tuple[Link, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    candidates: tuple[Disclosure, ...] = ()
    possible: tuple[Link, ...] = ()
    injectors: tuple[str, ...] = ()
    listing: bool = False
    stub: bool = False
    assets: tuple[tuple[str, int | None], ...] = ()
    edit_url: str | None = None
    unread_sheets: tuple[str, ...] = ()
    amp: bool = False
    part: int = 0
    first_part: str = ""
    opening: int = -1
    titled: bool = False
    unpaid: int = 0
    shops: int = 0
    teasers: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    prices: tuple[Price, ...] = ()
    frames: tuple[tuple[str, int | None], ...] = ()
    gap: int = 0
    forward: str = ""
    ignores: tuple[PageIgnore, ...] = ()
