"""One request that says "I am alive" to whoever watches for silence (healthchecks.io, Uptime Kuma, Cronitor and their like)."""

from __future__ import annotations

from typing import Final

import requests

from .manners import USER_AGENT

__all__ = ["beat"]

SECONDS: Final = 10
TRIES: Final = 3
_TROUBLES: Final = (
    (requests.Timeout, f"no answer in {SECONDS} seconds"),
    (requests.ConnectionError, "no connection"),
    (ValueError, "it is no http or https address"),
)


def beat(url: str) -> str:
    """Ask for the address, which is the owner's and may be private; return the trouble in words that don't name it, or an empty string."""
    trouble = ""
    for _ in range(TRIES):
        try:
            with requests.get(url, timeout=SECONDS, headers={"User-Agent": USER_AGENT}, stream=True) as answer:
                if answer.ok:
                    return ""
                trouble = f"HTTP {answer.status_code}"
        except requests.RequestException as error:
            trouble = next((words for kind, words in _TROUBLES if isinstance(error, kind)), "it could not be asked for")
    return trouble
