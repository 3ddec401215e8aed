"""The tables of the configuration file, each key with the values it may have."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec

from ..model import Severity

__all__ = ["INNER", "Config", "CrawlTable", "Decision", "HttpTable", "Ignore", "RuleTable", "SiteTable", "Table"]


# Something besides blanks; an address; an id; the variable that holds a secret; a host as it stands in an address, without scheme and
# port, for credentials are scoped to it.
SAID: Final = r"\S"
URL: Final = r"^https?://[^\s/]+"
IDS: Final = r"^\S+$"
FROM_ENV: Final = r"^env:\w+$"
HOST: Final = r"^([^\s:/@]+|\[[0-9a-fA-F:.]+\])$"


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are errors."""


_Count = Annotated[int, msgspec.Meta(ge=1)]
_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Said = Annotated[str, msgspec.Meta(pattern=SAID)]
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Host = Annotated[str, msgspec.Meta(pattern=HOST)]
_Whole = Annotated[int, msgspec.Meta(ge=0)]


class SiteTable(Table, frozen=True):
    """`[site]`: the site's address, further hosts that are its own, and whether in-page ignores count: without a word, on these hosts
    and in folders."""

    url: Annotated[str, msgspec.Meta(pattern=URL)] | None = None
    own: list[str] = []
    page_ignores: bool | None = None


class DisclosureTable(Table, frozen=True):
    """`[disclosure]`: regimes to judge by, the text required on every affiliate page, the snippet fixes insert."""

    regimes: list[str] = []
    required: str | None = None
    insert: str | None = None


class ProgramTable(Table, frozen=True):
    """`[programs.<id>]`: the owner's publisher ids."""

    ids: list[Annotated[str, msgspec.Meta(pattern=IDS)]] = []


class LinksTable(Table, frozen=True):
    """`[links]`: cloaked paths (globs), lists that say where they lead (CSV of ThirstyAffiliates or Pretty Links, beside the
    configuration), whether networks may be asked, and how patient probing is."""

    cloaked: list[str] = []
    lists: list[str] = []
    clicks: Literal["never", "resolve"] = "never"
    confirm_after: _Count = 2
    recheck_after: _Whole = 0
    budget: _Whole = 300


class HttpTable(Table, frozen=True):
    """`[http]`: pace per host (0 is no limit), concurrency, how often to try again, headers and credentials by host; `beside` audits
    run at a time and share the pace on hosts of others."""

    requests_per_second: Annotated[float, msgspec.Meta(ge=0)] | None = None
    concurrency: _Count = 8
    retries: _Whole = 2
    headers: dict[_Host, dict[str, str]] = {}
    auth: dict[_Host, Annotated[str, msgspec.Meta(pattern=FROM_ENV)]] = {}
    allow_private: bool = False
    transport: Literal["auto", "curl", "requests"] = "auto"
    beside: _Count = 1


class CrawlTable(Table, frozen=True):
    """`[crawl]`: caps of a crawl (a folder is read whole), globs, robots.txt, and the share of pages that must be read."""

    max_pages: _Count = 20_000
    include: list[str] = []
    exclude: list[str] = []
    max_depth: _Count = 50
    robots: bool = True
    min_coverage: _Share = 0.5


class RuleTable(Table, frozen=True):
    """`[rules.<id>]`: another severity, or off."""

    severity: Severity | None = None
    enabled: bool = True


class Ignore(Table, frozen=True):
    """`[[ignore]]`: what to leave out, and who says so, why and until when."""

    reason: _Said
    rule: _Text | None = None
    page: _Text | None = None
    link: _Text | None = None
    text: _Text | None = None
    regime: _Text | None = None
    by: str | None = None
    until: date | None = None

    @property
    def hides(self) -> bool:
        """True when the findings it covers are not to be heard."""
        return True

    def in_force(self, today: date) -> bool:
        """True until its last day has passed."""
        return self.until is None or self.until >= today


class Decision(Ignore, frozen=True):
    """`[[decision]]`: what somebody has judged once for all pages. A rejected notice text fails wherever it stands."""

    verdict: Literal["accept", "reject"] = "accept"

    @property
    def hides(self) -> bool:
        """True for what was accepted."""
        return self.verdict == "accept"


class BaselineTable(Table, frozen=True):
    """`[baseline]`: the file of what is known, beside the configuration; whether stale entries fail; what a site may lose unseen."""

    file: _Text | None = None
    strict: bool = False
    max_drop: _Share = 0.3


class ReportTable(Table, frozen=True):
    """`[report]`: files to write, the format from the suffix, with `{date}` and `{site}` of the run in their names; the page of runs,
    kept in step by every run that `.linkaudit/` keeps; and how often pages are viewed (CSV of an analytics tool, beside the
    configuration), so that causes on pages with many readers come first."""

    output: list[str] = []
    index: _Text | None = None
    weights: _Text | None = None


class SourceTable(Table, frozen=True):
    """`[source]`: the folder, or folders, of sources that the pages are built from."""

    folder: str | list[str] | None = None

    @property
    def folders(self) -> list[str]:
        """The folders, none when the sources are to be guessed."""
        return [self.folder] if isinstance(self.folder, str) else self.folder or []


_Reference = Annotated[str, msgspec.Meta(pattern=r"^env:\w+$")]


class NotifyTable(Table, frozen=True):
    """`[notify]`: environment variables with apprise addresses that hear of changes, and one with the address that is asked for after
    each run that has seen its site."""

    to: list[_Reference] = []
    heartbeat: _Reference | None = None


class StateTable(Table, frozen=True):
    """`[state]`: of how many runs `.linkaudit/` keeps the whole document; a line on each is kept much longer."""

    keep_runs: _Whole = 10


class Config(Table, frozen=True):
    """The whole file."""

    site: SiteTable = SiteTable()
    disclosure: DisclosureTable = DisclosureTable()
    programs: dict[str, ProgramTable] = {}
    links: LinksTable = LinksTable()
    http: HttpTable = HttpTable()
    crawl: CrawlTable = CrawlTable()
    rules: dict[str, RuleTable] = {}
    ignore: list[Ignore] = []
    decision: list[Decision] = []
    baseline: BaselineTable = BaselineTable()
    report: ReportTable = ReportTable()
    source: SourceTable = SourceTable()
    state: StateTable = StateTable()
    notify: NotifyTable = NotifyTable()


# What stands inside tables of tables and lists of tables.
INNER: Final[dict[str, Any]] = {"programs": ProgramTable, "rules": RuleTable, "ignore": Ignore, "decision": Decision}
