"""The command line: parse, call, echo, exit."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
