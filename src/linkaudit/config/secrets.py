"""Values that stand in the environment, so that no file, report or log holds them."""

from __future__ import annotations

import os

from ..errors import ConfigError

__all__ = ["secret"]


def secret(reference: str, key: str) -> str:
    """Return what `env:NAME` stands for; raises `ConfigError` when the environment has no such value."""
    if not reference.startswith("env:"):
        raise ConfigError(f'{key}: write "env:NAME"; secrets stay in the environment')
    found = os.environ.get(reference[4:], "").strip()
    if not found:
        raise ConfigError(f"{key}: the environment has no {reference[4:]}")
    return found
