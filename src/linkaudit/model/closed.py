"""The closed sets."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["GUESSED_CLOAK", "Carrier", "Grade", "Impact", "Outcome", "Reach", "Region", "Severity", "Soft", "Strength", "UnreadReason"]


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


class Reach(StrEnum):
    """What became of asking a link; only *gone* may fail."""

    OK = "ok"
    MOVED = "moved"
    GONE = "gone"
    BLOCKED = "blocked"
    TIMEOUT = "timeout"
    LOOP = "loop"
    UNVERIFIED = "unverified"


class Soft(StrEnum):
    """What a page says that answers 200 and does not sell what the link promised."""

    GONE = "gone"
    UNAVAILABLE = "unavailable"
    MERCHANT_LEFT = "merchant-left"
    HOME = "home"
    SEARCH = "search"
