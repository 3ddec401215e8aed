"""Settings: what an operator writes, merged in layers, each value with its origin."""

from __future__ import annotations

from .merge import Settings, find, load, repository, schema, variables
from .secrets import secret
from .tables import Config, CrawlTable, Decision, HttpTable, Ignore, RuleTable, SiteTable

__all__ = [
    "Config",
    "CrawlTable",
    "Decision",
    "HttpTable",
    "Ignore",
    "RuleTable",
    "Settings",
    "SiteTable",
    "find",
    "load",
    "repository",
    "schema",
    "secret",
    "variables",
]
