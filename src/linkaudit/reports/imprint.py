"""What a report carries of the run that it shows, so that the page of runs finds it whatever its file is called."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

__all__ = ["ROOM", "imprint", "imprint_in", "is_runs_page"]

# An imprint stands within the first bytes of a report.
ROOM: Final = 4096
_MARK: Final = re.compile(r'<meta name="linkaudit:run" content="(\S{1,40} [0-9a-f]{16})">')
_RUNS: Final = '<meta name="linkaudit:runs" content="1">'


def imprint(site: str, target: str, started: str) -> str:
    """Return the run's start and a digest of what was audited: two folders of one address, audited in the same second, are two runs,
    and a page that is published tells nobody's paths."""
    audited = "\n".join((site, target)).encode(errors="replace")
    return f"{started} {blake2b(audited, digest_size=8).hexdigest()}"


def imprint_in(head: str) -> str | None:
    """Return the imprint in the first characters of a page, None when it is no report."""
    found = _MARK.search(head)
    return found[1] if found else None


def is_runs_page(head: str) -> bool:
    """True for the first characters of a page of runs."""
    return _RUNS in head
