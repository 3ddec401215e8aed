"""One hop at a time: `exchange(Request) -> Response | Refusal`; above it redirects, robots and pace."""

from __future__ import annotations

from .client import Client, Manners
from .exchange import Refusal, Request, Response, exchange

__all__ = ["Client", "Manners", "Refusal", "Request", "Response", "exchange"]
