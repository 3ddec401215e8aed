"""Messages to the owner, through apprise. One that can't be delivered waits beside the state for the next run."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from ..config import secret
from ..errors import ConfigError
from ..reports.message import Message
from .log import current

if TYPE_CHECKING:
    import apprise

__all__ = ["Outbox"]

KEY: Final = "notify.to"
MISSING: Final = f"{KEY}: messages go out through apprise, which is not installed: pip install apprise"
WAITING: Final = 100


class _Letter(msgspec.Struct, frozen=True):
    """A message of a run, and the references of those it still has to go to."""

    started: str
    message: Message
    to: tuple[str, ...]


class Outbox:
    """Where messages go: references to addresses in the environment, and the folder in which letters wait."""

    def __init__(self, references: list[str], folder: Path) -> None:
        self._folder = folder
        self._services = {one: _service(one) for one in references}

    def tried(self, message: Message) -> list[str]:
        """Send a message that need not arrive later; return the references that could not be reached."""
        return [one for one in self._services if not self._sent(one, message, "")]

    def send(self, message: Message | None, started: str) -> list[str]:
        """Send what waits and the message, if there is one; return the references that could not be reached."""
        letters = list(self._waiting())
        if message is not None:
            letters.append((self._folder / f"{started.replace(':', '')}.json", _Letter(started, message, tuple(self._services))))
        failed: list[str] = []
        for path, letter in letters[-WAITING:]:
            late = "" if letter.started == started else f" (run of {letter.started[:10]})"
            left = tuple(one for one in letter.to if one in self._services and not self._sent(one, letter.message, late))
            _keep(path, msgspec.structs.replace(letter, to=left))
            failed += [one for one in left if one not in failed]
        return failed

    def _waiting(self) -> Iterator[tuple[Path, _Letter]]:
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield path, msgspec.json.decode(path.read_bytes(), type=_Letter)
            except (OSError, msgspec.MsgspecError):
                continue

    def _sent(self, reference: str, message: Message, late: str) -> bool:
        body = "\n".join(message.lines) or message.title
        sent = bool(self._services[reference].notify(title=message.title + late, body=body, body_format="text"))
        if log := current():
            said = f"{'sent' if sent else 'not sent'} to {reference[4:]}: {message.title}{late}"
            log.write("message", said, "info" if sent else "warning", to=reference[4:], sent=sent, title=message.title + late)
        return sent


def _service(reference: str) -> apprise.Apprise:
    """Raise `ConfigError` before the run for what could not be delivered after it."""
    addresses = secret(reference, KEY)
    try:
        import apprise
    except ImportError as error:
        raise ConfigError(MISSING) from error
    # What apprise logs of an address may hold its password.
    logger = logging.getLogger("apprise")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    service = apprise.Apprise()
    if not service.add(addresses) or not len(service):
        raise ConfigError(f"{KEY}: {reference[4:]} holds no address that apprise knows; see https://appriseit.com/services/")
    return service


def _keep(path: Path, letter: _Letter) -> None:
    """Keep a letter that has still to go somewhere. Where nothing can be written it was worth a try."""
    partial = path.with_suffix(".part")
    try:
        if not letter.to:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(msgspec.json.encode(letter))
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
