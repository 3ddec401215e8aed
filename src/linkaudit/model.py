"""The nouns. Frozen and slotted; this module imports nothing of ours."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = [
    "GUESSED_CLOAK", "Carrier", "Disclosure", "Evidence", "Finding", "Fix", "Grade", "Impact", "Link", "Match", "Noun", "Outcome", "Page",
    "PageFacts", "Region", "Severity", "Source", "Strength", "Unread", "UnreadReason",
]  # fmt: skip


class Carrier(StrEnum):
    """What in the page makes a reader or a script follow a URL."""

    ANCHOR = "a"
    AREA = "area"
    FORM = "form"
    IFRAME = "iframe"
    SCRIPT = "script"
    ONCLICK = "onclick"
    DATA = "data"
    REFRESH = "meta-refresh"
    JSON_LD = "json-ld"
    INJECTOR = "injector"

    @property
    def read(self) -> bool:
        """True for what a reader sees and clicks; the others are scripts' and machines' business."""
        return self not in _FOR_MACHINES


class Region(StrEnum):
    """Where in the page's frame something stands; `aside` means outside main and article."""

    MAIN = "main"
    HEADER = "header"
    NAV = "nav"
    ASIDE = "aside"
    FOOTER = "footer"
    COMMENTS = "comments"


class Strength(StrEnum):
    """How sure a URL is an affiliate link."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    INTENDED = "intended"


class Grade(StrEnum):
    """What a passage tells a reader about money, best first."""

    CLEAR = "clear"
    CONDITIONAL = "conditional"
    AMAZON = "amazon"
    LABEL = "label"
    VAGUE = "vague"
    NO_MONEY = "no-money"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Position from best (0) to none."""
        return _RANKS[self]


class Outcome(StrEnum):
    """The three answers of a rule."""

    PASSED = "passed"
    FAILED = "failed"
    REVIEW = "review"


class Severity(StrEnum):
    """What a finding does to a build."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info."""
        return _RANKS[self]


class Impact(StrEnum):
    """What a finding puts at risk, in the order a person should act."""

    LAW = "law"
    MONEY = "money"
    ACCOUNT = "account"
    SEARCH = "search"
    CRAFT = "craft"

    @property
    def rank(self) -> int:
        """Position in the order of urgency."""
        return _RANKS[self]


# The form of a cloak that may lead anywhere: only a redirect would tell.
GUESSED_CLOAK = "guessed cloak"
_FOR_MACHINES = frozenset((Carrier.SCRIPT, Carrier.REFRESH, Carrier.JSON_LD, Carrier.INJECTOR))
_RANKS = {member: place for kind in (Grade, Severity, Impact) for place, member in enumerate(kind)}


class UnreadReason(StrEnum):
    """Why a page was found and not read."""

    FETCH = "fetch-failed"
    STATUS = "http-status"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    PRIVATE = "private-address"
    TOO_LARGE = "too-large"
    NOT_HTML = "not-html"
    UNREADABLE = "unreadable"
    REDIRECT = "redirect-elsewhere"
    CRASH = "analysis-failed"


class Noun(msgspec.Struct, frozen=True):
    """Base of the nouns: immutable, slotted, cheap to encode."""


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
    and of the smallest box (row, item, card) around the link; `context` is what the line box says.
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

    @property
    def guessed(self) -> bool:
        """True for an own path that nothing but its name marks as a cloaked link."""
        return self.form == GUESSED_CLOAK


class Disclosure(Noun, frozen=True):
    """A passage that tells, or seems to tell, readers about money. `visible` is None when it can't be known."""

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


class PageFacts(Noun, frozen=True, eq=False):
    """All that rules may know of a page."""

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


class Source(Noun, frozen=True):
    """Where a claim comes from. `grade`: V1 read at the source … V3 paraphrase, M memory, E our own threshold."""

    name: str
    section: str
    url: str
    grade: str


class Evidence(Noun, frozen=True):
    """What a person needs to see to agree with a finding."""

    snippet: str = ""
    facts: tuple[str, ...] = ()


class Fix(Noun, frozen=True):
    """The smallest change that clears a finding; `replace` is the corrected snippet."""

    text: str
    replace: str | None = None


class Finding(Noun, frozen=True):
    """One verdict that isn't *passed*. `page` is "" for the site."""

    rule: str
    also: tuple[str, ...]
    cause: str
    outcome: Outcome
    severity: Severity
    regimes: dict[str, Severity]
    impact: Impact
    page: str
    file: str | None
    line: int | None
    column: int | None
    subject: str
    message: str
    evidence: Evidence
    fix: Fix
    fingerprint: str
    suppressed_by: str | None = None

    def __post_init__(self) -> None:
        """Refuse a finding that could not be shown or found again."""
        if self.outcome is Outcome.PASSED or not self.message or not self.fingerprint:
            raise ValueError(f"{self.rule}: a finding needs an outcome other than passed, a message and a fingerprint")
