"""What a run holds open: the state, the loop over the network, and the wish to stop."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from .baseline import Comparison
from .config import Settings
from .document import Kept
from .errors import ConfigError
from .model import Page
from .store import Pages, Runs, Spool, State, Targets, open_state
from .store.state import Run, unusable
from .urls import bare, origin, parse

if TYPE_CHECKING:
    from .http.loop import Loop

__all__ = ["Plan", "Session", "Step", "Stop", "home_of", "moment", "stamp"]


class Step(msgspec.Struct, frozen=True):
    """News of a run for whoever watches: what is being done, how far it is, which hosts are waited for and why."""

    stage: str
    done: int = 0
    left: int = 0
    waiting: tuple[str, ...] = ()
    said: str = ""


class Stop:
    """The wish to end early: what was gathered is reported."""

    def __init__(self) -> None:
        self.wished = False


class Plan(msgspec.Struct, frozen=True):
    """What to audit and how. `target` is a folder, a URL, a sitemap's URL, `@file` or `-`. `keep` is handed the pages that may carry
    affiliate links, wherever they are read: in a worker of a folder, too. `known` is the baseline that findings are held against, `changed_only` the revision
    since which a page's sources must have changed."""

    target: str
    settings: Settings
    offline: bool = False
    probes: bool = True
    state: bool = True
    resume: bool = False
    sample: bool = False
    most: int = 0
    progress: Callable[[Step], None] = lambda step: None
    lines: Iterable[str] = ()
    stop: Stop = msgspec.field(default_factory=Stop)
    keep: Callable[[Page], Kept] | None = None
    known: Comparison | None = None
    changed_only: str | None = None


class Session:
    """Opens the state and the network when they are needed, and closes them. `notes` say what a reader of the report must know."""

    def __init__(self, plan: Plan) -> None:
        if plan.resume and not (plan.state and not plan.offline):
            raise ConfigError("--resume needs the state that --no-state and --offline leave out")
        self.plan = plan
        self.started = stamp()
        self.notes: list[str] = []
        self.chosen = "--sample" if plan.sample else ""
        self._state: State | None = None
        self._loop: Loop | None = None
        self._run: Run | None = None
        self._spool: Spool | None = None
        # Offline the same input gives the same bytes: nothing is read from earlier runs, and several may run side by side.
        self.keeps = plan.state and not plan.offline

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._loop is not None:
            self._loop.close()
        if error is not None and self._spool is not None:
            self._spool.drop()
        if self._state is None:
            return
        try:
            self._state.close()
        except sqlite3.Error as trouble:
            if kind is None:
                raise unusable(self._state.path, trouble) from trouble
        if isinstance(error, sqlite3.Error | zlib.error):
            raise unusable(self._state.path, error) from error

    @property
    def interrupted(self) -> bool:
        """True when the run was asked to stop."""
        return self.plan.stop.wished

    @property
    def partial(self) -> str:
        """Why this run says nothing of the site as a whole: somebody chose a part of it, or it ended early."""
        return "interrupted" if self.interrupted else self.chosen

    def open_run(self, site: str, target: str) -> Run:
        """Open the site's state and begin a run, or take up the interrupted one when that is wished."""
        self._state = open_state(home_of(self.plan) if self.keeps else None, site)
        found = self._state.interrupted(target) if self.plan.resume else None
        if self.plan.resume and found is None:
            self.notes.append("There was no interrupted run to resume; this one began anew.")
        self._run = found or self._state.begin(target, self.started, b"")
        self.started = self._run.started
        return self._run

    def anew(self, why: str) -> None:
        """Begin the run anew after all."""
        self.notes.append(why)
        self.started = stamp()
        self._run = self.state.begin(self.run.target, self.started, self.run.told)

    def told(self, told: bytes) -> None:
        """Note what the run goes by, for whoever resumes it."""
        self._run = self.state.tell(self.run, told)

    @property
    def state(self) -> State:
        """The open state."""
        assert self._state is not None
        return self._state

    @property
    def run(self) -> Run:
        """The run under way."""
        assert self._run is not None
        return self._run

    @property
    def has_run(self) -> bool:
        """True once the state is open."""
        return self._run is not None

    @property
    def nightly(self) -> bool:
        """True when runs of this target are nights of a live site, of which the state remembers what each saw."""
        return self.keeps and self.has_run and not Path(self.plan.target).is_dir()

    @property
    def resumable(self) -> bool:
        """True when the state holds what a later run need not ask for again."""
        return self.keeps and self.has_run and self._loop is not None

    def spool(self) -> Spool:
        """Begin the run's document: one that stays where the state is kept, else a temporary one."""
        self._spool = self.runs().spool() if self.keeps and self.has_run else Spool()
        return self._spool

    def runs(self) -> Runs:
        """Return the site's runs."""
        return Runs(self.state)

    def pages(self) -> Pages:
        """Return the run's pages."""
        return Pages(self.state, self.run.id)

    def targets(self) -> Targets:
        """Return the run's link targets."""
        return Targets(self.state, self.run.id)

    def loop(self, *starts: str) -> Loop:
        """Return the loop over the network. `starts` are the audited addresses: their origins may be private."""
        if self._loop is None:
            from .http.manners import Manners  # loaded for the network only: it costs an offline audit 60 ms
            from .http.opened import open_loop
            from .http.proxies import Proxies

            config = self.plan.settings.config
            own = [
                url for text in (*starts, *(f"https://{host}" for host in config.site.own), config.site.url or "") if (url := parse(text))
            ]
            manners = Manners(config.http, frozenset(map(origin, own)), frozenset(bare(url.host) for url in own))
            self._loop = open_loop(manners)
            self._loop.on_turn = self._between
            if Proxies.of_environment().by_scheme.keys() & {"http", "https", "all"}:
                self.notes.append(
                    "A proxy was used: addresses were checked here, but that a name changes behind the proxy can't be excluded."
                )
        return self._loop

    def _between(self) -> None:
        if self._state is not None:
            self._state.tick()
        if self.plan.stop.wished and self._loop is not None:
            self._loop.stop()


def home_of(plan: Plan) -> Path:
    """Return where `.linkaudit/` lies: beside the configuration, else in the working directory; in the audited folder only for who is there."""
    here, folder = Path.cwd(), Path(plan.target)
    beside = plan.settings.path.resolve().parent if plan.settings.path else here
    root = folder.resolve() if folder.is_dir() else None
    return here if root and beside.is_relative_to(root) and not here.is_relative_to(root) else beside


def stamp() -> str:
    """Return the time as documents write it."""
    return moment().strftime("%Y-%m-%dT%H:%M:%SZ")


def moment() -> datetime:
    """Now, or SOURCE_DATE_EPOCH: the same input then gives the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
