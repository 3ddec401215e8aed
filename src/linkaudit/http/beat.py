"""One request that says "I am alive" to whoever watches for silence (healthchecks.io, Uptime Kuma, Cronitor and their like)."""

from __future__ import annotations

from typing import Final

import requests

from .manners import USER_AGENT

__all__ = ["beat"]

SECONDS: Final = 10
TRIES: Final = 3


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
            trouble = type(error).__name__
        except ValueError:
            return "it is no address"
    return trouble
