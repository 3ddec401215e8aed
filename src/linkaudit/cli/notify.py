"""`linkaudit notify`, and what an audit says to its owner when it has ended."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from ..app import Plan
from ..config import Settings, find, load, secret
from ..document import Audit
from ..reports.message import Message, message
from ..session import home_of
from ..store.state import FOLDER, file_name
from ..urls import host_of
from .log import say
from .outbox import Outbox

__all__ = ["Audience", "notify"]

UNSENT: Final = "unsent"
# The exit codes of an audit that has seen its site.
_SEEN: Final = (0, 1)


class Audience:
    """Whom to tell. Made before the run: raises `ConfigError` for what could not be delivered after it."""

    def __init__(self, settings: Settings, home: Path, site: str) -> None:
        table = settings.config.notify
        self._heartbeat = secret(table.heartbeat, "notify.heartbeat") if table.heartbeat else ""
        folder = home / FOLDER / UNSENT / file_name(host_of(site) or site)
        self._outbox = Outbox(table.to, folder) if table.to else None
        self._reached = True

    @classmethod
    def of(cls, plan: Plan) -> Audience | None:
        """Return whom to tell of a run, None where nobody is to be told or no socket may be opened."""
        table = plan.settings.config.notify
        return None if plan.offline or not (table.to or table.heartbeat) else cls(plan.settings, home_of(plan), plan.target)

    def hear(self, document: Audit) -> None:
        """Tell what changed, and what waits, before anything else can go wrong."""
        failed = self._outbox.send(message(document), document.started) if self._outbox else []
        self._reached = _complain(failed, "; the message waits for the next run")

    def alive(self, code: int) -> None:
        """Beat the heart of a run that has seen its site, and could say what changed."""
        if self._reached and code in _SEEN:
            self.beat()

    def tried(self, said: Message) -> bool:
        """Send a message that is not worth waiting; True when all of them took it."""
        return _complain(self._outbox.tried(said), "") if self._outbox else True

    def beat(self) -> bool:
        """Beat the heart, if there is one; True when it was heard."""
        if not self._heartbeat:
            return True
        from ..http.beat import beat  # loaded where there is a heart only

        trouble = beat(self._heartbeat)
        if trouble:
            say(f"notify.heartbeat: not heard: {trouble}")
        return not trouble


def _complain(failed: list[str], more: str) -> bool:
    for one in failed:
        say(f"notify.to: {one[4:]} could not be reached{more}")
    return not failed


@click.command()
@click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file.")
def notify(config_file: Path | None) -> int:
    """Send a message to try notify.to, and beat notify.heartbeat once. After an audit this happens by itself, when something changed.

    \b
    Examples:
      linkaudit notify
      BLOG_MAIL='mailtos://ann:password@mail.example?to=ann@blog.example' linkaudit notify
    """
    settings = load(config_file or find(Path.cwd()))
    table = settings.config.notify
    if not (table.to or table.heartbeat):
        raise click.UsageError('nobody is to be told: set notify.to = ["env:BLOG_MAIL"] or notify.heartbeat in linkaudit.toml')
    home = settings.path.resolve().parent if settings.path else Path.cwd()
    audience = Audience(settings, home, settings.config.site.url or "test")
    told = audience.tried(Message("linkaudit: a test message", ("Audits tell here what has changed, when something has.",)))
    heard = audience.beat()
    if told and table.to:
        click.echo(f"Sent to {', '.join(one[4:] for one in table.to)}.")
    if heard and table.heartbeat:
        click.echo("The heartbeat was heard.")
    return 0 if told and heard else 1
